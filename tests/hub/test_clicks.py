"""What a kernel says waits for a click that is in the making, and for nothing else: the pages' script, without a browser."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from hub.node_packages import node
from tests.stack import REPOSITORY

# A document that passes on what it is told, and time that goes on when it is told to.
_STAGE = """
globalThis.clearTimeout = (timer) => { if (timer) timer.at = Infinity; };
const play = (events) => {
  const timers = [];
  let now = 0;
  globalThis.setTimeout = (call, after) => { const timer = { call, at: now + after }; timers.push(timer); return timer; };
  const pass = (milliseconds) => {
    now += milliseconds;
    for (const timer of timers) if (timer.at <= now) { timer.at = Infinity; timer.call(); }
  };
  const heard = {};
  const waits = watchClicks({ addEventListener: (kind, call) => { heard[kind] = call; } });
  return events.map(([kind, told]) => {
    if (kind === "after") pass(told);
    else {
      const { on = "button", ...event } = told;
      const closest = (selector) => selector.split(/, ?|[()]/).includes(on) ? {} : null;
      heard[kind]({ button: 0, buttons: 1, clientX: 0, clientY: 0, isTrusted: true, ...event, target: { closest } });
    }
    return Boolean(waits());
  });
};
console.log(JSON.stringify(JSON.parse(process.argv.at(-1)).map(play)));
"""
DOWN, UP, CLICK = ("pointerdown", {}), ("pointerup", {}), ("click", {})


def moved(x: int, y: int, **more: Any) -> tuple[str, dict[str, Any]]:
    return "pointermove", {"clientX": x, "clientY": y, **more}


# What happens one after the other, and whether a message waits after each of it.
CASES: list[tuple[tuple[tuple[str, Any], ...], tuple[bool, ...]]] = [
    # by mouse the click comes with the release, and what it does comes first
    ((DOWN, ("after", 3000), UP, CLICK, ("after", 0)), (True, True, True, True, False)),
    # by finger a moment later
    ((DOWN, UP, ("after", 49), CLICK, ("after", 0)), (True, True, True, True, False)),
    ((DOWN, UP, ("after", 50)), (True, True, False)),  # released elsewhere
    ((DOWN, UP, ("after", 20), DOWN, ("after", 60), UP, ("after", 50)), (*[True] * 6, False)),  # a double click
    ((DOWN, ("click", {"isTrusted": False}), ("after", 0)), (True, True, True)),  # a script's own, as of a download
    # drags, and a release that nobody saw
    ((DOWN, moved(4, -6), ("after", 0), moved(5, -7), ("after", 0)), (True, True, True, True, False)),
    ((DOWN, moved(0, 0, buttons=0), ("after", 0)), (True, True, False)),
    *(((DOWN, (end, {}), ("after", 0)), (True, True, False)) for end in ("pointercancel", "contextmenu", "scroll")),
    ((DOWN, ("after", 9_999), ("after", 1)), (True, True, False)),
    # what is no click
    *(
        ((("pointerdown", event),), (False,))
        for event in ({"button": 2}, {"on": "select"}, {"on": "input[type=range]"})
    ),
    # a button's key clicks when it is released; in a text it is a blank
    ((("keydown", {"key": " "}), moved(90, 0), ("keyup", {"key": " "}), ("after", 50)), (True, True, True, False)),
    ((("keydown", {"key": " ", "on": "textarea"}),), (False,)),
    ((("keydown", {"key": "Enter"}),), (False,)),
    ((("keydown", {"key": " ", "repeat": True}),), (False,)),
]


@pytest.fixture(scope="module")
def said() -> list[list[bool]]:
    """What the script says of all cases."""
    script = (REPOSITORY / "hub" / "page_script" / "src" / "clicks.js").read_text("utf-8") + _STAGE
    command = [node(), "--input-type=module", "-", json.dumps([events for events, _waits in CASES])]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    found: list[list[bool]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("case", range(len(CASES)))
def test_a_kernel_waits_for_a_click(said: list[list[bool]], case: int) -> None:
    events, waits = CASES[case]
    assert tuple(said[case]) == waits, events
