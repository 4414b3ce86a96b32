// Focus, keys and clicks: one tab stop, arrows move it. Mixed into the grid.

const gridKeyboard = {
  // The lines that are drawn of a row, of the head or of the sums.
  lines(row) {
    if (row === -1) return [...this.head.children];
    const lines = row === this.state.count ? [...this.foot.children] : [this.drawn.get(row), this.folds.get(row)];
    return lines.filter((line) => line && !line.classList.contains("ci-detail"));
  },

  cellAt(row, column) {
    for (const line of this.lines(row)) {
      const cell = line.querySelector(`[aria-colindex="${column + 1}"]`);
      if (cell) return cell;
    }
    return null;
  },

  // The next column on one side that has a cell in this row: a second line has none for what is blank.
  beside(row, column, by) {
    let next = column + by;
    while (next > 0 && next < this.columns.length + this.lead && !this.cellAt(row, next)) next += by;
    return this.cellAt(row, next) ? next : column;
  },

  // The last row that the keyboard reaches: the sums, where they open.
  last() {
    return this.state.count - (this.options.opens_sum && this.hasFoot() ? 0 : 1);
  },

  // What takes the focus in a cell: its link or button, else the cell.
  target(row = this.focus.row, column = this.focus.column) {
    const cell = this.cellAt(row, column) ?? this.cellAt(row, this.lead);
    return cell?.querySelector("a, button, input") ?? cell;
  },

  mark() {
    for (const stop of this.table.querySelectorAll('[tabindex="0"]')) {
      if (!stop.closest(".ci-grid__detail")) stop.tabIndex = -1;
    }
    const [first, last] = this.state.count ? this.span() : [-1, 0];
    const onSum = this.focus.row >= this.state.count && this.last() === this.state.count;
    const row = this.focus.row < 0 || !this.state.count ? -1 : onSum ? this.state.count : Math.max(first, Math.min(this.focus.row, last - 1));
    const target = this.target(row);
    if (target) target.tabIndex = 0;
  },

  focusCell(row, column) {
    const to = { row: Math.max(-1, Math.min(row, this.last())), column: Math.max(0, Math.min(column, this.columns.length + this.lead - 1)) };
    this.focus = to;
    if (to.row >= 0 && to.row < this.state.count) {
      if (this.cards && to.row >= this.limit) this.limit = Math.ceil((to.row + 1) / PORTION) * PORTION;
      if (this.windowed()) this.scrollTo(to.row);
      if (!this.drawn.has(to.row)) this.draw();
    }
    this.mark();
    const target = this.target();
    target?.focus({ preventScroll: this.windowed() });
    if (!this.windowed() && to.row >= 0) target?.scrollIntoView({ block: "nearest", inline: "nearest" });
  },

  scrollTo(row) {
    const head = this.head.offsetHeight;
    const foot = this.foot.offsetHeight;
    const top = this.above(row);
    const seen = this.frame.clientHeight - head - foot;
    if (top < this.frame.scrollTop) this.frame.scrollTop = top;
    else if (top + this.rowHeight() > this.frame.scrollTop + seen) this.frame.scrollTop = top + this.rowHeight() - seen;
    this.draw();
  },

  onFocus(event) {
    const cell = event.target.closest("[aria-colindex]");
    const row = cell?.closest("tr");
    if (!row || cell.closest(".ci-grid__detail")) return;
    const column = Number(cell.getAttribute("aria-colindex")) - 1;
    const place = row.dataset.place ?? row.dataset.folds;
    if (row.parentElement === this.head) this.focus = { row: -1, column };
    else if (place !== undefined) this.focus = { row: Number(place), column };
    this.mark();
  },

  onKey(event) {
    if (event.target.closest(".ci-grid__detail") || event.altKey) return;
    const { row, column } = this.focus;
    const page = this.windowed() ? Math.max(1, Math.floor(this.frame.clientHeight / this.rowHeight()) - 2) : 10;
    const moves = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, this.beside(row, column, 1)],
      ArrowLeft: [row, this.beside(row, column, -1)],
      PageDown: [Math.min(row + page, this.state.count - 1), column],
      PageUp: [Math.max(row - page, 0), column],
      Home: [0, column],
      End: [this.state.count - 1, column],
    };
    const move = moves[event.key];
    const single = singleKey(event);
    const isRow = row >= 0 && row < this.state.count;
    if (move) {
      event.preventDefault();
      this.focusCell(...move);
    } else if (single?.toLowerCase() === "x" && this.options.mark && isRow) {
      event.preventDefault();
      this.toggleMark(row, event.shiftKey);
    } else if (isRow && this.options.keys.includes(single)) {
      event.preventDefault();
      if (!event.repeat) this.press(row, single); // held, it would go on with the row that comes next
    } else if ((event.key === "Enter" || event.key === " ") && row >= 0 && !event.target.closest("a, button, input")) {
      event.preventDefault();
      this.activate(row);
    }
  },

  onClick(event) {
    if (this.marking(event)) return;
    const row = event.target.closest("tr");
    const place = row?.dataset.place ?? row?.dataset.folds;
    if (place === undefined || event.target.closest(".ci-grid__detail, a")) return;
    // Marking text with the mouse is not a choice.
    if (String(getSelection()) && event.detail > 0 && !event.target.closest("button")) return;
    this.activate(Number(place));
  },

  press(place, key) {
    if (this.details.has(this.rows.get(place)?.row)) this.toggle(place);
    this.toggle(place, key);
  },

  activate(place) {
    if (this.options.choose) this.choose(place);
    else if (this.options.detail) this.toggle(place);
    else if (this.options.leads) this.drawn.get(place)?.querySelector('a:not([href^="tel:"])')?.click();
  },
};
