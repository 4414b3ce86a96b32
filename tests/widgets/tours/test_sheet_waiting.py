"""What waits on a driver's sheet: two tabs keep each other's, and what could not be written stands there; without a browser."""

from __future__ import annotations

import json
import subprocess

from hub.node_packages import node
from tests.widgets.local_storage import LOCAL_STORAGE
from widgets.assets import source

_STAGE = (
    LOCAL_STORAGE
    + """globalThis.document = { getElementById: () => null };
const day = 86_400_000;
const now = 1_800_000_000_000;
globalThis.ci_clock = () => now;
const tick = (id, at, more = {}) => ({ id, at, place: 0, stop: "A:fetch", version: 3, values: { has_keys: true }, ...more });
const ids = (some) => some.map((each) => each.id);
"""
)

# One and the other tab of Anna, both without a connection, and Bert at the same phone.
_TABS = """
const [one, other, bert] = ["anna", "anna", "bert"].map(sheetWaiting);
one.keep(tick("a", now - 2));
other.keep(tick("b", now - 1));
one.keep(tick("a", now - 2));
const both = ids(one.read());
bert.keep(tick("c", now));
other.drop({ id: "a" });
console.log(JSON.stringify([both, ids(one.read([tick("a", now - 2)])), ids(bert.read()), ids(one.read([tick("loose", now, { isLoose: true })]))]));
"""

_HELD = """
const waiting = sheetWaiting("anna");
const some = [tick("due", now - 7 * day), tick("old", now - 7 * day - 1), tick("wrong", now, { answer: { problem: "?" } })];
some.forEach(waiting.keep);
console.log(JSON.stringify([ids(waiting.due(waiting.read())), ids(waiting.held(waiting.read()))]));
"""

# Anna typed 48,210 km, and that Meier was not met; the desk wrote 48,120 km and that he was.
_CHOSEN = """
const values = { mileage: "48210", outcome: "not_met", done_at: "2012-10-12T08:00:00Z", has_keys: true };
const met = tick("a", now - day, { values, answer: { version: 7, problem: "!", theirs: { mileage: "48120", outcome: "Erledigt" } } });
const car = tick("b", now, { values: { courtesy_car: "EW 2", has_courtesy_car: true }, answer: { version: 4, theirs: { courtesy_car: "EW 1" } } });
const old = tick("c", now - 9 * day);
const said = [[met, "mine"], [met, "theirs"], [car, "theirs"], [old, "send"], [old, "drop"]].map(([each, what]) => sheetSettled(each, what, "new", now));
console.log(JSON.stringify(said.map((each) => each && [each.id, each.at === now, each.version, Object.keys(each.values), "answer" in each])));
"""


def _said(story: str) -> object:
    script = source("dom", "drafts", "sheet_waiting") + _STAGE + story
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_two_tabs_of_one_driver_keep_each_other_s_ticks_and_nobody_else_s() -> None:
    assert _said(_TABS) == [["a", "b"], ["b"], ["c"], ["b", "loose"]]


def test_what_is_older_than_seven_days_or_was_not_written_waits_for_the_driver_s_word() -> None:
    assert _said(_HELD) == [["due"], ["old", "wrong"]]


def test_of_both_values_the_chosen_one_is_sent_over_what_was_seen_and_the_rest_with_it() -> None:
    mine, theirs, car, sent, dropped = _said(_CHOSEN)  # type: ignore[misc]
    assert mine == ["new", True, 7, ["mileage", "outcome", "done_at", "has_keys"], False]
    assert theirs == ["new", True, 7, ["has_keys"], False], "that the keys are there stands against nothing"
    assert car is None, "whose car stands there was handed over by somebody else"
    assert sent == ["new", True, 3, ["has_keys"], False]
    assert dropped is None
