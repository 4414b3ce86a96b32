// What stands above the grid: the field that filters, and the menu of downloads. Mixed into the grid.

const gridTools = {
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
  },

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
  },
};
