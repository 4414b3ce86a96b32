// Columns that find no place in their row stand in a second line of it, each with its title: none is left out, and nobody
// scrolls sideways. Mixed into the grid.

const YIELDING = ["row", "meta"]; // what gives way after the columns that a phone leaves out

const EACH = 3; // values in a line of a window, at least
const LETTER = 6.5; // px, of the second line
const GAP = 26; // px, between two values and behind a title
const MARGIN = 56; // px, beside the line

const gridFold = {
  // The columns that stand in the second line so that so many pixels more are free. Those that a phone leaves out go
  // together, the others one by one from the last; the first column, the row's title and its figure stay. Whatever finds
  // its place in what is free then comes back, the first columns first.
  foldedFor(missing) {
    const folded = new Set(this.folded);
    let left = missing;
    const widthOf = (place) => this.head.querySelector(`[aria-colindex="${place + 1 + this.lead}"]`).offsetWidth;
    const fold = (place) => {
      if (place === 0 || folded.has(place)) return;
      left -= widthOf(place);
      folded.add(place);
    };
    const places = (phone) => [...this.columns.keys()].filter((place) => this.columns[place].phone === phone);
    places("hide").forEach(fold);
    for (const place of YIELDING.flatMap((phone) => places(phone).reverse())) if (left > 1) fold(place);
    const inOrder = [...folded].sort((one, other) => one - other);
    return inOrder.filter((place) => {
      const width = widthOf(place);
      if (left + width > 0) return true;
      left += width;
      return false;
    });
  },

  // Draw the rows with these columns in the second line, at the place that is seen, for whoever has the keyboard.
  fold(places) {
    if (String(places) === String(this.folded)) return;
    const first = this.windowed() ? this.at(this.frame.scrollTop) : 0;
    this.folded = places;
    this.redraw();
    if (!first) return;
    this.frame.scrollTop = this.above(first);
    this.draw();
  },

  isFolded(place) {
    return this.folded.includes(place);
  },

  // The columns of the table itself, with those of marks and expanders.
  width() {
    return this.columns.length - this.folded.length + this.lead;
  },

  rowHeight() {
    return ROW + (this.folded.length ? this.foldHeight() + FOLD_END : 0);
  },

  // In a window, where each row is as high as all others.
  foldHeight() {
    return FOLD * Math.ceil(this.folded.length / this.eachLine());
  },

  // How many values find their place in a line: all, where they are figures and the widest of each do; else a few.
  eachLine() {
    const widths = this.folded.map((place) => {
      const column = this.columns[place];
      const values = (this.state.widest[place] ?? []).map((value) => this.format(value, column.kind).length);
      return column.right ? (column.title.length + Math.max(0, ...values)) * LETTER + GAP : Infinity;
    });
    const needed = widths.reduce((sum, width) => sum + width, MARGIN);
    return needed <= this.frame.clientWidth ? widths.length : EACH;
  },

  // The second line of a row, of the head or of the sums; null where there is nothing in it.
  foldLine(name, index, make) {
    const cells = this.folded.map(make).filter((cell) => cell && !cell.dataset.blank);
    if (!this.folded.length || (!cells.length && !this.windowed())) return null;
    const values = element("div", { class: "ci-grid__folded" }, ...cells);
    const line = element(name, { role: "none", colspan: this.width() - this.lead }, values);
    return element("tr", { role: "row", "aria-rowindex": index, class: "ci-grid__fold" }, ...(this.lead ? [element(name, { role: "none", colspan: this.lead })] : []), line);
  },

  // Mark a line behind which another one belongs to the same row (not by ``:has``: the browser would measure the table anew
  // while rows are put in, and scroll back).
  goOn(row, line) {
    row.classList.toggle("goes-on", Boolean(line));
    return line ? [row, line] : [row];
  },

  foldOf(place) {
    const data = this.rows.get(place);
    const line = this.foldLine("td", place + 2, (column) => this.cell(this.columns[column], column, data, "div"));
    const row = this.drawn.get(place);
    this.goOn(row, line);
    if (!line) return null;
    // Sums are longer than what they are of: their line may need one more.
    if (this.windowed()) line.querySelector(".ci-grid__folded").style.height = `${this.foldHeight()}px`;
    line.dataset.folds = place;
    line.addEventListener("pointerenter", () => row.classList.add("is-over"));
    line.addEventListener("pointerleave", () => row.classList.remove("is-over"));
    return line;
  },
};
