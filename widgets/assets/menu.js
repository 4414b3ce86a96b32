// A button that opens a menu, as the ARIA pattern "menu button" asks: arrows, Home, End, letters, Escape, Tab.

// The entries are the elements with a role of menuitems that can be seen now. Returns {open, close, dispose}.
const menuButton = (opener, panel) => {
  const menu = panel.querySelector("[role=menu]");
  const entries = () => [...menu.querySelectorAll("[role^=menuitem]")].filter((entry) => entry.getClientRects().length);
  menu.id ||= `ci-menu-${Math.random().toString(36).slice(2)}`;
  opener.setAttribute("aria-haspopup", "menu");
  opener.setAttribute("aria-controls", menu.id);

  const show = (is) => {
    panel.hidden = !is;
    opener.setAttribute("aria-expanded", String(is));
  };
  const open = (place) => {
    show(true);
    entries().at(place)?.focus();
  };
  const close = (focus) => {
    if (panel.hidden) return;
    show(false);
    if (focus) opener.focus();
  };
  const startingWith = (letter, from) => {
    const all = entries();
    const order = [...all.slice(from + 1), ...all.slice(0, from + 1)];
    return order.find((entry) => entry.textContent.trim().toLowerCase().startsWith(letter.toLowerCase()));
  };
  const onOpenerKey = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    open(event.key === "ArrowDown" ? 0 : -1);
  };
  const onMenuKey = (event) => {
    const all = entries();
    const at = all.indexOf(event.target.closest("[role^=menuitem]"));
    const to = { ArrowDown: (at + 1) % all.length, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) all.at(to)?.focus();
    else if (event.key === " ") event.target.click(); // a link reacts to Enter only
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      startingWith(event.key, at)?.focus();
    } else return;
    event.preventDefault();
  };
  const onEscape = (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    close(true);
  };
  const onOutside = (event) => {
    if (!panel.contains(event.target) && !opener.contains(event.target)) close(false);
  };
  const onLeave = (event) => {
    if (event.relatedTarget && !panel.contains(event.relatedTarget) && event.relatedTarget !== opener) close(false);
  };
  const onChoice = (event) => {
    const entry = event.target.closest("[role^=menuitem]");
    // A link leads away, or into another tab; what another entry did might have moved the focus itself.
    if (entry) close(panel.contains(document.activeElement));
  };

  opener.addEventListener("click", () => (panel.hidden ? open(0) : close(true)));
  opener.addEventListener("keydown", onOpenerKey);
  menu.addEventListener("keydown", onMenuKey);
  menu.addEventListener("click", onChoice);
  panel.addEventListener("focusout", onLeave);
  for (const part of [opener, panel]) part.addEventListener("keydown", onEscape);
  document.addEventListener("pointerdown", onOutside);
  show(false);
  return { open, close, dispose: () => document.removeEventListener("pointerdown", onOutside) };
};
