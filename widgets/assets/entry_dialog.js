// What people write about the customer: a dialog with a form, whose draft lives in this browser until it is saved.
// Python checks and keeps everything; "saved" is said only when it says so. A draft carries the id of its command: what
// is sent again, after a lost connection or a reload, acts once. Needs dom.js, drafts.js, draft_place.js, gone_draft.js, single_keys.js,
// date_field.js and pick_field.js.

const PATIENCE_MS = 10000;
// Well below what a message can hold.
const PIECE_BYTES = 256 * 1024;

// Far more than any field keeps, so that Python says what is too long instead of the browser cutting it; and little
// enough for a message to the kernel (1 MiB), which a pasted file would not be.
const MOST_TYPED = 50_000;

const choices = (options) => options.map(([key, label]) => {
  const option = element("option", "", label);
  option.value = key;
  return option;
});

const control = (field, id, texts, find) => {
  if (field.kind === "long") {
    const area = element("textarea", "");
    area.rows = 4;
    area.maxLength = MOST_TYPED;
    return area;
  }
  if (field.kind === "choice") {
    return element("select", "", ...choices(field.options));
  }
  const input = element("input", "");
  input.type = "text";
  input.maxLength = MOST_TYPED;
  if (field.kind === "date" || field.kind === "moment") return datePicker(input, texts, field.kind === "moment");
  if (field.kind === "person") {
    return pickField(input, texts, (text, show) => show(namesWith(field.suggestions, text).map((name) => ({ value: name, name }))));
  }
  if (field.kind === "customer") return pickField(input, texts, find);
  if (field.kind === "money") input.inputMode = "decimal";
  if (field.kind === "number" || field.kind === "time") input.inputMode = "numeric";
  if (field.suggestions?.length) {
    const list = element("datalist", "", ...field.suggestions.map((each) => {
      const option = element("option", "");
      option.value = each;
      return option;
    }));
    list.id = `${id}-list`;
    input.setAttribute("list", list.id);
    return [input, list];
  }
  return input;
};

// A file is sent before the form is: what the form holds is the name of its upload.
const filePicker = (choose) => {
  const held = element("input", "");
  held.type = "hidden";
  const picker = element("input", "ci-upload__picker");
  picker.type = "file";
  const bar = element("progress", "ci-upload__bar");
  bar.max = 1;
  bar.hidden = true;
  const said = element("p", "ci-upload__said");
  said.setAttribute("role", "status");
  picker.addEventListener("input", (event) => event.stopPropagation());
  picker.addEventListener("change", () => { if (picker.files.length) choose({ file: picker.files[0], held, picker, bar, said }); });
  return [held, picker, bar, said];
};

class Entry {
  // key: where its draft lies.
  constructor(model, place, form, key, onEnd) {
    this.model = model;
    this.form = form;
    this.onEnd = onEnd;
    this.texts = model.get("texts");
    this.place = new DraftPlace(key, () => (this.isTyped ? this.draft : null));
    this.id = uniqueId("entry");
    this.controls = new Map();
    this.customer = place.customer;
    const kept = this.place.read();
    // A question holds nothing that was typed: only its answer that is not confirmed yet is the same one again, and only
    // about what it was asked about.
    const isSame = form.fields.length || (kept?.isSent && kept.version === form.version);
    this.draft = (isSame ? kept : null) ?? { command: newId(), values: null, isSent: false, version: form.version };
    this.opener = document.activeElement;
    this.build();
  }

