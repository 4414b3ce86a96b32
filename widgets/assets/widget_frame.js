// Holds a widget that Python exchanges: when a row is chosen, or something is drawn again. Needs inner_view.js.

export default {
  async render({ model, el }) {
    const manager = model.widget_manager;
    const inside = document.createElement("div");
    inside.className = "ci-slot__inside";
    el.classList.add("ci-slot", `ci-slot--${model.get("kind")}`);
    let view = null;
    let turn = 0;

    const fill = async () => {
      const mine = ++turn;
      const reference = model.get("child");
      const fresh = reference
        ? await manager.create_view(await manager.get_model(String(reference).replace("IPY_MODEL_", "")))
        : null;
      if (mine !== turn) {
        release(fresh);
        return;
      }
      release(view);
      view = fresh;
      inside.replaceChildren();
      if (view) attach(view, inside);
    };

    const close = () => {
      model.set("is_open", false);
      model.save_changes();
    };
    const openOrClose = () => {
      const open = model.get("is_open");
      el.classList.toggle("is-open", open);
      // On the phone the detail is a sheet over the list: reading goes on there.
      if (open && getComputedStyle(el).position === "fixed") el.querySelector("button")?.focus();
    };

    if (model.get("kind") === "figure") {
      inside.setAttribute("role", "img");
      if (model.get("height")) inside.style.height = `${model.get("height")}px`;
    } else if (model.get("kind") === "map") {
      inside.setAttribute("role", "region");
      inside.style.height = `${model.get("height")}px`;
    } else {
      el.setAttribute("role", "region");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ci-button ci-slot__close";
      button.textContent = model.get("close_label");
      button.addEventListener("click", close);
      el.addEventListener("keydown", (event) => event.key === "Escape" && close());
      el.append(button);
    }
    const name = () => {
      (model.get("kind") === "detail" ? el : inside).setAttribute("aria-label", model.get("label"));
      el.scrollTop = 0; // something else is shown: from its beginning
    };
    name();
    el.append(inside);
    model.on("change:child", fill);
    model.on("change:label", name);
    model.on("change:is_open", openOrClose);
    openOrClose();
    await fill();

    return () => {
      turn += 1;
      release(view);
      model.off("change:child", fill);
      model.off("change:label", name);
      model.off("change:is_open", openOrClose);
    };
  },
};
