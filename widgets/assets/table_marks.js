// Marked rows: Python keeps the marks, since most of the rows of a long list are not here. Mixed into the grid.

const gridMarks = {
  markBox(label) {
    return element("input", { type: "checkbox", tabindex: -1, "aria-label": label });
  },

  // A second mark with Shift marks all between it and the one before.
  markTo(place, ranged, on) {
    const from = ranged ? this.anchor : place;
    this.anchor = place;
    this.tell({ do: "mark", from, to: place, on });
  },

  toggleMark(place, ranged) {
    const data = this.rows.get(place);
    if (data) this.markTo(place, ranged, ranged || !this.marks.has(data.row));
  },

  showMarks() {
    for (const [place, row] of this.drawn) {
      const box = row.querySelector(":scope > .ci-grid__mark > input");
      if (box) box.checked = this.marks.has(this.rows.get(place)?.row);
    }
    if (!this.every) return;
    this.every.checked = this.marks.size > 0 && this.marks.size >= this.state.count;
    this.every.indeterminate = this.marks.size > 0 && !this.every.checked;
  },

  // Whether a click was meant for the marks.
  marking(event) {
    const cell = event.target.closest(".ci-grid__mark");
    if (!cell) return false;
    const { place } = cell.parentElement.dataset;
    if (place === undefined) {
      const none = !this.marks.size;
      if (this.state.count) this.tell({ do: "mark", from: 0, to: this.state.count - 1, on: none });
    } else {
      this.toggleMark(Number(place), event.shiftKey);
    }
    this.showMarks(); // the browser has turned the box already; Python says what holds
    return true;
  },
};
