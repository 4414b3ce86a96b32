// A field in which people look for a person or a customer: what is typed is looked for, a list below offers what was
// found (an ARIA combobox). The field holds the name, or the customer's number; Python says whether it is one.
// Needs dom.js.

const MOST_OFFERED = 8;

const plainly = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// Those of the names that have all that was typed, in any order; all of them before anything is.
const namesWith = (names, text) => {
  const words = plainly(text).split(/\s+/).filter(Boolean);
  return names.filter((name) => words.every((word) => plainly(name).includes(word)));
};

const calledBeside = ({ value, name }) => (value === name ? "" : name);

// find(text, show): calls show with [{ value, name, about }], at once or later.
const pickField = (input, texts, find) => {
  const id = uniqueId("pick");
  const list = element("ul", "ci-pick__list");
  const said = element("p", "ci-pick__said");
  let offered = [];
  let active = -1;
  let turn = 0;
  list.id = id;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", texts.offered);
  said.setAttribute("role", "status");
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false",
    autocomplete: "off", autocapitalize: "off", spellcheck: "false",
  })) input.setAttribute(name, value);

  const close = () => {
    turn += 1;
    active = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const activate = (place) => {
    active = place;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = list.children[place];
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const choose = (place) => {
    const chosen = offered[place];
    close();
    input.value = chosen.value;
    said.textContent = calledBeside(chosen);
    isChosen = true;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    isChosen = false;
    input.focus();
  };
  let isChosen = false;
  const draw = (hits) => {
    offered = hits.slice(0, MOST_OFFERED);
    list.replaceChildren(...offered.map(({ name, about }, place) => {
      const option = element("li", "ci-pick__hit", element("span", "", name), element("span", "ci-small ci-muted ci-num", about ?? ""));
      option.id = `${id}-${place}`;
      option.setAttribute("role", "option");
      // Before the field loses its focus, so that the list stays until the choice is made.
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => choose(place));
      return option;
    }));
    list.hidden = !offered.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    activate(-1);
    if (!list.hidden) list.scrollIntoView({ block: "nearest" });
  };
  const look = () => {
    turn += 1;
    const now = turn;
    find(input.value, (hits, problem = "") => {
      if (now !== turn || document.activeElement !== input) return; // an answer to what is no longer typed
      const isTyped = hits.length === 1 && plainly(hits[0].value) === plainly(input.value.trim());
      const found = isTyped ? calledBeside(hits[0]) : "";
      said.textContent = problem || (hits.length || !input.value.trim() ? found : texts.nobody);
      draw(isTyped ? [] : hits); // with nothing left to choose, a list would only lie over the buttons
    });
  };
  input.addEventListener("input", () => { if (!isChosen) look(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" && !isOpen) look();
    else if (event.key === "ArrowDown") activate(active >= offered.length - 1 ? 0 : active + 1);
    else if (event.key === "ArrowUp" && isOpen) activate(active <= 0 ? offered.length - 1 : active - 1);
    else if (event.key === "Enter" && isOpen && active >= 0 && !event.ctrlKey && !event.metaKey) choose(active);
    else if (event.key === "Escape" && isOpen) close();
    else return;
    event.preventDefault();
    event.stopPropagation(); // Enter sends no form, Escape closes no dialog
  });
  return [input, element("div", "ci-pick", list), said];
};
