// A grid of amounts to type or to paste from a spreadsheet. Python reads and checks every one; nothing is decided here.

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] };

class TargetGrid {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.sent = null; // the turn whose save is not answered yet
    this.draftKey = "";
    this.draft = null; // its place
    this.onGrid = () => this.build();
    this.onState = () => this.renew();
    model.on("change:grid", this.onGrid);
    model.on("change:state", this.onState);
    this.build();
  }

  stop() {
    this.model.off("change:grid", this.onGrid);
    this.model.off("change:state", this.onState);
    this.draft?.stop();
  }

  build() {
    const { label, rows, columns, values } = this.model.get("grid");
    const cell = (tag, className, text, scope) => {
      const made = element(tag, className, text);
      if (scope) made.scope = scope;
      return made;
    };
    this.inputs = rows.map((row, at) => columns.map((column, place) => this.input(`${row}, ${column}`, values[at][place])));
    const body = rows.map((row, at) => element("tr", "", cell("th", "", row, "row"),
      ...this.inputs[at].map((input) => element("td", "", input))));
    this.sums = columns.map(() => element("td", "r ci-num"));
    const head = element("tr", "", element("td", ""), ...columns.map((column) => cell("th", "r", column, "col")));
    const foot = element("tr", "", cell("th", "", this.model.get("words").sum, "row"), ...this.sums);
    const table = element("table", "ci-targets__table", element("caption", "ci-sr", label),
      element("thead", "", head), element("tbody", "", ...body), element("tfoot", "", foot));
    const frame = element("div", "ci-targets__frame", table);
    this.problem = element("div", "ci-form__problem");
    this.problem.setAttribute("role", "alert");
    this.save = button("ci-button ci-button--primary", this.model.get("words").save);
    this.save.addEventListener("click", () => this.press());
    this.drop = button("ci-button", this.model.get("words").discard);
    this.drop.addEventListener("click", () => this.discard());
    table.addEventListener("keydown", (event) => this.move(event));
    table.addEventListener("paste", (event) => this.paste(event));
    table.addEventListener("input", () => this.tell());
    this.el.replaceChildren(frame, this.problem, element("div", "ci-targets__foot", this.save, this.drop));
    this.base = {};
    this.each((input, key) => { this.base[key] = input.defaultValue; });
    const typed = this.held();
    this.each((input, key) => { if (key in typed) input.value = typed[key]; });
    this.renew();
  }

  // What was typed before a reload, or before the connection was lost, stands there again, but for cells that somebody
  // changed meanwhile; what was sent is not a draft.
  held() {
    const draft = this.model.get("draft");
    const key = draft.length ? drafts.key(...draft) : "";
    if (this.draftKey !== key) {
      this.draft?.stop();
      this.draftKey = key;
      this.draft = key ? new WindowPlace(key, () => this.typed) : null;
    }
    this.typed = null; // the draft of what was typed in this window
    this.leftOut = "";
    const typed = this.model.get("typed");
    if (!this.draft) return typed;
    if (this.sent !== null || Object.keys(typed).length) {
      this.keep(typed);
      return typed;
    }
    const { values, left } = takenUp(this.draft.read()?.changes, this.base);
    if (Object.keys(values).length) {
      this.model.set("typed", values);
      this.model.save_changes();
    }
    if (left.length) {
      const names = [];
      this.each((input, key) => { if (left.includes(key)) names.push(input.getAttribute("aria-label")); });
      this.leftOut = leftOutLine(this.model.get("words"), names);
      this.keep(values);
    }
    return values;
  }

  keep(cells) {
    if (!this.draft) return;
    const changes = changesOf(this.base, cells);
    this.typed = Object.keys(changes).length ? { changes } : null;
    if (this.typed) this.draft.write(this.typed);
    else this.draft.drop();
  }

  input(label, value) {
    const made = document.createElement("input");
    made.type = "text";
    made.inputMode = "decimal";
    made.autocomplete = "off";
    made.className = "ci-num";
    made.defaultValue = value;
    made.setAttribute("aria-label", label);
    return made;
  }

  each(act) {
    this.inputs.forEach((row, at) => row.forEach((input, place) => act(input, `${at},${place}`)));
  }

  place(input) {
    const at = this.inputs.findIndex((row) => row.includes(input));
    return at < 0 ? null : [at, this.inputs[at].indexOf(input)];
  }

  move(event) {
    const from = this.place(event.target);
    const by = MOVES[event.key];
    if (!from || !by) return;
    event.preventDefault();
    const next = this.inputs[from[0] + by[0]]?.[from[1] + by[1]];
    next?.focus();
    next?.select();
  }

  // Rows of a spreadsheet come as lines with tabs between their cells.
  paste(event) {
    const from = this.place(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!from || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    text.trimEnd().split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((value, right) => {
      const input = this.inputs[from[0] + down]?.[from[1] + right];
      if (input) input.value = value.trim();
    }));
    this.tell();
  }

  changed() {
    const found = {};
    this.each((input, key) => { if (input.value.trim() !== input.defaultValue) found[key] = input.value.trim(); });
    return found;
  }

  tell() {
    const typed = this.changed();
    this.model.set("typed", typed);
    this.model.save_changes();
    this.keep(typed);
    this.drop.disabled = !Object.keys(typed).length;
  }

  discard() {
    this.each((input) => { input.value = input.defaultValue; });
    this.tell();
    this.model.send({ do: "discard" });
  }

  press() {
    this.save.disabled = true;
    this.leftOut = "";
    this.sent = this.model.get("state").turn;
    this.model.send({ do: "save", turn: this.sent, cells: this.changed() });
  }

  renew() {
    const { turn, wrong, problem, sums } = this.model.get("state");
    this.each((input, key) => {
      const text = wrong[key] ?? "";
      input.classList.toggle("is-wrong", Boolean(text));
      input.title = text;
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    });
    this.sums.forEach((cell, place) => { cell.textContent = sums[place] ?? ""; });
    if (turn !== this.sent) this.sent = null;
    this.problem.textContent = [this.leftOut, problem, ...new Set(Object.values(wrong))].filter(Boolean).join(" ");
    this.save.disabled = false;
    this.drop.disabled = !Object.keys(this.changed()).length;
  }
}

export default {
  render({ model, el }) {
    const grid = new TargetGrid(model, el);
    return () => grid.stop();
  },
};
