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

// Entries of a list or choice: one of them is current.
const GROUPS = "[role=listbox], [role=radiogroup]";
const ENTRIES = "[role=option][data-act], [role=radio][data-act]";

// Arrows move within a list or a choice and wrap around; only the current entry is a tab stop.
const step = (entries, from, key) => {
  const last = entries.length - 1;
  const to = { ArrowDown: from + 1, ArrowRight: from + 1, ArrowUp: from - 1, ArrowLeft: from - 1, Home: 0, End: last }[key];
  return to === undefined ? undefined : entries[(to + entries.length) % entries.length];
};

const mark = (entry) => {
  const group = entry.closest(GROUPS);
  const state = group.getAttribute("role") === "radiogroup" ? "aria-checked" : "aria-selected";
  for (const other of group.querySelectorAll(ENTRIES)) {
    other.setAttribute(state, String(other === entry));
    other.tabIndex = other === entry ? 0 : -1;
  }
};

// Arrows move among the figures of a tree of rows; to the right its row is opened, to the left it is closed.
const stepRows = (event) => {
  const figure = event.target.closest("[data-tree-stop]");
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const opens = { ArrowRight: "false", ArrowLeft: "true" }[event.key];
  if (!figure || (!by && !opens)) return;
  event.preventDefault();
  if (by) {
    const stops = [...figure.closest("table").querySelectorAll("[data-tree-stop]")];
    stops[stops.indexOf(figure) + by]?.focus();
  } else figure.closest("tr").querySelector(`button[aria-expanded="${opens}"]:not([data-tree-stop])`)?.click();
};

// What is written again takes the focus over: what says the same as before, where one place does and did; else the one that
// stands where it stood (of a row of buttons the next, where that of a row has gone), or else the first one.
const saidOf = (element) => `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent}`;
const write = (place, html) => {
  const places = () => [...place.querySelectorAll("[data-act]")];
  const before = places();
  const held = before.indexOf(document.activeElement);
  const said = held < 0 ? "" : saidOf(before[held]);
  const same = (those) => those.filter((each) => saidOf(each) === said);
  const isOne = held >= 0 && same(before).length === 1;
  place.innerHTML = html;
  if (held < 0) return;
  const now = places();
  const found = isOne ? same(now) : [];
  ((found.length === 1 ? found[0] : now[held]) ?? place.querySelector("[tabindex], a, button"))?.focus();
};

// A click can be on its way while what it meant is written again: Python, which no longer knows the number, says so. Then it
// goes to what says the same by now, in a row and below a heading that say the same; where that is not there, or is or was
// more than once, this is said. So it is of a file where the address names something else by now, of a click that another one
// has overtaken, and where all of the part is gone. A choice is overtaken by the next of its list without a word.
const KEPT_PRESSES = 20;
const MOST_TRIES = 3;
const GONE_MS = 8000;
const LONGEST_NAME = 60;
const FILE = 'use[href="#i-download"]';
const CHOICES = `select, ${GROUPS}`;
const choiceOf = (entry) => {
  const choice = entry.closest(CHOICES);
  return choice && `${choice.tagName} ${choice.getAttribute("aria-label") ?? choice.labels?.[0]?.textContent ?? ""}`;
};
const headingOf = (entry) => entry.closest(".ci-tile, section, [role=region]")?.querySelector("h1, h2, h3")?.textContent;
const placeOf = (entry) =>
  [saidOf(entry), entry.closest("tr, li")?.textContent, choiceOf(entry), headingOf(entry)].map((each) => each ?? "").join(" ");
