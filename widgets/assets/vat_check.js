// Sends clicks on "prüfen" beside a VAT ID, and says beside it how far the answer is.

export default {
  render({ model, el }) {
    el.classList.add("ci-sr");
    el.setAttribute("role", "status");
    const onClick = (event) => {
      const target = event.target.closest?.("[data-ci-vat]");
      if (target && !target.disabled) model.send({ do: "check" });
    };
    const draw = () => {
      const { text, is_running: isRunning } = model.get("line");
      el.textContent = text; // read aloud; what can be seen stands at the button
      for (const button of document.querySelectorAll("[data-ci-vat]")) {
        button.dataset.word ??= button.textContent;
        button.disabled = isRunning;
        button.textContent = text || button.dataset.word;
      }
    };
    document.addEventListener("click", onClick);
    model.on("change:line", draw);
    draw();
    return () => {
      document.removeEventListener("click", onClick);
      model.off("change:line", draw);
    };
  },
};
