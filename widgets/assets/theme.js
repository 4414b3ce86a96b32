// Light and dark: the system's, unless the user chose; kept in this browser.

const keep = (name, value) => {
  try { localStorage.setItem(`clientinfo.${name}`, value); } catch { /* storage is switched off: for this page only */ }
};

const switchTheme = () => {
  const root = document.documentElement;
  const chosen = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset.theme = chosen === "dark" ? "light" : "dark";
  keep("theme", root.dataset.theme);
  window.ci_colour_browser?.();
};
