// The driver's sheet on a phone. What is ticked is kept in this browser until Python says that it is written: without a
// connection it waits, and is sent again under the same id, so that it is written once.
// Needs dom.js, drafts.js, presses.js, sheet_outbox.js, sheet_written.js, sheet_waiting.js and sheet_held.js.

export default {
  render({ model, el }) {
    el.classList.add("ci-sheet");
    el.dataset.ciAlive = ""; // also without a connection: session_notices.js
    const words = () => model.get("words");
    const state = () => model.get("state");
    const account = () => state().account ?? "";
    let whose = account();
    let waiting = sheetWaiting(whose);
    let entries = waiting.read();
    let chosen = "";
    let opened = ""; // a stop that was opened by hand
    let problem = "";
    let pause = ""; // why nothing is taken for a while
    const versions = {}; // of the rows, as the last answers had them
    const written = sheetWritten();

    const queue = () => waiting.due(entries);
    // An ended session opens this page again by itself where something waits here (session_notices.js).
    const remember = () => {
      for (const each of entries) waiting.keep(each);
      el.dataset.ciAlive = queue().length && entries.every(waiting.isStored) ? "waiting" : "";
    };
    const leave = (gone) => {
      entries = entries.filter((each) => !gone.includes(each));
      gone.forEach(waiting.drop);
      remember();
    };

    const sheet = () => {
      const { sheets = [], first } = state();
      return sheets.find((each) => each.driver === (chosen || first)) ?? sheets[0];
    };
    // Of a stop: what waits, and what could not stand in its field and is to be mended there.
    const at = (stop) => [...waiting.held(entries).filter((each) => each.answer?.is_refused), ...queue()].filter((each) => each.stop === stop.id);
    // What stands on the screen: what Python knows, what it has written since, and what waits here.
    const seen = (stop) => {
      const own = Object.assign({}, written.over(stop), ...at(stop).map((each) => each.values));
      const car = own.courtesy_car ?? stop.car;
      const boxes = stop.boxes.map((box) => ({ ...box, label: box.template.replace("{car}", car), is_ticked: own[box.name] ?? box.is_ticked }));
      return { ...stop, car, boxes, mileage: own.mileage ?? stop.mileage, fuel: own.fuel ?? stop.fuel,
        note: own.driver_note ?? stop.note, outcome: "outcome" in own ? own.outcome ?? "" : stop.outcome };
    };

    const outbox = sheetOutbox((each) => model.send({ do: "tick", ...each }), () => performance.now());
    // Not again while the phone says that it has no connection.
    let again = 0;
    const sendAll = () => {
      clearTimeout(again);
      if (!queue().length) return;
      outbox.sendDue(queue(), navigator.onLine);
      again = setTimeout(sendAll, Math.max(outbox.due(queue()), navigator.onLine ? 0 : AGAIN_MS));
    };
    const keep = (stop, values) => {
      problem = "";
      // What is typed again takes the place of what could not be written, and knows what stood beside it.
      const isTyped = (each) => each.answer && each.stop === stop.id && Object.keys(each.values).every((name) => name in values);
      const former = entries.filter(isTyped);
      leave(former);
      const version = Math.max(stop.version, versions[stop.id] ?? 0, ...former.map((each) => each.answer.version));
      const about = [state().day, stop.who].join(" · ");
      add({ id: newId(), at: drafts.now(), place: entries.length, stop: stop.id, customer: stop.customer, about, version, values });
    };
    const add = (entry) => {
      if (entry) entries.push(entry);
      remember();
      sendAll();
      setTimeout(draw); // whoever leaves one field for another has arrived there by then
    };
    const drawHeld = sheetHeld(words, (each, choice) => {
      leave([each]);
      add(sheetSettled(each, choice, newId(), drafts.now()));
    });
    const onMessage = (message) => {
      if (message.do === "failed") {
        problem = message.problem;
        draw();
      }
      if (message.do === "paused" && message.problem !== pause) {
        pause = message.problem;
        draw();
      }
      if (message.do !== "kept") return;
      pause = "";
      outbox.answered(message.id);
      const sent = entries.find((each) => each.id === message.id);
      if (sent && message.problem) sent.answer = message; // it stands there, whatever happens to this page
      else leave(sent ? [sent] : []);
      if (sent && !message.problem) written.keep(sent.stop, message.version, sent.values);
      // What waits for this stop was typed after what has just been written, and knows it. What a colleague wrote
      // between, it does not know: then it keeps the version that was on the screen, and Python compares.
      if (sent && !message.problem && message.version <= sent.version + 1) {
        versions[sent.stop] = message.version;
        for (const each of queue()) if (each.stop === sent.stop) each.version = Math.max(each.version, message.version);
      }
      remember();
      sendAll();
      draw();
    };

    const arrow = (label, by, sign) => {
      const made = button("ci-icon-button ci-tours__turn", sign);
      made.setAttribute("aria-label", label);
      made.dataset.field = `day|${by}`;
      made.addEventListener("click", () => {
        problem = "";
        model.send({ do: "turn", by });
      });
      return made;
    };
    const drawDay = () =>
      element("div", "ci-tours__day ci-sheet__day", arrow(words().before, -1, "‹"), element("strong", "", state().day ?? ""), arrow(words().after, 1, "›"));

    const link = (className, href, symbol, text) => {
      const made = element("a", className, icon(symbol, "ci-icon"), text);
      made.href = href;
      if (href.startsWith("https")) {
        made.target = "_blank";
        made.rel = "noopener noreferrer";
      }
      return made;
    };
    const mark = (number, stop) => element("span", `ci-tours__mark is-${stop.shape} is-tour-${((number - 1) % 3) + 1}`, String(stop.number));

    const drawStop = (tour, stop) => {
      const w = words();
      const card = element("article", "ci-tile ci-sheet__stop");
      card.dataset.open = stop.id;
      const head = element("div", "ci-sheet__head", mark(tour.number, stop));
      head.append(element("div", "", element("span", "ci-muted", stop.kind), element("strong", "ci-sheet__time ci-num", stop.time)));
      card.append(head, element("h3", "", stop.who), element("p", "", stop.address), element("p", "ci-muted", stop.about));
      if (stop.rest) card.append(element("p", "ci-muted", stop.rest));
      const ways = element("div", "ci-sheet__buttons");
      stop.navigation.forEach(([label, href], place) =>
        ways.append(link(`ci-button${place || isReady(stop) ? "" : " ci-button--primary"}`, href, "route", stop.navigation.length > 1 ? label : w.navigation)));
      if (stop.phone) ways.append(link("ci-button", stop.phone, "phone", w.call));
      card.append(ways);
      const facts = element("dl", "ci-sheet__facts");
      for (const [name, text] of stop.facts) facts.append(element("dt", "ci-muted", name), element("dd", "", text));
      card.append(facts);
      for (const box of stop.boxes) {
        const input = element("input", "");
        input.type = "checkbox";
        input.checked = box.is_ticked;
        input.dataset.field = `${stop.id}|${box.name}`;
        input.addEventListener("change", () => keep(stop, { [box.name]: input.checked }));
        card.append(element("label", "ci-sheet__box", input, box.label));
      }
      card.append(drawFields(stop));
      for (const each of waiting.held(entries)) if (each.stop === stop.id) card.append(drawHeld(each, false));
      card.append(drawFoot(stop));
      return card;
    };
    const isReady = (stop) => stop.boxes.every((box) => box.is_ticked);

    const drawFields = (stop) => {
      const w = words();
      const fields = element("div", "ci-sheet__fields");
      const field = (name, label, input, value, also = {}) => {
        input.value = value ?? "";
        input.className = "ci-input";
        input.dataset.field = `${stop.id}|${name}`;
        input.addEventListener("change", () => keep(stop, { [name]: input.value.trim() || null, ...also }));
        fields.append(element("label", "", element("span", "ci-muted ci-small", label), input));
      };
      // Whoever chooses another courtesy car than the planned one has handed it over.
      if (stop.cars.length) {
        const cars = element("select", "");
        cars.append(...stop.cars.map(([name, label]) => Object.assign(element("option", "", label), { value: name })));
        field("courtesy_car", w.car, cars, stop.car, { has_courtesy_car: true });
      }
      const mileage = element("input", "");
      mileage.inputMode = "numeric";
      field("mileage", w.mileage, mileage, stop.mileage);
      const fuel = element("select", "");
      for (const [code, label] of state().fuel) {
        const option = element("option", "", label);
        option.value = code;
        fuel.append(option);
      }
      field("fuel", w.fuel, fuel, stop.fuel);
      const note = element("textarea", "");
      note.rows = 2;
      note.maxLength = 50_000; // a message to the kernel ends at 1 MiB; Python says what is too long before that
      field("driver_note", w.note, note, stop.note);
      return fields;
    };

    const drawFoot = (stop) => {
      const w = words();
      const foot = element("div", "ci-sheet__buttons");
      const end = (outcome) => {
        opened = "";
        keep(stop, { outcome, done_at: outcome && new Date().toISOString() });
      };
      if (stop.outcome) {
        const again = button("ci-button", w.again);
        again.addEventListener("click", () => end(null));
        foot.append(again);
        return foot;
      }
      const missed = button("ci-button", w.not_met);
      missed.addEventListener("click", () => end("not_met"));
      const ticked = stop.boxes.filter((box) => box.is_ticked).length;
      const ready = isReady(stop);
      const done = button(`ci-button${ready ? " ci-button--primary" : ""}`, icon("check", "ci-icon"),
        ready ? w.done : w.done_open.replace("{count}", stop.boxes.length - ticked));
      done.addEventListener("click", () => end("done"));
      foot.append(missed, done);
      return foot;
    };

    const drawLine = (tour, stop) => {
      const line = button("ci-sheet__line", mark(tour.number, stop));
      const about = element("span", "ci-sheet__what", element("b", "", stop.who), element("span", "ci-muted", `${stop.kind} · ${stop.address}`));
      line.append(about, element("span", "ci-num", stop.outcome === "done" ? "✓" : stop.outcome ? words().not_met : stop.time));
      line.classList.toggle("is-done", Boolean(stop.outcome));
      line.addEventListener("click", () => {
        opened = stop.id;
        draw();
      });
      return element("li", "", line);
    };

    // Nothing is drawn again while somebody types: what came meanwhile is drawn when they are done.
    const isTyping = () => el.contains(document.activeElement) && document.activeElement.matches("textarea, select, input:not([type=checkbox])");
    let isWaiting = false;
    const say = (said) => {
      if (!said) return;
      const count = queue().length;
      said.textContent = count ? [words().waiting.replace("{count}", count), pause].filter(Boolean).join(" ")
        : problem || (isWaiting && waiting.held(entries)[0]?.answer?.problem) || "";
      said.classList.toggle("is-shown", Boolean(said.textContent));
    };

    const returnFocus = (field) => {
      const back = field && el.querySelector(`[data-field="${CSS.escape(field)}"]`);
      if (back) back.focus({ preventScroll: true });
    };

    const draw = betweenPresses(el, () => {
      isWaiting = isTyping();
      if (isWaiting) {
        say(el.querySelector(".ci-sheet__said"));
        return;
      }
      const w = words();
      const tour = sheet();
      const active = el.contains(document.activeElement) ? document.activeElement.dataset.field : "";
      const said = element("p", "ci-sheet__said");
      said.setAttribute("role", "status");
      say(said);
      if (!tour) {
        el.replaceChildren(drawDay(), said, ...waiting.held(entries).map((each) => drawHeld(each, true)), element("p", "ci-tile ci-muted ci-sheet__none", w.none));
        returnFocus(active);
        return;
      }
      const stops = tour.stops.map(seen);
      const open = stops.find((each) => each.id === opened) ?? stops.find((each) => !each.outcome);
      const done = stops.filter((each) => each.outcome).length;
      const bar = element("progress", "ci-bulk__bar");
      bar.max = stops.length;
      bar.value = done;
      const count = w.of.replace("{done}", done).replace("{count}", stops.length);
      bar.setAttribute("aria-label", count);
      const picker = element("select", "ci-input");
      picker.setAttribute("aria-label", w.driver);
      for (const each of state().sheets) {
        const option = element("option", "", each.driver);
        option.value = each.driver;
        option.selected = each === tour;
        picker.append(option);
      }
      picker.addEventListener("change", () => {
        chosen = picker.value;
        opened = "";
        draw();
      });
      const head = element("div", "ci-sheet__top", element("h2", "", tour.title));
      head.append(element("div", "ci-sheet__count", element("b", "", count), bar), picker);
      const parts = [drawDay(), head];
      parts.push(said, ...waiting.held(entries).filter((each) => each.stop !== open?.id).map((each) => drawHeld(each, true)));
      parts.push(open ? drawStop(tour, open) : element("p", "ci-tile ci-sheet__none", w.all_done));
      const list = (title, some) => {
        if (some.length)
          parts.push(element("h3", "ci-sheet__then", title), element("ul", "ci-tile ci-sheet__list", ...some.map((each) => drawLine(tour, each))));
      };
      list(w.then, stops.filter((each) => each !== open && !each.outcome));
      list(w.finished, stops.filter((each) => each !== open && each.outcome));
      el.replaceChildren(...parts);
      returnFocus(active);
    });

    el.addEventListener("focusout", () => setTimeout(() => isWaiting && draw()));
    // Another tab of this driver has written something, or it is written.
    const onStored = ({ key }) => {
      if (!waiting.isOf(key)) return;
      entries = waiting.read(entries);
      sendAll();
      draw();
    };
    const onState = () => {
      if (account() !== whose) {
        whose = account();
        waiting = sheetWaiting(whose);
        entries = waiting.read();
        sendAll();
      }
      draw();
    };
    const onLine = () => {
      outbox.forget();
      sendAll();
    };
    model.on("change:state change:words", onState);
    model.on("msg:custom", onMessage);
    addEventListener("online", onLine);
    addEventListener("storage", onStored);
    remember();
    draw();
    sendAll();
    return () => {
      clearTimeout(again);
      removeEventListener("online", onLine);
      removeEventListener("storage", onStored);
      model.off("change:state change:words", onState);
      model.off("msg:custom", onMessage);
    };
  },
};
