// Where the draft of an open form lies. Two windows of one person can have the same form open, and with it the same
// draft: the one whose text the other writes over, or drops with its own, goes on at a place of its own. Needs dom.js and drafts.js.

const APART = "%7E"; // no form's name has such a sign, encoded: what a form drops with its own steps is not another window's

const contentOf = (draft) => JSON.stringify([draft?.values, draft?.changes]);
const holdsSame = (text, draft) => {
  try { return contentOf(JSON.parse(text)) === contentOf(draft); } catch { return false; }
};

class DraftPlace {
  // key: where the draft lies at first; typed: returns the draft of what was typed in this window, null: nothing was.
  constructor(key, typed) {
    this.first = key;
    this.key = key;
    this.onStorage = (event) => {
      const draft = event.key === this.key ? typed() : null;
      if (!draft || holdsSame(event.newValue, draft)) return;
      this.key = this.apart(newId());
      drafts.write(this.key, draft);
    };
    addEventListener("storage", this.onStorage); // only other windows' changes are heard
  }

  apart(id) { return `${this.first}${APART}${id}`; }

  read() { return drafts.read(this.key); }

  write(draft) { drafts.write(this.key, draft); }

  drop() { drafts.drop(this.key); }

  // With those of its further steps.
  dropWhole() { drafts.dropWhole(this.key); }

  stop() { removeEventListener("storage", this.onStorage); }
}

// By which id this window keeps a form's drafts apart from other windows'; it outlives a reload.
const memoryOf = (form) => `clientinfo.apart|${form}`;
const apartIn = (form) => {
  try { return sessionStorage.getItem(memoryOf(form)); } catch { return null; }
};

// The same for a form in the page, where nobody chooses among drafts: a window finds its own again after a reload, and a
// new one takes up what a window left that is closed. A form and its further steps are one: they go apart together.
class WindowPlace extends DraftPlace {
  constructor(key, typed) {
    const [form] = key.split("%7C", 1);
    const step = key.slice(form.length);
    const at = (id) => `${form}${APART}${id}${step}`;
    const id = apartIn(form);
    const own = id ? at(id) : key;
    const left = drafts.beginning(`${form}${APART}`).filter((each) => each.endsWith(step) && each.includes("%7C") === Boolean(step));
    super([own, key, ...left].find((each) => drafts.read(each)) ?? own, typed);
    this.apart = (made) => {
      try { sessionStorage.setItem(memoryOf(form), made); } catch { /* storage is off: a reload does not find it */ }
      return at(made);
    };
  }
}
