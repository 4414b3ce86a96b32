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

export default {
  render({ model, el }) {
    const choose = (entry) => {
      mark(entry);
      model.send({ do: "choose", number: Number(entry.dataset.choose) });
    };
    const draw = () => {
      el.innerHTML = model.get("html");
    };
    const onClick = (event) => {
      const target = event.target.closest("[data-act], [data-choose], [data-toggle]");
      if (!target || !el.contains(target)) return;
      if (target.dataset.choose !== undefined) {
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
