// A bulk on the page: it asks Python for one portion after the other, shows how far it is, and keeps in this browser what
// is to be done until all of it is, each bulk under a key of its own: two tabs never write over each other's. What is asked for
// again is written once. Needs dom.js, drafts.js and presses.js.

const PATIENCE_MS = 10000;

export default {
  render({ model, el }) {
    const begin = `${model.get("kept_as")}|${model.get("account")}`;
    let kept = ""; // under which key what this page does is kept
    const text = element("p", "ci-bulk__text");
    const bar = element("progress", "ci-bulk__bar");
    const lines = element("p", "ci-bulk__lines ci-small");
    const foot = element("div", "ci-bulk__foot");
    const box = element("section", "ci-bulk__box", element("div", "ci-bulk__said", text, lines), bar, foot);
    box.setAttribute("role", "status");
    box.hidden = true;
    el.append(box);
    let timer = 0;
    let offered = ""; // which buttons stand there: drawn again with each portion, they would lose the keyboard
    const offer = (buttons) => {
      const now = JSON.stringify(buttons);
      if (now === offered) return;
      offered = now;
      const hadFocus = foot.contains(document.activeElement);
      const made = buttons.map(([word, label], place) => {
        const each = button(`ci-button${place === 0 ? " ci-button--primary" : ""}`, label);
        // The second half of a double click is for the button that stood there before.
        each.addEventListener("click", ({ detail }) => detail > 1 || model.send({ do: word }));
        return each;
      });
      foot.replaceChildren(...made);
      if (hadFocus) made[0]?.focus();
    };
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
      offer(state.buttons);
      ask();
    });
    const forget = () => {
      drafts.drop(kept);
      kept = "";
    };
    const keep = () => {
      const plan = model.get("plan");
      if (!plan.bulk) return forget();
      const key = `${begin}|${plan.bulk}`;
      if (kept === begin) forget(); // an earlier version kept it so
      kept = key;
      drafts.write(key, { plan });
    };
    // What was left by another page, or by this one before: one after the other is offered.
    const find = () => {
      if (model.get("state").phase || kept) return;
      kept = drafts.beginning(begin).find((key) => (key === begin || key.startsWith(`${begin}|`)) && drafts.read(key)?.plan) ?? "";
      if (kept) model.send({ do: "found", plan: drafts.read(kept).plan });
    };
    const onState = () => {
      show();
      find();
    };
    model.on("change:state", onState);
    model.on("change:plan", keep);
    const onMessage = (message) => {
      if (message.do !== "forget") return;
      forget();
      find();
    };
    model.on("msg:custom", onMessage);
    if (model.get("plan").bulk) keep();
    find();
    show();
    return () => {
      clearTimeout(timer);
      model.off("change:state", onState);
      model.off("change:plan", keep);
      model.off("msg:custom", onMessage);
    };
  },
};
