// A day, or a moment, is typed as it is written on paper; the browser's own calendar, in whatever language it is, stands
// beside it.
// Needs dom.js.

const datePicker = (input, texts, withTime = false) => {
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
