"""What a grid is and can do, as its browser side wants to know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.language import language
from widgets.views.grid_traits import SUM
from widgets.views.wanted import named_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from widgets.views.arrangement import Arrangement
    from widgets.views.grid_traits import GridOptions, GridWanted

# The most rows that a page keeps for printing.
PRINTED = 1000


def grid_options(
    arrangement: Arrangement,
    wanted: GridWanted | None,
    whole: int,
    *,
    is_choice: bool,
    selected: int | None,
    opened: Iterable[str] = (),
    opened_sum: bool = False,
) -> GridOptions:
    """Return the options of a grid.

    Args:
        arrangement: The table and how it is arranged.
        wanted: The row that was asked for.
        whole: Up to this many rows the browser has all of them.
        is_choice: Whether a row is chosen by a click; then none opens, leads anywhere or is marked.
        selected: Number of the row that is chosen at first.
        opened: Names of the rows that are open at first.
        opened_sum: Whether the sums are, where they open.
    """
    table = arrangement.table
    opens_sum = table.sum_detail is not None and table.detail is not None and not is_choice
    open_rows = [number for name in opened for number in named_rows(table, name)]
    return {
        "title": table.title,
        "search": table.search,
        "filter": arrangement.text,
        "wanted": wanted,
        "opened": [*open_rows, *([SUM] if opened_sum and opens_sum else ())],
        "download": bool(table.download),
        "detail": table.detail is not None and not is_choice,
        "opens_sum": opens_sum,
        "choose": is_choice,
        "mark": table.marked is not None and not is_choice,
        "leads": table.leads and table.detail is None and not is_choice,
        "keys": [] if is_choice else [*table.keys],
        "selected": selected,
        "empty": table.empty,
        "note": table.note,
        "keysNote": "" if is_choice else table.keys_note,
        "total": table.rows.height,
        "whole": whole,
        "printed": PRINTED,
        "footer": any(column.total or column.summary for column in table.columns),
        "language": language(),
    }
