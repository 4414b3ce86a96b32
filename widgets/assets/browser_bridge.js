// The page's side: address and history, title, memory of this browser, clicks in Python's HTML.

const RECENT = "clientinfo.recent";
const MOST_RECENT = 8;

const recent = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((number) => typeof number === "string").slice(0, MOST_RECENT) : [];
  } catch { return []; }
};
const keepRecent = (numbers) => {
  try { localStorage.setItem(RECENT, JSON.stringify(numbers.slice(0, MOST_RECENT))); } catch { /* storage is off */ }
};
const chosenLanguage = () => {
  try { return localStorage.getItem("clientinfo.language"); } catch { return null; }
};

export default {
  render({ model, el }) {
    // Our own: in JupyterLab several pages may stand in one document.
    const root = () => el.closest(".ci-root") ?? document.querySelector(".ci-root") ?? document.body;
    const apps = pageConfig().hubLinks?.home;
    el.classList.add("ci-bridge");
    drafts.setClock(model.get("now"));
    const spoken = document.createElement("span");
    spoken.className = "ci-sr";
    spoken.setAttribute("role", "status");
    el.append(spoken);

    const remember = () => {
      const opened = model.get("opened");
      if (opened) keepRecent([opened, ...recent().filter((number) => number !== opened)]);
    };
    const title = () => { document.title = model.get("page_title"); };
    const landmarks = () => {
      const texts = model.get("texts");
      const roles = [[".ci-appbar", "banner", null], [".ci-main", "main", null], [".ci-customer", null, texts.customer]];
      for (const [selector, role, label] of roles) {
        const found = root().querySelector(selector);
        if (role) found?.setAttribute("role", role);
        if (label) found?.setAttribute("aria-label", label);
      }
      // The mark of an app without a start page of its own leads to all apps, where there are any.
      const mark = root().querySelector("[data-ci-apps]");
      if (mark && apps) mark.href = apps;
    };

    // ---- messages from Python
    const dress = (message) => {
      root().classList.add("ci-app");
      if (document.getElementById("ci-style")) return;
      document.head.append(guestStyle(message.stylesheet));
      const symbols = document.createElement("div");
      symbols.innerHTML = message.icons; // our own file
      document.body.append(symbols);
    };
    // The card might not stand on the page yet: it is looked for as long as a page takes to appear.
    const focusName = (frames = 120) => {
      const name = root().querySelector(".ci-customer h1");
      if (name?.offsetParent) name.focus({ preventScroll: true });
      else if (frames) requestAnimationFrame(() => focusName(frames - 1));
    };
    const onMessage = (message) => {
      if (message.do === "several") message.messages.forEach(onMessage);
      else if (message.do === "dress") dress(message);
      else if (message.do === "focus_name") focusName();
      else if (message.do === "announce") spoken.textContent = message.text;
      else if (message.do === "go") {
        const address = location.pathname + message.search;
        if (message.replace) history.replaceState(history.state ?? {}, "", address);
        else if (location.search !== message.search) {
          clearTimeout(noting); // what moved last was the page that is drawn again
          history.pushState({}, "", address);
          if (!message.stays) scrollTo({ top: 0 });
        }
      }
    };

    // ---- clicks in HTML that Python drew
    const skip = () => {
      const main = root().querySelector(".ci-main");
      main.tabIndex = -1;
      main.focus();
    };
    const onClick = (event) => {
      const target = event.target.closest?.("[data-ci-tab], [data-ci-customer], [data-ci-retry], [data-ci-copy], [data-ci-toggle], [data-ci-home], [data-ci-forget], [data-ci-skip], [data-ci-print]");
      if (!target || !root().contains(target) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const data = target.dataset;
      if (data.ciTab) model.send({ do: "tab", tab: data.ciTab, item: data.ciItem ?? "" });
      else if (data.ciCustomer) model.send({ do: "customer", customer_number: data.ciCustomer });
      else if (data.ciRetry) model.send({ do: "retry", tab: data.ciRetry });
      else if (data.ciHome !== undefined) model.send({ do: "home" });
      else if (data.ciSkip !== undefined) skip();
      else if (data.ciPrint !== undefined) print();
      else if (data.ciForget !== undefined) {
        keepRecent([]);
        model.send({ do: "recent", numbers: [] });
      } else if (data.ciCopy) {
        navigator.clipboard?.writeText(data.ciCopy).then(() => {
          spoken.textContent = model.get("texts").copied;
          target.classList.add("is-copied");
          setTimeout(() => target.classList.remove("is-copied"), 1200);
        }, () => {});
      } else if (data.ciToggle) {
        const open = target.closest(".ci-customer").classList.toggle(data.ciToggle);
        target.setAttribute("aria-expanded", String(open));
        target.querySelector("span").textContent = open ? data.ciLess : data.ciMore;
      }
    };
    // Each step of the history knows how far it was scrolled; the page is drawn again by Python before one is there again.
    let noting = 0;
    const noteScroll = () => {
      clearTimeout(noting);
      noting = setTimeout(() => history.replaceState({ ...history.state, top: scrollY }, ""), 200);
    };
    const scrollBack = (top, frames = 120) => {
      if (document.documentElement.scrollHeight - innerHeight >= top) scrollTo({ top });
      else if (frames) requestAnimationFrame(() => scrollBack(top, frames - 1));
    };
    const onPop = (event) => {
      clearTimeout(noting);
      model.send({ do: "address", search: location.search });
      if (event.state?.top) scrollBack(event.state.top);
    };
    addEventListener("scroll", noteScroll, { passive: true });

    // Escape takes back what a page has lit up, unless something else is to be closed or typed.
    const onEscape = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (event.target.closest?.("input, select, textarea, [role=dialog], [role=menu], [role=listbox]")) return;
      root().querySelector("[data-ci-escape]")?.click();
    };

    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onEscape);
    addEventListener("popstate", onPop);
    model.on("change:page_title", title);
    model.on("change:opened", remember);
    model.on("msg:custom", onMessage);
    // The page first: counts come when the browser has nothing else to do.
    const later = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 500));
    // What Python made of the address before this page stood, nobody heard: a caller's number does not stay in it.
    const made = model.get("search");
    if (made && new URLSearchParams(location.search).has("phone")) history.replaceState(history.state ?? {}, "", location.pathname + made);
    let asked = null;
    const count = () => {
      const place = root().querySelector("[data-ci-count]:empty");
      if (!place || place === asked) return;
      asked = place;
      later(() => dayCounts(root()));
    };
    const keyboard = focusKeeper(root);
    const watcher = new MutationObserver(() => {
      landmarks();
      count();
      keyboard.changed();
    });
    watcher.observe(document.body, { childList: true, subtree: true });
    title();
    remember();
    landmarks();
    count();
    if (!document.querySelector('link[href*="clientinfo.css"]')) model.send({ do: "undressed" });
    model.send({ do: "hello", language: chosenLanguage(), numbers: recent() });
    return () => {
      watcher.disconnect();
      keyboard.stop();
      document.removeEventListener("click", onClick);
      document.removeEventListener("keydown", onEscape);
      removeEventListener("popstate", onPop);
      removeEventListener("scroll", noteScroll);
      clearTimeout(noting);
      model.off("change:page_title", title);
      model.off("change:opened", remember);
      model.off("msg:custom", onMessage);
    };
  },
};
