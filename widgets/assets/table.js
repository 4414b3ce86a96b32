// The grid in the browser: it draws the window that Python sends, keeps the focus, and asks for what is missing.
// Every value is written with textContent; figures come as decimal text and are formatted exactly by Intl.
// Its parts (table_*.js) stand in front of it.

class Grid {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.options = model.get("options");
    this.columns = model.get("columns");
    this.words = model.get("words");
    this.format = formatter(this.options.language, this.words);
    this.whole = (count) => wholeNumber(this.options.language, count);
    this.selected = this.options.selected;
    this.lead = Number(this.options.mark) + Number(this.options.detail); // columns of marks and expanders
    this.marks = new Set(); // numbers of the marked rows, as Python has them
    this.anchor = 0; // place of the row that was marked last
    this.focus = { row: 0, column: this.lead };
    this.details = new Map();
    this.asked = new Set();
    this.cards = false;
    this.printing = false;
    this.folded = []; // places of the columns that stand in a second line
    this.folds = new Map(); // place of a row -> its second line
    this.stops = [];
    this.wanted = this.options.wanted; // the row that a link asked for, until it is seen
    this.marked = this.wanted?.row;
    // The rows that are to open when they stand there, and the key that opens them: they were open before the page drew
    // the table again, or the answer to it had not come when they were filtered or ordered.
    this.opened = new Map(this.options.opened.map((row) => [row, ""]));
    this.build();
    this.renew();
  }

  // ---- the frame: toolbar, table, note

  build() {
    const { title, search, download } = this.options;
    this.badge = element("span", { class: "ci-badge" });
    this.status = element("span", { class: "ci-sr", role: "status" });
    if (title || search || download) {
      const bar = element("div", { class: "ci-toolbar" });
      if (title) bar.append(element("h2", {}, title));
      bar.append(this.badge, element("span", { class: "ci-spacer" }));
      if (search) bar.append(this.filterField(search));
      if (download) bar.append(this.downloads());
      this.el.append(bar);
    }
    this.head = element("thead", { role: "rowgroup" });
    this.body = element("tbody", { role: "rowgroup" });
    this.foot = element("tfoot", { role: "rowgroup" });
    this.table = element("table", { class: "ci-table", role: "grid", "aria-label": title || this.words.rows.replace("{count}", "").trim() });
    this.table.setAttribute("aria-colcount", this.columns.length + this.lead);
    this.table.append(this.head, this.body, this.foot);
    this.frame = element("div", { class: "ci-tablewrap" }, this.table);
    this.refusal = element("p", { class: "ci-form__problem", role: "alert" });
    this.rest = element("div", { class: "ci-grid__rest" });
    this.printNote = element("p", { class: "ci-grid__printed ci-small ci-muted" });
    this.el.append(this.refusal, this.frame, this.rest, this.status, this.printNote);
    for (const [text, more] of [[this.options.note, ""], [this.options.keysNote, " ci-keyboard ci-singlekey"]])
      if (text) this.el.append(element("p", { class: `ci-grid__note ci-small ci-muted${more}` }, text));

    this.frame.addEventListener("scroll", () => {
      this.schedule();
      this.fade();
    }, { passive: true });
    this.table.addEventListener("keydown", (event) => this.onKey(event));
    this.table.addEventListener("click", (event) => this.onClick(event));
    this.table.addEventListener("focusin", (event) => this.onFocus(event));
    const sizes = new ResizeObserver(() => this.resize());
    sizes.observe(this.el);
    sizes.observe(this.table);
    const before = () => this.print(true);
    const after = () => this.print(false);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    const onState = () => this.renew();
    const onOptions = () => {
      this.options = this.model.get("options");
      this.selected = this.options.selected;
      this.renew();
    };
    const onMessage = (message, buffers) => this.receive(message, buffers);
    this.model.on("change:state", onState);
    this.model.on("change:options", onOptions);
    this.model.on("msg:custom", onMessage);
    this.stops.push(
      () => sizes.disconnect(),
      () => removeEventListener("beforeprint", before),
      () => removeEventListener("afterprint", after),
      () => this.model.off("change:state", onState),
      () => this.model.off("change:options", onOptions),
      () => this.model.off("msg:custom", onMessage),
    );
  }

  // ---- a new order or filter

  renew() {
    const hadFocus = this.table.contains(document.activeElement);
    const inHead = this.head.contains(document.activeElement);
    const { numbering } = this.state ?? {};
    this.state = this.model.get("state");
    if (numbering === this.state.numbering) {
      for (const [row, detail] of this.details) if (!detail.isAnswered) this.opened.set(row, detail.key);
    } else if (numbering !== undefined) {
      this.selected = this.options.selected;
    }
    const columns = this.model.get("columns");
    if (columns.length !== this.columns.length) this.folded = [];
    this.columns = columns;
    this.rows = new Map(this.state.rows.map((row, place) => [place, row]));
    this.asked.clear();
    this.refusal.textContent = "";
    for (const detail of this.details.values()) {
      detail.watch.disconnect();
      release(detail.view);
    }
    this.details.clear();
    this.drawn = new Map();
    this.folds.clear();
    const { stays } = this.state;
    const top = stays ? this.frame.scrollTop : 0;
    this.limit = stays ? (this.limit ?? PORTION) : PORTION;
    this.body.replaceChildren();
    this.frame.scrollTop = 0;
    this.focus.row = inHead ? -1 : stays ? Math.max(0, this.focus.row) : 0;
    const { count, filtered, refused } = this.state;
    const shown = this.whole(count);
    const total = this.whole(this.options.total);
    // A figure alone says what it counts only beside a title.
    const all = this.options.title ? shown : !count ? "" : count === 1 ? this.words.row : fill(this.words.rows, { count: shown });
    this.badge.textContent = refused ? "" : filtered ? fill(this.words.of, { shown, total }) : all;
    if (filtered) this.status.textContent = fill(this.words.of, { shown, total });
    this.layout();
    this.table.setAttribute("aria-rowcount", count + 1 + (this.hasFoot() ? 1 : 0));
    this.drawHead();
    this.drawFoot();
    this.draw();
    this.fit();
    if (top) {
      this.frame.scrollTop = top;
      this.draw();
    }
    if (hadFocus) this.focusCell(this.focus.row, this.focus.column);
    if (numbering !== undefined && this.el.clientWidth) this.reopen();
    if (this.long() && !this.cards) this.prefetch();
  }

  long() {
    return this.state.count > this.options.whole;
  }

  hasFoot() {
    return this.options.footer && this.state.count > 0;
  }

  // Whether only a window of the rows is drawn, in a scrolling frame.
  windowed() {
    return this.long() && !this.cards && !this.printing;
  }

  layout() {
    this.el.classList.toggle("is-cards", this.cards);
    this.el.classList.toggle("is-windowed", this.windowed());
    this.el.classList.toggle("is-folded", this.folded.length > 0);
    this.el.classList.toggle("is-empty", this.state.count === 0);
    this.el.classList.toggle("is-choosing", this.options.choose);
    this.el.classList.toggle("is-opening", this.options.detail || this.options.leads);
    this.table.classList.toggle("ci-table--cards", this.cards);
    // A scrolling region must be reachable by keyboard; its cells are.
  }

  resize() {
    const width = this.el.clientWidth;
    if (!width) return;
    this.el.classList.toggle("is-narrow", width < CARDS);
    const cards = this.wantsCards();
    if (cards === this.cards) {
      this.schedule();
    } else {
      this.cards = cards;
      if (cards) this.folded = [];
      this.redraw();
    }
    this.fit();
    this.arrive();
  }

  // Lead to the row that a link asked for, once the table is seen and the row is here.
  arrive() {
    const { wanted } = this;
    if (!this.el.clientWidth) return;
    this.reopen();
    if (!wanted) return;
    if (!this.rows.has(wanted.place)) {
      this.ask(wanted.place);
      return;
    }
    this.wanted = null;
    this.stops.push(takeKeyboard(() => this.focusCell(wanted.place, this.lead)));
    if (wanted.opens && !this.details.has(wanted.row)) this.toggle(wanted.place);
    this.drawn.get(wanted.place)?.scrollIntoView({ block: this.windowed() ? "nearest" : "center" });
  }

  // What somebody wrote below a row stands there when the table is drawn again.
  reopen() {
    if (!this.opened.size) return;
    const opened = [...this.rows].filter(([, data]) => this.opened.has(data.row));
    const keys = this.opened;
    const sums = keys.has(SUM) && this.hasFoot();
    this.opened = new Map();
    for (const [place, { row }] of opened) this.toggle(place, keys.get(row));
    if (!sums) return;
    this.toggle(this.state.count);
    this.details.get(SUM).isReached = true; // nobody asked for it a moment ago: the window stays
  }

  redraw() {
    const held = this.table.contains(document.activeElement) ? document.activeElement : null;
    this.drawn.clear();
    this.folds.clear();
    this.body.replaceChildren();
    this.layout();
    for (const detail of this.details.values()) detail.cell.colSpan = this.width();
    this.drawHead();
    this.drawFoot();
    this.draw();
    if (held && document.activeElement !== held) (held.isConnected ? held : this.target())?.focus({ preventScroll: true });
  }

  print(on) {
    if (this.printing === on) return;
    this.printing = on;
    const { count } = this.state;
    this.cards = this.wantsCards();
    const kept = this.kept();
    if (on) this.folded = [];
    this.printNote.textContent = kept < count
      ? fill(this.words.printed, { shown: this.whole(kept), total: this.whole(count) })
      : "";
    this.redraw();
    this.fit();
  }

  // How many rows from the first on are here without a gap.
  kept() {
    let kept = 0;
    while (this.rows.has(kept)) kept += 1;
    return kept;
  }

  // Rows for a print-out are fetched while nothing else happens: printing cannot wait for an answer.
  prefetch() {
    const later = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 500));
    const version = this.state.version;
    later(() => {
      if (this.state.version !== version) return;
      const wanted = Math.min(this.state.count, this.options.printed);
      for (let start = 0; start < wanted; start += CHUNK) this.ask(start);
    });
  }

  // ---- talk with Python

  ask(place) {
    const start = Math.floor(place / CHUNK) * CHUNK;
    if (this.asked.has(start)) return;
    let missing = false;
    for (let at = start; at < Math.min(start + CHUNK, this.state.count); at += 1) missing ||= !this.rows.has(at);
    if (!missing) return;
    this.asked.add(start);
    this.tell({ do: "rows", start, count: CHUNK });
  }

  // What is asked of a row goes with the version of the rows: Python does nothing with what has changed meanwhile.
  tell(message) {
    const { version, numbering } = this.state;
    this.model.send({ ...message, version, numbering });
  }

  refuse({ asked, row, start, words }) {
    this.status.textContent = "";
    this.refusal.textContent = words;
    if (asked === "rows") this.asked.delete(start); // asked again by the next scrolling
    const detail = asked === "open" && this.details.get(row);
    if (detail) this.toggle(detail.place);
  }

  receive(message, buffers) {
    if (message.do === "rows" && message.version === this.state.version) {
      message.rows.forEach((row, at) => this.rows.set(message.start + at, row));
      this.asked.delete(message.start);
      if (!this.printing) this.draw();
      this.arrive();
    } else if (message.do === "marked") {
      this.marks = new Set(message.rows);
      this.showMarks();
    } else if (message.do === "opened") {
      this.show(message.row, message.widget);
    } else if (message.do === "save") {
      this.status.textContent = "";
      this.refusal.textContent = "";
      save(message, buffers);
    } else if (message.do === "refused" && (message.version ?? this.state.version) === this.state.version) {
      this.refuse(message);
    }
  }

  choose(place) {
    const data = this.rows.get(place);
    if (!data) return;
    this.selected = data.row;
    for (const [at, row] of this.drawn) row.setAttribute("aria-selected", String(at === place));
    this.tell({ do: "choose", row: data.row });
  }

  stop() {
    for (const stop of this.stops) stop();
    for (const detail of this.details.values()) {
      detail.watch.disconnect();
      release(detail.view);
    }
  }
}

Object.assign(Grid.prototype, gridTools, gridHead, gridRows, gridDetails, gridFit, gridFold, gridMarks, gridKeyboard);

export default {
  render({ model, el }) {
    const grid = new Grid(model, el);
    return () => grid.stop();
  },
};
