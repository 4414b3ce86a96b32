// A draft that has no form any more: its row was withdrawn or changed by somebody else. What was typed is shown, to be copied,
// until it is given up. Needs dom.js.

// What was typed, a line for each field; a draft of an earlier version has no words for its fields.
const typedLines = ({ lines, values = {}, base = {} }) =>
  lines ?? Object.entries(values).filter(([key, value]) => value && value !== base[key]).map(([, value]) => value);

// discard: called when it is given up; the answer is a dialog, which goes when it is closed.
const goneDraft = (draft, why, texts, discard) => {
  const title = element("h2", "", `${texts.draft}: ${draft.title}`);
  title.id = uniqueId("gone");
  const typed = element("textarea", "");
  typed.readOnly = true;
  typed.value = typedLines(draft).join("\n");
  typed.rows = Math.min(12, Math.max(4, typed.value.split("\n").length + 1));
  typed.id = uniqueId("typed");
  const label = element("label", "", texts.typed);
  label.htmlFor = typed.id;
  const said = element("p", "ci-entry__hint");
  said.setAttribute("role", "status");
  const copy = button("ci-button ci-button--primary", texts.copy);
  const drop = button("ci-button ci-button--quiet", texts.discard);
  const cancel = button("ci-button", texts.close);
  const body = element("div", "ci-entry__form", element("p", "ci-entry__note", why), element("div", "ci-field ci-entry__field--long", label, typed), said,
    element("div", "ci-dialog__actions", drop, cancel, copy));
  const dialog = element("dialog", "ci-dialog ci-entry", title, body);
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.dataset.ciAlive = ""; // it can be read without a connection: session_notices.js
  copy.addEventListener("click", async () => {
    await copyTyped(typed);
    said.textContent = texts.copied;
  });
  drop.addEventListener("click", () => {
    discard();
    dialog.close();
  });
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  return dialog;
};
