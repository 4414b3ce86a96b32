"""``clientinfo margin --closed``: the months that controlling closed, and what a later refresh made of them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from clientinfo_kernel.live.document_files import DocumentMissing
from clientinfo_kernel.margin.changed_months import changed
from clientinfo_kernel.margin.closed_periods import closed_periods
from clientinfo_kernel.margin.where import month_spelled
from clientinfo_kernel.query.customer_record import plain_rows, plain_value
from hub.commands.output import print_json, print_line, print_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    import polars as pl

    from clientinfo_kernel.margin import Margin

_SHOWN = (
    *("change", "posted_on", "number", "customer", "account", "branch", "cost_center", "before", "now", "difference"),
    *("source_file", "source_row"),
)
_LABOUR_SHOWN = (
    *("number", "customer", "division", "branch", "units_before", "units_now", "units_difference"),
    *("hours_before", "hours_now"),
)


def print_closed(margin: Margin, *, as_json: bool) -> None:
    """Print the closed months and the rows that changed in them; exit with 1 where there is one.

    Where the postings that were kept of a month are missing, only its sums are compared.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    margin = margin.pinned()
    periods = closed_periods(margin)
    differing = changed(margin, periods)
    differ = [each for each in periods if each.month in differing]
    found = {each.month: _changes(each.changes, margin) for each in differ}
    worked = {each.month: _changes(each.labour, margin) for each in differ}
    rows = [
        {
            "month": month_spelled(each.month),
            "closed_by": each.closed_by,
            "closed_at": each.closed_at,
            "snapshot": each.snapshot,
            "gross_profit": each.gross_profit,
            "is_changed": each.month in differing,
            "difference": differing.get(each.month),
        }
        for each in periods
    ]
    if as_json:
        closed = [{key: plain_value(value) for key, value in row.items()} for row in rows]
        print_json(
            {
                "closed": closed,
                "changes": _plain(found),
                "labour_changes": _plain(worked),
                "newest_snapshot": margin.newest(),
            }
        )
    else:
        names = ("month", "closed_by", "closed_at", "snapshot", "gross_profit", "is_changed", "difference")
        print_rows(names, [list(row.values()) for row in rows])
        for day, rows_of in found.items():
            if rows_of is None:
                print_line(
                    f"{month_spelled(day)}: the postings of its closing are missing; put papers/ back from a backup"
                )
            else:
                print_rows(_SHOWN, rows_of.select(_SHOWN).rows())
            labour = worked[day]
            if labour is not None and labour.height:
                print_rows(_LABOUR_SHOWN, labour.select(_LABOUR_SHOWN).rows())
        print_line(f"compared with snapshot {margin.newest()}")
    sys.exit(1 if differing else 0)


def _changes(compare: Callable[[Margin], pl.DataFrame], margin: Margin) -> pl.DataFrame | None:
    try:
        return compare(margin)
    except DocumentMissing:
        return None


def _plain(found: Mapping[date, pl.DataFrame | None]) -> dict[str, object]:
    return {month_spelled(day): None if rows is None else plain_rows(rows) for day, rows in found.items()}
