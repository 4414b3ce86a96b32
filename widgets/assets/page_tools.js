// The right side of the app bar: freshness, language, theme, the user. On the phone the menu holds all of them.

// The entries of the user menu that are links, in their order; a link that the service does not give is not drawn.
const LINKS = [["home", "apps"], ["password", "key"], ["lab", "code"], ["logout", "exit"]];

const entry = (tag, className, glyph, text) => {
  const made = element(tag, `ci-usermenu__item ${className}`, icon(glyph), element("span", "", text));
  made.setAttribute("role", "menuitem");
  made.tabIndex = -1;
  if (tag === "button") made.type = "button";
  return made;
};

// Another app beside this one; not to be had where a notebook is shown on its own.
const appLink = (page, className, text) => {
  if (!page || !location.pathname.includes("/voila/render/")) return element("span", className, text);
  const made = element("a", className, text);
  made.href = new URL(page, location.href).pathname;
  return made;
};

const sourceRow = (source) => element(
  "li", "ci-popover__row",
  element("span", `ci-dot ci-dot--${source.tone}`),
  element("span", "ci-popover__name", source.name),
  element("span", "ci-num ci-muted", source.at),
  ...(source.text ? [appLink(source.page, "ci-popover__text", source.text)] : []),
);

const keysEntry = (texts, role) => {
  const made = entry("button", "", "keyboard", texts.keys);
  made.setAttribute("role", role);
  made.append(icon("check", "ci-icon ci-usermenu__tick"));
  switchSingleKeys(made);
  return made;
};

// The user's button and menu. ``phone`` makes the entries that stand in the app bar on a wider screen.
const userMenu = (user, texts, phone) => {
  const links = pageConfig().hubLinks ?? {};
  const link = ([name, glyph]) => {
    if (!links[name]) return [];
    const made = entry("a", "", glyph, texts[name]);
    made.href = links[name];
    return [made];
  };
  const opener = button(
    "ci-user", element("span", "ci-avatar", user.initials),
    element("span", "ci-user__text", element("span", "ci-user__name", user.name), element("span", "ci-user__role", user.roles)),
    icon("down", "ci-icon"),
  );
  opener.firstChild.setAttribute("aria-hidden", "true");
  const who = element("div", "ci-usermenu__who", element("strong", "", user.name), element("span", "", user.roles));
  const [home, password, ...others] = LINKS.map(link);
  const keys = keysEntry(texts, "menuitemcheckbox");
  const menu = element("div", "ci-usermenu__list", ...home, ...phone(), ...password, keys, ...others.flat());
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", texts.menu);
  return [opener, element("div", "ci-popover ci-popover--menu", who, menu)];
};

export default {
  render({ model, el }) {
    el.classList.add("ci-appbar__tools");
    const popover = element("div", "ci-popover");
    popover.id = uniqueId("popover");
    popover.tabIndex = -1;
    popover.setAttribute("role", "dialog");
    const dot = element("span", "ci-dot");
    const label = element("span", "");
    const freshness = button("ci-freshness ci-desk", dot, label);
    const languageButton = button("ci-button ci-button--quiet ci-desk ci-language");
    const theme = button("ci-button ci-button--quiet ci-button--icon ci-desk", icon("theme"));
    const more = button("ci-button ci-button--quiet ci-button--icon ci-phone", icon("more"));
    const user = element("div", "ci-usermenu");
    let menu = null;
    let back = freshness; // where the focus goes when the popover closes
    el.append(freshness, languageButton, theme, more, user, popover);

    const open = (is) => {
      popover.hidden = !is;
      for (const opener of [freshness, more]) opener.setAttribute("aria-expanded", String(is));
      if (is) popover.focus();
    };
    const otherLanguage = () => {
      const next = model.get("language") === "de" ? "en" : "de";
      keepLanguage(next);
      model.send({ do: "language", language: next });
    };
    const phoneEntries = (texts, state) => {
      const source = entry("button", "ci-phone", "clock", texts.sources);
      source.lastChild.append(element("small", "", element("span", `ci-dot ci-dot--${state.tone}`), state.label ?? ""));
      source.addEventListener("click", () => {
        back = user.firstChild;
        open(true);
      });
      const other = entry("button", "ci-phone", "globe", texts.language_short);
      other.addEventListener("click", otherLanguage);
      const scheme = entry("button", "ci-phone", "theme", texts.theme);
      scheme.addEventListener("click", switchTheme);
      return [...(state.label ? [source] : []), other, scheme];
    };
    const drawUser = (texts, state) => {
      const who = model.get("user");
      const hadFocus = user.contains(document.activeElement);
      menu?.dispose();
      menu = null;
      more.hidden = Boolean(who.name);
      user.replaceChildren(...(who.name ? userMenu(who, texts, () => phoneEntries(texts, state)) : []));
      if (who.name) menu = menuButton(...user.children);
      if (hadFocus) user.firstChild?.focus();
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
      more.setAttribute("aria-label", texts.menu);
      dot.className = `ci-dot ci-dot--${state.tone}`;
      label.textContent = freshness.title = state.label ?? "";
      freshness.hidden = !state.label; // an app that stands on no data of the sources
      // Where nobody is signed in, there is no menu for these.
      const unsigned = element("div", "ci-popover__tools", button("ci-button ci-phone", texts.language_short),
        button("ci-button ci-phone", texts.theme), keysEntry(texts, "switch"));
      unsigned.children[0].addEventListener("click", otherLanguage);
      unsigned.children[1].addEventListener("click", switchTheme);
      unsigned.children[2].tabIndex = 0;
      unsigned.hidden = Boolean(model.get("user").name);
      const title = element("h2", "", texts.sources);
      title.id = `${popover.id}-title`;
      popover.setAttribute("aria-labelledby", title.id);
      popover.replaceChildren(...(state.label ? [title] : []), element("ul", "", ...(state.sources ?? []).map(sourceRow)), unsigned);
      drawUser(texts, state);
    };
    const outside = (event) => popover.hidden || el.contains(event.target) || open(false);
    const onEscape = (event) => {
      if (event.key !== "Escape" || popover.hidden) return;
      open(false);
      back.focus();
    };
    for (const opener of [freshness, more]) {
      opener.setAttribute("aria-haspopup", "dialog");
      opener.setAttribute("aria-controls", popover.id);
      opener.addEventListener("click", () => {
        back = opener;
        open(popover.hidden);
      });
    }
    languageButton.addEventListener("click", otherLanguage);
    theme.addEventListener("click", switchTheme);
    document.addEventListener("click", outside);
    el.addEventListener("keydown", onEscape);
    const changes = "change:state change:texts change:language change:user";
    model.on(changes, draw);
    const unframe = framePrints(() => model.get("texts").printed, () => model.get("language"));
    draw();
    open(false);
    return () => {
      unframe();
      menu?.dispose();
      document.removeEventListener("click", outside);
      model.off(changes, draw);
    };
  },
};
