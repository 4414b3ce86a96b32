// The grid in the browser: it draws the window that Python sends, keeps the focus, and asks for what is missing.
// Every value is written with textContent; figures come as decimal text and are formatted exactly by Intl.

const ROW = 36; // height of a row in px, as --ci-row
const AHEAD = 12; // rows drawn above and below what is seen
const CHUNK = 100; // rows per question
const CARDS = 600; // narrower than this, rows are cards
const MEDIUM = 900; // narrower than this, columns give way
const PORTION = 50; // cards shown at once

const SVG = "http://www.w3.org/2000/svg";

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

const icon = (name) => {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "ci-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
};

// ---- values as people read them

const LOCALES = { de: "de-DE", en: "en-GB" };

const formatter = (language, words) => {
  const locale = LOCALES[language] ?? "de-DE";
  const two = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const few = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const day = new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" });
  const local = { timeZone: "Europe/Berlin" };
  const dayThere = new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "numeric", ...local });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false, ...local });
  const isNumber = (text) => /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text);
  const asDate = (text, write) => {
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? text : write(at);
  };
  return (value, kind) => {
    if (value === null || value === undefined) return "";
    const text = String(value);
    if (kind === "money") return isNumber(text) ? two.format(text) : text;
    if (kind === "percent") return isNumber(text) ? `${two.format(text)}\u00a0%` : text;
    if (kind === "number") return isNumber(text) ? few.format(text) : text;
    if (kind === "date") return asDate(text.slice(0, 10), (at) => day.format(at));
    if (kind === "moment") return asDate(text, (at) => `${dayThere.format(at)}, ${time.format(at)}`);
    if (kind === "yes_no") return value === true || text === "true" ? words.yes : words.no;
    return text;
  };
};

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

