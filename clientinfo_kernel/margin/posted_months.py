"""Which months something is posted in."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.query.profit_lines import LINES


def posted_months(cube: pl.DataFrame) -> pl.DataFrame:
    """Return ``year`` and ``month`` of all that is posted: labour that is billed and not posted makes no month.

    Args:
        cube: Rows of the month cube with ``year``, ``month`` and the lines of the gross profit.
    """
    return cube.filter(pl.any_horizontal(pl.col(LINES) != 0)).select("year", "month").unique()
