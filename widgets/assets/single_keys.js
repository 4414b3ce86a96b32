// Letters and signs that do something when pressed alone (WCAG 2.1.4): every page asks here. Whoever dictates, or rests a
// hand on the keyboard, switches them off in the menu at their name; kept in this browser, like the theme.

const NOT_TYPED = ["button", "checkbox", "radio", "reset", "submit"];
const isTyping = ({ target }) => {
  const field = target.closest?.("input, textarea, select, [contenteditable], dialog") ?? null;
  return field !== null && !NOT_TYPED.includes(field.type);
};

const singleKeys = {
  areOn: () => document.documentElement.dataset.keys !== "off",
  set(on) {
    document.documentElement.dataset.keys = on ? "on" : "off"; // the stylesheet hides what speaks of them
    try { localStorage.setItem("clientinfo.keys", on ? "on" : "off"); } catch { /* storage is switched off: for this page only */ }
  },
};

// The letter or sign that an event means as a command; null where it is part of a text, of a chord, or switched off.
const singleKey = (event) => {
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  return singleKeys.areOn() && !isTyping(event) ? event.key : null;
};

// Makes an entry of a menu (role menuitemcheckbox) the switch.
const switchSingleKeys = (entry) => {
  const say = () => entry.setAttribute("aria-checked", String(singleKeys.areOn()));
  entry.addEventListener("click", () => {
    singleKeys.set(!singleKeys.areOn());
    say();
  });
  say();
};

// Outside of our own pages (JupyterLab) nobody has read the choice before.
try { document.documentElement.dataset.keys ??= localStorage.getItem("clientinfo.keys") === "off" ? "off" : "on"; } catch { /* as above */ }
