// The tab bar: roles, arrow keys, fades where it scrolls, and which of the drawn panels is seen.

const SKELETON_AFTER = 200;

// What other tabs need is fetched, compiled and run while nothing else is to be done, so that the first click on one waits
// for its data alone. The browser's words for figures are such a thing, too: the first figure waits for them.
const fetchLater = (addresses) => {
  const whole = addresses.map((each) => new URL(each, location.href).href);
  const known = new Set([...document.querySelectorAll("link[rel=modulepreload]")].map(({ href }) => href));
  for (const href of whole.filter((each) => !known.has(each))) {
    const link = Object.assign(document.createElement("link"), { rel: "modulepreload", href });
    // A script that cannot be had is asked for again, and reported, by the widget that needs it.
    link.addEventListener("load", () => whenIdle(() => import(href).catch(() => {})));
    document.head.append(link);
  }
  whenIdle(() => new Intl.NumberFormat("de-DE").format(0));
};
const whenIdle = globalThis.requestIdleCallback ?? ((act) => setTimeout(act, 1000));

export default {
  render({ model, el }) {
    const strip = document.createElement("div");
    strip.className = "ci-tabs__scroll";
    strip.setAttribute("role", "tablist");
    const skeleton = document.createElement("section");
    skeleton.className = "ci-tile ci-panel-skeleton";
    skeleton.setAttribute("aria-busy", "true");
    skeleton.hidden = true;
    for (const width of ["140px", "92%", "84%", "96%", "70%", "88%"]) {
      const bar = document.createElement("div");
      bar.className = "ci-skeleton";
      bar.style.width = width;
      skeleton.append(bar);
    }
    const bars = document.createElement("div");
    bars.className = "ci-tabs at-start";
    bars.append(strip);
    el.classList.add("ci-tabbar");
    el.append(bars, skeleton);

    let waiting = 0;
    let isComplete = false;
    const panelOf = (key) => document.querySelector(`.ci-panel--${CSS.escape(key)}`);

    // The panels are drawn by Python next to this element; here they get their roles and are shown or hidden.
    const seePanel = () => {
      const selected = model.get("selected");
      let hadFocus = false;
      for (const { key } of model.get("tabs")) {
        const panel = panelOf(key);
        if (!panel) continue;
        panel.id = `ci-panel-${key}`;
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", `ci-tab-${key}`);
        const wasHidden = panel.hidden;
        hadFocus ||= key !== selected && panel.contains(document.activeElement);
        panel.hidden = key !== selected;
        // Charts and maps that were drawn out of sight measure themselves again.
        if (wasHidden && !panel.hidden) requestAnimationFrame(() => dispatchEvent(new Event("resize")));
      }
      // A link in a panel led here: the keyboard goes on at the tab, unless the link names a thing, which takes it.
      if (hadFocus) strip.querySelector('[aria-selected="true"]')?.focus({ preventScroll: true });
      if (model.get("drawn").length && !isComplete) {
        isComplete = true;
        whenIdle(() => fetchLater(model.get("later")));
      }
      clearTimeout(waiting);
      const missing = selected && !(model.get("drawn").includes(selected) && panelOf(selected));
      if (missing) waiting = setTimeout(() => { skeleton.hidden = false; }, SKELETON_AFTER);
      else skeleton.hidden = true;
    };
    const fades = () => {
      bars.classList.toggle("at-start", strip.scrollLeft <= 1);
      bars.classList.toggle("at-end", strip.scrollLeft >= strip.scrollWidth - strip.clientWidth - 1);
    };
    const centre = () => {
      const tab = strip.querySelector('[aria-selected="true"]');
      if (tab) strip.scrollTo({ left: tab.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2 });
      fades();
    };
    const seeTab = () => {
      const selected = model.get("selected");
      for (const tab of strip.children) {
        const is = tab.dataset.key === selected;
        tab.setAttribute("aria-selected", String(is));
        tab.tabIndex = is ? 0 : -1;
      }
      seePanel();
      requestAnimationFrame(centre); // it measures: only once the panels have changed
    };
    const select = (key) => {
      if (key === model.get("selected")) return;
      model.set("selected", key);
      model.save_changes();
      // On the phone the page might be scrolled far down: the new panel starts at its top.
      if (bars.getBoundingClientRect().top <= parseInt(getComputedStyle(bars).top || "0", 10)) el.scrollIntoView();
    };
    const draw = () => {
      const texts = model.get("texts");
      strip.setAttribute("aria-label", texts.label);
      skeleton.setAttribute("aria-label", texts.loading);
      const focused = strip.contains(document.activeElement) ? document.activeElement.dataset.key : null;
      strip.replaceChildren(...model.get("tabs").map(({ key, title, badge }) => {
        const tab = document.createElement("button");
        tab.type = "button";
        tab.className = "ci-tab";
        tab.id = `ci-tab-${key}`;
        tab.dataset.key = key;
        tab.setAttribute("role", "tab");
        tab.setAttribute("aria-controls", `ci-panel-${key}`);
        const name = document.createElement("span");
        name.textContent = title;
        name.dataset.text = title;
        tab.append(name);
        if (badge) {
          const count = document.createElement("span");
          count.className = `ci-badge${badge.tone === "neutral" ? "" : ` ci-badge--${badge.tone}`}`;
          count.textContent = badge.text;
          tab.append(count);
        }
        tab.addEventListener("click", () => select(key));
        return tab;
      }));
      seeTab();
      if (focused) strip.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    };
    const onKey = (event) => {
      const tabs = [...strip.children];
      const at = tabs.indexOf(event.target.closest(".ci-tab"));
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      const next = tabs[(to + tabs.length) % tabs.length];
      next.focus();
      select(next.dataset.key);
    };
    strip.addEventListener("keydown", onKey);
    strip.addEventListener("scroll", fades, { passive: true });
    // Its width is known only once it stands in the page, and changes when a phone is turned.
    const resized = new ResizeObserver(centre);
    resized.observe(strip);
    const watcher = new MutationObserver(seePanel);
    watcher.observe(el.closest(".ci-root") ?? document.body, { childList: true, subtree: true });
    model.on("change:tabs", draw);
    model.on("change:selected", seeTab);
    model.on("change:drawn", seePanel);
    draw();
    return () => {
      clearTimeout(waiting);
      resized.disconnect();
      watcher.disconnect();
      model.off("change:tabs", draw);
      model.off("change:selected", seeTab);
      model.off("change:drawn", seePanel);
    };
  },
};
