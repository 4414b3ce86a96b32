// What could not be written of a driver's sheet, with what can become of it: where a colleague has written another value
// meanwhile, both stand there, each a button. Needs dom.js.

const sheetHeld = (words, choose) => {
  const shown = (name, value) => {
    if (value === null || value === "") return "–";
    return (words().typed.includes(name) ? undefined : words().values[String(value)]) ?? String(value);
  };
  const named = ({ values, answer }) => {
    const names = Object.keys(values).filter((name) => !(name === "done_at" && "outcome" in values) && !(name === "has_courtesy_car" && "courtesy_car" in values));
    const differ = names.filter((name) => name in (answer?.theirs ?? {}));
    return differ.length ? differ : names;
  };
  const said = (names, of) => names.map((name) => `${words().fields[name] ?? name}: ${of(name)}`).join(", ");
  const choices = (each) => {
    const w = words();
    const names = named(each);
    const mine = said(names, (name) => shown(name, each.values[name]));
    const { answer } = each;
    if (!answer) return [["send", `${w.send}: ${mine}`], ["drop", w.discard]];
    if (!answer.theirs) return [["drop", `${w.discard}: ${mine}`]];
    return [["mine", `${w.mine}: ${mine}`], ["theirs", `${answer.person}: ${said(names, (name) => answer.theirs[name] ?? shown(name, each.values[name]))}`]];
  };
  // `about`: say of which stop of which day it is, where it does not stand at that stop.
  return (each, about) => {
    const made = element("div", "ci-sheet__said is-shown");
    made.setAttribute("role", "group");
    const why = each.answer?.problem ?? words().old.replace("{day}", new Date(each.at).toLocaleDateString(document.documentElement.lang || "de"));
    const line = element("span", "", [about ? each.about : "", why].filter(Boolean).join(": "));
    line.setAttribute("role", "status");
    made.setAttribute("aria-label", line.textContent);
    const buttons = element("div", "ci-sheet__buttons");
    for (const [choice, label] of choices(each)) {
      const press = button("ci-button", label);
      press.dataset.field = `${each.id}|${choice}`;
      press.addEventListener("click", () => choose(each, choice));
      buttons.append(press);
    }
    made.append(line, buttons);
    return made;
  };
};
