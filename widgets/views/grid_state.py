"""What a grid shows at the moment: its count, its order, its sums and its first window."""

from typing import Any

import polars as pl

from widgets.views import rows
from widgets.views.arrangement import Arrangement
from widgets.views.grid_traits import GridRow, GridState


def grid_state(
    arrangement: Arrangement,
    numbers: tuple[int, int],
    shown: pl.DataFrame,
    window: list[GridRow],
    widest: list[list[Any]],
) -> GridState:
    """Return the state of a grid.

    Args:
        arrangement: Its table in the order and with the filter that somebody chose.
        numbers: Of the state, and of the numbering of its rows: what the browser asks of an earlier one is not heard.
        shown: The rows that the filter lets through.
        window: The first of them, as the browser gets them.
        widest: The widest cells, for a table that scrolls in a window of its own.
    """
    version, numbering = numbers
    sort = arrangement.sort
    return {
        "version": version,
        "numbering": numbering,
        "count": shown.height,
        "sort": sort and [sort[0], "descending" if sort[1] else "ascending"],
        "filtered": bool(arrangement.text.strip()),
        "sums": [_sent(rows.total(shown, column)) for column in arrangement.table.columns],
        "rows": window,
        "widest": widest,
    }


def _sent(value: object) -> str | None:
    return None if value is None else str(value)
