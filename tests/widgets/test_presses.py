"""What is drawn again by answers waits for whoever presses something in that moment: the browser's script, without a browser."""

from __future__ import annotations

import json
import subprocess

from hub.node_packages import node
from widgets.assets import source

# An element in its document, time that stands until it is moved, and an event whose target is a button or a select.
_STAGE = """
const later = new Map();
let last = 0;
globalThis.setTimeout = (call) => { later.set(++last, call); return last; };
globalThis.clearTimeout = (number) => later.delete(number);
const wait = () => { const due = [...later.values()]; later.clear(); for (const call of due) call(); };
const place = () => {
  const heard = [];
  return {
    addEventListener: (kind, call) => heard.push([kind, call]),
    removeEventListener: (kind, call) => heard.splice(heard.findIndex((each) => each[0] === kind && each[1] === call), 1),
    hear: (kind, event) => { for (const [each, call] of [...heard]) if (each === kind) call(event); },
  };
};
const el = { ...place(), ownerDocument: place() };
const happens = (where, kind, { tag = "button", ...more } = {}) =>
  where.hear(kind, { target: { closest: (wanted) => (wanted === tag ? {} : null) }, ...more });
let drawn = 0;
const draw = betweenPresses(el, () => { drawn += 1; });
"""

_PRESSES = """
const seen = {};
draw();
seen.at_once = drawn;
for (const [down, up, more] of [["pointerdown", "pointerup", {}], ["pointerdown", "pointercancel", {}], ["keydown", "keyup", { key: " " }]]) {
  drawn = 0;
  happens(el, down, more);
  draw();
  draw();
  const pressed = drawn;
  happens(el.ownerDocument, up, more);
  draw();
  const before_the_click = drawn;
  wait();
  const after = drawn;
  wait();
  draw();
  seen[up] = [pressed, before_the_click, after, drawn];
}
drawn = 0;
for (const [down, more] of [["pointerdown", { tag: "select" }], ["pointerdown", { button: 2 }], ["keydown", { key: "a" }]]) {
  happens(el, down, more);
  draw();
}
seen.no_press = drawn;
drawn = 0;
happens(el, "pointerdown");
happens(el.ownerDocument, "pointerup");
happens(el, "pointerdown"); // the second press of a double click
draw();
wait();
seen.pressed_again = drawn;
happens(el.ownerDocument, "pointerup");
wait();
seen.released_again = drawn;
console.log(JSON.stringify(seen));
"""


def test_what_is_pressed_stays_until_it_is_released_and_is_drawn_once_then() -> None:
    script = source("presses") + _STAGE + _PRESSES
    said = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    # pressed, released (its click is to come), a moment later all that came meanwhile at once, and as before again
    released = [0, 0, 1, 2]
    assert json.loads(said.stdout) == {
        "at_once": 1,
        "pointerup": released,
        "pointercancel": released,
        "keyup": released,
        "no_press": 3,
        "pressed_again": 0,
        "released_again": 1,
    }
