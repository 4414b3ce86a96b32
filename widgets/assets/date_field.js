// A day, or a moment, is typed as it is written on paper; the browser's own calendar, in whatever language it is, stands
// beside it. What is said there (*morgen*, *20.12.*) means the day on which it was typed: a draft that is found again later, or
// a page that stayed open over midnight, says which one that was (texts/typed.py).
// Needs dom.js.

// The day at a moment of the server's clock, in Germany: 2012-10-12.
const dayOf = (at = globalThis.ci_clock?.() ?? Date.now()) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(new Date(at));

// What was typed on a day, with that day where it is another one by now; what has its own year means the same on every day.
const withItsDay = (text, day, texts) => {
  const hasYear = /\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|^\s*(\d{6}|\d{8})(\D|$)/.test(text);
  if (!day || day === dayOf() || hasYear || !text.trim()) return text;
  const [year, month, ofMonth] = day.split("-");
  return texts.typed_on.replace("{said}", () => text.trim()).replace("{day}", [ofMonth, month, year].join(texts.mark));
};

// What stands in a field, as it was meant when it was typed; `write` puts in what a draft of a moment held.
const typedValue = (input) => (input.dated ? input.dated(input.value, input.typedOn) : input.value);
const writeTyped = (input, value, at) => {
  input.value = input.dated && at ? input.dated(value, dayOf(at)) : value;
  input.typedOn = ""; // it says its day itself
};

const datePicker = (input, texts, withTime = false) => {
  input.dated = (text, day) => withItsDay(text, day, texts);
  input.addEventListener("input", () => { input.typedOn = dayOf(); });
  const pad = (part) => String(part).padStart(2, "0");
  const picker = element("input", "ci-date__native");
  picker.type = withTime ? "datetime-local" : "date";
  picker.tabIndex = -1;
  picker.setAttribute("aria-hidden", "true");
  picker.addEventListener("input", (event) => event.stopPropagation());
  picker.addEventListener("change", (event) => {
    event.stopPropagation();
    const [date, time] = picker.value.split("T");
    const [year, month, day] = date.split("-");
    input.value = day ? [[day, month, year].join(texts.mark), time].filter(Boolean).join(", ") : "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
  const open = button("ci-button ci-date__open", icon("cal", "ci-icon"));
  open.setAttribute("aria-label", texts.pick);
  open.title = texts.pick;
  open.addEventListener("click", () => {
    const typed = /^(\d{1,2})\D+(\d{1,2})\D+(\d{4})(?:,\s*(\d{2}:\d{2}))?$/.exec(input.value.trim());
    picker.value = typed ? `${typed[3]}-${pad(typed[2])}-${pad(typed[1])}${withTime ? `T${typed[4] ?? "12:00"}` : ""}` : "";
    picker.showPicker?.();
  });
  return [input, element("span", "ci-date", input, open, picker)];
};
