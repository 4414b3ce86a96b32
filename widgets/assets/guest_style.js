// Our stylesheet in a page that is not ours (plain Voila, a cell's output in JupyterLab). There other sheets speak of
// "dl", "a" and "table" in whatever stands in an output, and the window is wider than we are. So each rule of ours is
// lifted above theirs, what hangs on the window's width hangs on ours, and nothing of it reaches the page around us.

const LIFT = ":not(#ci-nobody)"; // an id's weight; the order among our own rules stays
const PAGE = "ci-guest";
const AROUND = `
.ci-app { container: ${PAGE} / inline-size; width: 100%; overflow: visible; --ci-above: 307px; }
#rendered_cells .ci-app { min-height: 100vh; }
:is(#rendered_cells, #rendered_cells .jp-Cell, .jp-Cell-outputWrapper):has(.ci-app) { padding: 0; margin: 0; }
:is(.jp-Cell, .jp-OutputArea, .jp-OutputArea-child, .jp-OutputArea-output):has(.ci-app) { overflow: visible; }
`;

// The selectors of a list, apart at the commas that stand in no bracket and no text.
const each = (list) => {
  const found = [""];
  let depth = 0;
  let quote = "";
  for (const sign of list) {
    if (quote) quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "(" || sign === "[") depth += 1;
    else if (sign === ")" || sign === "]") depth -= 1;
    if (sign === "," && !depth && !quote) found.push("");
    else found[found.length - 1] += sign;
  }
  return found.map((selector) => selector.trim());
};

// Variables and colours that a page of ours sets at its root are set at our own. ``inside``: in a rule about our width,
// which our root itself cannot be asked about.
const atHome = (selector, inside) => {
  const root = /^(?::root|html)(\[[^\]]*\])?$/.exec(selector);
  if (!root) return selector;
  return `${root[1] ? `:root${root[1]} ` : ""}.ci-app${inside ? " > *" : ""}`;
};

const lifted = (selector) => {
  const pseudo = selector.indexOf("::");
  return pseudo < 0 ? selector + LIFT : selector.slice(0, pseudo) + LIFT + selector.slice(pseudo);
};

const asGuest = (rules, inside = false) => [...rules].map((rule) => {
  if (rule instanceof CSSStyleRule) {
    const selectors = each(rule.selectorText).map((selector) => lifted(atHome(selector, inside)));
    return `${selectors.join(", ")} { ${rule.style.cssText} }`;
  }
  if (rule instanceof CSSMediaRule) {
    const about = rule.conditionText;
    const ours = about.includes("width");
    return `@${ours ? `container ${PAGE}` : "media"} ${about} { ${asGuest(rule.cssRules, inside || ours).join("\n")} }`;
  }
  return rule instanceof CSSPageRule ? "" : rule.cssText;
});

// A style element for the page around us.
const guestStyle = (text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text + AROUND);
  const style = document.createElement("style");
  style.id = "ci-style";
  style.textContent = asGuest(sheet.cssRules).join("\n");
  return style;
};
