"""What a browser keeps of bulks: each by itself, whatever another tab does; the script, without a browser."""

from __future__ import annotations

import json
import subprocess

from hub.node_packages import node
from tests.widgets.local_storage import LOCAL_STORAGE
from widgets.assets import source

# A page with a bulk's box, whose Python answers as ``widgets.app.bulk_run`` does.
_STAGE = (
    LOCAL_STORAGE
    + """const pageConfig = () => ({});
globalThis.setTimeout = globalThis.clearTimeout = () => 0;
globalThis.document = { activeElement: null };
const part = () => ({
  append: () => {}, setAttribute: () => {}, addEventListener(kind, act) { this[kind] = act; }, dataset: {}, children: [],
  replaceChildren(...made) { this.children = made; }, contains(each) { return this.children.includes(each); },
  focus() { document.activeElement = this; },
});
const made = [];
const element = (_tag, css) => { const each = part(); if (css === "ci-bulk__foot") made.push(each); return each; };
const button = part;
const betweenPresses = (_el, draw) => draw;
const page = (account) => {
  const heard = {}, sent = [];
  const held = { kept_as: "clientinfo.bulk", account, plan: {}, state: { phase: "", lines: [], buttons: [] } };
  const set = (name, value) => { held[name] = value; heard[`change:${name}`]?.(); };
  const model = { get: (name) => held[name], on: (name, call) => { heard[name] = call; }, off: () => {}, send: (each) => sent.push(each) };
  const phase = (word) => set("state", { ...held.state, phase: word });
  bulk.render({ model, el: part() });
  return { sent, set, phase, foot: made.at(-1), tell: (message) => heard["msg:custom"](message) };
};
const keys = () => Object.keys(localStorage).sort();
"""
)

_TWO_TABS = """
const one = page("anna"), other = page("anna");
one.set("plan", { bulk: "1" });
other.set("plan", { bulk: "2" });
const both = keys();
other.set("plan", {});
const left = keys();
console.log(JSON.stringify([both, left]));
"""

# Two were left, one by an earlier version; what cannot be read is given up.
_LEFT = """
localStorage["clientinfo.bulk|anna"] = JSON.stringify({ plan: { bulk: "old" } });
localStorage["clientinfo.bulk|anna|1"] = JSON.stringify({ plan: { bulk: "1" } });
localStorage["clientinfo.bulk|annabel|9"] = JSON.stringify({ plan: { bulk: "9" } });
const later = page("anna");
later.set("plan", { bulk: "old" });
later.phase("found");
const moved = keys();
later.set("plan", {});
later.phase("");
later.tell({ do: "forget" });
console.log(JSON.stringify([later.sent.map((each) => each.plan.bulk), moved, keys()]));
"""

# Each portion changes how far it is; what can be pressed stays, and with it the keyboard, until something else can be.
_KEYBOARD = """
const { foot, set } = page("anna");
const state = (done, ...buttons) => set("state", { phase: buttons[0] === "pause" ? "running" : "stopped", lines: [], done, total: 9, buttons: buttons.map((each) => [each, each]) });
state(0, "pause");
foot.children[0].focus();
const pause = document.activeElement;
state(3, "pause");
const stays = foot.children[0] === pause && document.activeElement === pause;
state(3, "resume", "close");
console.log(JSON.stringify([stays, document.activeElement === foot.children[0], document.activeElement !== pause]));
"""

# What is offered changes between the halves of a double click, so that the second one is on another button.
_TWICE = """
const { foot, set, sent } = page("anna");
const state = (phase, button) => set("state", { phase, lines: [], done: 0, total: 9, buttons: [[button, button]] });
state("stopped", "resume");
foot.children[0].click({ detail: 2 });
foot.children[0].click({ detail: 1 });
foot.children[0].click({ detail: 0 });
console.log(JSON.stringify(sent));
"""


def _said(story: str) -> object:
    script = source("drafts") + source("bulk_run").replace("export default", "const bulk =") + _STAGE + story
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_two_tabs_with_a_bulk_each_keep_both() -> None:
    one, other = "clientinfo.bulk|anna|1", "clientinfo.bulk|anna|2"
    assert _said(_TWO_TABS) == [[one, other], [one]]


def test_the_keyboard_stays_at_the_button_that_stops_a_bulk_and_goes_to_what_can_be_pressed_then() -> None:
    assert _said(_KEYBOARD) == [True, True, True]


def test_the_second_half_of_a_double_click_presses_nothing_that_stands_there_since_the_first() -> None:
    resume = {"do": "resume"}
    assert _said(_TWICE) == [resume, resume]  # by mouse, and by key


def test_what_was_left_is_offered_one_after_the_other_and_nobody_else_s() -> None:
    first, other, bert = "clientinfo.bulk|anna|old", "clientinfo.bulk|anna|1", "clientinfo.bulk|annabel|9"
    assert _said(_LEFT) == [["old", "1"], [bert, other, first], [bert]]
