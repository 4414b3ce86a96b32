// The board's forms in a dialog: Python says which fields there are, checks what was typed, and the dialog stays until it is
// kept. It sends along what it showed at first, so that only what somebody changed is written. The same values sent again
// after a lost answer have the same id, and act once.
// What was typed and is not kept yet, is in the browser, with that id: after a reload the same form has it again, says so,
// and leaves out what somebody changed meanwhile.
// What somebody else changed while the form lay open stands beside each field; what was typed stays, and is saved over theirs
// by whoever has read it.
// Needs dom.js, drafts.js, draft_place.js, draft_changes.js, date_field.js and pick_field.js.

const ANSWER_MS = 8000;

// Buttons that open a form are drawn again under it.
const openerOf = (key) => document.querySelector(`[data-opens="${CSS.escape(key)}"]`);

const tourForm = (model, form, words, day, isGone) => {
  let isTyped = false; // in this window
  const content = () => ({ changes: changesOf(shown, read(() => true)), command, last });
  const draft = model.get("account")
    && new WindowPlace(drafts.key(model.get("account"), "", `tour ${day} ${form.form} ${form.item}`), () => (isTyped ? content() : null));
  const id = uniqueId("tour-form");
  const controls = new Map();
  const title = element("h2", "", form.title);
  title.id = `${id}-title`;
  const problem = element("p", "ci-entry__problem");
  problem.setAttribute("role", "alert");
  const save = button("ci-button ci-button--primary", form.save);
  save.type = "submit";
  const cancel = button("ci-button", form.cancel);
  const kept = (draft && draft.read()) || {};
  let { command = "", last = "" } = kept;
  let timer = 0;
  let { version } = form;
  let ask = ""; // says that what Python has named is written over

  const listOf = (input, suggestions) => {
    const list = element("datalist", "", ...suggestions.map((each) => Object.assign(element("option", ""), { value: each })));
    list.id = `${input.id}-list`;
    input.setAttribute("list", list.id);
    return list;
  };
  // The last one who looked for a customer is shown what was found.
  let finding = { turn: 0, show: () => {} };
  const find = (text, show) => {
    finding = { turn: finding.turn + 1, show };
    if (text.trim()) model.send({ do: "find", turn: finding.turn, text });
    else show([]);
  };
  const shownOf = ({ kind }, input) => {
    if (kind === "date") return datePicker(input, form.dates).slice(1);
    return kind === "customer" ? pickField(input, form.pick, find) : [input];
  };
  const field = (each) => {
    const row = element("div", `ci-field${each.kind === "check" || each.kind === "customer" ? " ci-entry__field--long" : ""}`);
    const input = element(each.kind === "choice" ? "select" : "input", "");
    input.id = `${id}-${each.key}`;
    const made = { input, row, only: each.only, read: () => typedValue(input), write: (value, at) => writeTyped(input, value, at) };
    if (each.kind === "choice") {
      input.append(...each.options.map(([key, label]) => Object.assign(element("option", "", label), { value: key })));
      input.value = each.value;
    } else if (each.kind === "check") {
      input.type = "checkbox";
      input.checked = each.value;
      made.read = () => (input.checked ? "yes" : "no");
      made.write = (value) => { input.checked = value === "yes"; };
    } else {
      input.type = "text";
      if (each.kind === "time") input.inputMode = "numeric";
      input.value = each.value;
      input.maxLength = 200;
    }
    if (each.required) input.setAttribute("aria-required", "true");
    const label = element("label", "", each.label);
    label.htmlFor = input.id;
    if (each.kind === "check") row.append(element("span", "ci-tour-form__check", input, label));
    else row.append(label, ...shownOf(each, input));
    made.wrong = element("p", "ci-field__wrong");
    made.wrong.id = `${input.id}-wrong`;
    made.wrong.hidden = true;
    row.append(made.wrong);
    if (each.suggestions?.length) row.append(listOf(input, each.suggestions));
    controls.set(each.key, made);
    return row;
  };
  const body = element("form", "ci-entry__form",
    ...(form.note ? [element("p", "ci-entry__note", form.note)] : []), ...form.fields.map(field), problem,
    element("div", "ci-dialog__actions", cancel, save));
  body.noValidate = true;
  const dialog = element("dialog", "ci-dialog ci-entry ci-tour-form", title, body);
  dialog.setAttribute("aria-labelledby", title.id);

  const read = (isWanted) => Object.fromEntries([...controls].filter(isWanted).map(([key, made]) => [key, made.read()]));
  const shown = read(() => true);
  const arrange = () => {
    for (const { row, only } of controls.values()) if (only) row.hidden = controls.get(only[0]).input.value !== only[1];
  };
  const wait = (isWaiting) => {
    clearTimeout(timer);
    save.disabled = isWaiting;
    for (const { input } of controls.values()) input.disabled = isWaiting;
  };
  const write = (values, at) => {
    for (const [key, value] of Object.entries(values)) controls.get(key).write(value, at);
    arrange();
  };
  // The form as it is now: what was not touched here is theirs; what was, stays, with theirs to take.
  const compare = (fields) => {
    for (const each of fields) {
      const made = controls.get(each.key);
      const theirs = each.kind === "check" ? (each.value ? "yes" : "no") : each.value;
      if (!made || theirs === shown[each.key]) continue;
      const mine = made.read();
      const isMine = mine !== shown[each.key] && mine !== theirs;
      if (!isMine) made.write(theirs);
      shown[each.key] = theirs;
      const label = each.kind === "check" ? words()[theirs] : each.options?.find(([key]) => key === theirs)?.[1] ?? theirs;
      const take = button("ci-button", words().take);
      take.addEventListener("click", () => {
        made.write(theirs);
        made.wrong.hidden = true;
        arrange();
        keep();
        made.input.focus();
      });
      made.wrong.replaceChildren(words().there_now.replace("{value}", () => label || "–"), ...(isMine ? [" ", take] : []));
      made.wrong.hidden = false;
      made.input.setAttribute("aria-describedby", made.wrong.id);
    }
    arrange();
    keep();
  };
  // Say at each field what is wrong with it, and nothing at the others; the first such field, none: undefined.
  const sayWrong = (said) => {
    for (const [key, { input, wrong }] of controls) {
      const text = said[key] ?? "";
      wrong.textContent = text;
      wrong.hidden = !text;
      input.toggleAttribute("aria-invalid", Boolean(text));
      input.toggleAttribute("aria-describedby", Boolean(text));
      if (!text) continue;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", wrong.id);
    }
    return [...controls.values()].find(({ wrong }) => !wrong.hidden)?.input;
  };
  const keep = () => {
    isTyped = true;
    if (draft) draft.write(content());
  };
  const forget = () => {
    isTyped = false;
    if (draft) draft.drop();
  };
  const { values: again, left } = takenUp(kept.changes, shown, offeredBy(form.fields));
  const isAgain = Object.keys(again).length > 0;
  if (isAgain || left.length) {
    const names = form.fields.filter(({ key }) => left.includes(key)).map(({ label }) => label);
    const line = draftLine(words(), isAgain, names, () => {
      forget();
      command = last = "";
      write(shown);
      controls.get(form.fields[0].key).input.focus();
    });
    line.classList.add("ci-entry__note");
    body.prepend(line);
  }
  body.addEventListener("input", () => {
    arrange();
    keep();
  });
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    if (save.disabled) return;
    const values = read(([, { row }]) => !row.hidden);
    const asked = JSON.stringify(values);
    if (asked !== last)
      command = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    last = asked;
    keep();
    wait(true);
    problem.textContent = "";
    model.send({ do: "form", form: form.form, item: form.item, command, values, shown, version, ask });
    timer = setTimeout(() => {
      wait(false);
      problem.textContent = words().unanswered;
    }, ANSWER_MS);
  });
  cancel.addEventListener("click", () => {
    forget();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    if (draft) draft.stop();
    dialog.remove();
    openerOf(`${form.form}|${form.item}`)?.focus();
    isGone();
  });
  write(again, kept.at);
  return {
    open: (place) => {
      place.append(dialog);
      dialog.showModal();
      controls.get(form.fields[0].key).input.focus();
    },
    close: () => dialog.close(),
    hear: (message) => {
      if (message.do === "found" && message.turn === finding.turn) finding.show(message.hits, message.problem);
      if (message.do !== "formed" || message.command !== command) return;
      const said = message.wrong ?? {};
      if (!message.problem && !Object.keys(said).length) {
        forget();
        dialog.close();
        return;
      }
      wait(false);
      problem.textContent = message.problem;
      ask = message.ask;
      const first = sayWrong(said);
      if (message.form) {
        version = message.form.version;
        compare(message.form.fields);
      }
      (first ?? save).focus();
    },
  };
};
