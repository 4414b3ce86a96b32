// Where the names of a map stand: not on each other, and not on a pin.

// A coarse grid of the px that are taken.
const CELL = 8;
const LETTER = { city: 8.6, town: 7.4, village: 6.6, code: 5.8 };
class Room {
  #taken = new Set();

  // Whether the box was free; it is taken now. What is taken in part is not taken at all.
  take(...box) {
    const cells = this.#cells(...box);
    if (cells.some((cell) => this.#taken.has(cell))) return false;
    this.#hold(cells);
    return true;
  }

  // Keep names away from a box, whatever stands there.
  block(...box) {
    this.#hold(this.#cells(...box));
  }

  #hold(cells) {
    for (const cell of cells) this.#taken.add(cell);
  }

  #cells(left, top, right, bottom) {
    const cells = [];
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1)
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) cells.push(`${x},${y}`);
    return cells;
  }
}

// Where a pin's own name can stand, as seen from its tip, the best first. Its box begins a cell away from the pin's own.
const SIDES = [
  { at: { x: 15, y: -18, "text-anchor": "start" }, box: (width) => [13 + CELL, -28, 15 + width, -12] },
  { at: { x: -15, y: -18, "text-anchor": "end" }, box: (width) => [-15 - width, -28, -13 - CELL, -12] },
  { at: { x: 0, y: 15, "text-anchor": "middle" }, box: (width) => [-width / 2, 4, width / 2, 18] },
];

// The attributes of a pin's name: at the first side that is free; where none is, at the first.
const besidePin = (room, name, { x, y }) => {
  const free = SIDES.find(({ box }) => {
    const [left, top, right, bottom] = box(name.length * LETTER.town);
    return room.take(x + left, y + top, x + right, y + bottom);
  });
  return (free ?? SIDES[0]).at;
};
