// Where the names of a map stand: not on each other, and not on a pin.

// A coarse grid of the px that are taken, as far as they are seen.
const CELL = 8;
const LETTER = { city: 8.6, town: 7.4, village: 6.6, code: 5.8 };
class Room {
  #taken;
  #covered;
  #columns;
  #rows;

  // Of a picture of this size (px).
  constructor({ width, height }) {
    [this.#columns, this.#rows] = [Math.ceil(width / CELL), Math.ceil(height / CELL)];
    this.#taken = new Uint8Array(this.#columns * this.#rows);
    this.#covered = new Uint8Array(this.#columns * this.#rows);
  }

  // Whether the box was free; it is taken now. What is taken in part is not taken at all.
  take(left, top, right, bottom) {
    if (this.#has(this.#taken, left, top, right, bottom)) return false;
    this.#mark(this.#taken, left, top, right, bottom);
    return true;
  }

  // Keep names away from a box, whatever stands there.
  block(left, top, right, bottom) {
    this.#mark(this.#taken, left, top, right, bottom);
  }

  // As well where a mark lies on the box: no dot is seen there.
  cover(left, top, right, bottom) {
    this.#mark(this.#taken, left, top, right, bottom);
    this.#mark(this.#covered, left, top, right, bottom);
  }

  isCovered(x, y) {
    return this.#has(this.#covered, x, y, x, y);
  }

  // The cells of a row or column of the grid that a length of px lies in, as far as they are seen.
  #first(px) {
    return Math.max(Math.floor(px / CELL), 0);
  }

  #end(px, count) {
    return Math.min(Math.floor(px / CELL) + 1, count);
  }

  #has(cells, left, top, right, bottom) {
    const [from, end] = [this.#first(top), this.#end(bottom, this.#rows)];
    for (let x = this.#first(left); x < this.#end(right, this.#columns); x += 1)
      for (let at = x * this.#rows + from; at < x * this.#rows + end; at += 1) if (cells[at]) return true;
    return false;
  }

  #mark(cells, left, top, right, bottom) {
    const [from, end] = [this.#first(top), this.#end(bottom, this.#rows)];
    for (let x = this.#first(left); x < this.#end(right, this.#columns); x += 1)
      if (end > from) cells.fill(1, x * this.#rows + from, x * this.#rows + end);
  }
}

// Where a pin's own name can stand, as seen from its tip, the best first. Its box begins a cell away from the pin's own.
const SIDES = [
  { at: { x: 15, y: -18, "text-anchor": "start" }, box: (width) => [13 + CELL, -28, 15 + width, -12] },
  { at: { x: -15, y: -18, "text-anchor": "end" }, box: (width) => [-15 - width, -28, -13 - CELL, -12] },
  { at: { x: 0, y: 15, "text-anchor": "middle" }, box: (width) => [-width / 2, 4, width / 2, 18] },
];

// The first of these sides whose box is free; it is taken now.
const freeSide = (room, sides, width, { x, y }) =>
  sides.find(({ box }) => {
    const [left, top, right, bottom] = box(width);
    return room.take(x + left, y + top, x + right, y + bottom);
  });

// The attributes of a pin's name: at the first side that is free; where none is, at the first.
const besidePin = (room, name, at) => (freeSide(room, SIDES, name.length * LETTER.town, at) ?? SIDES[0]).at;

// What a mark covers, so that no name lies on it: a disc, or a pin down to where its tip begins.
const DISCS = { stop: 11, near: 6 };
const aroundMark = (kind, { x, y }) => {
  const radius = DISCS[kind];
  return radius ? [x - radius, y - radius, x + radius, y + radius] : [x - 12, y - 34, x + 12, y - 12];
};

// What the text in the map's corner covers, which says where its data come from; on a phone it has lines.
const aboveSource = (text, { width, height }) => {
  const length = text.length * LETTER.code;
  return [Math.max(width - length, 0), height - 20 * Math.ceil(length / width), width, height];
};

// Where a town's name can stand, as seen from its dot, the best first, and a postal code's, which has none.
const DOT = { city: 3, town: 3, village: 2 };
const BESIDE_DOT = [
  { at: { x: 6, y: 4 }, box: (width) => [-4, -8, 6 + width, 8] },
  { at: { x: -6, y: 4, "text-anchor": "end" }, box: (width) => [-6 - width, -8, 4, 8] },
];
// As well where a mark lies on the dot: a cell away from it.
const BESIDE_MARK = [
  { at: { x: 8 + CELL, y: 4 }, box: (width) => [6 + CELL, -8, 8 + CELL + width, 8] },
  { at: { x: -8 - CELL, y: 4, "text-anchor": "end" }, box: (width) => [-8 - CELL - width, -8, -6 - CELL, 8] },
];
const AROUND_MIDDLE = [0, 12].map((down) => ({
  at: { x: 0, y: down + 4, "text-anchor": "middle" },
  box: (width) => [-width / 2, down - 8, width / 2, down + 8],
}));

// The attributes of a place's name at the first side that is free, and the radius of its dot (none: a mark lies there, or
// it has none); null: there is no room.
const besidePlace = (room, { name, kind, x, y }) => {
  const dot = room.isCovered(x, y) ? undefined : DOT[kind];
  const sides = kind === "code" ? AROUND_MIDDLE : dot ? BESIDE_DOT : BESIDE_MARK;
  const free = freeSide(room, sides, name.length * LETTER[kind], { x, y });
  return free ? { at: { ...free.at, x: x + free.at.x, y: y + free.at.y }, dot } : null;
};
