// A form in the browser: it shows fields and buttons, asks before something is lost, and says what is wrong next to the
// field. Python checks everything; nothing is decided here.

const make = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined || value === "") continue;
    made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
};
const symbol = (name) => icon(name, "ci-icon");


class Form {
  constructor(model, el) {
    this.model = model;
    this.words = model.get("words");
    this.id = uniqueId("form");
    this.controls = new Map(); // key -> { read, write, inputs, problem }
    const draft = model.get("draft");
    this.place = draft.length ? new WindowPlace(drafts.key(...draft), () => (this.isTyped ? this.changes() : null)) : null;
    this.build(el, model.get("form"));
    if (model.get("form").takesFocus) this.lead();
    this.onState = () => this.renew();
    this.onMessage = (message) => this.hear(message);
    model.on("msg:custom", this.onMessage);
    model.on("change:state", this.onState);
    this.renew();
  }

  stop() {
    this.model.off("change:state", this.onState);
    this.model.off("msg:custom", this.onMessage);
    this.place?.stop();
    if (this.busy) this.settle(); // the press that took it away: a refused one leaves it there
  }

  // Lead the keyboard to the first field, once the page shows the form.
  lead(frames = 120) {
    const first = this.form.querySelector("input, select") ?? this.form.querySelector("button");
    if (this.form.getClientRects().length) first?.focus();
    else if (frames) requestAnimationFrame(() => this.lead(frames - 1));
  }

  // ---- what stands there