const nameOf = (entry) => {
  const name = (entry.getAttribute("aria-label") ?? entry.textContent).trim().replace(/\s+/g, " ");
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)} …` : name;
};

const presses = new Map(); // of all parts of the page, what was pressed last, by its turn, the oldest first
let turn = 0;

const sayGone = ({ el, name, words }) => {
  const said = document.createElement("p");
  said.className = "ci-gone";
  said.setAttribute("role", "alert");
  said.textContent = words.gone.replace("{said}", () => name);
  (el.closest(".ci-root") ?? document.querySelector(".ci-root") ?? document.body).append(said);
  setTimeout(() => said.remove(), GONE_MS);
};

// What Python says to a part that was taken away meanwhile, whole.
document.addEventListener("ci-unheard", ({ detail }) => {
  const pressed = detail?.do === "gone" && presses.get(detail.turn);
  if (pressed) sayGone(pressed);
});

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
  const { copy: said } = button.dataset;
  copy(said.startsWith("?") ? new URL(said, location.href).href : said).then(() => {
    button.focus();
    label.textContent = word;
    setTimeout(() => { label.textContent = before; }, 2000);
  }, () => {});
};

export default {
  render({ model, el }) {
    el.classList.add("ci-written");
    if (model.get("live")) el.setAttribute("role", "status");
    const act = (entry, ofTurn) => {
      if (entry.matches(ENTRIES)) mark(entry);
      model.send({ do: "act", number: Number(entry.dataset.act), turn: ofTurn });
    };
    const at = (place) => [...el.querySelectorAll("[data-act]")].filter((each) => place.startsWith(saidOf(each)) && placeOf(each) === place);
    let written = 0; // times that something was written here
    // ``again``: of a press that is done once more, which keeps its place in the order.
    const press = (entry, again = {}) => {
      turn += 1;
      const place = placeOf(entry);
      const isOne = at(place).length === 1;
      const address = entry.querySelector(FILE) ? location.href : null;
      const [name, choice, words] = [nameOf(entry), choiceOf(entry), model.get("words")];
      presses.set(turn, { el, place, isOne, address, name, choice, words, order: turn, tries: 1, ...again, written });
      presses.delete(turn - KEPT_PRESSES);
      act(entry, turn);
    };
    const pressAgain = (gone) => {
      const pressed = presses.get(gone);
      if (!pressed) return;
      const { place, isOne, address, choice, order, tries } = pressed;
      // Whatever was pressed since then, on what is newer, was done already.
      const over = [...presses.values()].filter((each) => each.el === el && each.order > order && each.written > pressed.written);
      if (choice !== null && over.some((each) => each.choice === choice)) return;
      const isSame = isOne && !over.length && (address === null || address === location.href);
      const found = isSame ? at(place) : [];
      if (found.length === 1 && tries < MOST_TRIES) press(found[0], { order, address, tries: tries + 1 });
      else sayGone(pressed);
    };
    // Older events come when one scrolls to the button that brings them.
    const watcher = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        act(target);
      }
    });
    const watch = () => {
      watcher.disconnect();
      for (const button of el.querySelectorAll("[data-more]")) watcher.observe(button);
    };
    // The entry that a link asked for, or that was drawn again by a click on it, takes the focus once it is seen.
    const arrive = () => {
      if (!el.clientWidth) return;
      const asked = [...el.querySelectorAll("[data-wanted]")];
      const entry = asked.find((each) => each.checkVisibility());
      const block = entry?.dataset.wanted || "center";
      for (const each of asked) each.removeAttribute("data-wanted");
      if (!entry) return;
      entry.focus({ preventScroll: true });
      entry.scrollIntoView({ block });
    };
    const sizes = new ResizeObserver(arrive);
    sizes.observe(el);
    let drawn = {}; // the parts, as they stand there
    const drawParts = () => {
      const parts = model.get("parts");
      written += 1;
      for (const [number, html] of Object.entries(parts)) {
        const place = el.querySelector(`[data-part="${CSS.escape(number)}"]`);
        if (place && drawn[number] !== html) write(place, html);
      }
      drawn = parts;
      watch();
    };
    const draw = () => {
      write(el, model.get("html"));
      drawn = {};
      drawParts();
      arrive();
    };
    const onClick = (event) => {
      const target = event.target.closest("[data-act], [data-toggle], [data-copy]");
      if (!target || !el.contains(target)) return;
      if (target.dataset.copy !== undefined) {
        copyFrom(target, model.get("words").copied);
      } else if (target.dataset.toggle) {
        const on = target.closest(".ci-tile").classList.toggle(target.dataset.toggle);
        target.setAttribute("aria-pressed", String(on));
      } else if (!(target.matches("a") && (event.ctrlKey || event.metaKey || event.shiftKey))) {
        event.preventDefault();
        // The second half of a double click is no wish of its own.
        if (event.detail > 1) act(target);
        else press(target);
      }
    };
    const onChange = (event) => {
      if (event.target.matches("select")) press(event.target.selectedOptions[0]);
    };
    const onKey = (event) => {
      stepRows(event);
      const entry = event.target.closest(ENTRIES);
      if (!entry) return;
      const group = entry.closest(GROUPS);
      const entries = [...group.querySelectorAll(ENTRIES)];
      const next = step(entries, entries.indexOf(entry), event.key);
      if (next) {
        event.preventDefault();
        next.focus();
        if (group.getAttribute("role") === "radiogroup") press(next);
        else for (const other of entries) other.tabIndex = other === next ? 0 : -1;
      } else if ((event.key === "Enter" || event.key === " ") && entry.tagName !== "BUTTON") {
        event.preventDefault();
        press(entry);
      }
    };
    const onMessage = (message, buffers) => {
      if (message.do === "save") save(message, buffers);
      else if (message.do === "gone") pressAgain(message.turn);
      else if (message.do === "focus") requestAnimationFrame(() => el.querySelector("[tabindex], a, button")?.focus());
    };
    draw();
    model.on("change:html", draw);
    model.on("change:parts", drawParts);
    model.on("msg:custom", onMessage);
    el.addEventListener("click", onClick);
    el.addEventListener("keydown", onKey);
    el.addEventListener("change", onChange);
    return () => {
      watcher.disconnect();
      sizes.disconnect();
      model.off("change:html", draw);
      model.off("change:parts", drawParts);
      model.off("msg:custom", onMessage);
    };
  },
};
