"""The newest snapshot beside the one before: what a refresh brought, took and changed, by posting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.margin import Margin
from clientinfo_kernel.margin.posting_changes import POSTINGS, posting_changes

if TYPE_CHECKING:
    from clientinfo_kernel.margin.where import Where

# Of each side, with all their texts, while the page waits: more are not read by anybody, and are narrowed by filters.
_MOST_COMPARED = 500_000


@dataclass(frozen=True)
class SnapshotChanges:
    """What came, went and changed from one snapshot to the next.

    Attributes:
        before: Name of the former snapshot.
        now: Name of the newest one.
        changes: ``posting_changes.CHANGES``.
    """

    before: str
    now: str
    changes: pl.DataFrame


def snapshot_changes(margin: Margin, where: Where) -> SnapshotChanges | None:
    """Return what came, went and changed from the former snapshot to the newest; None: there is no former one.

    Args:
        margin: Who is asked. The newest snapshot is, also where a page still answers from an earlier one: what was before
            that one is deleted.
        where: Filters of a question: only postings that they let through, of each side by its own snapshot.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: There are too many postings; narrow the filters.
    """
    newest = Margin(margin.directory).pinned()
    former = newest.former()
    if former is None:
        return None
    changes = posting_changes(*(postings_of(each, where, _MOST_COMPARED) for each in (former, newest)))
    return SnapshotChanges(former.newest(), newest.newest(), changes)


def postings_of(margin: Margin, where: Where, most: int) -> pl.DataFrame:
    """Return all postings and calculated costs that filters let through (``posting_changes.POSTINGS``), in no order.

    Args:
        margin: Who is asked.
        where: Filters as of ``Margin.postings``.
        most: So many at once.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: There are more of them than that.
    """
    page = margin.postings(where, limit=most)
    if page.height > page.rows.height:
        raise QuestionError(f"{page.height} postings are too many to compare; narrow the filters")
    return page.rows.select(pl.col(name).cast(kind) for name, kind in POSTINGS.items())
