"""What was ticked stays ticked on a driver's sheet while Python's state is still on its way: the script, without a browser."""

from __future__ import annotations

import json
import subprocess

from hub.node_packages import node
from widgets.assets import source

_CUT = """
const written = sheetWritten();
const seen = (version, id = "A") => written.over({ id, version });
const said = [seen(2)];
written.keep("A", 3, { has_keys: true });
said.push(seen(2), seen(2, "B"));
written.keep("A", 4, { outcome: "done" });
said.push(seen(2), seen(3), seen(4), seen(4));
console.log(JSON.stringify(said));
"""


def test_what_is_written_is_shown_until_the_state_has_it() -> None:
    script = source("sheet_written") + _CUT
    said = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    both = {"has_keys": True, "outcome": "done"}
    assert json.loads(said.stdout) == [{}, {"has_keys": True}, {}, both, both, {}, {}]
