"""Which columns stand in the second line of their row; its script, without a browser."""

from __future__ import annotations

import json
import subprocess

import pytest

from hub.node_packages import node
from widgets.assets import source

# A row's title, three columns that a phone leaves out, one that gives way after them, its figure; px.
_COLUMNS = (("title", 200), ("hide", 60), ("hide", 50), ("hide", 200), ("meta", 100), ("figure", 90))
_ASK = """
const head = { querySelector: (which) => ({ offsetWidth: columns[Number(which.match(/\\d+/)[0]) - 1].width }) };
console.log(JSON.stringify(gridFold.foldedFor.call({ folded: [], lead: 0, columns, head }, missing)));
"""


@pytest.mark.parametrize(
    ("missing", "below"),
    [
        # 310 px give way together; of the 210 that are too many, 60 and 50 come back, and 200 find no place in 100
        (100, [3]),
        # as many as are needed: none comes back
        (310, [1, 2, 3]),
        # 20 more: the next one gives way with 100, of which 80 are too many: 60 come back, 50 find no place in 20
        (330, [2, 3, 4]),
    ],
)
def test_no_column_stands_below_that_finds_its_place_in_the_row(missing: int, below: list[int]) -> None:
    columns = [{"phone": phone, "width": width} for phone, width in _COLUMNS]
    given = f"const columns = {json.dumps(columns)}; const missing = {missing};"
    script = f"{source('table_fold')}\n{given}\n{_ASK}"
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == below
