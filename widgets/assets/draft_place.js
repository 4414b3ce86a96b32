// Where the draft of an open form lies. Two windows of one person can have the same form open, and with it the same
// draft: the one whose text the other writes over, or drops with its own, goes on at a place of its own. Needs dom.js and drafts.js.

const holdsSame = (text, { values }) => {
  try { return JSON.stringify(JSON.parse(text)?.values) === JSON.stringify(values); } catch { return false; }
};

class DraftPlace {
  // key: where the draft lies at first; typed: returns the draft of what was typed in this window, null: nothing was.
  constructor(key, typed) {
    this.key = key;
    this.onStorage = (event) => {
      const draft = event.key === this.key ? typed() : null;
      if (!draft || holdsSame(event.newValue, draft)) return;
      this.key = `${key}%7C${newId()}`;
      drafts.write(this.key, draft);
    };
    addEventListener("storage", this.onStorage); // only other windows' changes are heard
  }

  read() { return drafts.read(this.key); }

  write(draft) { drafts.write(this.key, draft); }

  drop() { drafts.drop(this.key); }

  stop() { removeEventListener("storage", this.onStorage); }
}
