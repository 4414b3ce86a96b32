"""``clientinfo margin --closed``: the months that controlling closed, and what a later refresh made of them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from clientinfo_kernel.margin.changed_months import changed
from clientinfo_kernel.margin.closed_periods import closed_periods
from clientinfo_kernel.margin.where import month_spelled
from clientinfo_kernel.query.customer_record import plain_rows, plain_value
from hub.commands.output import print_json, print_rows

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Margin

_SHOWN = ("change", "posted_on", "number", "customer", "account", "before", "now", "difference", "source_file", "source_row")  # fmt: skip


def print_closed(margin: Margin, *, as_json: bool) -> None:
    """Print the closed months and the rows that changed in them; exit with 1 where there is one.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    periods = closed_periods(margin)
    differing = changed(margin, periods)
    found = {each.month: each.changes(margin) for each in periods if each.month in differing}
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
        changes = {month_spelled(month): plain_rows(rows) for month, rows in found.items()}
        print_json({"closed": [{key: plain_value(value) for key, value in row.items()} for row in rows], "changes": changes})  # fmt: skip
    else:
        names = ("month", "closed_by", "closed_at", "snapshot", "gross_profit", "is_changed", "difference")
        print_rows(names, [list(row.values()) for row in rows])
        for rows_of in found.values():
            print_rows(_SHOWN, rows_of.select(_SHOWN).rows())
    sys.exit(1 if differing else 0)