  build(el, { title, note, fields, buttons }) {
    this.problem = make("div", { class: "ci-form__problem", role: "alert" });
    this.status = make("p", { class: "ci-form__status ci-small ci-muted", role: "status" });
    this.form = make("form", { novalidate: true, autocomplete: "off", "aria-labelledby": title && `${this.id}-title` });
    if (title) this.form.append(make("div", { class: "ci-tile__head" }, make("h2", { id: `${this.id}-title` }, title)));
    this.form.append(make("div", { class: "ci-form__body" },
      note && make("p", { class: "ci-form__note" }, note),
      ...fields.map((field) => this.draw(field, title)),
      this.problem,
      this.foot(buttons),
      ...buttons.map((button, number) => (button.text ? this.row(button, number) : null)),
      this.status));
    this.base = this.values();
    this.write(this.model.get("typed"));
    if (!Object.keys(this.model.get("typed")).length) this.offerDraft();
    // Whoever draws the form again, finds what was typed; Python knows that there is something to lose.
    this.form.addEventListener("input", () => {
      this.tell();
      this.keep();
    });
    this.primary = buttons.findIndex((button) => button.style === "primary");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.primary >= 0) this.press(this.primary);
    });
    el.append(this.form);
  }

  write(values, at) {
    for (const [key, value] of Object.entries(values)) this.controls.get(key)?.write(value, at);
  }

  keep() {
    this.isTyped = true;
    this.place?.write(this.changes());
  }

  changes() { return { changes: changesOf(this.base, this.values()) }; }

  tell() {
    this.model.set("typed", this.values());
    this.model.save_changes();
  }

  // What was typed here before a reload, or before the connection or the kernel was lost, stands there again.
  offerDraft() {
    const { changes, at } = this.place?.read() ?? {};
    const { values, left } = takenUp(changes, this.base, offeredBy(this.model.get("form").fields));
    const isThere = Object.keys(values).length > 0;
    if (!isThere && !left.length) return;
    this.write(values, at);
    if (isThere) this.tell();
    const labels = new Map(this.model.get("form").fields.map(({ key, label }) => [key, label]));
    this.form.querySelector(".ci-form__body").prepend(draftLine(this.words, isThere, left.map((key) => labels.get(key)), () => {
      this.place.drop();
      this.isTyped = false;
      this.write(this.base);
      this.model.set("typed", {});
      this.model.save_changes();
      this.form.querySelector("input, select")?.focus();
    }));
  }

  // What was typed has become what it was typed for, or is wanted no more.
  settle() {
    if (this.settles) this.place?.dropWhole();
  }

  choice(field, id) {
    const select = make("select", { id, "aria-required": field.required ? "true" : null },
      ...field.options.map(({ key, label }) => {
        const option = make("option", {}, label);
        option.value = key;
        return option;
      }));
    if (field.value) select.value = field.value;
    return select;
  }

  single(field) {
    const id = `${this.id}-${field.key}`;
    const input = field.kind === "choice" ? this.choice(field, id) : make("input", {
      id,
      type: field.kind === "email" ? "email" : "text",
      value: field.value,
      // A little more than allowed, so that Python can say what is too long instead of the browser cutting it.
      maxlength: field.longest + 100,
      spellcheck: "false",
      autocapitalize: field.kind === "identifier" ? "none" : null,
      "aria-required": field.required ? "true" : null,
    });
    const shown = this.helped(field, input);
    const problem = make("p", { class: "ci-field__wrong", id: `${id}-wrong`, hidden: true });
    this.controls.set(field.key, { read: () => typedValue(input), write: (value, at) => writeTyped(input, value, at), inputs: [input], problem, hint: field.hint && `${id}-hint` });
    return make("div", { class: "ci-field" },
      make("label", { for: id }, field.label, field.required ? this.star() : null),
      ...shown,
      problem,
      field.hint && make("p", { class: "ci-field__hint", id: `${id}-hint` }, field.hint));
  }

  // A day has a calendar beside it; of people and customers what is found for the typed text is offered below.
  helped(field, input) {
    if (field.kind === "date") return datePicker(input, this.words).slice(1);
    if (field.kind === "person") {
      const names = field.options.map(({ label }) => label);
      return pickField(input, this.words, (text, show) => show(namesWith(names, text).map((name) => ({ value: name, name }))));
    }
    if (field.kind === "customer") return pickField(input, this.words, (text, show) => this.find(field.key, text, show));
    return [input];
  }

  find(field, text, show) {
    this.finding = { turn: (this.finding?.turn ?? 0) + 1, show };
    if (text.trim()) this.model.send({ do: "find", field, text, turn: this.finding.turn });
    else show([]);
  }

  // An address from this page on, whole: only the browser knows by which name the house is reached.
  address(field) {
    const id = `${this.id}-${field.key}`;
    const input = make("input", { id, type: "text", readonly: true, value: new URL(field.value, location.href).href });
    const copy = make("button", { type: "button", class: "ci-button" }, this.words.copy);
    copy.addEventListener("click", async () => {
      await copyTyped(input);
      this.status.textContent = this.words.copied;
    });
    return make("div", { class: "ci-field" }, make("label", { for: id }, field.label),
      make("div", { class: "ci-field__address" }, input, copy),
      field.hint && make("p", { class: "ci-field__hint" }, field.hint));
  }

  draw(field, title) {
    if (field.kind === "address") return this.address(field);
    return field.kind === "checks" ? this.checks(field, title) : this.single(field);
  }

  checks(field, title) {
    const id = `${this.id}-${field.key}`;
    const problem = make("p", { class: "ci-field__wrong", id: `${id}-wrong`, hidden: true });
    const inputs = field.options.map((option) => make("input", {
      type: "checkbox", value: option.key, checked: field.value.includes(option.key),
      "aria-describedby": option.text && `${id}-${option.key}-text`,
    }));
    const labels = field.options.map((option, place) => make("label", { class: "ci-check" },
      inputs[place],
      make("span", { class: "ci-check__words" },
        make("span", { class: "ci-check__label" }, option.label),
        option.text && make("span", { class: "ci-check__text", id: `${id}-${option.key}-text`, "aria-hidden": "true" }, option.text))));
    const read = () => inputs.filter((input) => input.checked).map((input) => input.value);
    const write = (ticked) => inputs.forEach((input) => { input.checked = ticked.includes(input.value); });
    const hint = field.hint && `${id}-hint`;
    const group = make("fieldset", { class: "ci-checks" },
      make("legend", { class: field.label === title ? "ci-sr" : null }, field.label, field.required ? this.star() : null),
      ...labels,
      problem,
      field.hint && make("p", { class: "ci-field__hint", id: hint }, field.hint));
    this.controls.set(field.key, { read, write, inputs, problem, group, hint });
    return group;
  }

  star() {
    return make("span", { class: "ci-field__star" }, make("span", { "aria-hidden": "true" }, " *"), make("span", { class: "ci-sr" }, ` (${this.words.required})`));
  }

  // Buttons without a line of their own, side by side.
  foot(buttons) {
    const made = buttons.map((button, number) => (button.text ? null : this.button(button, number)));
    if (!made.some(Boolean)) return null;
    const asked = make("div", { class: "ci-form__asked" });
    const foot = make("div", { class: "ci-form__foot" }, ...made);
    made.forEach((one, number) => one && this.wire(one, buttons[number], number, foot, asked));
    return make("div", {}, foot, asked);
  }

  // A button with a line about what it does.
  row(button, number) {
    const text = make("span", { id: `${this.id}-${number}-text` }, button.text);
    const made = this.button(button, number);
    made.setAttribute("aria-describedby", text.id);
    const asked = make("div", { class: "ci-form__asked" });
    const line = make("div", { class: "ci-form__line" }, text, made);
    this.wire(made, button, number, line, asked);
    return make("div", { class: "ci-form__row" }, line, asked);
  }

  button({ label, style, icon: name }, number) {
    const plain = style === "plain" ? "" : ` ci-button--${style}`;
    return make("button", { type: number === this.submitter(style) ? "submit" : "button", class: `ci-button${plain}`, "data-button": number }, name && symbol(name), label);
  }

  // The primary button is the form's own: Enter presses it.
  submitter(style) {
    const buttons = this.model.get("form").buttons;
    const first = buttons.findIndex((button) => button.style === "primary");
    return style === "primary" && !buttons[first].confirm ? first : -1;
  }

  wire(made, button, number, place, asked) {
    if (made.type === "submit") return;
    made.addEventListener("click", () => (button.confirm ? this.ask(button, number, made, place, asked) : this.press(number)));
  }

  // ---- before something is lost

  ask({ confirm }, number, opener, place, asked) {
    const id = `${this.id}-${number}-ask`;
    const close = () => {
      asked.replaceChildren();
      place.hidden = false;
      opener.focus();
    };
    const yes = make("button", { type: "button", class: "ci-button ci-button--danger-solid", "data-yes": true }, confirm.button);
    const no = make("button", { type: "button", class: "ci-button" }, this.words.cancel);
    yes.addEventListener("click", () => this.press(number));
    no.addEventListener("click", close);
    const box = make("div", { class: "ci-ask", role: "group", "aria-labelledby": id, "aria-describedby": `${id}-text` },
      symbol("alert"),
      make("div", {}, make("h3", { id }, confirm.question), make("p", { id: `${id}-text` }, confirm.text)),
      make("div", { class: "ci-ask__buttons" }, yes, no));
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation(); // the sheet around it stays open
      close();
    });
    place.hidden = true;
    asked.replaceChildren(box);
    no.focus();
    box.scrollIntoView({ block: "nearest" });
  }

  // ---- talk with Python

  hear({ do: what, turn, hits, problem }) {
    if (what === "found" && this.finding?.turn === turn) this.finding.show(hits, problem);
    // What was pressed was not done: what was typed for it is still a draft.
    if (what === "unsettled") this.settles = false;
    if (what === "forget") this.place?.dropWhole();
  }

  press(number) {
    if (this.busy) return;
    this.pressed = this.form.querySelector(`[data-button="${number}"]`);
    this.settles = this.model.get("form").buttons[number].settles;
    this.disable(true);
    this.status.textContent = this.words.busy;
    this.model.send({ do: "press", turn: this.model.get("state").turn, button: number, values: this.values() });
  }

  values() {
    return Object.fromEntries([...this.controls].map(([key, control]) => [key, control.read()]));
  }

  disable(is) {
    this.busy = is;
    this.form.setAttribute("aria-busy", String(is));
    for (const control of this.form.querySelectorAll("input, select, button")) control.disabled = is;
  }

  renew() {
    const { turn, wrong, problem } = this.model.get("state");
    if (this.busy && !problem && !Object.keys(wrong).length) this.settle();
    this.disable(false);
    this.status.textContent = "";
    for (const asked of this.form.querySelectorAll(".ci-form__asked")) asked.replaceChildren();
    for (const place of this.form.querySelectorAll(".ci-form__foot, .ci-form__line")) place.hidden = false;
    let first = null;
    for (const [key, control] of this.controls) {
      const text = wrong[key] ?? "";
      control.problem.hidden = !text;
      control.problem.textContent = text;
      const described = [text && control.problem.id, control.hint].filter(Boolean).join(" ");
      for (const input of control.group ? [control.group] : control.inputs) {
        input.toggleAttribute("aria-describedby", Boolean(described));
        if (described) input.setAttribute("aria-describedby", described);
      }
      for (const input of control.inputs) {
        if (text) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
      if (text) first ??= control.inputs[0];
    }
    const said = problem || (first ? this.words.wrong : "");
    this.problem.replaceChildren(...(said ? [symbol("alert"), make("span", {}, said)] : []));
    if (turn > 0) (first ?? this.pressed)?.focus();
  }
}

export default {
  render({ model, el }) {
    const form = new Form(model, el);
    return () => form.stop();
  },
};
