// The ground of the map: outlines, cut to what is seen and some of what is around it. A browser then draws hundreds of points;
// of whole countries it draws thousands of dashes that nobody sees, for each of its tiles again.
// Needs MAP_OUTLINES (map_data.py).

const AROUND = 0.5; // of what is seen, on each side
const HIDDEN = 8; // px: what is cut is closed by lines there, which are as wide as borders
const NEAREST = 1; // px: points that lie nearer to each other are one

// An outline and the box around it: its points one after the other, x and y.
const outlineOf = (ways) => {
  const points = Int32Array.from(ways);
  for (let at = 2; at < points.length; at += 1) points[at] += points[at - 2];
  const along = (axis) => points.filter((_, at) => at % 2 === axis);
  const [x, y] = [along(0), along(1)];
  return { points, west: Math.min(...x), east: Math.max(...x), north: Math.min(...y), south: Math.max(...y) };
};
const OUTLINES = Object.fromEntries(Object.entries(MAP_OUTLINES).map(([kind, lines]) => [kind, lines.map(outlineOf)]));

const isIn = (inner, outer) =>
  inner.west >= outer.west && inner.east <= outer.east && inner.north >= outer.north && inner.south <= outer.south;
const meet = (one, other) =>
  one.west <= other.east && one.east >= other.west && one.north <= other.south && one.south >= other.north;

// The part of an area on one side of an edge (Sutherland and Hodgman). `axis`: 0 is x, 1 is y; `side`: 1 is beyond, -1 before.
const halved = (points, axis, edge, side) => {
  const kept = [];
  for (let at = 0; at < points.length; at += 2) {
    const last = at ? at - 2 : points.length - 2;
    const [here, before] = [points[at + axis] - edge, points[last + axis] - edge];
    if (here * side >= 0 !== before * side >= 0) {
      const part = before / (before - here);
      kept.push(points[last] + part * (points[at] - points[last]), points[last + 1] + part * (points[at + 1] - points[last + 1]));
    }
    if (here * side >= 0) kept.push(points[at], points[at + 1]);
  }
  return kept;
};
const cutArea = (points, { west, east, north, south }) =>
  [[0, west, 1], [0, east, -1], [1, north, 1], [1, south, -1]].reduce((rest, edge) => halved(rest, ...edge), points);

// The parts of a line whose ways between two points reach into the box; they may end outside of it.
const cutLine = (points, box) => {
  const parts = [];
  let part = null;
  for (let at = 2; at < points.length; at += 2) {
    const fromX = points[at - 2];
    const fromY = points[at - 1];
    const toX = points[at];
    const toY = points[at + 1];
    const isBeside = (fromX < box.west && toX < box.west) || (fromX > box.east && toX > box.east);
    const isAboveOrBelow = (fromY < box.north && toY < box.north) || (fromY > box.south && toY > box.south);
    if (isBeside || isAboveOrBelow) part = null;
    else if (part) part.push(toX, toY);
    else parts.push((part = [fromX, fromY, toX, toY]));
  }
  return parts;
};

// A path through points in whole units. Where they lie nearer than so many units, the first of them is drawn, and the last.
const through = (points, nearest, end) => {
  const drawn = [];
  let [x, y] = [Infinity, Infinity];
  for (let at = 0; at < points.length; at += 2) {
    const isLast = at === points.length - 2;
    if (!isLast && Math.abs(points[at] - x) + Math.abs(points[at + 1] - y) < nearest) continue;
    [x, y] = [points[at], points[at + 1]];
    drawn.push(Math.round(x), Math.round(y));
  }
  return drawn.length ? `M${drawn.join(" ")}${end}` : "";
};

// The path of a kind of outlines in a box (units).
const pathOf = (kind, box, nearest) => {
  const seen = OUTLINES[kind].filter((each) => meet(each, box));
  const isLine = kind === "state";
  const cut = ({ points, ...around }) => (isIn(around, box) ? [points] : isLine ? cutLine(points, box) : [cutArea(points, box)]);
  return seen.flatMap(cut).map((points) => through(points, nearest, isLine ? "" : "Z")).join("");
};

// Which paths are drawn. It is asked at each movement: what is seen, in units, and how many px a unit has. It answers with
// the paths by their kinds, or null: those that were drawn last do.
const mapGround = () => {
  let [drawn, drawnScale] = [null, 0];
  return ({ west, east, north, south }, scale) => {
    const [wide, high, hidden] = [(east - west) * AROUND, (south - north) * AROUND, HIDDEN / scale];
    const needed = { west: west - hidden, east: east + hidden, north: north - hidden, south: south + hidden };
    const isFine = scale < drawnScale * 2 && scale > drawnScale / 2;
    if (drawn && isFine && isIn(needed, drawn)) return null;
    [drawn, drawnScale] = [{ west: west - wide, east: east + wide, north: north - high, south: south + high }, scale];
    return Object.fromEntries(Object.keys(OUTLINES).map((kind) => [kind, pathOf(kind, drawn, NEAREST / scale)]));
  };
};
