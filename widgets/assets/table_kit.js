// What the parts of the grid share: its measures, elements, values as people read them.

const ROW = 36; // height of a row in px, as --ci-row
const FOLD = 20; // height of a line of what stands below a row in a window
const FOLD_END = 4; // and what is free below it
const AHEAD = 12; // rows drawn above and below what is seen
const LONG = 20; // characters of a text that may be cut where its column is narrow
const LONGEST = 60; // and of one that needs a wider column, and is cut as a row's title
const CHUNK = 100; // rows per question
const CARDS = 600; // narrower than this, rows are cards
const MEDIUM = 900; // narrower than this, columns give way
const PORTION = 50; // cards shown at once
const SUM = -1; // number of the row of sums, in what opens and closes

const SVG = "http://www.w3.org/2000/svg";

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

const icon = (name) => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "ci-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
};

// ---- values as people read them

const LOCALES = { de: "de-DE", en: "en-GB" };

const formatters = new Map(); // locale and name -> made when it is first needed, for all tables: to make one takes a millisecond
const formatterOf = (locale, name, Kind, options) => {
  const key = `${locale} ${name}`;
  if (!formatters.has(key)) formatters.set(key, new Kind(locale, options));
  return formatters.get(key);
};

const formatter = (language, words) => {
  const locale = LOCALES[language] ?? "de-DE";
  const { NumberFormat, DateTimeFormat } = Intl;
  const local = { timeZone: "Europe/Berlin" };
  const calendar = { day: "2-digit", month: "2-digit", year: "numeric" };
  const clock = { hour: "2-digit", minute: "2-digit", hour12: false };
  const one = () => formatterOf(locale, "one", NumberFormat, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const two = () => formatterOf(locale, "two", NumberFormat, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const few = () => formatterOf(locale, "few", NumberFormat, { maximumFractionDigits: 3 });
  const day = () => formatterOf(locale, "day", DateTimeFormat, { ...calendar, timeZone: "UTC" });
  const dayThere = () => formatterOf(locale, "day there", DateTimeFormat, { ...calendar, ...local });
  const time = () => formatterOf(locale, "time", DateTimeFormat, { ...clock, ...local });
  const isNumber = (text) => /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text);
  const asDate = (text, write) => {
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? text : write(at);
  };
  return (value, kind) => {
    if (value === null || value === undefined) return "";
    const text = String(value);
    if (kind === "money") return isNumber(text) ? two().format(text) : text;
    if (kind === "percent") return isNumber(text) ? `${two().format(text)}\u00a0%` : text;
    if (kind === "share") return isNumber(text) ? `${one().format(text)}\u00a0%` : text;
    if (kind === "number") return isNumber(text) ? few().format(text) : text;
    if (kind === "date") return asDate(text.slice(0, 10), (at) => day().format(at));
    if (kind === "moment") return asDate(text, (at) => `${dayThere().format(at)}, ${time().format(at)}`);
    if (kind === "yes_no") return value === true || text === "true" ? words.yes : words.no;
    return text;
  };
};

// A whole number, its thousands apart.
const wholeNumber = (language, count) => formatterOf(LOCALES[language] ?? "de-DE", "whole", Intl.NumberFormat).format(count);

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

const save = (message, buffers) => {
  const blob = new Blob(buffers.map((part) => part.buffer ?? part), { type: message.type });
  const anchor = element("a", { href: URL.createObjectURL(blob), download: message.name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
};
