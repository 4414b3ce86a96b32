// Sends clicks on "prüfen" beside a VAT ID, and says beside it how far the answer is: of this customer, and of no other.

export default {
  render({ model, el }) {
    el.classList.add("ci-sr");
    el.setAttribute("role", "status");
    const line = (number) => model.get("lines")[number] ?? { text: "", is_running: false };
    const onClick = (event) => {
      const button = event.target.closest?.("[data-ci-vat]");
      if (button && button.getAttribute("aria-disabled") !== "true") model.send({ do: "check" });
    };
    // Only what differs is written: the watcher below would see each of its own changes otherwise.
    const say = (place, text) => {
      if (place && place.textContent !== text) place.textContent = text;
    };
    const draw = () => {
      say(el, line(model.get("customer")).text); // read aloud; what can be seen stands beside the button
      for (const button of document.querySelectorAll("[data-ci-vat]")) {
        const { text, is_running: isRunning } = line(button.dataset.ciVat);
        const state = String(isRunning);
        // not "disabled", which would take the focus away from whoever has just pressed it
        if (button.getAttribute("aria-disabled") !== state) button.setAttribute("aria-disabled", state);
        say(button.parentElement.querySelector(".ci-vat__said"), text);
      }
    };
    document.addEventListener("click", onClick);
    model.on("change:lines change:customer", draw);
    // The header is drawn again whenever a colleague writes something.
    const watcher = new MutationObserver(draw);
    watcher.observe(document.body, { childList: true, subtree: true });
    draw();
    return () => {
      watcher.disconnect();
      document.removeEventListener("click", onClick);
      model.off("change:lines change:customer", draw);
    };
  },
};