  build() {
    const { texts, form } = this;
    const title = element("h2", "", form.title);
    title.id = `${this.id}-title`;
    this.problem = element("p", "ci-entry__problem");
    this.problem.setAttribute("role", "alert");
    this.saveWord = form.save || texts.save;
    this.save = button("ci-button ci-button--primary", this.saveWord);
    this.save.type = "submit";
    this.cancel = button("ci-button", texts.cancel);
    this.discard = button("ci-button ci-button--quiet", texts.discard);
    const notes = (form.note ?? []).map((each) => element("p", "ci-entry__note", each));
    this.body = element("form", "ci-entry__form", ...notes, ...form.fields.map((field) => this.field(field)), this.problem,
      ...(form.fields.length ? [element("p", "ci-entry__hint", texts.keys)] : []),
      element("div", "ci-dialog__actions", this.discard, this.cancel, this.save));
    this.body.noValidate = true;
    this.body.autocomplete = "off";
    this.dialog = element("dialog", "ci-dialog ci-entry", title, this.body);
    this.dialog.setAttribute("aria-labelledby", title.id);
    this.dialog.dataset.ciAlive = ""; // typing goes on without a connection: session_notices.js
    // A draft keeps what it was begun from, as its controls hold it: what others change meanwhile is a question, not
    // overwritten, and what a control writes otherwise (an end of line) is not a change.
    this.draft.base ??= this.values();
    if (this.draft.values) this.write(this.draft.values, this.draft.at);
    this.arrange();
    this.body.addEventListener("input", () => { this.arrange(); this.keep(); });
    this.body.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.body.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.send(); }
      event.stopPropagation();
    });
    this.cancel.addEventListener("click", () => this.dialog.close());
    this.discard.addEventListener("click", () => { this.place.drop(); this.dialog.close(); });
    this.dialog.addEventListener("close", () => this.end());
  }

  field(field) {
    const id = `${this.id}-${field.key}`;
    const isFile = field.kind === "file";
    const made = isFile ? filePicker((chosen) => this.upload(chosen)) : [control(field, id, this.texts, (text, show) => this.find(text, show))].flat();
    const input = made[0];
    const shown = field.kind === "date" || field.kind === "moment" ? made.slice(1) : made;
    (isFile ? made[1] : input).id = id;
    input.value = field.value ?? "";
    if (field.kind === "long") {
      // A text that is there already is read from its beginning.
      input.rows = Math.min(12, Math.max(4, input.value.split("\n").length + 1));
      input.setSelectionRange(0, 0);
    }
    if (field.required) input.setAttribute("aria-required", "true");
    const label = element("label", "", field.label);
    label.htmlFor = id;
    const wrong = element("p", "ci-field__wrong");
    wrong.id = `${id}-wrong`;
    wrong.hidden = true;
    const hint = element("p", "ci-field__hint", field.hint ?? "");
    hint.id = `${id}-hint`;
    if (field.hint) input.setAttribute("aria-describedby", hint.id);
    const row = element("div", `ci-field ci-entry__field--${field.kind}`, label, ...shown, wrong, ...(field.hint ? [hint] : []));
    this.controls.set(field.key, {
      input, wrong, row, onlyWith: field.only_with, keyboards: field.keyboards, isFile, shown: isFile ? made[1] : input,
      hint: field.hint ? hint.id : "",
    });
    return row;
  }

  // Fields that belong to a choice alone (the budget of an opportunity) are there with it, and a phone's keyboard is the
  // one for what stands in them now.
  arrange() {
    const held = (key) => this.controls.get(key)?.input.value ?? "";
    for (const { input, row, onlyWith, keyboards } of this.controls.values()) {
      if (onlyWith?.length) row.hidden = !onlyWith.slice(1).includes(held(onlyWith[0]));
      if (keyboards) input.inputMode = keyboards[1][held(keyboards[0])] ?? "";
    }
  }

  // Ask Python for customers; an answer to an older question is not shown.
  find(text, show) {
    this.finding = { turn: (this.finding?.turn ?? 0) + 1, show };
    if (text.trim()) this.model.send({ do: "find", turn: this.finding.turn, text });
    else show([]);
  }

  hearFound({ turn, hits, problem }) {
    if (this.finding?.turn === turn) this.finding.show(hits, problem);
  }

  open(parent) {
    parent.append(this.dialog);
    this.dialog.showModal();
    (this.controls.get(this.form.focus)?.shown ?? this.save).focus();
    if (this.draft.isSent) this.lock(this.texts.perhaps);
  }

  values() {
    return Object.fromEntries([...this.controls].map(([key, { input }]) => [key, typedValue(input)]));
  }

  write(values, at) {
    // A file of an earlier page has to be chosen again: a browser gives it to nobody.
    for (const [key, { input, isFile }] of this.controls) if (!isFile && typeof values[key] === "string") writeTyped(input, values[key], at);
  }

  keep() {
    const { title, key, item } = this.form;
    this.draft = { ...this.draft, title, form: key, item, values: this.values(), lines: this.lines() };
    this.isTyped = true;
    this.place.write(this.draft);
  }

  // With the buttons that write into a field: its calendar, and what others wrote.
  freeze(isFrozen) {
    for (const each of this.body.querySelectorAll("input, select, textarea, .ci-field button")) each.disabled = isFrozen;
  }

  // What might be on the disk already is not changed any more: it is sent again as it is, and acts once.
  lock(text) {
    this.freeze(true);
    this.problem.textContent = text;
    this.save.disabled = false;
    this.save.textContent = this.texts.again;
    this.save.focus();
  }

  unlock() {
    this.freeze(false);
    this.save.disabled = false;
    this.save.textContent = this.saveWord;
  }

  // Send a file piece by piece: the next one when Python has the last one, the same one again when it says nothing.
  upload(chosen) {
    clearTimeout(this.uploading?.timer);
    this.uploading = { ...chosen, id: newId(), at: 0 };
    chosen.held.value = "";
    chosen.bar.hidden = false;
    chosen.bar.value = 0;
    chosen.said.textContent = this.texts.uploading;
    this.save.disabled = true;
    this.sendPiece();
  }

  async sendPiece() {
    const { id, file, at } = this.uploading;
    const piece = await file.slice(at, at + PIECE_BYTES).arrayBuffer().catch(() => null);
    if (this.uploading?.id !== id) return;
    if (piece === null) { this.endUpload(this.texts.unreadable); return; }
    this.model.send({ do: "piece", upload: id, at, size: file.size, name: file.name }, undefined, [piece]);
    clearTimeout(this.uploading.timer);
    this.uploading.timer = setTimeout(() => { if (this.uploading?.id === id) this.sendPiece(); }, PATIENCE_MS);
  }

  hearPiece({ upload, taken, problem }) {
    const state = this.uploading;
    if (!state || state.id !== upload) return;
    clearTimeout(state.timer);
    if (problem) {
      state.picker.value = "";
      this.endUpload(problem);
      return;
    }
    state.at = taken;
    state.bar.value = taken / state.file.size;
    if (taken < state.file.size) {
      this.sendPiece();
      return;
    }
    state.held.value = state.id;
    this.endUpload(this.texts.uploaded);
    this.keep();
  }

  endUpload(text) {
    this.uploading.said.textContent = text;
    this.uploading.bar.hidden = true;
    this.uploading = null;
    this.save.disabled = false;
  }

  send() {
    if (this.save.disabled) return;
    this.draft.isSent = true;
    this.draft.sentOn ??= dayOf(); // what it makes is of that day, also where it is sent again after midnight
    this.keep();
    this.problem.textContent = "";
    this.save.disabled = true;
    this.save.textContent = this.texts.saving;
    this.freeze(true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.lock(this.texts.unconfirmed), PATIENCE_MS);
    this.model.send({
      do: "save", form: this.form.key, item: this.form.item, version: this.draft.version, customer: this.customer,
      command: this.draft.command, day: this.draft.sentOn, values: this.form.is_whole ? this.draft.values : this.changed(),
    });
  }

  // What was typed, as people read it: it can be all that is left of it (gone_draft.js).
  lines() {
    return this.form.fields.flatMap(({ key, label }) => {
      const { input, row } = this.controls.get(key);
      if (row.hidden || typedValue(input) === this.draft.base[key]) return [];
      const value = input.selectedOptions?.[0]?.textContent ?? input.value;
      return [`${label}${label.endsWith("?") ? "" : ":"} ${value}`];
    });
  }

  // Of a row that is there, only what was changed here is sent; of a field that went with another choice nothing, for
  // nobody would see what is wrong with it.
  changed() {
    const isSent = ([key, value]) => value !== this.draft.base[key] && !this.controls.get(key)?.row.hidden;
    return Object.fromEntries(Object.entries(this.draft.values).filter(isSent));
  }

  // Somebody changed the same fields: each says so, and offers what they wrote. From now on theirs is what is there:
  // whatever else stands in the field when it is sent is a change, also what stood there at first.
  compare({ version, fields }) {
    this.draft.version = version;
    for (const [key, { theirs, line, options }] of Object.entries(fields)) {
      if (!this.controls.has(key)) continue;
      const { input, wrong } = this.controls.get(key);
      const had = new Set([...(input.options ?? [])].map((each) => each.value));
      if (input.options) input.append(...choices(options.filter(([each]) => !had.has(each))));
      this.draft.base[key] = theirs;
      const take = button("ci-button", this.texts.take);
      take.addEventListener("click", () => {
        input.value = theirs;
        wrong.hidden = true;
        this.arrange();
        this.keep();
        input.focus();
      });
      wrong.replaceChildren(line, take);
      wrong.hidden = false;
      input.setAttribute("aria-describedby", wrong.id);
    }
    this.keep();
    this.controls.get(Object.keys(fields)[0])?.input.focus();
  }

  // Python's answer to one of our commands.
  hear(message) {
    if (message.command !== this.draft.command) return;
    clearTimeout(this.timer);
    if (message.do === "waiting") {
      this.save.textContent = message.text;
      this.timer = setTimeout(() => this.lock(this.texts.unconfirmed), message.seconds * 1000);
      return;
    }
    if (message.do === "saved") {
      this.place.drop();
      this.isSaved = true;
      this.dialog.close();
      return;
    }
    this.draft.isSent = false;
    this.draft.sentOn = undefined;
    if (message.renew) this.draft.command = newId();
    this.keep();
    this.unlock();
    this.problem.textContent = message.problem;
    const first = this.sayWrong(message.wrong ?? {});
    if (message.do === "conflict") this.compare(message);
    else (first ?? this.save).focus();
  }

  // Say at each field what is wrong with it, and nothing at the others; the first such field, null: there is none.
  sayWrong(said) {
    let first = null;
    for (const [key, { input, wrong, hint }] of this.controls) {
      const text = said[key] ?? "";
      wrong.textContent = text;
      wrong.hidden = !text;
      input.toggleAttribute("aria-invalid", Boolean(text));
      const described = [text && wrong.id, hint].filter(Boolean).join(" ");
      input.toggleAttribute("aria-describedby", Boolean(described));
      if (described) input.setAttribute("aria-describedby", described);
      if (text) {
        input.setAttribute("aria-invalid", "true");
        first ??= input;
      }
    }
    return first;
  }

  end() {
    clearTimeout(this.timer);
    clearTimeout(this.uploading?.timer);
    this.uploading = null;
    this.place.stop();
    this.dialog.remove();
    if (this.opener?.isConnected) this.opener.focus();
    this.onEnd(this);
  }
}

