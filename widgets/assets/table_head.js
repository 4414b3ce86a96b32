// The head with its order, the row that holds the columns' widths, and the sums: mixed into the grid.

const gridHead = {
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
    this.columns.forEach((column, place) => this.isFolded(place) || row.append(this.heading(column, place)));
    const fold = this.foldLine("th", 1, (place) => this.heading(this.columns[place], place, "div"));
    this.head.replaceChildren(...this.goOn(row, fold));
    if (this.windowed()) this.head.append(this.sizer());
    this.mark();
  },

  heading(column, place, name = "th") {
    const sort = this.state.sort?.[0] === place ? this.state.sort[1] : "none";
    const button = element("button", { type: "button", class: "ci-sort", tabindex: -1 }, column.title, icon("arrow"));
    button.addEventListener("click", () => this.model.send({ do: "sort", column: place }));
    return element(
      name,
      { role: "columnheader", scope: name === "th" ? "col" : null, "aria-colindex": place + 1 + this.lead, "aria-sort": sort, class: column.right ? "r" : null, "data-phone": column.phone },
      button,
    );
  },

  // An invisible row with the widest values: columns keep their width while other rows scroll by.
  sizer() {
    const row = element("tr", { "aria-hidden": "true", class: "ci-grid__sizer" });
    for (let place = 0; place < this.lead; place += 1) row.append(element("td"));
    this.columns.forEach((column, place) => {
      if (this.isFolded(place)) return;
      const cell = element("td", { class: column.right ? "r" : null, "data-phone": column.phone });
      for (const value of [...(this.state.widest[place] ?? []), this.state.sums[place]]) {
        const shown = this.value(column, value);
        if (column.strong || value === this.state.sums[place]) shown.className += " ci-strong";
        cell.append(element("div", {}, shown));
      }
      row.append(cell);
    });
    return row;
  },

  drawFoot() {
    this.foot.replaceChildren();
    if (!this.hasFoot()) return;
    const row = element("tr", { role: "row", "aria-rowindex": this.state.count + 2 });
    if (this.options.mark) row.append(element("td", { role: "gridcell", "aria-colindex": 1, class: "ci-grid__mark" }));
    if (this.options.detail) {
      const opens = this.options.opens_sum;
      row.append(element("td", { role: "gridcell", "aria-colindex": this.lead, class: "ci-grid__lead" }, opens ? this.expander(this.details.has(SUM), this.words.sum_details) : null));
      if (opens) row.dataset.place = this.state.count;
    }
    let named = false;
    const sumOf = (column, place, name) => {
      const sum = this.state.sums[place];
      const cell = element(name, { role: "gridcell", tabindex: this.options.opens_sum ? -1 : null, "aria-colindex": place + 1 + this.lead, class: column.right ? "r ci-num" : null, "data-phone": column.phone });
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
      return cell;
    };
    this.columns.forEach((column, place) => this.isFolded(place) || row.append(sumOf(column, place, "td")));
    const hasSum = (place) => this.state.sums[place] !== null && this.state.sums[place] !== undefined;
    const fold = this.folded.some(hasSum) ? this.foldLine("td", this.state.count + 2, (place) => hasSum(place) && sumOf(this.columns[place], place, "div")) : null;
    this.foot.append(...this.goOn(row, fold));
    const detail = this.details.get(SUM);
    if (!detail) return;
    this.foot.append(detail.element);
    if (detail.view) attach(detail.view, detail.cell);
  },
};
