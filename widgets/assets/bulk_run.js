// A bulk on the page: it asks Python for one portion after the other, shows how far it is, and keeps in this browser what
// is to be done until all of it is. What is asked for again is written once. Needs dom.js,
// drafts.js and presses.js.

const PATIENCE_MS = 10000;

export default {
  render({ model, el }) {
    const key = `${model.get("kept_as")}|${model.get("account")}`;
    const text = element("p", "ci-bulk__text");
    const bar = element("progress", "ci-bulk__bar");
    const lines = element("p", "ci-bulk__lines ci-small");
    const foot = element("div", "ci-bulk__foot");
    const box = element("section", "ci-bulk__box", element("div", "ci-bulk__said", text, lines), bar, foot);
    box.setAttribute("role", "status");
    box.hidden = true;
    el.append(box);
    let timer = 0;
    const ask = () => {
      clearTimeout(timer);
      const { phase, done } = model.get("state");
      if (phase !== "running") return;
      model.send({ do: "next", at: done });
      timer = setTimeout(ask, PATIENCE_MS); // a message can be lost with its connection
    };
    const show = betweenPresses(el, () => {
      const state = model.get("state");
      box.hidden = !state.phase;
      box.dataset.phase = state.phase;
      text.textContent = state.phase === "running" ? `${state.text} ${state.done} / ${state.total}` : state.text;
      lines.textContent = state.lines.join(" · ");
      bar.hidden = state.phase !== "running" && state.phase !== "stopped";
      bar.max = state.total || 1;
      bar.value = state.done;
      bar.setAttribute("aria-label", state.text);
      foot.replaceChildren(...state.buttons.map(([word, label], place) => {
        const made = button(`ci-button${place === 0 ? " ci-button--primary" : ""}`, label);
        made.addEventListener("click", () => model.send({ do: word }));
        return made;
      }));
      ask();
    });
    const keep = () => {
      const plan = model.get("plan");
      if (plan.bulk) drafts.write(key, { plan });
      else drafts.drop(key);
    };
    model.on("change:state", show);
    model.on("change:plan", keep);
    const onMessage = (message) => message.do === "forget" && drafts.drop(key);
    model.on("msg:custom", onMessage);
    const left = drafts.read(key)?.plan;
    if (!model.get("state").phase && left) model.send({ do: "found", plan: left });
    if (model.get("plan").bulk) keep();
    show();
    return () => {
      clearTimeout(timer);
      model.off("change:state", show);
      model.off("change:plan", keep);
      model.off("msg:custom", onMessage);
    };
  },
};
