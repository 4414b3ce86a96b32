"""What a driver ticks is sent until it is answered, whatever is ticked meanwhile: the browser's script, without a browser."""

from __future__ import annotations

import json
import subprocess

from hub.node_packages import node
from widgets.assets import source

# A driver ticks at another stop every two seconds, and each of those is answered at once; the first tick of stop A got lost.
_MORNING = """
let time = 0;
const sent = [];
let queue = [{ id: "a1", stop: "A" }, { id: "a2", stop: "A" }];
const outbox = sheetOutbox(({ id }) => sent.push([id, time / 1000]), () => time);
const dues = [];
for (; time <= 130_000; time += 1000) {
  if (time % 2000 === 0) queue.push({ id: `o${time}`, stop: `S${time}` });
  outbox.sendDue(queue, true);
  for (const { id } of queue.filter((each) => each.stop !== "A")) outbox.answered(id);
  queue = queue.filter((each) => each.stop === "A");
  dues.push(outbox.due(queue));
}
outbox.answered("a1");
queue = queue.slice(1);
const nextDue = outbox.due(queue);
outbox.sendDue(queue, false);
outbox.sendDue(queue, true);
outbox.forget();
outbox.sendDue(queue, true);
console.log(JSON.stringify({ sent, dues: dues.slice(0, 5), nextDue }));
"""

# No connection for a while: nothing is sent a second time, until there is one again.
_VALLEY = """
let time = 0;
const sent = [];
const queue = [{ id: "a1", stop: "A" }];
const outbox = sheetOutbox(({ id }) => sent.push([id, time / 1000]), () => time);
for (; time <= 60_000; time += 1000) outbox.sendDue(queue, time > 50_000);
console.log(JSON.stringify(sent));
"""


def _run(story: str) -> object:
    script = source("sheet_outbox") + story
    said = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    return json.loads(said.stdout)


def test_a_tick_that_got_lost_is_sent_again_however_much_is_ticked_meanwhile() -> None:
    said = _run(_MORNING)
    assert isinstance(said, dict)
    times: dict[str, list[int]] = {}
    for name, second in said["sent"]:
        times.setdefault(name, []).append(second)
    # after 4, 8, 16, 32 and then 60 seconds
    assert times.pop("a1") == [0, 4, 12, 28, 60, 120]
    # the second tick of that stop knows the version that the first one left; then at once, and again where all is
    assert times.pop("a2") == [131, 131]
    assert set(map(len, times.values())) == {1}
    assert said["dues"] == [4000, 3000, 2000, 1000, 8000]
    assert said["nextDue"] == 0


def test_without_a_connection_nothing_is_sent_twice() -> None:
    assert _run(_VALLEY) == [["a1", 0], ["a1", 51], ["a1", 59]]
