"""Which closed months are not what they were: compared once per snapshot and closing, and asked for at every draw.

What was found is kept in a file of the state folder, for every page has a process of its own, and in that process for
those who are not allowed to write there.
"""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from clientinfo_kernel.live.document_files import DocumentMissing
from clientinfo_kernel.margin.closed_periods import ClosedPeriod, closed_periods, of_months, sum_of
from clientinfo_kernel.margin.posting_changes import CHANGES
from clientinfo_kernel.money import total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from clientinfo_kernel.margin.margin import Margin

CHANGED_FILE = "closed_months.json"
# So many months' sums are in memory at once.
_AT_ONCE = 6
# By closing: by how much the gross profit differs, EUR; None: the month is what it was.
Found: TypeAlias = dict[str, str | None]
_known: dict[tuple[Path, str], Found] = {}


def changed(margin: Margin, periods: Iterable[ClosedPeriod]) -> dict[date, Decimal]:
    """Return which closed months are not what they were, and by how much their gross profit differs.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        SnapshotMissing: Nothing has been refreshed yet.
    """
    pinned, closed = margin.pinned(), {_name(each): each for each in periods}
    place = (margin.directory.settings.state_folder / CHANGED_FILE, pinned.newest())
    known = _known.get(place) or _read(*place)
    missing = [each for name, each in closed.items() if name not in known]
    if missing:
        known = {**known, **{_name(each): said for each, said in _compared(pinned, missing)}}
        _write(*place, known)
    _known[place] = known
    differences = {each.month: known[name] for name, each in closed.items()}
    return {month: Decimal(said) for month, said in differences.items() if said is not None}


def late_documents(margin: Margin) -> pl.DataFrame:
    """Return the documents that came or changed in a closed month: customer's number, number, year, what they changed.

    A document whose texts and days alone are others is none, nor one that moved to another branch or cost centre: no sum of
    it in a division is another.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    periods = closed_periods(margin)
    differing = changed(margin, periods)
    parts = [CHANGES.to_frame()]
    for each in periods:
        if each.month in differing:
            with suppress(DocumentMissing):  # the month itself says that its postings are gone
                parts.append(each.changes(margin))
    document = ("customer", "number", "year")
    of_division = (
        pl.concat(parts)
        .filter(pl.col("number").is_not_null())
        .group_by(*document, "division")
        .agg(total(pl.col("difference")).alias("late"))
    )
    return of_division.filter(pl.col("late") != 0).group_by(document).agg(total(pl.col("late")))


def _compared(margin: Margin, periods: list[ClosedPeriod]) -> Iterator[tuple[ClosedPeriod, str | None]]:
    for first in range(0, len(periods), _AT_ONCE):
        some = periods[first : first + _AT_ONCE]
        where = of_months(each.month for each in some)
        sums, labour = margin.document_sums(where), margin.labour_sums(where)
        for each in some:
            now, worked = (rows.filter(pl.col("month") == each.month) for rows in (sums, labour))
            differs = each.differs(margin, now, worked.drop("month"))
            yield each, str(sum_of(now) - each.gross_profit) if differs else None


def _name(period: ClosedPeriod) -> str:
    return f"{period.month} {period.figures_hash} {period.gross_profit}"


def _read(file: Path, snapshot: str) -> Found:
    """Return what is kept of this snapshot; a file that is not there, or not whole, is compared again."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(file.read_text("utf-8"))
        if kept["snapshot"] == snapshot:
            return dict(kept["months"])
    return {}


def _write(file: Path, snapshot: str, found: Found) -> None:
    """Keep what was found, for its user alone; a user who is not allowed to write here keeps nothing."""
    with suppress(OSError), NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as draft:
        json.dump({"snapshot": snapshot, "months": found}, draft)
        Path(draft.name).replace(file)
