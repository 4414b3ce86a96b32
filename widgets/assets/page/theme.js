// The user's choice of theme, before the first paint. Without one the system decides.
try {
  const theme = localStorage.getItem("clientinfo.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* storage is switched off: the system decides */ }
