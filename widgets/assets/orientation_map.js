// The map without internet: countries, state lines, lakes, towns and postal codes as one SVG, which prints as it stands.
// Needs MAP_TOWNS and MAP_POSTAL_CODES (map_data.py), map_ground.js, map_labels.js and map_tiles.js.

const SVG = "http://www.w3.org/2000/svg";
const EARTH_M = 40075016.686; // circumference at the equator (WGS 84)
const TILE = 256; // CSS px of the whole world at zoom 0, as tile servers count
const ZOOMS = { least: 5, most: 14, start: 10.5, tiles: 14 }; // tiles: with the streets around one point
const STEP = 0.75;
const DRAGGED = 5; // px: a click that moved farther is none
// Map units: the world is 2^20 wide; ours begin in the middle of Germany, so that single precision suffices to draw them.
// Outlines and places come in them (map_data.py).
const WORLD = 2 ** 20;
// Where web maps end, so that the world is a square (atan(sinh(pi)), degrees): the poles lie infinitely far away.
const MOST_LATITUDE = 85.0511;
const radians = (latitude) => (Math.min(Math.max(latitude, -MOST_LATITUDE), MOST_LATITUDE) * Math.PI) / 180;
const rawX = (longitude) => ((longitude + 180) / 360) * WORLD;
const rawY = (latitude) => {
  const sine = Math.sin(radians(latitude));
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD;
};
const ORIGIN = { x: rawX(10.5), y: rawY(51) };
const place = (latitude, longitude) => ({ x: rawX(longitude) - ORIGIN.x, y: rawY(latitude) - ORIGIN.y });
// The point of the world at a place of the map: the way back of rawX and rawY (spherical Mercator), in degrees.
const degreesAt = ({ x, y }) => {
  const longitude = ((x + ORIGIN.x) / WORLD) * 360 - 180;
  const latitude = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + ORIGIN.y)) / WORLD))) * 180) / Math.PI;
  return { latitude, longitude };
};
const unitsPerMetre = (latitude) => WORLD / (EARTH_M * Math.cos(radians(latitude)));

const element = (name, attributes = {}, text = "") => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
};

// From below to above: neighbours first wider than they are, so that no gap between simplified borders looks like water.
const LAYERS = [
  ["sea", "sea"],
  ["abroad", "land"],
  ["land", "land"],
  ["de", "de"],
  ["lake", "lake"],
  ["state", "state"],
];
// From which zoom on a town has its name, by its inhabitants.
const TOWN_SIZES = [
  [500_000, 0],
  [100_000, 6.5],
  [40_000, 7.5],
  [15_000, 8.5],
  [5_000, 9.25],
  [0, 10],
];
const POSTAL_CODES_FROM = 10;
const shownFrom = (population) => TOWN_SIZES.find(([least]) => population >= least)[1];
const townClass = (population) => (population >= 100_000 ? "city" : population >= 15_000 ? "town" : "village");
// The places of these columns (map_data.py) that are in a box of units and have a name from this zoom on. Towns come by
// their size: where one has no name yet, no smaller one has.
const placesIn = function* ({ names, x, y, population }, { west, north, east, south }, zoom) {
  for (let at = 0; at < x.length; at += 1) {
    if (population ? shownFrom(population[at]) > zoom : zoom < POSTAL_CODES_FROM) return;
    const isSeen = x[at] > west && x[at] < east && y[at] > north && y[at] < south;
    if (isSeen) yield { name: names[at], x: x[at], y: y[at], kind: population ? townClass(population[at]) : "code" };
  }
};
const withNames = (columns) => ({ ...columns, names: columns.names.split("\n") });
const [TOWNS, POSTAL_CODES] = [withNames(MAP_TOWNS), withNames(MAP_POSTAL_CODES)];

const PIN = "M0 0C-7 -9 -12 -15 -12 -22a12 12 0 0 1 24 0C12 -15 7 -9 0 0z";
const NAMED = ["branch", "other"]; // pins with a name beside them
const PINS = ["customer", ...NAMED];
const SCALES_KM = [500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2];

