// The page's side: address and history, title, memory of this browser, clicks in Python's HTML, lost connection.

const RECENT = "clientinfo.recent";
const MOST_RECENT = 8;
const PING_EVERY = 30000;
const PONG_WITHIN = 15000;
const RECONNECT_WITHIN = 6000;

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
    const root = () => document.querySelector(".ci-root") ?? document.body;
    const kernel = model.widget_manager?.kernel ?? null;
    el.classList.add("ci-bridge");
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
    };

    // ---- lost connection: a dead kernel, a connection that does not come back, a ping without answer
    let lost = false;
    let reconnecting = 0;
    let answer = 0;
    const banner = () => {
      if (lost) return;
      lost = true;
      const texts = model.get("texts");
      const bar = document.createElement("div");
      bar.className = "ci-lost";
      bar.setAttribute("role", "alert");
      const words = document.createElement("div");
      const strong = document.createElement("strong");
      strong.textContent = texts.lost;
      const text = document.createElement("span");
      text.textContent = texts.lost_text;
      words.append(strong, " ", text);
      const reload = document.createElement("button");
      reload.type = "button";
      reload.className = "ci-button ci-button--primary";
      reload.textContent = texts.reload;
      reload.addEventListener("click", () => location.reload());
      bar.append(words, reload);
      document.body.append(bar);
      document.documentElement.classList.add("ci-is-lost");
    };
    const onStatus = (_, status) => ["dead", "terminating", "restarting", "autorestarting"].includes(status) && banner();
    const onConnection = (_, status) => {
      clearTimeout(reconnecting);
      if (status === "disconnected") banner();
      if (status === "connecting") reconnecting = setTimeout(banner, RECONNECT_WITHIN);
    };
    kernel?.statusChanged.connect(onStatus);
    kernel?.connectionStatusChanged.connect(onConnection);
    const ping = () => {
      // A page in the background asks nothing, so that its kernel may be ended when nobody comes back to it.
      if (lost || document.hidden) return;
      clearTimeout(answer);
      answer = setTimeout(() => (kernel?.status === "busy" ? ping() : banner()), PONG_WITHIN);
      model.send({ do: "ping" });
    };
    const pinging = setInterval(ping, PING_EVERY);

    // ---- messages from Python
    const dress = (message) => {
      if (document.getElementById("ci-style")) return;
      const style = document.createElement("style");
      style.id = "ci-style";
      style.textContent = message.stylesheet;
      document.head.append(style);
      const symbols = document.createElement("div");
      symbols.innerHTML = message.icons; // our own file
      document.body.append(symbols);
      root().classList.add("ci-app");
    };
    const onMessage = (message) => {
      if (message.do === "pong") clearTimeout(answer);
      else if (message.do === "dress") dress(message);
      else if (message.do === "announce") spoken.textContent = message.text;
      else if (message.do === "go") {
        const address = location.pathname + message.search;
        if (message.replace) history.replaceState({}, "", address);
        else if (location.search !== message.search) {
          history.pushState({}, "", address);
          scrollTo({ top: 0 });
        }
      }
    };

    // ---- clicks in HTML that Python drew
    const onClick = (event) => {
      const target = event.target.closest?.("[data-ci-tab], [data-ci-customer], [data-ci-retry], [data-ci-copy], [data-ci-toggle], [data-ci-home], [data-ci-forget]");
      if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const data = target.dataset;
      if (data.ciTab) model.send({ do: "tab", tab: data.ciTab });
      else if (data.ciCustomer) model.send({ do: "customer", customer_number: data.ciCustomer });
      else if (data.ciRetry) model.send({ do: "retry", tab: data.ciRetry });
      else if (data.ciHome !== undefined) model.send({ do: "home" });
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
    const onPop = () => model.send({ do: "address", search: location.search });

    document.addEventListener("click", onClick);
    document.addEventListener("visibilitychange", ping);
    addEventListener("popstate", onPop);
    model.on("change:page_title", title);
    model.on("change:opened", remember);
    model.on("msg:custom", onMessage);
    const watcher = new MutationObserver(landmarks);
    watcher.observe(document.body, { childList: true, subtree: true });
    title();
    remember();
    landmarks();
    if (!document.querySelector('link[href*="clientinfo.css"]')) model.send({ do: "undressed" });
    model.send({ do: "hello", language: chosenLanguage(), numbers: recent() });
    return () => {
      clearInterval(pinging);
      clearTimeout(answer);
      watcher.disconnect();
      kernel?.statusChanged.disconnect(onStatus);
      kernel?.connectionStatusChanged.disconnect(onConnection);
      document.removeEventListener("click", onClick);
      document.removeEventListener("visibilitychange", ping);
      removeEventListener("popstate", onPop);
      model.off("change:page_title", title);
      model.off("change:opened", remember);
      model.off("msg:custom", onMessage);
    };
  },
};
