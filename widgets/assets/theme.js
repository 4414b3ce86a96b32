// Light and dark: the system's, unless the user chose; kept in this browser.

const keep = (name, value) => {
  try { localStorage.setItem(`clientinfo.${name}`, value); } catch { /* storage is switched off: for this page only */ }
};

// The pages without a kernel read the language from the cookie (hub/web/page_texts.py).
const keepLanguage = (language) => {
  keep("language", language);
  document.cookie = `clientinfo-language=${language}; path=/; max-age=31536000; samesite=lax`;
};

const switchTheme = () => {
  const root = document.documentElement;
  const chosen = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset.theme = chosen === "dark" ? "light" : "dark";
  keep("theme", root.dataset.theme);
  window.ci_colour_browser?.();
};
