// Freshness, language and theme. One popover; on the phone it is the menu and holds all three.

const element = (tag, className, ...content) => {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
};

const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "ci-icon ci-icon--lg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
};

const button = (className, ...content) => {
  const made = element("button", className, ...content);
  made.type = "button";
  return made;
};

const keep = (name, value) => {
  try { localStorage.setItem(`clientinfo.${name}`, value); } catch { /* storage is switched off: for this page only */ }
};

const switchTheme = () => {
  const root = document.documentElement;
  const chosen = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset.theme = chosen === "dark" ? "light" : "dark";
  keep("theme", root.dataset.theme);
};

export default {
  render({ model, el }) {
    el.classList.add("ci-appbar__tools");
    const popover = element("div", "ci-popover");
    popover.id = `ci-popover-${Math.random().toString(36).slice(2)}`;
    popover.hidden = true;
    const dot = element("span", "ci-dot");
    const label = element("span", "");
    const freshness = button("ci-freshness ci-desk", dot, label);
    const languageButton = button("ci-button ci-button--quiet ci-desk ci-language");
    const theme = button("ci-button ci-button--quiet ci-button--icon ci-desk", icon("theme"));
    const menu = button("ci-button ci-button--quiet ci-button--icon ci-phone", icon("more"));
    el.append(freshness, languageButton, theme, menu, popover);

    const open = (is) => {
      popover.hidden = !is;
      for (const opener of [freshness, menu]) opener.setAttribute("aria-expanded", String(is));
    };
    const otherLanguage = () => {
      const next = model.get("language") === "de" ? "en" : "de";
      keep("language", next);
      model.send({ do: "language", language: next });
    };
    const draw = () => {
      const texts = model.get("texts");
      const state = model.get("state");
      document.documentElement.lang = model.get("language");
      languageButton.textContent = model.get("language").toUpperCase();
      languageButton.setAttribute("aria-label", `${languageButton.textContent}, ${texts.language}`);
      languageButton.title = texts.language_short;
      theme.setAttribute("aria-label", texts.theme);
      theme.title = texts.theme;
      menu.setAttribute("aria-label", texts.menu);
      dot.className = `ci-dot ci-dot--${state.tone}`;
      label.textContent = state.label ?? "";
      const rows = (state.sources ?? []).map((source) => element(
        "li", "ci-popover__row",
        element("span", `ci-dot ci-dot--${source.tone}`),
        element("span", "ci-popover__name", source.name),
        element("span", "ci-num ci-muted", source.at),
        ...(source.text ? [element("span", "ci-popover__text", source.text)] : []),
      ));
      const ofPhone = element("div", "ci-popover__tools ci-phone",
        button("ci-button", texts.language_short), button("ci-button", texts.theme));
      ofPhone.children[0].addEventListener("click", otherLanguage);
      ofPhone.children[1].addEventListener("click", switchTheme);
      popover.replaceChildren(element("h2", "", texts.sources), element("ul", "", ...rows), ofPhone);
    };
    const outside = (event) => popover.hidden || el.contains(event.target) || open(false);
    const onEscape = (event) => {
      if (event.key !== "Escape" || popover.hidden) return;
      open(false);
      (freshness.offsetParent ? freshness : menu).focus();
    };
    for (const opener of [freshness, menu]) {
      opener.setAttribute("aria-haspopup", "true");
      opener.setAttribute("aria-controls", popover.id);
      opener.addEventListener("click", () => open(popover.hidden));
    }
    languageButton.addEventListener("click", otherLanguage);
    theme.addEventListener("click", switchTheme);
    document.addEventListener("click", outside);
    el.addEventListener("keydown", onEscape);
    model.on("change:state change:texts change:language", draw);
    draw();
    open(false);
    return () => {
      document.removeEventListener("click", outside);
      model.off("change:state change:texts change:language", draw);
    };
  },
};
