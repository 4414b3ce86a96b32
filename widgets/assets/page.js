// Shows markup that Python has escaped, and sends clicks back as numbers.

const save = (message, buffers) => {
  const blob = new Blob(buffers.map((part) => part.buffer ?? part), { type: message.type });
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = message.name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
};

// Arrows move within a list or a choice and wrap around; only the current entry is a tab stop.
const step = (entries, from, key) => {
  const last = entries.length - 1;
  const to = { ArrowDown: from + 1, ArrowRight: from + 1, ArrowUp: from - 1, ArrowLeft: from - 1, Home: 0, End: last }[key];
  return to === undefined ? undefined : entries[(to + entries.length) % entries.length];
};

const mark = (entry) => {
  const group = entry.closest("[role=listbox], [role=radiogroup]");
  const state = group.getAttribute("role") === "radiogroup" ? "aria-checked" : "aria-selected";
  for (const other of group.querySelectorAll("[data-choose]")) {
    other.setAttribute(state, String(other === entry));
    other.tabIndex = other === entry ? 0 : -1;
  }
};

// Without https there is no clipboard interface: then the old way, over a marked text.
const copy = async (text) => {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("not copied");
};

const copyFrom = (button, word) => {
  const label = button.querySelector("span");
  const before = label.textContent;
  copy(button.dataset.copy).then(() => {
    button.focus();
    label.textContent = word;
    setTimeout(() => { label.textContent = before; }, 2000);
  }, () => {});
};

export default {
  render({ model, el }) {
    if (model.get("live")) el.setAttribute("role", "status");
    const choose = (entry) => {
      mark(entry);
      model.send({ do: "choose", number: Number(entry.dataset.choose) });
    };
    const draw = () => {
      const held = el.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
      el.innerHTML = model.get("html");
      if (held !== undefined) el.querySelector(`[data-act="${held}"]`)?.focus();
    };
    const onClick = (event) => {
      const target = event.target.closest("[data-act], [data-choose], [data-toggle], [data-copy]");
      if (!target || !el.contains(target)) return;
      if (target.dataset.copy !== undefined) {
        copyFrom(target, model.get("words").copied);
      } else if (target.dataset.choose !== undefined) {
        choose(target);
      } else if (target.dataset.toggle) {
        const on = target.closest(".ci-tile").classList.toggle(target.dataset.toggle);
        target.setAttribute("aria-pressed", String(on));
      } else if (!(target.matches("a") && (event.ctrlKey || event.metaKey || event.shiftKey))) {
        event.preventDefault();
        model.send({ do: "act", number: Number(target.dataset.act) });
      }
    };
    const onKey = (event) => {
      const entry = event.target.closest("[data-choose]");
      if (!entry) return;
      const group = entry.closest("[role=listbox], [role=radiogroup]");
      const entries = [...group.querySelectorAll("[data-choose]")];
      const next = step(entries, entries.indexOf(entry), event.key);
      if (next) {
        event.preventDefault();
        next.focus();
        if (group.getAttribute("role") === "radiogroup") choose(next);
        else for (const other of entries) other.tabIndex = other === next ? 0 : -1;
      } else if ((event.key === "Enter" || event.key === " ") && entry.tagName !== "BUTTON") {
        event.preventDefault();
        choose(entry);
      }
    };
    const onMessage = (message, buffers) => {
      if (message.do === "save") save(message, buffers);
      else if (message.do === "focus") requestAnimationFrame(() => el.querySelector("[tabindex], a, button")?.focus());
    };
    draw();
    model.on("change:html", draw);
    model.on("msg:custom", onMessage);
    el.addEventListener("click", onClick);
    el.addEventListener("keydown", onKey);
    return () => {
      model.off("change:html", draw);
      model.off("msg:custom", onMessage);
    };
  },
};
