"""The button *prüfen* beside a VAT ID: a click on it asks about the customer who is open; its script without a browser."""

from __future__ import annotations

import json
import subprocess

from hub.node_packages import node
from widgets.assets import source

# A page with two buttons, as the header and a list have them, and the widget's other side.
_PAGE = """
const heard = {}, sent = [], told = {}, state = { customer: "30001", lines: {} };
let changed = null;
globalThis.MutationObserver = class { observe() {} disconnect() {} };
const buttonOf = (number) => {
  const attributes = {};
  told[number] = { textContent: "" };
  const made = {
    dataset: { ciVat: number },
    parentElement: { querySelector: () => told[number] },
    getAttribute: (name) => attributes[name] ?? null,
    setAttribute: (name, value) => (attributes[name] = value),
    closest: (wanted) => (wanted === "[data-ci-vat]" ? made : null),
  };
  return made;
};
const [mine, other] = ["30001", "30002"].map(buttonOf);
globalThis.document = {
  body: {}, addEventListener: (kind, call) => (heard[kind] = call), removeEventListener: (kind) => delete heard[kind],
  querySelectorAll: (wanted) => (wanted === "[data-ci-vat]" ? [mine, other] : []),
};
const model = { get: (name) => state[name], send: (message) => sent.push(message), on: (_kinds, call) => (changed = call), off: () => (changed = null) };
const el = { classList: { add() {} }, setAttribute() {}, textContent: "" };
const leave = widget.render({ model, el });
const says = () => [mine.getAttribute("aria-disabled"), told["30001"].textContent, other.getAttribute("aria-disabled"), told["30002"].textContent, el.textContent];
"""
_VISIT = """
const seen = { first: says() };
heard.click({ target: { closest: () => null } });
heard.click({ target: mine });
seen.asked = sent.length;
state.lines = { 30001: { text: "wird geprüft …", is_running: true } };
changed();
seen.waiting = says();
heard.click({ target: mine });
seen.asked_again = sent.length;
state.lines = {};
changed();
seen.answered = says();
heard.click({ target: mine });
seen.sent = sent;
leave();
seen.left = [Object.keys(heard), changed];
console.log(JSON.stringify(seen));
"""


def test_a_click_asks_once_while_an_answer_is_waited_for_and_says_so_beside_it() -> None:
    script = source("vat_check").replace("export default", "const widget =") + _PAGE + _VISIT
    told = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    nothing = ["false", "", "false", "", ""]
    assert json.loads(told.stdout) == {
        "first": nothing,
        "asked": 1,
        "waiting": ["true", "wird geprüft …", "false", "", "wird geprüft …"],
        "asked_again": 1,
        "answered": nothing,
        "sent": [{"do": "check"}, {"do": "check"}],
        "left": [[], None],
    }
