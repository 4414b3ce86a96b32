"""Where the names of a map find room; its script, without a browser."""

from __future__ import annotations

import json
import subprocess

from hub.node_packages import node
from widgets.assets import source

# A picture of 96 x 96 px, and what stands on each side of it; two names that are seen in part.
_OUTSIDE = """
const room = new Room({ width: 96, height: 96 });
for (const [x, y] of [[0, -20], [0, 110], [-44, 40], [120, 40], [-1e9, 40], [40, -Infinity]]) room.cover(x, y, x + 96, y + 8);
const seen = [];
for (let x = 1; x < 96; x += 8) for (let y = 1; y < 96; y += 8) if (room.isCovered(x, y)) seen.push([x, y]);
console.log(JSON.stringify({ seen, halves: [room.take(-20, 0, 20, 7), room.take(8, 0, 30, 7), room.take(80, 90, 200, 99)] }));
"""


def test_what_is_out_of_sight_takes_no_room_and_what_is_seen_in_part_its_part() -> None:
    script = source("map_labels") + _OUTSIDE
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    # of them the third alone reaches in: from -44 to 52 px, 40 to 48 px down
    assert said["seen"] == [[x, y] for x in range(1, 57, 8) for y in (41, 49)]
    # the second name would lie on the first
    assert said["halves"] == [True, False, True]
