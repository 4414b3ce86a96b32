// What the page says about its session: a dialog before it ends, a banner while the connection is lost, the end.

const minutesAndSeconds = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

// Spoken while the countdown runs; the seconds that are shown are not, they would never end.
const MOMENTS = { 60: "minute_left", 30: "seconds_left", 10: "seconds_left" };

// ``texts`` and ``signOut`` (address or nothing) are asked when something is said. One notice stands at a time.
const sessionNotices = ({ texts, signOut, root }) => {
  const layer = element("div", "ci-session ci-app");
  const spoken = element("span", "ci-sr");
  spoken.setAttribute("role", "status");
  const place = element("div", "");
  layer.append(spoken, place);
  document.body.append(layer);
  let shown = "";
  let ticking = 0;
  let focused = null;

  const say = (text) => { spoken.textContent = text; };
  const clear = () => {
    clearInterval(ticking);
    place.querySelector("dialog")?.close();
    place.replaceChildren();
    shown = "";
  };
  // What stands on the page stays readable, but nothing in it can be reached: nobody would answer.
  // A part that keeps what is typed until there is a connection again says so (``data-ci-alive``), and goes on alone.
  let frozen = [];
  let isToFreeze = false;
  const settle = () => {
    if (Boolean(frozen.length) === isToFreeze) return;
    const page = root();
    if (isToFreeze) {
      focused = page.contains(document.activeElement) ? document.activeElement : null;
      const alive = [...page.querySelectorAll("[data-ci-alive]")].find((each) => each.checkVisibility());
      frozen = alive ? [] : [page];
      for (let each = alive; each && each !== page; each = each.parentElement)
        frozen.push(...[...each.parentElement.children].filter((other) => other !== each));
    }
    for (const each of frozen) each.inert = isToFreeze;
    if (!isToFreeze) frozen = [];
    document.documentElement.classList.toggle("ci-is-frozen", isToFreeze);
    if (!isToFreeze && focused?.isConnected && [document.body, focused].includes(document.activeElement)) focused.focus({ preventScroll: true });
  };
  // Between presses: a press that ends on something inert is never a click. What was clicked waits for the connection.
  const settleBetweenPresses = betweenPresses(document.body, settle);
  const freeze = (is) => {
    isToFreeze = is;
    settleBetweenPresses();
  };
  const action = (text, act, look = "ci-button--primary") => {
    const made = button(`ci-button ${look}`, text);
    made.addEventListener("click", act);
    return made;
  };
  const signOutLink = () => {
    if (!signOut()) return [];
    const link = element("a", "ci-button", texts().sign_out);
    link.href = signOut();
    return [link];
  };

  const banner = (...actions) => {
    const words = element("div", "", element("strong", "", texts().lost), " ",
      element("span", "", actions.length ? texts().cut : texts().reconnecting));
    const bar = element("div", "ci-lost", words, ...actions);
    bar.setAttribute("role", "alert");
    bar.popover = "manual"; // over a form's dialog, too
    place.append(bar);
    bar.showPopover();
  };
  // The end of the session, over the page and over a form that is open: it would take every click for itself.
  const over = (title, text, act) => {
    const heading = element("h2", "", title);
    const words = element("p", "", text);
    [heading.id, words.id] = [uniqueId("title"), uniqueId("text")];
    const again = action(act, () => location.reload());
    const card = element("dialog", "ci-over", heading, words, element("div", "ci-dialog__actions", ...signOutLink(), again));
    card.setAttribute("role", "alertdialog");
    card.setAttribute("aria-labelledby", heading.id);
    card.setAttribute("aria-describedby", words.id);
    card.addEventListener("cancel", (event) => event.preventDefault());
    card.addEventListener("close", () => card.isConnected && card.showModal()); // a second Escape is not asked
    again.autofocus = true;
    place.append(card);
    card.showModal();
  };
  const countdown = (time, endsAt, onZero) => {
    const tick = () => {
      const left = Math.max(0, Math.round((endsAt() - Date.now()) / 1000));
      if (time.textContent === minutesAndSeconds(left)) return;
      time.textContent = minutesAndSeconds(left);
      if (MOMENTS[left]) say(texts()[MOMENTS[left]].replace("{count}", left));
      if (left === 0) onZero();
    };
    tick();
    ticking = setInterval(tick, 250);
  };
  const dialog = (endsAt, workOn, onZero) => {
    const [before, after] = texts().ending.split("{time}");
    const time = element("span", "ci-num");
    time.setAttribute("role", "timer");
    const heading = element("h2", "", before, time, after);
    const words = element("p", "", texts().ending_text);
    const on = action(texts().work_on, workOn);
    on.autofocus = true;
    const made = element("dialog", "ci-dialog", heading, words,
      element("div", "ci-dialog__actions", ...signOutLink(), on));
    [heading.id, words.id] = [uniqueId("title"), uniqueId("text")];
    made.setAttribute("role", "alertdialog");
    made.setAttribute("aria-labelledby", heading.id);
    made.setAttribute("aria-describedby", words.id);
    made.addEventListener("cancel", (event) => { // Escape: somebody is there
      event.preventDefault();
      workOn();
    });
    countdown(time, endsAt, onZero);
    place.append(made);
    made.showModal();
  };

  // Show one notice instead of another; the same one stays as it is.
  const show = (kind, frozen, draw) => {
    if (shown === kind) return;
    clear();
    shown = kind;
    freeze(frozen);
    if (draw) draw();
  };
  return {
    shown: () => shown,
    none: () => {
      if (shown === "lost") say(texts().found);
      show("", false);
    },
    ending: (endsAt, workOn, onZero) => show("ending", false, () => dialog(endsAt, workOn, onZero)),
    lost: () => show("lost", true, () => banner()),
    cut: () => show("cut", false, () => banner(action(texts().reload, () => location.reload()))),
    // What waits in this browser is sent by the next page: nobody has to ask for it.
    ended: () => root().querySelector('[data-ci-alive="waiting"]') ? location.reload() : show("ended", true, () => over(texts().ended, texts().ended_text, texts().resume)),
    signedOut: () => show("signed_out", true, () => over(texts().signed_out, texts().signed_out_text, texts().sign_in)),
    dispose: () => {
      clear();
      freeze(false);
      layer.remove();
    },
  };
};
