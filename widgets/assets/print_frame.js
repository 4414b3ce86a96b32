// What stands around a printed page: house, the page's title, moment and page number, in the margin boxes of CSS Paged Media.

const cssText = (text) => `"${text.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " ")}"`;

// ``template`` has {page} and {pages} in it; both are counted by the browser.
const pageCount = (template) => template
  .split(/(\{pages?\})/)
  .filter(Boolean)
  .map((part) => ({ "{page}": "counter(page)", "{pages}": "counter(pages)" })[part] ?? cssText(part))
  .join(" ");

const printFrame = (head, moment, template) => {
  const small = "font: 8pt sans-serif; color: #555;";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@page {
    @top-left { content: ${cssText(head)}; ${small} }
    @top-right { content: ${cssText(moment)}; ${small} }
    @bottom-right { content: ${pageCount(template)}; ${small} }
  }`);
  return sheet;
};

// Figures are drawn as wide as they are on the screen, which paper is not: there they are pressed into the place that they
// have, so that nothing of them is cut and the words beside them still stand where they belong. Returns what ends that.
const fitFigures = () => {
  const fitted = [...document.querySelectorAll(".bqplot > svg:not([viewBox])")].filter((each) => each.clientWidth);
  for (const each of fitted) {
    each.setAttribute("viewBox", `0 0 ${each.clientWidth} ${each.clientHeight}`);
    each.setAttribute("preserveAspectRatio", "none");
  }
  return () => fitted.forEach((each) => {
    each.removeAttribute("viewBox");
    each.removeAttribute("preserveAspectRatio");
  });
};

// Frames every print-out of the page; returns what ends that.
const framePrints = (template, language) => {
  let sheet = null;
  let unfit = () => {};
  const before = () => {
    // The bar in which both stand is not printed.
    const [house, title] = [".ci-brand__house", ".ci-appbar__title"].map((each) => document.querySelector(each)?.textContent);
    const moment = new Date().toLocaleString(language(), { dateStyle: "medium", timeStyle: "short", timeZone: "Europe/Berlin" });
    unfit = fitFigures();
    sheet = printFrame(["clientinfo", house, title].filter(Boolean).join(" · "), moment, template());
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };
  const after = () => {
    unfit();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
  };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };
};
