// The planner's board: head, drivers, what is not planned, and the timeline. It draws what Python says and asks for moves.
// Needs dom.js, drafts.js, presses.js, tour_drag.js, tour_form.js and tour_labels.js.

const LOOK_MS = 10000;
const GRID_MIN = 5;

export default {
  render({ model, el }) {
    el.classList.add("ci-tours__board");
    const words = () => model.get("words");
    const state = () => model.get("state");
    // What clocks show at a minute since midnight: on two days of the year it is not the same.
    const clock = (minute) => {
      const shown = minute + (state().ahead ?? 0);
      return `${String(Math.floor(shown / 60)).padStart(2, "0")}:${String(shown % 60).padStart(2, "0")}`;
    };
    const send = (message) => model.send(message);
    const head = element("div", "ci-tours__head");
    const side = element("div", "ci-tours__side");
    const time = element("section", "ci-tile ci-tours__time");
    const all = element("details", "ci-tile ci-tours__all");
    el.append(head, side, time, all);
    let form = null; // the one that is open
    let progress = null; // { since, bar, text }
    let progressSince = null;
    let focused = ""; // the stop whose place is redrawn under the keyboard

    const act = (label, message, className = "", symbol = null) => {
      const made = button(`ci-button ${className}`.trim(), ...(symbol ? [icon(symbol, "ci-icon")] : []), label);
      made.addEventListener("click", () => send(message));
      return made;
    };
    const opens = (what, item, label, ...content) => {
      const made = button("ci-button ci-button--link", ...content);
      if (label) made.setAttribute("aria-label", label);
      made.dataset.opens = `${what}|${item}`;
      made.addEventListener("click", () => send({ do: "open", form: what, item }));
      return made;
    };
    const adds = (what, label) => opens(what, "", "", icon("plus", "ci-icon"), label);
    const titled = (title, ...more) => element("div", "ci-tours__heading", title, ...more);
    const arrow = (label, by, sign) => {
      const made = button("ci-icon-button ci-tours__turn", sign);
      made.setAttribute("aria-label", label);
      made.addEventListener("click", () => send({ do: "turn", by }));
      return made;
    };

    const drawHead = () => {
      const { day, summary, phase, said, canUndo, last, missing, seconds } = state();
      const w = words();
      const date = element("div", "ci-tours__day", arrow(w.before, -1, "‹"), element("strong", "", day), arrow(w.after, 1, "›"));
      const buttons = element("div", "ci-tours__buttons");
      const line = element("div", "ci-tours__progress");
      progress = null;
      if (phase === "solving") {
        const text = element("span", "ci-small");
        const bar = element("progress", "ci-bulk__bar");
        bar.max = seconds;
        bar.setAttribute("aria-label", w.solving);
        line.append(text, bar);
        progress = { since: progressSince ?? performance.now(), bar, text };
        progressSince = progress.since;
        buttons.append(act(w.stop, { do: "stop" }, "ci-button--primary"));
      } else {
        progressSince = null;
        if (phase === "proposed") {
          line.append(element("span", "ci-small", w.proposed));
          buttons.append(act(w.accept, { do: "accept" }, "ci-button--primary", "check"), act(w.discard, { do: "discard" }));
        } else if (!missing) buttons.append(act(w.plan, { do: "plan" }, "ci-button--primary"));
        if (canUndo) {
          const [turn, step] = last;
          const back = act(w.undo, { do: "undo", turn }); // a second press before the answer is the same one
          back.title = step;
          buttons.append(back);
        }
        buttons.append(Object.assign(button("ci-button", w.print), { onclick: () => window.print() }));
      }
      const note = element("p", "ci-tours__said ci-small", said || missing);
      note.setAttribute("role", "status");
      head.replaceChildren(date, element("span", "ci-muted ci-small", summary), line, buttons, note);
      tick();
    };
    const tick = () => {
      if (!progress) return;
      const { seconds, gain } = state();
      const now = Math.min((performance.now() - progress.since) / 1000, seconds);
      progress.bar.value = now;
      const w = words();
      const spent = w.of.replace("{now}", Math.floor(now)).replace("{all}", Math.round(seconds));
      progress.text.textContent = [w.solving, spent, gain > 0 ? w.gain.replace("{gain}", gain) : ""].filter(Boolean).join(" · ");
    };

    const mark = (driver, leg) => {
      const made = element("span", `ci-tours__mark is-${leg.shape} is-tour-${driver.colour}`, String(leg.number));
      made.setAttribute("aria-hidden", "true");
      return made;
    };
    const badge = (driver) => {
      const made = element("span", `ci-tours__mark is-fetch is-tour-${driver.colour}`, String(driver.number));
      made.setAttribute("aria-hidden", "true");
      return made;
    };

    const drawSide = () => {
      const w = words();
      const table = element("table", "ci-tours__drivers");
      const row = (cells, tag) => element("tr", "", ...cells.map((cell) => (cell instanceof Node ? cell : element(tag, "", cell))));
      const headings = row([w.driver, w.time, w.driving, w.way, w.cars], "th");
      for (const each of headings.children) each.scope = "col";
      const body = element("tbody", "");
      for (const driver of state().drivers) {
        const name = element("th", "", badge(driver), opens("driver", driver.name, `${w.edit}: ${driver.name}`, driver.name));
        name.scope = "row";
        body.append(row([name, driver.time, driver.driving, driver.way, driver.cars], "td"));
      }
      table.append(element("thead", "", headings), body);
      const drivers = element("section", "ci-tile", titled(element("h2", "ci-tours__title", w.drivers), adds("tour", w.tour)), table);
      const lines = (some) => {
        const list = element("ul", "ci-tours__unplanned");
        for (const each of some) {
          const what = element("div", "ci-tours__who", element("b", "", each.who), element("span", "ci-chip", each.kind));
          what.append(element("span", "ci-num", each.window));
          const why = element("span", each.is_waiting ? "ci-muted" : "ci-tours__why", each.reason);
          const foot = element("div", "ci-tours__where", element("span", "ci-muted", each.where));
          if (each.help) foot.append(act(each.help.label, { do: each.help.do, id: each.id }, "ci-button--link"));
          const item = element("li", "", what, why, foot);
          item.dataset.stop = each.id;
          list.append(item);
        }
        return list;
      };
      const count = state().unplanned.length;
      const title = element("h2", "ci-tours__title", w.unplanned);
      if (count) title.append(" ", element("span", "ci-chip", String(count)));
      const total = state().drivers.reduce((sum, each) => sum + each.legs.length, 0);
      const empty = element("p", "ci-muted ci-tours__empty", total ? w.all : w.none);
      const odd = state().conflicts;
      const against = odd.length ? [element("section", "ci-tile ci-tours__left",
        element("h2", "ci-tours__title", w.conflicts, " ", element("span", "ci-chip", String(odd.length))), lines(odd))] : [];
      side.replaceChildren(drivers, ...against, element("section", "ci-tile ci-tours__left", titled(title, adds("new_stop", w.stop_by_hand)), count ? lines(state().unplanned) : empty));
    };

    // Every stop in a table: for whoever reads it, and where a window, a wish or a note is changed.
    const drawAll = () => {
      const w = words();
      const table = element("table", "ci-tours__drivers");
      const row = (cells, tag) => element("tr", "", ...cells.map((cell) => element(tag, "", cell)));
      const headings = row([w.time, w.what, w.customer, w.window, w.driver, w.car, ""], "th");
      for (const each of headings.children) each.scope = "col";
      const body = element("tbody", "");
      for (const each of state().stops) {
        const edit = each.can_change ? opens("stop", each.id, `${w.edit}: ${each.kind}, ${each.who}`, w.edit) : "";
        const line = row([each.time, each.kind, each.who, each.window, each.driver, each.car, edit], "td");
        line.dataset.stop = each.id;
        if (each.note) line.children[2].append(element("span", "ci-muted ci-small ci-tours__note", each.note));
        body.append(line);
      }
      table.append(element("thead", "", headings), body);
      all.replaceChildren(element("summary", "ci-tours__title", `${w.stops} (${state().stops.length})`), element("div", "ci-tours__wide", table));
    };

    let tracks = [];
    const fitting = new ResizeObserver(() => arrangeLabels(tracks));
    fitting.observe(time);
    const drawTime = () => {
      const w = words();
      const { drivers, span } = state();
      const [first, last] = span;
      const share = (minute) => `${((minute - first) / (last - first)) * 100}%`;
      const title = element("div", "ci-tours__legend", element("h2", "ci-tours__title", w.timeline));
      title.append(element("span", "ci-muted ci-small", w.hint));
      const legend = element("span", "ci-tours__signs ci-small ci-muted");
      for (const [shape, text] of [["fetch", w.fetch], ["bring", w.bring], ["house", w.house], ["break", w.break]])
        legend.append(element("span", "", element("i", `ci-tours__sign is-${shape}`), text));
      title.append(legend);
      const rows = element("div", "ci-tours__rows");
      const scale = element("div", "ci-tours__row ci-tours__scale", element("div", "ci-tours__name"));
      const hours = element("div", "ci-tours__track");
      for (let minute = Math.ceil(first / 60) * 60; minute < last; minute += 60) {
        const made = element("span", "ci-tours__hour ci-num", clock(minute));
        made.style.left = share(minute);
        hours.append(made);
      }
      scale.append(hours);
      rows.append(scale);
      tracks = drivers.map((driver) => drawRow(driver, share, { first, last }));
      rows.append(...tracks.map((each) => each.row));
      const at = (event) => {
        const box = tracks[0].track.getBoundingClientRect();
        const minute = first + ((event.clientX - box.left) / box.width) * (last - first);
        const rowOf = tracks.findIndex(({ row }) => event.clientY < row.getBoundingClientRect().bottom);
        return { row: rowOf < 0 ? tracks.length - 1 : rowOf, minute: Math.round(minute / GRID_MIN) * GRID_MIN };
      };
      tracks.forEach(({ stops }, place) => {
        for (const { node, leg } of stops) {
          const from = () => ({ row: place, minute: Math.round(leg.start) });
          const show = ({ row, minute }) => {
            node.style.left = share(minute);
            node.style.translate = `0 ${tracks[row].row.offsetTop - tracks[place].row.offsetTop}px`;
            node.querySelector(".ci-tours__at").textContent = clock(minute);
          };
          const drop = ({ row, minute }) => {
            focused = leg.id;
            if (row === place && minute === Math.round(leg.start)) show(from());
            else send({ do: "move", id: leg.id, driver: drivers[row].name, minute });
          };
          const press = () => {
            focused = leg.id;
            send({ do: leg.is_locked ? "unlock" : "lock", id: leg.id });
          };
          movable(node, { at, show, drop, press, cancel: () => show(from()) });
          movableByKeys(node, { from, rows: () => tracks.length, show, drop, press });
        }
      });
      time.replaceChildren(title, rows);
      arrangeLabels(tracks);
      if (focused) time.querySelector(`[data-stop="${CSS.escape(focused)}"]`)?.focus();
      focused = "";
    };

    const drawRow = (driver, share, { first, last }) => {
      const w = words();
      const name = element("div", "ci-tours__name", badge(driver));
      name.append(element("div", "", element("b", "", driver.name), element("span", "ci-muted ci-small", driver.about)));
      const track = element("div", "ci-tours__track");
      const stops = [];
      const bar = (className, start, end, text = "") => {
        const made = element("span", className, text);
        made.style.left = share(Math.max(start, first));
        made.style.width = `calc(${share(Math.min(end, last))} - ${share(Math.max(start, first))})`;
        track.append(made);
        return made;
      };
      for (const [start, end] of driver.shifts) bar("ci-tours__shift", start, end);
      const { legs } = driver;
      if (legs.length) bar(`ci-tours__line is-tour-${driver.colour}`, legs[0].start, legs.at(-1).end);
      for (const leg of legs) {
        if (leg.kind === "house") bar("ci-tours__house", leg.start, Math.min(Math.max(leg.end, leg.start + 5), leg.start + 20)).title = w.house;
        if (leg.kind === "break") bar("ci-tours__break", leg.start, leg.end, w.break);
        if (leg.kind !== "stop") continue;
        bar(`ci-tours__window is-tour-${driver.colour}`, ...leg.window);
        const node = button(`ci-tours__stop${leg.is_done ? " is-done" : ""}${leg.against ? " is-odd" : ""}`, mark(driver, leg));
        const text = element("span", "ci-tours__text", element("span", "ci-tours__who-is", leg.name));
        const when = element("span", "ci-num", element("span", "ci-tours__at", leg.time), leg.car ? ` · ${leg.car}` : "");
        if (leg.against) node.title = leg.against;
        if (leg.is_locked) when.prepend(icon("lock", "ci-icon"));
        text.append(when);
        node.append(element("span", "ci-sr", leg.before), text, element("span", "ci-sr", leg.after));
        node.style.left = share(leg.start);
        node.dataset.stop = leg.id;
        node.setAttribute("aria-pressed", String(leg.is_locked));
        track.append(node);
        stops.push({ node, leg });
      }
      return { row: element("div", "ci-tours__row", name, track), track, stops };
    };

    // The same stop is lit wherever the pointer or the keyboard finds it.
    const light = (event) => {
      const id = event.target.closest?.("[data-stop]")?.dataset.stop;
      for (const each of document.querySelectorAll("[data-stop]")) each.classList.toggle("is-lit", each.dataset.stop === id);
    };
    for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, light);

    const draw = betweenPresses(el, () => {
      if (!state().day) return;
      const active = document.activeElement?.dataset.opens;
      drawHead();
      drawSide();
      drawAll();
      isWaiting = Boolean(time.querySelector(IN_HAND.map((each) => `.${each}`).join()));
      if (!isWaiting) drawTime();
      if (active) openerOf(active)?.focus();
    });
    let isWaiting = false;
    time.addEventListener(RELEASED, () => {
      if (isWaiting) queueMicrotask(draw);
    });
    const onMessage = (message) => {
      if (message.do === "form" && !form) {
        form = tourForm(model, message.form, words, state().day, () => { form = null; });
        form.open(el);
      } else form?.hear(message);
    };
    model.on("msg:custom", onMessage);
    model.on("change:state change:words", draw);
    draw();
    const ticking = setInterval(tick, 250);
    const looking = setInterval(() => {
      if (document.visibilityState === "visible") send({ do: "look" });
    }, LOOK_MS);
    return () => {
      form?.close();
      model.off("msg:custom", onMessage);
      clearInterval(ticking);
      clearInterval(looking);
      fitting.disconnect();
      for (const kind of ["pointerover", "focusin"]) document.removeEventListener(kind, light);
      model.off("change:state change:words", draw);
    };
  },
};
