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


def test_columns_go_below_until_those_that_are_left_find_their_place() -> None:
    """At 200 % the days overdue lay half below the balance: it stood 8 px further from the edge once it was the last one."""
    columns = [{"phone": phone, "width": width} for phone, width in (*_COLUMNS, ("row", 40))]
    grid = f"""{{ ...gridFold, ...gridFit, columns: {json.dumps(columns)}, folded: [], lead: 0, cards: false,
      printing: false, isBelowRow: () => false, fade: () => null, fold(places) {{ this.folded = places; }},
      el: {{ clientWidth: 500, classList: {{ remove: () => null, toggle: () => null, add: () => null }} }},
      head: {{ querySelector: (which) => ({{ offsetWidth: columns[Number(which.match(/\\d+/)[0]) - 1].width }}) }},
      overhang() {{
        const left = [...columns.keys()].filter((place) => !this.folded.includes(place));
        const edge = left.at(-1) === columns.length - 1 ? 0 : 8;
        return Math.max(0, left.reduce((sum, place) => sum + columns[place].width, edge) - 390);
      }} }}"""
    given = f"const MEDIUM = 800; const columns = {json.dumps(columns)}; const grid = {grid};"
    script = f"{source('table_fold')}\n{source('table_fit')}\n{given}\ngrid.fit(); console.log(JSON.stringify([grid.folded, grid.overhang()]));"
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    # Of 740 px 350 are too many: 310 give way together and the last with 40, which leaves 390 and 8 of the edge. 358 are
    # too many, then: the next one gives way with 100, of which 92 are too many, and 60 come back.
    assert json.loads(done.stdout) == [[2, 3, 4, 6], 0]


@pytest.mark.parametrize(
    ("kinds", "below_row", "wanted"),
    [
        ("date text text", False, True),  # a list of its own: rows are cards on the phone
        ("number text number money", True, False),  # the lines of an order stay in line
        ("date text text text text", True, True),  # the changes of a row: five columns in 390 px are pillars
        ("date text text text:hide text:hide", True, False),
    ],
)
def test_a_table_below_a_row_becomes_cards_where_its_texts_would_be_pillars(
    kinds: str, *, below_row: bool, wanted: bool
) -> None:
    columns = [dict(zip(("kind", "phone"), f"{each}:row".split(":"), strict=False)) for each in kinds.split()]
    grid = (
        f"{{ el: {{ clientWidth: 390 }}, columns: {json.dumps(columns)}, isBelowRow: () => {json.dumps(below_row)} }}"
    )
    script = f"const CARDS = 600;\n{source('table_fit')}\nconsole.log(gridFit.wantsCards.call({grid}));"
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == json.dumps(wanted)


@pytest.mark.parametrize(
    ("kinds", "width", "lines"),
    [
        # four times 11 letters of the title and 9 of the widest, each 6.5 px and 26 beside it: 624, and 56 beside the line
        ("figure figure figure figure", 680, 1),
        ("figure figure figure figure", 679, 2),
        ("figure figure figure text", 1400, 2),  # nobody knows how long a text is: three in a line
        ("text text text", 400, 1),
    ],
)
def test_a_row_of_a_window_is_as_high_as_its_second_line_needs(kinds: str, width: int, lines: int) -> None:
    columns = [{"right": each == "figure", "title": "91–120 Tage"} for each in kinds.split()]
    state = {"widest": [["0.00", "12.345,67"]] * len(columns)}
    grid = (
        f"{{ ...gridFold, columns: {json.dumps(columns)}, folded: {list(range(len(columns)))}, state: {json.dumps(state)},"
        f" frame: {{ clientWidth: {width} }}, format: (value) => value }}"
    )
    script = f"const FOLD = 20;\n{source('table_fold')}\nconsole.log(({grid}).foldHeight() / FOLD);"
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    assert int(done.stdout) == lines
