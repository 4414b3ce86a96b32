// The customer search: an ARIA combobox. All texts are set as text, never as markup.

const fold = (text) => {
  // One folded character per original one, so that places in the folded text are places in the original.
  let folded = "";
  for (const character of text) folded += (character.normalize("NFD")[0] ?? character).toLowerCase().padEnd(character.length);
  return folded;
};

// The pieces of a text with the found words marked. Nothing found: the whole text, marked where it must be the reason.
const marked = (text, query, whole) => {
  const folded = fold(text);
  const spans = [];
  for (const word of fold(query).split(/\s+/).filter(Boolean)) {
    const at = folded.indexOf(word);
    if (at >= 0) spans.push([at, at + word.length]);
  }
  if (!spans.length && whole) {
    const at = folded.indexOf(fold(whole));
    if (at >= 0) spans.push([at, at + whole.length]);
  }
  spans.sort((a, b) => a[0] - b[0]);
  const pieces = [];
  let done = 0;
  for (const [from, to] of spans) {
    if (from < done) continue;
    pieces.push(text.slice(done, from));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(from, to);
    pieces.push(mark);
    done = to;
  }
  return [...pieces, text.slice(done)];
};

const STEP = 10; // hits at first, and so many more each time

export default {
  render({ model, el }) {
    const id = `ci-search-${Math.random().toString(36).slice(2)}`;
    const texts = () => model.get("texts");
    let sequence = 0;
    let answered = "";
    let hits = [];
    let more = false;
    let active = -1;
    let isMarked = false; // the arrows chose among the hits that are there
    let isWanted = false; // Enter came before the answer to what is typed: the best hit is opened when it is here

    el.classList.add("ci-search");
    el.setAttribute("role", "search");
    const name = element("span", "ci-sr");
    const input = element("input", "");
    const key = element("kbd", "ci-kbd ci-keyboard ci-singlekey", "/");
    const field = element("label", "ci-search__field", icon("search", "ci-icon"), name, input, key);
    const list = element("ul", "ci-suggest__list");
    const empty = element("div", "ci-empty ci-suggest__empty");
    const keys = element("span", "ci-keyboard ci-suggest__keys");
    const count = element("span", "ci-suggest__count");
    const foot = element("div", "ci-suggest__foot", keys, count);
    const box = element("div", "ci-suggest", list, empty, foot);
    const spoken = element("span", "ci-sr");
    spoken.setAttribute("role", "status");
    key.setAttribute("aria-hidden", "true");
    list.id = id;
    list.setAttribute("role", "listbox");
    for (const [attribute, value] of Object.entries({
      type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list",
      autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
      maxlength: 200, // as much as Python looks at
    })) input.setAttribute(attribute, value);
    el.append(field, box, spoken);

    const say = () => {
      const words = texts();
      name.textContent = words.label;
      input.placeholder = words.placeholder;
      list.setAttribute("aria-label", words.hits);
      keys.replaceChildren(
        element("kbd", "ci-kbd", "↑"), element("kbd", "ci-kbd", "↓"), ` ${words.choose} `,
        element("kbd", "ci-kbd", "↵"), ` ${words.open} `, element("kbd", "ci-kbd", "Esc"), ` ${words.close}`,
      );
    };
    const open = (is) => {
      el.classList.toggle("is-open", is);
      input.setAttribute("aria-expanded", String(is));
      if (!is) input.removeAttribute("aria-activedescendant");
    };
    const activate = (to) => {
      active = to;
      [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === to)));
      const option = list.children[to];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    };
    const choose = (place) => {
      const hit = hits[place];
      if (!hit && more && place === hits.length) ask(hits.length + STEP);
      if (!hit) return;
      model.send({ do: "choose", customer_number: hit.customer_number });
      input.value = "";
      answered = "";
      sequence += 1;
      hits = [];
      more = false;
      spoken.textContent = "";
      open(false);
      input.blur();
    };
    const option = (hit, place, query) => {
      const inName = ["name", "company"].includes(hit.reason_kind);
      const plate = hit.license_plate ? element("span", "ci-chip ci-chip--plate", hit.license_plate) : "";
      const why = inName && fold(hit.name).includes(fold(hit.matched)) ? [] : [`${hit.reason} `, ...marked(hit.matched, query, hit.matched)];
      const made = element(
        "li", "ci-suggest__hit",
        element("span", "ci-suggest__name", ...marked(hit.name, query, inName ? hit.matched : "")),
        element("span", "", plate),
        element("span", "ci-suggest__meta ci-num", hit.about.join(" · ")),
        element("span", "ci-suggest__why", ...why),
      );
      return selectable(made, place);
    };
    // The last line of a list that is cut: chosen like a hit, it fetches more.
    const further = (place) => {
      const words = texts();
      const made = element(
        "li", "ci-suggest__hit ci-suggest__more",
        element("span", "ci-suggest__name", words.more), element("span", ""),
        element("span", "ci-suggest__meta", words.narrow),
      );
      return selectable(made, place);
    };
    const selectable = (made, place) => {
      made.id = `${id}-${place}`;
      made.setAttribute("role", "option");
      // Before the field loses its focus, so that the list stays until the choice is made.
      made.addEventListener("pointerdown", (event) => event.preventDefault());
      made.addEventListener("click", () => choose(place));
      made.addEventListener("pointermove", () => place !== active && activate(place));
      return made;
    };
    const show = (answer) => {
      const words = texts();
      // After "more" the mark goes to the first of the new ones.
      const before = answer.hits.length > STEP ? hits.length : 0;
      hits = answer.hits;
      more = answer.more;
      list.replaceChildren(...hits.map((hit, place) => option(hit, place, answered)), ...(more ? [further(hits.length)] : []));
      list.hidden = !hits.length;
      // What else a text names stands in the place of advice, and below customers who are called alike.
      const named = answer.notes ?? [];
      const nobody = named.length ? named : [[words.none, words.advice]];
      const notes = hits.length ? named : answer.problem ? [answer.problem] : answer.failed ? [[words.failed, ""]] : nobody;
      empty.hidden = !notes.length;
      empty.replaceChildren(...notes.flatMap(([title, text]) => [element("strong", "", title), element("p", "", text)]));
      const shown = hits.length === 1 ? words.one : more ? words.most : hits.length ? words.many : words.none;
      count.textContent = shown.replace("{count}", hits.length);
      spoken.textContent = [...(hits.length ? [[count.textContent, ""]] : []), ...notes].map((each) => each.filter(Boolean).join(". ")).join(". ");
      activate(hits.length ? Math.min(before, hits.length - 1) : -1);
      open(true);
    };

    const ask = (limit = STEP) => {
      sequence += 1;
      isMarked = false;
      isWanted = false;
      if (!input.value.trim()) {
        answered = "";
        hits = [];
        more = false;
        spoken.textContent = "";
        open(false);
        return;
      }
      model.send({ do: "query", text: input.value, sequence, limit });
    };
    const onKey = (event) => {
      const last = list.children.length - 1;
      if (event.key === "Escape") {
        isWanted = false;
        if (el.classList.contains("is-open")) open(false);
        else input.value = "";
      } else if (event.key === "Enter" && input.value.trim() && input.value !== answered && !isMarked) isWanted = true;
      else if (event.key === "Enter" && el.classList.contains("is-open")) choose(active);
      else if (event.key === "ArrowDown" && hits.length) {
        if (el.classList.contains("is-open")) activate(active >= last ? 0 : active + 1);
        open(true);
        isMarked = true;
      } else if (event.key === "ArrowUp" && hits.length) {
        activate(active <= 0 ? last : active - 1);
        isMarked = true;
      } else return;
      event.preventDefault();
    };
    const onMessage = (message) => {
      // An answer to an older keystroke than the last one is stale.
      if (message.do !== "hits" || message.sequence !== sequence) return;
      answered = input.value;
      show(message);
      if (isWanted) choose(active);
      isWanted = false;
      isMarked = false;
    };
    const onSlash = (event) => {
      if (singleKey(event) !== "/") return;
      event.preventDefault();
      input.focus();
      input.select();
    };
    const onWanted = (event) => {
      if (event.target.closest?.("[data-ci-search]")) input.focus();
    };
    input.addEventListener("input", () => ask());
    input.addEventListener("keydown", onKey);
    input.addEventListener("focus", () => hits.length && open(true));
    input.addEventListener("blur", () => {
      isWanted = false;
      open(false);
    });
    document.addEventListener("keydown", onSlash);
    document.addEventListener("click", onWanted);
    model.on("change:texts", say);
    model.on("msg:custom", onMessage);
    say();
    // What is typed into the page in grey is asked for at once; when the page stands, the keyboard comes over, too.
    const early = document.getElementById("ci-early-search");
    const follow = () => {
      const typed = early?.value ?? window.ci_early_text;
      if (typed === undefined || input.value === typed) return;
      input.value = typed;
      ask();
    };
    const takeOver = () => {
      follow();
      if (!early || document.activeElement !== early) return open(false);
      const { selectionStart, selectionEnd } = early;
      input.focus();
      input.setSelectionRange(selectionStart, selectionEnd);
    };
    early?.addEventListener("input", follow);
    document.addEventListener("ci-ready", takeOver, { once: true });
    follow();
    delete window.ci_early_text; // asked once, though the search be drawn again
    return () => {
      document.removeEventListener("ci-ready", takeOver);
      document.removeEventListener("keydown", onSlash);
      document.removeEventListener("click", onWanted);
      model.off("change:texts", say);
      model.off("msg:custom", onMessage);
    };
  },
};
