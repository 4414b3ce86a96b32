// The audit log's filter: one field each for customer, user, action and period. Python checks what it is sent.

const WAIT = 300;

const element = (tag, attributes = {}, ...content) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
};

export default {
  render({ model, el }) {
    const listId = `ci-audit-users-${Math.random().toString(36).slice(2)}`;
    const input = (attributes) => element("input", { autocomplete: "off", spellcheck: "false", ...attributes });
    const fields = {
      customer: input({ type: "search" }),
      user: input({ type: "search", list: listId }),
      action: element("select"),
      since: input({ type: "date" }),
      until: input({ type: "date" }),
    };
    const words = Object.fromEntries(Object.keys(fields).map((name) => [name, element("span")]));
    const users = element("datalist", { id: listId });
    const clear = element("button", { type: "button", class: "ci-button" });
    const form = element("form", { class: "ci-audit-filter", role: "search" }, ...Object.entries(fields).map(
      ([name, field]) => element("label", { class: `ci-audit-filter__field is-${name}` }, words[name], field),
    ), users, clear);
    let waiting;

    const send = () => {
      clearTimeout(waiting);
      const values = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
      model.send({ do: "filter", ...values });
    };
    const fill = () => {
      const values = model.get("values");
      for (const [name, field] of Object.entries(fields)) {
        if (field.value !== (values[name] ?? "") && field !== document.activeElement) field.value = values[name] ?? "";
      }
    };
    const name = () => {
      const texts = model.get("texts");
      for (const [field, word] of Object.entries(words)) word.textContent = texts[field];
      form.setAttribute("aria-label", texts.label);
      fields.customer.placeholder = texts.example;
      clear.textContent = texts.clear;
      const chosen = fields.action.value;
      fields.action.replaceChildren(...model.get("actions").map(([key, word]) => element("option", { value: key }, word)));
      fields.action.value = chosen;
      fill();
    };
    const suggest = () => users.replaceChildren(...model.get("users").map((user) => element("option", { value: user })));

    form.addEventListener("input", (event) => {
      clearTimeout(waiting);
      waiting = setTimeout(send, event.target === fields.customer || event.target === fields.user ? WAIT : 0);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    clear.addEventListener("click", () => model.send({ do: "clear" }));
    model.on("change:texts change:actions", name);
    model.on("change:values", fill);
    model.on("change:users", suggest);
    name();
    suggest();
    el.append(form);
    return () => clearTimeout(waiting);
  },
};
