// The audit log's filter: one field each for customer, user, action and period. Python checks what it is sent.
// Needs dom.js and date_field.js.

const WAIT = 300;
const DAYS = ["since", "until"];

export default {
  render({ model, el }) {
    const input = (type) => {
      const made = element("input", "");
      Object.assign(made, { type, autocomplete: "off", spellcheck: false });
      return made;
    };
    const fields = {
      customer: input("search"),
      user: input("search"),
      action: element("select", ""),
      since: input("text"),
      until: input("text"),
    };
    const users = element("datalist", "");
    users.id = uniqueId("audit-users");
    fields.user.setAttribute("list", users.id);
    const labels = {};
    const places = {};
    for (const [name, field] of Object.entries(fields)) {
      field.id = uniqueId(`audit-${name}`);
      labels[name] = element("label", "");
      labels[name].htmlFor = field.id;
      places[name] = element("div", `ci-audit-filter__field is-${name}`, labels[name], field);
    }
    const notes = {};
    for (const day of DAYS) {
      notes[day] = element("span", "ci-audit-filter__wrong");
      notes[day].setAttribute("role", "status");
    }
    const clear = button("ci-button");
    const form = element("form", "ci-audit-filter", ...Object.values(places), users, clear);
    form.setAttribute("role", "search");
    let waiting;

    const send = () => {
      clearTimeout(waiting);
      const values = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
      model.send({ do: "filter", ...values });
    };
    const fill = () => {
      const values = model.get("values");
      for (const [name, field] of Object.entries(fields)) {
        const isWrong = model.get("wrong").includes(name);
        if (field !== document.activeElement && !isWrong) field.value = values[name] ?? "";
        if (!DAYS.includes(name)) continue;
        field.setAttribute("aria-invalid", String(isWrong));
        notes[name].textContent = isWrong ? model.get("texts").wrong : "";
      }
    };
    const name = () => {
      const texts = model.get("texts");
      for (const [field, label] of Object.entries(labels)) label.textContent = texts[field];
      for (const day of DAYS) places[day].replaceChildren(labels[day], datePicker(fields[day], texts)[1], notes[day]);
      form.setAttribute("aria-label", texts.label);
      fields.customer.placeholder = texts.example;
      clear.textContent = texts.clear;
      const chosen = fields.action.value;
      fields.action.replaceChildren(...model.get("actions").map(([key, word]) => {
        const option = element("option", "", word);
        option.value = key;
        return option;
      }));
      fields.action.value = chosen;
      fill();
    };
    const suggest = () => users.replaceChildren(...model.get("users").map((user) => {
      const option = element("option", "");
      option.value = user;
      return option;
    }));

    // Half a day is none: it counts when its field is left.
    form.addEventListener("input", (event) => {
      if (DAYS.some((day) => event.target === fields[day])) return;
      clearTimeout(waiting);
      waiting = setTimeout(send, event.target === fields.action ? 0 : WAIT);
    });
    form.addEventListener("change", (event) => {
      if (DAYS.some((day) => event.target === fields[day])) send();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    clear.addEventListener("click", () => {
      clearTimeout(waiting);
      for (const field of Object.values(fields)) field.value = "";
      model.send({ do: "clear" });
    });
    model.on("change:texts change:actions", name);
    model.on("change:values change:wrong", fill);
    model.on("change:users", suggest);
    name();
    suggest();
    el.append(form);
    return () => clearTimeout(waiting);
  },
};
