// The look of our pages for one view in the output of a cell: the stylesheet and the icons, once per document.
export default {
  render({ model, el }) {
    el.hidden = true;
    const dress = () => {
      el.closest(".ci-root")?.classList.add("ci-app");
      if (document.getElementById("ci-style") || document.querySelector('link[href*="clientinfo.css"]')) return;
      document.head.append(guestStyle(model.get("stylesheet")));
      const symbols = document.createElement("div");
      symbols.innerHTML = model.get("icons"); // our own file
      document.body.append(symbols);
    };
    // A widget is rendered before it stands in its place.
    requestAnimationFrame(dress);
  },
};
