// The rows: which are drawn, where each stands, and what is in them. Mixed into the grid.

const gridRows = {
  height() {
    let height = 0;
    for (const detail of this.details.values()) height += detail.height;
    return height;
  },

  above(place) {
    let top = place * this.rowHeight();
    for (const detail of this.details.values()) if (detail.place < place) top += detail.height;
    return top;
  },

  at(top) {
    let place = Math.floor(top / this.rowHeight());
    for (const detail of [...this.details.values()].sort((one, other) => one.place - other.place)) {
      const bottom = this.above(detail.place) + this.rowHeight();
      if (top >= bottom + detail.height) place = Math.floor((top - this.shift(detail.place)) / this.rowHeight());
      else if (top >= bottom) return detail.place;
    }
    return Math.max(0, Math.min(place, this.state.count - 1));
  },

  // Height of the details up to and with this row's.
  shift(place) {
    let height = 0;
    for (const detail of this.details.values()) if (detail.place <= place) height += detail.height;
    return height;
  },

  span() {
    const { count } = this.state;
    if (this.printing) return [0, Math.max(this.kept(), Math.min(count, this.options.whole))];
    if (this.cards && this.long()) return [0, Math.min(count, this.limit)];
    if (!this.windowed()) return [0, count];
    const top = this.frame.scrollTop;
    const first = Math.max(0, this.at(top) - AHEAD);
    const last = Math.min(count, this.at(top + (this.frame.clientHeight || 600)) + AHEAD);
    return [first, last];
  },

  schedule() {
    if (this.waiting || !this.windowed()) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.draw();
    });
  },

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
      if (place < first || place >= last || (row.dataset.empty && this.rows.has(place))) {
        this.drawn.delete(place);
        this.folds.delete(place);
      }
    }
    const rows = [];
    if (this.windowed() && first > 0) rows.push(this.space(this.above(first)));
    for (let place = first; place < last; place += 1) {
      if (!this.drawn.has(place)) {
        this.drawn.set(place, this.row(place));
        this.folds.set(place, this.foldOf(place));
      }
      rows.push(...this.lines(place));
      const detail = this.details.get(this.rows.get(place)?.row);
      if (detail) rows.push(detail.element);
      if (!this.rows.has(place)) this.ask(place);
    }
    if (this.windowed() && last < count) rows.push(this.space(this.above(count) - this.above(last)));
    const held = [...this.details.values()].filter((detail) => detail.view && detail.element.isConnected);
    const top = this.frame.scrollTop;
    this.arrange(rows);
    // Between the rows that go and those that come the browser may look how far there is to scroll.
    if (this.windowed() && this.frame.scrollTop !== top) this.frame.scrollTop = top;
    for (const detail of this.details.values()) {
      if (!detail.view || held.includes(detail) === detail.element.isConnected) continue;
      if (detail.element.isConnected) attach(detail.view, detail.cell);
      else detach(detail.view);
    }
    this.mark();
    if (hadFocus && !this.body.contains(document.activeElement)) this.target()?.focus({ preventScroll: true });
  },

  // Put the rows into the body without touching those that stay (and may hold the focus).
  arrange(rows) {
    const wanted = new Set(rows);
    for (const child of [...this.body.children]) if (!wanted.has(child)) child.remove();
    let next = this.body.firstChild;
    for (const row of rows) {
      if (row === next) next = next.nextSibling;
      else this.body.insertBefore(row, next);
    }
  },

  space(height) {
    const cell = element("td", { colspan: this.width() });
    cell.style.height = `${height}px`;
    return element("tr", { "aria-hidden": "true", class: "ci-grid__space" }, cell);
  },

  drawRest(last) {
    const { count, filtered, refused } = this.state;
    this.rest.replaceChildren();
    if (refused) {
      const again = element("button", { type: "button", class: "ci-button" }, this.words.again);
      again.addEventListener("click", () => this.model.send({ do: "again" }));
      this.rest.append(element("div", { class: "ci-empty", role: "alert" }, icon("alert"), element("p", {}, refused), again));
    } else if (count === 0) {
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
      const button = element("button", { type: "button", class: "ci-button" }, fill(this.words.more, { count: this.whole(more) }));
      button.addEventListener("click", () => {
        this.limit += PORTION;
        this.draw();
        this.focusCell(last, this.lead);
      });
      this.rest.append(button);
    }
  },

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
      const button = this.expander(this.details.has(data?.row), this.words.details);
      row.append(element("td", { role: "gridcell", "aria-colindex": this.lead, class: "ci-grid__lead" }, button));
    }
    this.columns.forEach((column, place) => this.isFolded(place) || row.append(this.cell(column, place, data)));
    return row;
  },

  expander(open, name) {
    return element("button", { type: "button", class: "ci-expander", tabindex: -1, "aria-expanded": String(open), "aria-label": name }, icon("chev"));
  },

  cell(column, place, data, name = "td") {
    const cell = element(name, { role: "gridcell", tabindex: -1, "aria-colindex": place + 1 + this.lead, "data-phone": column.phone });
    const classes = [column.right ? "r" : "", column.strong ? "ci-strong" : "", column.kind === "text" ? "ci-grid__text" : "ci-num"];
    cell.className = classes.filter(Boolean).join(" ");
    if (!data) {
      cell.append(element("span", { class: "ci-skeleton ci-grid__wait" }));
      return cell;
    }
    cell.dataset.label = column.title;
    const value = data.cells[place];
    const shown = this.value(column, value);
    // Rows of a window have one line, a title three, and a long text of a row that opens, or leads to where it stands,
    // six: what is cut there is whole in the tooltip.
    const length = column.kind === "text" ? String(value ?? "").length : 0;
    if (length > LONGEST) cell.classList.add("ci-grid__text--long");
    const most = this.windowed() ? LONG : column.phone === "title" || this.options.detail || this.options.leads ? LONGEST : Infinity;
    if (length > most) cell.title = value;
    if (column.unit && shown.textContent) cell.dataset.unit = column.unit;
    const link = data.links?.[place];
    if (link && shown.textContent) {
      const anchor = element("a", { href: link.href, tabindex: -1 }, shown);
      if (link.inside) {
        anchor.addEventListener("click", (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          this.tell({ do: "follow", row: data.row, column: place });
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
      cell.append(chip ? this.chip(chip) : element("span", { class: "ci-muted ci-grid__beside", title: this.windowed() ? beside : null }, beside));
    }
    if (!cell.textContent) {
      cell.dataset.blank = "1";
      if (column.phone === "title") cell.append(element("span", { class: "ci-grid__blank" }, fill(this.words.without, { title: column.title })));
    }
    return cell;
  },

  value(column, value) {
    if (value === null || value === undefined || value === "") return element("span");
    if (column.kind === "chip") return this.chip(column.chips[value] ?? { text: String(value), tone: "neutral" });
    const text = this.format(value, column.kind);
    if (column.kind === "plate") return element("span", { class: "ci-chip ci-chip--plate" }, text);
    // Only the row's own figure turns red, unless it can be a cost: these are negative by nature.
    const negative = column.kind === "money" && column.phone === "figure" && !column.has_costs && String(value).startsWith("-");
    return element("span", { class: negative ? "ci-grid__negative" : null }, text);
  },

  chip({ text, tone }) {
    return element("span", { class: tone === "neutral" ? "ci-chip" : `ci-chip ci-chip--${tone}` }, text);
  },
};
