// What opens below a row, or below the sums: a view of another widget, fetched when it is asked for. Mixed into the grid.

const gridDetails = {
  // ``key``: a letter that was pressed, whose answer opens there instead of the row's own.
  toggle(place, key = "") {
    const isSum = place === this.state.count;
    const data = isSum ? { row: SUM } : this.rows.get(place);
    if (!data) return;
    const open = !this.details.has(data.row);
    (isSum ? this.foot.firstChild : this.drawn.get(place))?.querySelector(".ci-expander")?.setAttribute("aria-expanded", String(open));
    if (open) {
      const cell = element("td", { role: "gridcell", colspan: this.width(), class: "ci-grid__detail" });
      const row = element("tr", { role: "row", class: "ci-detail" }, cell);
      const detail = { place, key, element: row, cell, height: 0, view: null, isAnswered: false };
      detail.watch = new ResizeObserver(() => {
        if (row.isConnected) detail.height = row.offsetHeight;
        if (isSum) this.reach(detail);
      });
      detail.watch.observe(row);
      this.details.set(data.row, detail);
      this.tell({ do: "open", row: data.row, key });
    } else {
      const detail = this.details.get(data.row);
      detail.watch.disconnect();
      release(detail.view);
      this.details.delete(data.row);
      this.tell({ do: "close", row: data.row });
    }
    const detail = this.details.get(SUM);
    if (isSum && detail) this.foot.append(detail.element);
    else if (isSum) this.foot.lastChild.remove();
    else this.draw();
  },

  async show(number, id) {
    const detail = this.details.get(number);
    if (!detail) return;
    detail.isAnswered = true;
    if (!id) {
      this.toggle(detail.place);
      return;
    }
    const manager = this.model.widget_manager;
    const view = await manager.create_view(await manager.get_model(id));
    if (this.details.get(number) !== detail) {
      release(view);
      return;
    }
    detail.view = view;
    attach(view, detail.cell);
  },

  // What opens below the sums of a window stands out of sight: the window goes there, as far as there is something by now.
  reach(detail) {
    if (!this.windowed() || detail.isReached || !detail.view) return;
    const top = this.above(this.state.count);
    this.frame.scrollTop = top;
    detail.isReached = this.frame.scrollTop > top - 1;
  },
};
