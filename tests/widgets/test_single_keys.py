"""A letter is a command only where it is pressed alone, outside of what is typed, and not switched off (WCAG 2.1.4)."""

from __future__ import annotations

import json
import subprocess

from hub.node_packages import node
from widgets.assets import source

_STAGE = """
const kept = new Map(%s);
globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
globalThis.document = { documentElement: { dataset: {} } };
%s
const inField = (type) => ({ closest: () => ({ type }) });
const onPage = { closest: () => null };
const pressed = (key, target = onPage, more = {}) => singleKey({ key, target, ...more });
const entry = { setAttribute: (name, value) => { entry[name] = value; }, addEventListener: (kind, act) => { entry[kind] = act; } };
switchSingleKeys(entry);
const seen = {
  alone: [pressed("n"), pressed("/"), pressed("X", onPage, { shiftKey: true }), pressed("e", inField("checkbox"))],
  others: ["text", "search", "textarea", "select-one", undefined].map((type) => pressed("n", inField(type)))
    .concat([pressed("Enter"), pressed("n", onPage, { ctrlKey: true }), pressed("n", onPage, { metaKey: true }),
      pressed("n", onPage, { altKey: true }), pressed("n", onPage, { isComposing: true })]),
  checked: entry["aria-checked"],
};
entry.click();
seen.switched = [entry["aria-checked"], pressed("n"), kept.get("clientinfo.keys")];
console.log(JSON.stringify(seen));
"""


def _seen(*kept: list[str]) -> dict[str, object]:
    stage = _STAGE % (json.dumps(kept), source("single_keys"))
    ran = subprocess.run([node(), "-"], input=stage, capture_output=True, text=True, check=True, timeout=60)
    return dict(json.loads(ran.stdout))


def test_letters_alone_are_commands_until_they_are_switched_off() -> None:
    assert _seen() == {
        "alone": ["n", "/", "X", "e"],
        "others": [None] * 10,
        "checked": "true",
        "switched": ["false", None, "off"],
    }


def test_what_was_switched_off_stays_off_until_it_is_switched_on() -> None:
    seen = _seen(["clientinfo.keys", "off"])
    assert (seen["alone"], seen["checked"]) == ([None] * 4, "false")
    assert seen["switched"] == ["true", "n", "on"]