export default {
  render({ model, el }) {
    el.classList.add("ci-orientation");
    let size = null; // until it stands in the page and is seen
    const svg = element("svg", { class: "ci-orientation__picture", tabindex: "0", role: "application" });
    const ground = element("g");
    const layerPaths = LAYERS.map(([kind, outlines]) => [
      element("path", { class: `ci-orientation__${kind}`, "vector-effect": "non-scaling-stroke" }),
      outlines,
    ]);
    ground.append(...layerPaths.map(([path]) => path));
    const newPaths = mapGround();
    const over = element("g");
    const tiled = element("g", { class: "ci-orientation__tiles" });
    svg.append(ground, tiled, over);
    let layer = null; // of the settings; none: the map without internet alone
    const tiles = tileSheet(tiled, () => drawSoon());

    const words = () => model.get("words");
    const controls = document.createElement("div");
    controls.className = "ci-orientation__controls";
    const button = (text, label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.title = label;
      made.setAttribute("aria-label", label);
      made.addEventListener("click", act);
      controls.append(made);
      return made;
    };

    let view = { x: 0, y: 0, zoom: ZOOMS.start };
    const scale = () => (TILE * 2 ** view.zoom) / WORLD;
    const onScreen = ({ x, y }) => ({ x: (x - view.x) * scale() + size.width / 2, y: (y - view.y) * scale() + size.height / 2 });
    const points = () => model.get("points").map((point) => ({ ...point, ...place(point.latitude, point.longitude) }));

    // What is seen at first: whatever there is where nothing else is left, Germany where nothing is.
    let isEmpty = false;
    const home = () => {
      const known = points();
      isEmpty = !known.length;
      if (isEmpty) {
        view = { x: 0, y: 0, zoom: ZOOMS.least };
        return;
      }
      const wanted = known.filter((point) => point.kind !== "other" && !point.far);
      const all = wanted.length ? wanted : known;
      const reach = (point) => point.radius * unitsPerMetre(point.latitude);
      const west = Math.min(...all.map((point) => point.x - reach(point)));
      const east = Math.max(...all.map((point) => point.x + reach(point)));
      const north = Math.min(...all.map((point) => point.y - reach(point)));
      const south = Math.max(...all.map((point) => point.y + reach(point)));
      const span = Math.max((east - west) / (size.width - 120), (south - north) / (size.height - 120));
      const zoom = span > 0 ? Math.log2(WORLD / (TILE * span)) : ZOOMS.tiles;
      const near = Math.min(Math.max(zoom, ZOOMS.least), layer ? ZOOMS.tiles : ZOOMS.start);
      view = { x: (west + east) / 2, y: (north + south) / 2, zoom: layer ? Math.floor(near) : near };
    };

    const label = (room, named) => {
      const found = besidePlace(room, named);
      if (!found) return;
      if (found.dot) over.append(element("circle", { cx: named.x, cy: named.y, r: found.dot, class: "ci-orientation__dot" }));
      over.append(element("text", { ...found.at, class: `ci-orientation__name is-${named.kind}` }, named.name));
    };

    const drawPoint = (point) => {
      const { x, y } = onScreen(point);
      const radius = point.radius * unitsPerMetre(point.latitude) * scale();
      if (radius > 4) over.append(element("circle", { cx: x, cy: y, r: radius, class: "ci-orientation__circle" }));
      return { x, y };
    };
    // A stop of a tour: its number on a disc (to fetch) or a square (to bring); without a number, dashed: not planned.
    const drawStop = (point, { x, y }) => {
      const place = `translate(${x} ${y})`;
      const mark = element("g", { transform: place, class: `ci-orientation__stop is-tour-${point.tour}`, "data-stop": point.id });
      mark.append(element("title", {}, [point.label, point.text].filter(Boolean).join(", ")));
      mark.append(
        point.shape === "bring" && point.number
          ? element("rect", { x: -10, y: -10, width: 20, height: 20, rx: 4 })
          : element("circle", { r: 11 }),
        element("text", { y: 4, "text-anchor": "middle" }, point.number ? String(point.number) : "!"),
      );
      if (point.locked) mark.append(element("circle", { cx: 10, cy: -10, r: 4, class: "ci-orientation__lock" }));
      over.append(mark);
    };
    const drawLines = () => {
      for (const { tour, places: line } of model.get("lines") ?? []) {
        const drawnLine = line.map(([latitude, longitude]) => onScreen(place(latitude, longitude)));
        const path = `M${drawnLine.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`;
        over.append(
          element("path", { d: path, class: "ci-orientation__casing" }),
          element("path", { d: path, class: `ci-orientation__tour is-tour-${tour}` }),
        );
      }
    };
    const drawPin = (point, { x, y }, name) => {
      if (point.kind === "stop") return drawStop(point, { x, y });
      const pin = element("g", { transform: `translate(${x} ${y})`, class: `ci-orientation__pin is-${point.kind}` });
      pin.append(element("title", {}, [point.label, point.text].filter(Boolean).join(", ")));
      if (point.kind === "near") {
        pin.append(element("circle", { r: 6 }));
        return over.append(pin);
      }
      pin.append(element("path", { d: PIN }), element("circle", { cy: -22, r: 4.5 }));
      if (name) pin.append(element("text", { ...name, class: "ci-orientation__name is-town" }, point.label));
      over.append(pin);
    };

    const drawScale = () => {
      const latitude = model.get("points")[0]?.latitude ?? 51;
      const px = (km) => km * 1000 * unitsPerMetre(latitude) * scale();
      const km = SCALES_KM.find((each) => px(each) <= 120) ?? 0.2;
      const [left, bottom] = [12, size.height - 28];
      over.append(
        element("path", { d: `M${left} ${bottom - 6}v6h${px(km)}v-6`, class: "ci-orientation__scale" }),
        element("text", { x: left + 6, y: bottom - 6, class: "ci-orientation__name is-code" }, km < 1 ? `${km * 1000} m` : `${km} km`),
      );
    };

    const draw = () => {
      svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
      const factor = scale();
      for (const each of [ground, tiled])
        each.setAttribute(
          "transform",
          `translate(${size.width / 2 - view.x * factor} ${size.height / 2 - view.y * factor}) scale(${factor})`,
        );
      const [half, high] = [size.width / 2 / factor, size.height / 2 / factor];
      const seen = { west: view.x - half, north: view.y - high, east: view.x + half, south: view.y + high };
      const paths = newPaths(seen, factor);
      if (paths) for (const [path, outlines] of layerPaths) path.setAttribute("d", paths[outlines]);
      tiles.draw(seen, view.zoom);
      over.replaceChildren();
      const room = new Room(size);
      const spots = points().map((point) => [point, drawPoint(point)]);
      for (const [point, at] of spots) room.cover(...aroundMark(point.kind, at));
      room.block(0, 0, 60, picker ? 200 : 150); // the buttons
      room.block(0, size.height - 56, 150, size.height); // the scale
      room.block(...aboveSource(source.textContent, size));
      const names = new Map(spots.filter(([point]) => NAMED.includes(point.kind)).map(([point, at]) => [point, besidePin(room, point.label, at)]));
      if (!tiles.isThere()) { // they have names of their own
        for (const each of placesIn(TOWNS, seen, view.zoom)) label(room, { ...each, ...onScreen(each) });
        // A town is named though a pin's tip is on it; a postal code stands below.
        for (const [point, { x, y }] of spots) if (PINS.includes(point.kind)) room.block(x - 4, y - 12, x + 4, y);
        for (const each of placesIn(POSTAL_CODES, seen, view.zoom)) label(room, { ...each, ...onScreen(each) });
      }
      drawLines();
      // The customer's pin lies on top of the house's.
      for (const [point, at] of spots.toReversed()) drawPin(point, at, names.get(point));
      drawScale();
    };
    let waiting = 0;
    const drawSoon = () => {
      if (!waiting) waiting = requestAnimationFrame(() => ((waiting = 0), draw()));
    };

    // Tiles are sharp at whole steps.
    const stepped = (by) => (layer ? Math.sign(by) + Math.round(view.zoom) - view.zoom : by);
    const zoom = (by, at = { x: size.width / 2, y: size.height / 2 }) => {
      const before = scale();
      view.zoom = Math.min(Math.max(view.zoom + by, ZOOMS.least), layer ? TILES_MOST : ZOOMS.most);
      const after = scale();
      view.x += (at.x - size.width / 2) * (1 / before - 1 / after);
      view.y += (at.y - size.height / 2) * (1 / before - 1 / after);
      drawSoon();
    };
    const move = (dx, dy) => {
      view.x -= dx / scale();
      view.y -= dy / scale();
      drawSoon();
    };
    const goHome = () => {
      home();
      drawSoon();
    };
    button("+", words().zoomIn, () => zoom(stepped(STEP)));
    button("−", words().zoomOut, () => zoom(stepped(-STEP)));
    button("⌂", words().home, goHome);

    // Setting a point: the next click (with keys: Enter, at the middle of the map) opens the form with it.
    let isPicking = false;
    const picker = model.get("form") ? button("", words().pick, () => setPicking(!isPicking)) : null;
    // Drawn: typefaces do not have the sign.
    const cross = element("svg", { viewBox: "0 0 16 16", width: "16", height: "16", class: "ci-orientation__cross" });
    cross.append(element("circle", { cx: 8, cy: 8, r: 4.5 }), element("path", { d: "M8 0v6M8 10v6M0 8h6M10 8h6" }));
    picker?.append(cross);
    const setPicking = (wanted) => {
      isPicking = wanted;
      picker.setAttribute("aria-pressed", String(wanted));
      svg.classList.toggle("is-picking", wanted);
      if (wanted) svg.focus();
    };
    const pick = (at) => {
      const { latitude, longitude } = degreesAt({
        x: view.x + (at.x - size.width / 2) / scale(),
        y: view.y + (at.y - size.height / 2) / scale(),
      });
      setPicking(false);
      const asked = document.createElement("button");
      asked.hidden = true;
      asked.dataset.ciWrite = model.get("form");
      asked.dataset.ciItem = `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`;
      el.append(asked);
      asked.click();
      asked.remove();
    };

    // One finger scrolls the page, two move the map; a mouse drags it, and its wheel zooms with Ctrl.
    const pointers = new Map();
    let pressedAt = null;
    const spread = () => {
      const [a, b] = [...pointers.values()];
      return { distance: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    };
    const inside = (event) => {
      const box = svg.getBoundingClientRect();
      const factor = size.width / box.width;
      return { x: (event.clientX - box.left) * factor, y: (event.clientY - box.top) * factor };
    };
    svg.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button) return;
      pressedAt = inside(event);
      pointers.set(event.pointerId, pressedAt);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => {
      if (!pointers.has(event.pointerId)) return;
      const [before, here] = [pointers.get(event.pointerId), inside(event)];
      if (pointers.size === 2) {
        const from = spread();
        pointers.set(event.pointerId, here);
        const to = spread();
        move(to.x - from.x, to.y - from.y);
        if (from.distance > 0 && to.distance > 0) zoom(Math.log2(to.distance / from.distance), to);
        return;
      }
      pointers.set(event.pointerId, here);
      if (event.pointerType === "mouse") move(here.x - before.x, here.y - before.y);
    });
    for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, (event) => pointers.delete(event.pointerId));
    svg.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        zoom(stepped(event.deltaY < 0 ? STEP / 2 : -STEP / 2), inside(event));
      },
      { passive: false },
    );
    svg.addEventListener("click", (event) => {
      const here = inside(event);
      const wasDragged = pressedAt && Math.hypot(here.x - pressedAt.x, here.y - pressedAt.y) > DRAGGED;
      if (isPicking && !wasDragged) pick(here);
    });
    svg.addEventListener("dblclick", (event) => zoom(stepped(STEP), inside(event)));
    const far = 60;
    const keys = {
      "+": () => zoom(stepped(STEP)),
      "-": () => zoom(stepped(-STEP)),
      0: goHome,
      ArrowLeft: () => move(far, 0),
      ArrowRight: () => move(-far, 0),
      ArrowUp: () => move(0, far),
      ArrowDown: () => move(0, -far),
    };
    svg.addEventListener("keydown", (event) => {
      if (isPicking && (event.key === "Enter" || event.key === "Escape")) {
        event.preventDefault();
        event.stopPropagation();
        if (event.key === "Enter") pick({ x: size.width / 2, y: size.height / 2 });
        else setPicking(false);
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    });

    svg.setAttribute("aria-label", model.get("label"));
    const source = document.createElement("p");
    source.className = "ci-orientation__source";
    source.textContent = model.get("attribution");
    el.append(svg, controls, source);
    const layers = model.get("layers") ?? [];
    if (layers.length)
      el.append(layerChoice(layers, words(), (chosen) => {
        layer = chosen;
        tiles.choose(chosen);
        source.textContent = chosen ? chosen.attribution : model.get("attribution");
        view.zoom = chosen ? Math.round(view.zoom) : Math.min(view.zoom, ZOOMS.most);
        drawSoon();
      }));
    // It is drawn when it has its place, and for its size: a view is made before it stands in the page, and a browser says
    // of one that is hidden, too, how large it is: not at all.
    const fit = () => {
      if (!el.clientWidth) return;
      const [width, height] = [Math.max(el.clientWidth, 280), el.clientHeight || model.get("height")];
      if (width === size?.width && height === size.height) return;
      const isFirst = size === null;
      size = { width, height };
      if (!isFirst) return drawSoon();
      home();
      draw();
    };
    const watcher = new ResizeObserver(fit);
    watcher.observe(el);
    const redraw = () => size && (model.get("stays") && !isEmpty ? drawSoon() : goHome());
    model.on("change:points change:lines", redraw);
    return () => {
      watcher.disconnect();
      cancelAnimationFrame(waiting);
      model.off("change:points change:lines", redraw);
    };
  },
};
