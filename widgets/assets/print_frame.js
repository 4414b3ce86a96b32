// What stands around a printed page: house, moment and page number, in the margin boxes of CSS Paged Media.

const cssText = (text) => `"${text.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " ")}"`;

// ``template`` has {page} and {pages} in it; both are counted by the browser.
const pageCount = (template) => template
  .split(/(\{pages?\})/)
  .filter(Boolean)
  .map((part) => ({ "{page}": "counter(page)", "{pages}": "counter(pages)" })[part] ?? cssText(part))
  .join(" ");

const printFrame = (house, moment, template) => {
  const small = "font: 8pt sans-serif; color: #555;";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@page {
    @top-left { content: ${cssText(house)}; ${small} }
    @top-right { content: ${cssText(moment)}; ${small} }
    @bottom-right { content: ${pageCount(template)}; ${small} }
  }`);
  return sheet;
};

// Frames every print-out of the page; returns what ends that.
const framePrints = (template, language) => {
  let sheet = null;
  const before = () => {
    const house = document.querySelector(".ci-brand__house")?.textContent ?? "";
    const moment = new Date().toLocaleString(language(), { dateStyle: "medium", timeStyle: "short" });
    sheet = printFrame(["clientinfo", house].filter(Boolean).join(" · "), moment, template());
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };
  const after = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
  };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };
};
