// Holds a widget that Python draws when this place is first seen, or when a row is chosen.

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
        fresh?.remove();
        return;
      }
      view?.remove();
      view = fresh;
      inside.replaceChildren();
      if (view) {
        inside.append(view.el);
        // The widget sits in our element, not in a Lumino layout: tell it that it is on the page.
        const widget = view.luminoWidget ?? view.pWidget;
        widget?.processMessage({ type: "after-attach", isConflatable: false, conflate: () => false });
      } else if (model.get("waits")) {
        const skeleton = document.createElement("div");
        skeleton.className = "ci-skeleton";
        skeleton.style.height = `${model.get("height") || 160}px`;
        inside.append(skeleton);
      }
      inside.setAttribute("aria-busy", String(!view && model.get("waits")));
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
    const name = () => (model.get("kind") === "detail" ? el : inside).setAttribute("aria-label", model.get("label"));
    name();
    el.append(inside);
    model.on("change:child", fill);
    model.on("change:label", name);
    model.on("change:is_open", openOrClose);
    openOrClose();
    await fill();

    let watcher = null;
    if (model.get("waits")) {
      watcher = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watcher.disconnect();
        model.send({ do: "seen", width: Math.round(inside.clientWidth) });
      });
      watcher.observe(inside);
    }
    return () => {
      turn += 1;
      watcher?.disconnect();
      view?.remove();
      model.off("change:child", fill);
      model.off("change:label", name);
      model.off("change:is_open", openOrClose);
    };
  },
};
