"""The newest snapshot beside the one before: what a refresh brought, took and changed, by posting, and by whose labour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.dimensions import DIMENSIONS, ROW_DIMENSIONS, UNASSIGNED
from clientinfo_kernel.margin.former_wages import wages_in_sums
from clientinfo_kernel.margin.labour_changes import CHANGES as LABOUR_CHANGES
from clientinfo_kernel.margin.labour_changes import changes_in_order as labour_changes_in_order
from clientinfo_kernel.margin.labour_changes import labour_changes
from clientinfo_kernel.margin.margin import Margin
from clientinfo_kernel.margin.opened import Opened
from clientinfo_kernel.margin.posting_changes import CHANGES, POSTINGS, in_order, posting_changes
from clientinfo_kernel.margin.question import Question
from clientinfo_kernel.query.permitted import OpenedSnapshot
from clientinfo_kernel.query.snapshot import SnapshotStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.margin.where import Where

# Of each side, while the page waits: more are not read by anybody, and are narrowed by filters.
_MOST_COMPARED = 5_000_000
# Of each side at once, with all their texts; else a year is compared by division.
_AT_ONCE = 500_000


@dataclass(frozen=True)
class SnapshotChanges:
    """What came, went and changed from one snapshot to the next.

    Attributes:
        before: Name of the former snapshot.
        now: Name of the newest one.
        changes: ``posting_changes.CHANGES``.
        labour: ``labour_changes.CHANGES``; empty where filters ask for accounts or cost centres, which know none.
    """

    before: str
    now: str
    changes: pl.DataFrame
    labour: pl.DataFrame


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
    former = snapshot_before(newest)
    if former is None:
        return None
    for each in (former, newest):
        if (count := each.postings(where, limit=0).height) > _MOST_COMPARED:
            raise QuestionError(f"{count} postings are too many to compare; narrow the filters")
    changes, labour = [CHANGES.to_frame()], [LABOUR_CHANGES.to_frame()]
    for part in _parts((former, newest), where):
        before, now = (postings_of(each, part, _MOST_COMPARED) for each in (former, newest))
        changes.append(posting_changes(wages_in_sums(before, now, newest), now))
        labour.append(_labour(former, newest, part))
    sorted_labour = labour_changes_in_order(pl.concat(labour))
    return SnapshotChanges(former.newest(), newest.newest(), in_order(pl.concat(changes)), sorted_labour)


def snapshot_before(margin: Margin) -> Margin | None:
    """Return one that answers from the snapshot before the margin's; None: there is none to read, or a newer one by now.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    directory = margin.directory
    access = directory.viewer.access
    access.require("gross_profit")
    former = SnapshotStore(directory.settings.state_folder / "snapshots").former(margin.newest())
    if former is None:
        return None
    return Margin(directory, Opened(OpenedSnapshot(former.folder.name, access, former)), _is_pinned=True)


def _labour(former: Margin, newest: Margin, where: Where) -> pl.DataFrame:
    if any(ROW_DIMENSIONS[key].level == "postings" for key, _values in where):
        return LABOUR_CHANGES.to_frame()
    return labour_changes(former.labour_sums(where), newest.labour_sums(where))


def _parts(sides: tuple[Margin, Margin], where: Where) -> Iterator[Where]:
    """Yield filters that part the postings so that each side of a part fits into memory beside its texts.

    Fiscal year and division are part of what a posting is known by (``posting_changes.PLACE``), and a document's labour
    (``labour_changes.KEYS``): none has its other self in another part, so that the parts together are the whole comparison.
    """
    chosen = dict(where)
    asked = Question(("revenue",), ("year",), where)
    years = pl.concat([side.ask(asked).rows["year"].cast(pl.String) for side in sides]).fill_null(UNASSIGNED)
    for year in years.unique().sort():
        of_year = tuple({**chosen, "year": (year,)}.items())
        if all(side.postings(of_year, limit=0).height <= _AT_ONCE for side in sides):
            yield of_year
            continue
        for division in chosen.get("division", (*DIMENSIONS["division"].values, UNASSIGNED)):
            yield tuple({**dict(of_year), "division": (division,)}.items())


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