const draftKey = (place, form) => drafts.key(place.account, place.customer, form);

export default {
  render({ model, el }) {
    el.classList.add("ci-entries");
    const offered = element("div", "ci-entries__drafts");
    const said = element("p", "ci-entries__said");
    said.setAttribute("role", "status");
    el.append(offered, said);
    let entry = null;
    let chosen = null; // the draft's key, where one was asked for
    let asked = ""; // which form, and about what
    const left = new Map(); // command -> draft of a dialog that was closed before the answer

    const say = (text, tone = "danger") => {
      said.dataset.tone = tone;
      said.textContent = text;
    };
    const ask = (form, item = "", key = null) => {
      if (entry || !model.get("place").customer || !model.get("forms").includes(form)) return;
      say("");
      chosen = key;
      asked = form + item;
      model.send({ do: "open", form, item });
    };
    const showDrafts = () => {
      const place = model.get("place");
      const begin = draftKey(place, "");
      const found = place.customer ? drafts.beginning(begin).map((key) => [key, drafts.read(key)]) : [];
      offered.style.minHeight = `${offered.offsetHeight}px`; // a draft that is done by a late answer moves nothing
      offered.replaceChildren(...found.filter(([, draft]) => draft).map(([key, draft]) => {
        const made = button("ci-button ci-button--quiet", icon("alert", "ci-icon"), `${model.get("texts").draft}: ${draft.title}`);
        made.addEventListener("click", () => ask(draft.form, draft.item, key));
        return made;
      }));
    };
    // There is no such form any more: whoever has a draft for it can still copy what they typed.
    const sayGone = (text) => {
      const key = chosen ?? draftKey(model.get("place"), asked);
      const draft = drafts.read(key);
      if (!draft?.values) return say(text);
      const opener = document.activeElement;
      const dialog = goneDraft(draft, text, model.get("texts"), () => drafts.drop(key));
      dialog.addEventListener("close", () => {
        showDrafts();
        if (opener?.isConnected) opener.focus();
      });
      el.append(dialog);
      dialog.showModal();
    };
    // The answer to what was sent from a dialog that is closed by now: its draft is done, or open to be changed.
    const settle = ({ do: what, command, problem, renew }) => {
      const key = left.get(command);
      if (!key || what === "waiting") return;
      left.delete(command);
      const kept = drafts.read(key);
      if (what === "saved") drafts.drop(key);
      else if (kept?.command === command) drafts.write(key, { ...kept, isSent: false, command: renew ? newId() : command });
      if (what === "saved") say(model.get("texts").saved, "ok");
      else say(problem);
      showDrafts();
    };
    const onMessage = (message) => {
      if (message.do === "form" && !entry) {
        const place = model.get("place");
        const key = chosen ?? draftKey(place, message.form.key + message.form.item);
        entry = new Entry(model, place, message.form, key, (ended) => {
          entry = null;
          if (ended.isSaved) say(model.get("texts").saved, "ok");
          else if (ended.draft.isSent) left.set(ended.draft.command, ended.place.key);
          showDrafts();
        });
        entry.open(el);
      } else if (message.do === "problem") {
        if (message.is_gone) sayGone(message.text);
        else say(message.text);
      } else if (message.do === "piece") entry?.hearPiece(message);
      else if (message.do === "found") entry?.hearFound(message);
      else if (["saved", "refused", "conflict", "waiting"].includes(message.do)) {
        if (entry?.draft.command === message.command) entry.hear(message);
        else settle(message);
      }
    };
    const onPlace = () => {
      say("");
      offered.style.minHeight = "";
      offered.replaceChildren();
      showDrafts();
    };
    // What was saved is known once somebody goes on; a problem stays until something else is begun.
    const onGoingOn = () => said.dataset.tone === "ok" && say("");
    const onClick = (event) => {
      const target = event.target.closest?.("[data-ci-write]");
      if (target) ask(target.dataset.ciWrite, target.dataset.ciItem ?? "");
    };
    const onKey = (event) => {
      if (singleKey(event) !== "n") return;
      event.preventDefault();
      ask("contact");
    };
    showDrafts();
    model.on("msg:custom", onMessage);
    model.on("change:place", onPlace);
    document.addEventListener("click", onClick);
    document.addEventListener("pointerdown", onGoingOn);
    document.addEventListener("keydown", onKey);
    if (window.ci_early_note?.()) ask("contact");
    return () => {
      model.off("msg:custom", onMessage);
      model.off("change:place", onPlace);
      document.removeEventListener("click", onClick);
      document.removeEventListener("pointerdown", onGoingOn);
      document.removeEventListener("keydown", onKey);
      entry?.dialog.close();
    };
  },
};
