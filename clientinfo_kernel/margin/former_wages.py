"""Wages as single postings in what was kept of a month or a snapshot, where the house has them in sums by now.

The newest snapshot says which accounts are wages: their postings have no line of a file. So what was kept singly is added
up likewise before it is compared, and before anybody reads whose wage it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.posting_changes import POSTINGS
from clientinfo_kernel.money import total

if TYPE_CHECKING:
    from clientinfo_kernel.margin.margin import Margin

# Nothing of a document is known of a sum (``ingest.curate.wages``).
_OF_SUM = ("year", "account", "role", "division", "origin", "cost_center", "posted_on")


def wages_in_sums(before: pl.DataFrame, now: pl.DataFrame, margin: Margin) -> pl.DataFrame:
    """Return former postings (``POSTINGS``), those of wages added up as they are now; all of them where they are single.

    Args:
        before: ``POSTINGS`` of some month or part.
        now: The same of the newest snapshot.
        margin: Asked for accounts that have no posting in ``now``.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    if margin.directory.settings.wages.postings == "single":
        return before
    posted, has_line = pl.col("origin") == "posted", pl.col("source_row").is_not_null()
    sums, single = (set(now.filter(posted & lines)["account"]) for lines in (~has_line, has_line))
    costs = before.filter(posted & has_line & (pl.col("role") == "labour_cost"))
    gone = {account for account in set(costs["account"]) - sums - single if not _is_single(margin, account)}
    is_wage = (posted & pl.col("account").is_in(sums | gone)).fill_null(value=False)
    months = before.filter(is_wage).with_columns(pl.col("posted_on").dt.month_end())
    added_up = months.group_by(_OF_SUM).agg(total(pl.col("amount")))
    return pl.concat([before.filter(~is_wage), added_up], how="diagonal").select(POSTINGS.names()).cast(POSTINGS)


def _is_single(margin: Margin, account: str) -> bool:
    """Return whether single postings of an account can be read in some other month."""
    rows = margin.postings((("account", (account,)),), limit=1).rows
    return bool(rows["source_row"].is_not_null().any())