const save = (message, buffers) => {
  const blob = new Blob(buffers.map((part) => part.buffer ?? part), { type: message.type });
  const anchor = element("a", { href: URL.createObjectURL(blob), download: message.name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
};

// A view of another widget sits in our element, not in a Lumino layout: report when it comes and goes.
const note = (type, more = {}) => ({ type, isConflatable: false, conflate: () => false, ...more });

const attach = (view, parent) => {
  parent.replaceChildren(view.el);
  const widget = view.luminoWidget ?? view.pWidget;
  widget?.processMessage(note("after-attach"));
  // Maps measure their place only when it changes.
  widget?.processMessage(note("resize", { width: view.el.clientWidth, height: view.el.clientHeight }));
};

const detach = (view) => (view.luminoWidget ?? view.pWidget)?.processMessage(note("after-detach"));

const release = (view) => {
  // Python might have closed it already.
  if (!view || (view.luminoWidget ?? view.pWidget)?.isDisposed) return;
  if (!view.el.isConnected) detach(view);
  view.remove();
};

class Grid {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.options = model.get("options");
    this.columns = model.get("columns");
    this.words = model.get("words");
    this.format = formatter(this.options.language, this.words);
    this.whole = new Intl.NumberFormat(LOCALES[this.options.language] ?? "de-DE");
    this.selected = this.options.selected;
    this.lead = Number(this.options.mark) + Number(this.options.detail); // columns of marks and expanders
    this.marks = new Set(); // numbers of the marked rows, as Python has them
    this.anchor = 0; // place of the row that was marked last
    this.focus = { row: 0, column: this.lead };
    this.details = new Map();
    this.asked = new Set();
    this.cards = false;
    this.printing = false;
    this.stops = [];
    this.wanted = this.options.wanted; // the row that a link asked for, until it is seen
    this.marked = this.wanted?.row;
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
    this.rest = element("div", { class: "ci-grid__rest" });
    this.printNote = element("p", { class: "ci-grid__printed ci-small ci-muted" });
    this.el.append(this.frame, this.rest, this.status, this.printNote);
    if (this.options.note) this.el.append(element("p", { class: "ci-grid__note ci-small ci-muted" }, this.options.note));

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

  filterField(placeholder) {
    this.field = element("input", { type: "search", placeholder, maxlength: 200, autocomplete: "off", spellcheck: "false" });
    this.field.value = this.options.filter ?? "";
    let timer = null;
    this.field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.model.send({ do: "filter", text: this.field.value }), 120);
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        this.focusCell(0, this.lead);
      }
    });
    const label = element("label", { class: "ci-input" }, icon("filter"), element("span", { class: "ci-sr" }, this.words.filter));
    label.append(this.field);
    return label;
  }

  downloads() {
    const button = element(
      "button",
      { type: "button", class: "ci-button", "aria-haspopup": "menu", "aria-expanded": "false" },
      icon("download"),
      element("span", { class: "ci-grid__word" }, this.words.download),
    );
    const menu = element("div", { class: "ci-menu", role: "menu", hidden: true, "aria-label": this.words.download });
    const show = (open, focus) => {
      menu.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      if (focus) (open ? menu.firstChild : button).focus();
    };
    for (const kind of ["csv", "excel"]) {
      const item = element("button", { type: "button", role: "menuitem", tabindex: -1, class: "ci-menu__item" }, this.words[kind]);
      item.addEventListener("click", () => {
        this.status.textContent = this.words.saving;
        this.model.send({ do: "download", kind });
        show(false, true);
      });
      menu.append(item);
    }
    button.addEventListener("click", () => show(menu.hidden, menu.hidden));
    const holder = element("div", { class: "ci-menu__holder" }, button, menu);
    holder.addEventListener("keydown", (event) => {
      const items = [...menu.children];
      const at = items.indexOf(document.activeElement);
      if (event.key === "Escape") show(false, true);
      else if (event.key === "ArrowDown" && at >= 0) items[(at + 1) % items.length].focus();
      else if (event.key === "ArrowUp" && at >= 0) items[(at + items.length - 1) % items.length].focus();
      else return;
      event.preventDefault();
    });
    holder.addEventListener("focusout", (event) => holder.contains(event.relatedTarget) || show(false, false));
    return holder;
  }

  // ---- a new order or filter

  renew() {
    const hadFocus = this.table.contains(document.activeElement);
    const inHead = this.head.contains(document.activeElement);
    this.state = this.model.get("state");
    this.columns = this.model.get("columns");
    this.rows = new Map(this.state.rows.map((row, place) => [place, row]));
    this.asked.clear();
    for (const detail of this.details.values()) {
      detail.watch.disconnect();
      release(detail.view);
    }
    this.details.clear();
    this.drawn = new Map();
    const { stays } = this.state;
    const top = stays ? this.frame.scrollTop : 0;
    this.limit = stays ? (this.limit ?? PORTION) : PORTION;
    this.body.replaceChildren();
    this.frame.scrollTop = 0;
    this.focus.row = inHead ? -1 : stays ? Math.max(0, this.focus.row) : 0;
    const { count, filtered } = this.state;
    const shown = this.whole.format(count);
    const total = this.whole.format(this.options.total);
    this.badge.textContent = filtered ? fill(this.words.of, { shown, total }) : shown;
    if (filtered) this.status.textContent = fill(this.words.of, { shown, total });
    this.layout();
    this.table.setAttribute("aria-rowcount", count + 1 + (this.hasFoot() ? 1 : 0));
    this.drawHead();
    this.drawFoot();
    this.draw();
    if (top) {
      this.frame.scrollTop = top;
      this.draw();
    }
    if (hadFocus) this.focusCell(this.focus.row, this.focus.column);
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
    this.el.classList.toggle("is-empty", this.state.count === 0);
    this.el.classList.toggle("is-choosing", this.options.choose);
    this.el.classList.toggle("is-opening", this.options.detail || this.options.leads);
    this.table.classList.toggle("ci-table--cards", this.cards);
    // A scrolling region must be reachable by keyboard; its cells are.
  }

  resize() {
    const width = this.el.clientWidth;
    if (!width) return;
    this.mini ??= Boolean(this.el.parentElement?.closest(".ci-grid__detail"));
    this.el.classList.toggle("is-mini", this.mini);
    this.el.classList.toggle("is-narrow", width < CARDS);
    this.el.classList.toggle("is-medium", width < MEDIUM);
    this.fade();
    const cards = width < CARDS && !this.mini && !this.printing;
    if (cards === this.cards) {
      this.schedule();
    } else {
      this.cards = cards;
      this.redraw();
    }
    this.arrive();
  }

  // Lead to the row that a link asked for, once the table is seen and the row is here.
  arrive() {
    const { wanted } = this;
    if (!wanted || !this.el.clientWidth) return;
    if (!this.rows.has(wanted.place)) {
      this.ask(wanted.place);
      return;
    }
    this.wanted = null;
    this.stops.push(takeKeyboard(() => this.focusCell(wanted.place, this.lead)));
    if (wanted.opens) this.toggle(wanted.place);
    this.drawn.get(wanted.place)?.scrollIntoView({ block: this.windowed() ? "nearest" : "center" });
  }

  // Whether columns lie beyond the right edge, so that the stylesheet shows that there is more.
  fade() {
    const { scrollWidth, clientWidth, scrollLeft } = this.frame;
    this.frame.classList.toggle("has-more", scrollWidth - clientWidth - scrollLeft > 1);
  }

  redraw() {
    this.drawn.clear();
    this.body.replaceChildren();
    this.layout();
    this.drawHead();
    this.drawFoot();
    this.draw();
  }

  print(on) {
    if (this.printing === on) return;
    this.printing = on;
    const { count } = this.state;
    this.cards = !on && this.el.clientWidth < CARDS && !this.mini;
    const kept = this.kept();
    this.printNote.textContent = kept < count
      ? fill(this.words.printed, { shown: this.whole.format(kept), total: this.whole.format(count) })
      : "";
    this.redraw();
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

  // ---- head and foot

  drawHead() {
    const row = element("tr", { role: "row", "aria-rowindex": 1 });
    if (this.options.mark) {
      this.every = this.markBox(this.words.mark_all);
      row.append(element("th", { role: "columnheader", "aria-colindex": 1, class: "ci-grid__mark", scope: "col" }, this.every));
      this.showMarks();
    }
    if (this.options.detail) {
      row.append(element("th", { role: "columnheader", "aria-colindex": this.lead, class: "ci-grid__lead", scope: "col" }, element("span", { class: "ci-sr" }, this.words.details)));
    }
    this.columns.forEach((column, place) => {
      const sort = this.state.sort?.[0] === place ? this.state.sort[1] : "none";
      const button = element("button", { type: "button", class: "ci-sort", tabindex: -1 }, column.title, icon("arrow"));
      button.addEventListener("click", () => this.model.send({ do: "sort", column: place }));
      row.append(
        element(
          "th",
          { role: "columnheader", scope: "col", "aria-colindex": place + 1 + this.lead, "aria-sort": sort, class: column.right ? "r" : null, "data-phone": column.phone },
          button,
        ),
      );
    });
    this.head.replaceChildren(row);
    if (this.windowed()) this.head.append(this.sizer());
    this.mark();
  }

  // An invisible row with the widest values: columns keep their width while other rows scroll by.
  sizer() {
    const row = element("tr", { "aria-hidden": "true", class: "ci-grid__sizer" });
    for (let place = 0; place < this.lead; place += 1) row.append(element("td"));
    this.columns.forEach((column, place) => {
      const cell = element("td", { class: column.right ? "r" : null });
      for (const value of [...(this.state.widest[place] ?? []), this.state.sums[place]]) {
        const shown = this.value(column, value);
        if (column.strong || value === this.state.sums[place]) shown.className += " ci-strong";
        cell.append(element("div", {}, shown));
      }
      row.append(cell);
    });
    return row;
  }

  drawFoot() {
    this.foot.replaceChildren();
    if (!this.hasFoot()) return;
    const row = element("tr", { role: "row", "aria-rowindex": this.state.count + 2 });
    if (this.options.mark) row.append(element("td", { role: "gridcell", "aria-colindex": 1, class: "ci-grid__mark" }));
    if (this.options.detail) row.append(element("td", { role: "gridcell", "aria-colindex": this.lead, class: "ci-grid__lead" }));
    let named = false;
    this.columns.forEach((column, place) => {
      const sum = this.state.sums[place];
      const cell = element("td", { role: "gridcell", "aria-colindex": place + 1 + this.lead, class: column.right ? "r ci-num" : null, "data-phone": column.phone });
      if (sum !== null && sum !== undefined) {
        cell.append(this.format(sum, column.kind));
        cell.dataset.label = column.title;
      } else if (!named) {
        named = true;
        cell.append(this.words.sum);
        cell.dataset.foot = "name";
      } else {
        cell.dataset.foot = "none";
      }
      row.append(cell);
    });
    this.foot.append(row);
  }

  // ---- rows

  height() {
    let height = 0;
    for (const detail of this.details.values()) height += detail.height;
    return height;
  }

  above(place) {
    let top = place * ROW;
    for (const detail of this.details.values()) if (detail.place < place) top += detail.height;
    return top;
  }

  at(top) {
    let place = Math.floor(top / ROW);
    for (const detail of [...this.details.values()].sort((one, other) => one.place - other.place)) {
      const bottom = this.above(detail.place) + ROW;
      if (top >= bottom + detail.height) place = Math.floor((top - this.shift(detail.place)) / ROW);
      else if (top >= bottom) return detail.place;
    }
    return Math.max(0, Math.min(place, this.state.count - 1));
  }

  // Height of the details up to and with this row's.
  shift(place) {
    let height = 0;
    for (const detail of this.details.values()) if (detail.place <= place) height += detail.height;
    return height;
  }

  span() {
    const { count } = this.state;
    if (this.printing) return [0, Math.max(this.kept(), Math.min(count, this.options.whole))];
    if (this.cards && this.long()) return [0, Math.min(count, this.limit)];
    if (!this.windowed()) return [0, count];
    const top = this.frame.scrollTop;
    const first = Math.max(0, this.at(top) - AHEAD);
    const last = Math.min(count, this.at(top + (this.frame.clientHeight || 600)) + AHEAD);
    return [first, last];
  }

  schedule() {
    if (this.waiting || !this.windowed()) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.draw();
    });
  }

  draw() {
    const { count } = this.state;
    const [first, last] = this.span();
    this.drawRest(last);
    if (count === 0) {
      this.body.replaceChildren();
      return;
    }
    const hadFocus = this.body.contains(document.activeElement);
    for (const [place, row] of this.drawn) {
      if (place < first || place >= last || (row.dataset.empty && this.rows.has(place))) this.drawn.delete(place);
    }
    const rows = [];
    if (this.windowed() && first > 0) rows.push(this.space(this.above(first)));
    for (let place = first; place < last; place += 1) {
      if (!this.drawn.has(place)) this.drawn.set(place, this.row(place));
      rows.push(this.drawn.get(place));
      const detail = this.details.get(this.rows.get(place)?.row);
      if (detail) rows.push(detail.element);
      if (!this.rows.has(place)) this.ask(place);
    }
    if (this.windowed() && last < count) rows.push(this.space(this.above(count) - this.above(last)));
    const held = [...this.details.values()].filter((detail) => detail.view && detail.element.isConnected);
    this.arrange(rows);
    for (const detail of this.details.values()) {
      if (!detail.view || held.includes(detail) === detail.element.isConnected) continue;
      if (detail.element.isConnected) attach(detail.view, detail.cell);
      else detach(detail.view);
    }
    this.mark();
    if (hadFocus && !this.body.contains(document.activeElement)) this.target()?.focus({ preventScroll: true });
  }

  // Put the rows into the body without touching those that stay (and may hold the focus).
  arrange(rows) {
    const wanted = new Set(rows);
    for (const child of [...this.body.children]) if (!wanted.has(child)) child.remove();
    let next = this.body.firstChild;
    for (const row of rows) {
      if (row === next) next = next.nextSibling;
      else this.body.insertBefore(row, next);
    }
  }

  space(height) {
    const cell = element("td", { colspan: this.columns.length + this.lead });
    cell.style.height = `${height}px`;
    return element("tr", { "aria-hidden": "true", class: "ci-grid__space" }, cell);
  }

  drawRest(last) {
    const { count, filtered } = this.state;
    this.rest.replaceChildren();
    if (count === 0) {
      const text = filtered ? this.words.nothing : this.options.empty;
      const box = element("div", { class: "ci-empty" }, icon(filtered ? "filter" : "inbox"), element("p", {}, text));
      if (filtered) {
        const clear = element("button", { type: "button", class: "ci-button" }, this.words.clear);
        clear.addEventListener("click", () => {
          this.field.value = "";
          this.field.focus();
          this.model.send({ do: "filter", text: "" });
        });
        box.append(clear);
      }
      this.rest.append(box);
    } else if (this.cards && last < count) {
      const more = Math.min(PORTION, count - last);
      const button = element("button", { type: "button", class: "ci-button" }, fill(this.words.more, { count: this.whole.format(more) }));
      button.addEventListener("click", () => {
        this.limit += PORTION;
        this.draw();
        this.focusCell(last, this.lead);
      });
      this.rest.append(button);
    }
  }

  row(place) {
    const data = this.rows.get(place);
    const row = element("tr", { role: "row", "aria-rowindex": place + 2 });
    row.dataset.place = place;
    if (!data) {
      row.dataset.empty = "1";
      row.setAttribute("aria-busy", "true");
    }
    if (this.options.choose) row.setAttribute("aria-selected", String(data?.row === this.selected && data !== undefined));
    if (data && data.row === this.marked) row.setAttribute("aria-current", "true");
    if (this.options.mark) {
      const box = this.markBox(this.words.mark);
      box.checked = this.marks.has(data?.row);
      box.disabled = !data;
      row.append(element("td", { role: "gridcell", tabindex: -1, "aria-colindex": 1, class: "ci-grid__mark" }, box));
    }
    if (this.options.detail) {
      const open = this.details.has(data?.row);
      const button = element("button", { type: "button", class: "ci-expander", tabindex: -1, "aria-expanded": String(open), "aria-label": this.words.details }, icon("chev"));
      row.append(element("td", { role: "gridcell", "aria-colindex": this.lead, class: "ci-grid__lead" }, button));
    }
    this.columns.forEach((column, place) => row.append(this.cell(column, place, data)));
    return row;
  }

  cell(column, place, data) {
    const cell = element("td", { role: "gridcell", tabindex: -1, "aria-colindex": place + 1 + this.lead, "data-phone": column.phone });
    const classes = [column.right ? "r" : "", column.strong ? "ci-strong" : "", column.kind === "text" ? "ci-grid__text" : "ci-num"];
    cell.className = classes.filter(Boolean).join(" ");
    if (!data) {
      cell.append(element("span", { class: "ci-skeleton ci-grid__wait" }));
      return cell;
    }
    cell.dataset.label = column.title;
    const value = data.cells[place];
    const shown = this.value(column, value);
    const link = data.links?.[place];
    if (link && shown.textContent) {
      const anchor = element("a", { href: link.href, tabindex: -1 }, shown);
      if (link.inside) {
        anchor.addEventListener("click", (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          this.model.send({ do: "follow", row: data.row, column: place });
        });
      } else if (link.href.startsWith("https")) {
        anchor.target = "_blank";
        anchor.rel = "noopener noreferrer";
      }
      cell.append(anchor);
    } else {
      cell.append(shown);
    }
    const beside = data.beside?.[place];
    if (beside !== null && beside !== undefined && beside !== "") {
      const chip = column.chips[beside];
      cell.append(chip ? this.chip(chip) : element("span", { class: "ci-muted ci-grid__beside" }, beside));
    }
    if (!cell.textContent) {
      cell.dataset.blank = "1";
      if (column.phone === "title") cell.append(element("span", { class: "ci-grid__blank" }, fill(this.words.without, { title: column.title })));
    }
    return cell;
  }

  value(column, value) {
    if (value === null || value === undefined || value === "") return element("span");
    if (column.kind === "chip") return this.chip(column.chips[value] ?? { text: String(value), tone: "neutral" });
    const text = this.format(value, column.kind);
    if (column.kind === "plate") return element("span", { class: "ci-chip ci-chip--plate" }, text);
    // Only the row's own figure turns red: costs are negative by nature.
    const negative = column.kind === "money" && column.phone === "figure" && String(value).startsWith("-");
    return element("span", { class: negative ? "ci-grid__negative" : null }, text);
  }

  chip({ text, tone }) {
    return element("span", { class: tone === "neutral" ? "ci-chip" : `ci-chip ci-chip--${tone}` }, text);
  }

  // ---- talk with Python

  ask(place) {
    const start = Math.floor(place / CHUNK) * CHUNK;
    if (this.asked.has(start)) return;
    let missing = false;
    for (let at = start; at < Math.min(start + CHUNK, this.state.count); at += 1) missing ||= !this.rows.has(at);
    if (!missing) return;
    this.asked.add(start);
    this.model.send({ do: "rows", version: this.state.version, start, count: CHUNK });
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
      save(message, buffers);
    }
  }

  // ---- a detail below its row

  toggle(place) {
    const data = this.rows.get(place);
    if (!data) return;
    const open = !this.details.has(data.row);
    this.drawn.get(place)?.querySelector(".ci-expander")?.setAttribute("aria-expanded", String(open));
    if (open) {
      const cell = element("td", { role: "gridcell", colspan: this.columns.length + this.lead, class: "ci-grid__detail" });
      const row = element("tr", { role: "row", class: "ci-detail" }, cell);
      const detail = { place, element: row, cell, height: 0, view: null };
      detail.watch = new ResizeObserver(() => {
        if (row.isConnected) detail.height = row.offsetHeight;
      });
      detail.watch.observe(row);
      this.details.set(data.row, detail);
      this.model.send({ do: "open", row: data.row });
    } else {
      const detail = this.details.get(data.row);
      detail.watch.disconnect();
      release(detail.view);
      this.details.delete(data.row);
      this.model.send({ do: "close", row: data.row });
    }
    this.draw();
  }

  async show(number, id) {
    const detail = this.details.get(number);
    if (!detail) return;
    const manager = this.model.widget_manager;
    const view = await manager.create_view(await manager.get_model(id));
    if (this.details.get(number) !== detail) {
      release(view);
      return;
    }
    detail.view = view;
    attach(view, detail.cell);
  }

  choose(place) {
    const data = this.rows.get(place);
    if (!data) return;
    this.selected = data.row;
    for (const [at, row] of this.drawn) row.setAttribute("aria-selected", String(at === place));
    this.model.send({ do: "choose", row: data.row });
  }

  // ---- marks: Python keeps them, since most of the rows of a long list are not here

  markBox(label) {
    return element("input", { type: "checkbox", tabindex: -1, "aria-label": label });
  }

  // A second mark with Shift marks all between it and the one before.
  markTo(place, ranged, on) {
    const from = ranged ? this.anchor : place;
    this.anchor = place;
    this.model.send({ do: "mark", from, to: place, on, version: this.state.version });
  }

  toggleMark(place, ranged) {
    const data = this.rows.get(place);
    if (data) this.markTo(place, ranged, ranged || !this.marks.has(data.row));
  }

  showMarks() {
    for (const [place, row] of this.drawn) {
      const box = row.querySelector(":scope > .ci-grid__mark > input");
      if (box) box.checked = this.marks.has(this.rows.get(place)?.row);
    }
    if (!this.every) return;
    this.every.checked = this.marks.size > 0 && this.marks.size >= this.state.count;
    this.every.indeterminate = this.marks.size > 0 && !this.every.checked;
  }

  // Whether a click was meant for the marks.
  marking(event) {
    const cell = event.target.closest(".ci-grid__mark");
    if (!cell) return false;
    const { place } = cell.parentElement.dataset;
    if (place === undefined) {
      const none = !this.marks.size;
      if (this.state.count) this.model.send({ do: "mark", from: 0, to: this.state.count - 1, on: none, version: this.state.version });
    } else {
      this.toggleMark(Number(place), event.shiftKey);
    }
    this.showMarks(); // the browser has turned the box already; Python says what holds
    return true;
  }

  activate(place) {
    if (this.options.choose) this.choose(place);
    else if (this.options.detail) this.toggle(place);
    else if (this.options.leads) this.drawn.get(place)?.querySelector('a:not([href^="tel:"])')?.click();
  }

  // ---- focus and keys: one tab stop, arrows move it

  cells(row) {
    return row === -1 ? [...this.head.firstChild.children] : [...(this.drawn.get(row)?.children ?? [])];
  }

  // What takes the focus in a cell: its link or button, else the cell.
  target(row = this.focus.row, column = this.focus.column) {
    const cell = this.cells(row)[column];
    return cell?.querySelector("a, button, input") ?? cell;
  }

  mark() {
    for (const stop of this.table.querySelectorAll('[tabindex="0"]')) {
      if (!stop.closest(".ci-grid__detail")) stop.tabIndex = -1;
    }
    const [first, last] = this.state.count ? this.span() : [-1, 0];
    const row = this.focus.row < 0 || !this.state.count ? -1 : Math.max(first, Math.min(this.focus.row, last - 1));
    const target = this.target(row);
    if (target) target.tabIndex = 0;
  }

  focusCell(row, column) {
    const to = { row: Math.max(-1, Math.min(row, this.state.count - 1)), column: Math.max(0, Math.min(column, this.columns.length + this.lead - 1)) };
    this.focus = to;
    if (to.row >= 0) {
      if (this.cards && to.row >= this.limit) this.limit = Math.ceil((to.row + 1) / PORTION) * PORTION;
      if (this.windowed()) this.scrollTo(to.row);
      if (!this.drawn.has(to.row)) this.draw();
    }
    this.mark();
    const target = this.target();
    target?.focus({ preventScroll: this.windowed() });
    if (!this.windowed() && to.row >= 0) target?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  scrollTo(row) {
    const head = this.head.offsetHeight;
    const foot = this.foot.offsetHeight;
    const top = this.above(row);
    const seen = this.frame.clientHeight - head - foot;
    if (top < this.frame.scrollTop) this.frame.scrollTop = top;
    else if (top + ROW > this.frame.scrollTop + seen) this.frame.scrollTop = top + ROW - seen;
    this.draw();
  }

  onFocus(event) {
    const cell = event.target.closest("th, td");
    const row = cell?.parentElement;
    if (!row || cell.closest(".ci-grid__detail")) return;
    const column = [...row.children].indexOf(cell);
    if (row.parentElement === this.head) this.focus = { row: -1, column };
    else if (row.dataset.place !== undefined) this.focus = { row: Number(row.dataset.place), column };
    this.mark();
  }

  onKey(event) {
    if (event.target.closest(".ci-grid__detail") || event.altKey) return;
    const { row, column } = this.focus;
    const page = this.windowed() ? Math.max(1, Math.floor(this.frame.clientHeight / ROW) - 2) : 10;
    const moves = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      PageDown: [Math.min(row + page, this.state.count - 1), column],
      PageUp: [Math.max(row - page, 0), column],
      Home: [0, column],
      End: [this.state.count - 1, column],
    };
    const move = moves[event.key];
    if (move) {
      event.preventDefault();
      this.focusCell(...move);
    } else if (event.key.toLowerCase() === "x" && this.options.mark && row >= 0 && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.toggleMark(row, event.shiftKey);
    } else if ((event.key === "Enter" || event.key === " ") && row >= 0 && !event.target.closest("a, button, input")) {
      event.preventDefault();
      this.activate(row);
    }
  }

  onClick(event) {
    if (this.marking(event)) return;
    const row = event.target.closest("tr");
    if (!row || row.dataset.place === undefined || event.target.closest(".ci-grid__detail, a")) return;
    // Marking text with the mouse is not a choice.
    if (String(getSelection()) && event.detail > 0 && !event.target.closest("button")) return;
    this.activate(Number(row.dataset.place));
  }

  stop() {
    for (const stop of this.stops) stop();
    for (const detail of this.details.values()) {
      detail.watch.disconnect();
      release(detail.view);
    }
  }
}

export default {
  render({ model, el }) {
    const grid = new Grid(model, el);
    return () => grid.stop();
  },
};
