// Draws a cell's output, as nbformat has it, by its richest form that a page shows.

export const WIDGET_VIEW = "application/vnd.jupyter.widget-view+json";

const asText = (value) => (Array.isArray(value) ? value.join("") : String(value));

const element = (tag, className, properties = {}) =>
  Object.assign(document.createElement(tag), { className, ...properties });

// The page's policy knows its own inline scripts by a word that only scripts can read.
const known = () => document.querySelector("script[nonce]")?.nonce ?? "";

// Scripts in a notebook's own HTML run, as they do in JupyterLab: it is the house's code. One of another host does not.
const revive = (root) => {
  for (const script of root.querySelectorAll("script")) {
    const again = document.createElement("script");
    for (const { name, value } of script.attributes) again.setAttribute(name, value);
    again.textContent = script.textContent;
    if (!again.src) again.nonce = known();
    script.replaceWith(again);
  }
};

const html = (value, host) => {
  const drawn = element("div", "ci-output__html", { innerHTML: asText(value) });
  host.append(drawn);
  revive(drawn);
};

const image = (kind) => (value, host, metadata) => {
  const drawn = element("img", "ci-output__image", { src: `data:${kind};base64,${asText(value).trim()}` });
  for (const side of ["width", "height"]) if (metadata?.[side]) drawn[side] = metadata[side];
  drawn.alt = metadata?.alt ?? "";
  host.append(drawn);
};

const vector = (value, host) => {
  host.append(element("img", "ci-output__image", { src: `data:image/svg+xml,${encodeURIComponent(asText(value))}`, alt: "" }));
};

const text = (value, host) => {
  host.append(element("pre", "ci-output__text", { textContent: asText(value) }));
};

const code = (value) => {
  const script = element("script", "", { textContent: asText(value), nonce: known() });
  document.head.append(script);
  script.remove();
};

const IMAGES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
// The richest first. Markdown and formulas are shown as they are written.
const FORMS = new Map([
  ["text/html", html],
  ["image/svg+xml", vector],
  ...IMAGES.map((kind) => [kind, image(kind)]),
  ["application/javascript", code],
  ["text/markdown", text],
  ["text/latex", text],
  ["text/plain", text],
]);

export const drawOutput = async (output, host, manager) => {
  const data = output.data ?? {};
  if (data[WIDGET_VIEW]) {
    const model = await manager.get_model(data[WIDGET_VIEW].model_id).catch(() => null);
    if (model) await manager.display(model, host);
    // A widget that was closed again has left its text.
    else if (data["text/html"]) html(data["text/html"], host);
    return;
  }
  if (output.output_type === "stream") text(output.text, host);
  else if (output.output_type === "error") text(`${output.ename}: ${output.evalue}`, host);
  else {
    const form = [...FORMS.keys()].find((kind) => data[kind] !== undefined);
    if (form) FORMS.get(form)(data[form], host, output.metadata?.[form]);
  }
};
