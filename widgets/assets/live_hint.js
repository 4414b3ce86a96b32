// What happened since the page was drawn. Asked while somebody can see the page, and when they come back to it.

const ASK_EVERY = 20000;

export default {
  render({ model, el }) {
    el.classList.add("ci-livehint");
    const text = element("span", "ci-livehint__text");
    const see = button("ci-button ci-button--quiet", "");
    const line = element("p", "ci-livehint__line", icon("refresh", "ci-icon"), text, see);
    line.setAttribute("role", "status");
    el.append(line);
    const draw = () => {
      const { tone, text: said, button: word } = model.get("line");
      // The region stays: what is put into it is read aloud.
      line.dataset.tone = tone;
      text.textContent = said;
      see.textContent = word;
      line.classList.toggle("is-empty", !said);
      const isHeld = see === document.activeElement;
      see.hidden = !said;
      // Who used the button reads on at the customer it was about; a row that they are led to takes the keyboard then.
      if (see.hidden && isHeld) document.querySelector(".ci-customer h1")?.focus({ preventScroll: true });
    };
    const ask = () => { if (!document.hidden) model.send({ do: "ask" }); };
    const onClick = (event) => { if (event.target.closest?.("[data-ci-refresh]")) model.send({ do: "refresh" }); };
    see.addEventListener("click", () => model.send({ do: "look" }));
    const asking = setInterval(ask, ASK_EVERY);
    document.addEventListener("visibilitychange", ask);
    window.addEventListener("focus", ask);
    document.addEventListener("click", onClick);
    model.on("change:line", draw);
    draw();
    return () => {
      clearInterval(asking);
      document.removeEventListener("visibilitychange", ask);
      window.removeEventListener("focus", ask);
      document.removeEventListener("click", onClick);
      model.off("change:line", draw);
    };
  },
};
