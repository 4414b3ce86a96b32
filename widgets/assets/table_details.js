// What opens below a row: a view of another widget, fetched when it is asked for. Mixed into the grid.

const gridDetails = {
  // ``key``: a letter that was pressed, whose answer opens there instead of the row's own.
  toggle(place, key = "") {
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
      this.model.send({ do: "open", row: data.row, key });
    } else {
      const detail = this.details.get(data.row);
      detail.watch.disconnect();
      release(detail.view);
      this.details.delete(data.row);
      this.model.send({ do: "close", row: data.row });
    }
    this.draw();
  },

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
  },
};
