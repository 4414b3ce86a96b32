"""Closed months: what they were when they were closed, and what a later refresh made of them.

The postings of the month are kept as they were, so that what came, went and changed can be named; a hash of the sums per
document says whether there is anything to name.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import MonthDecided, QuestionError
from clientinfo_kernel.live.closed_periods import CLOSED_PERIOD
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.document_files import DocumentFiles, DocumentMissing
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.margin.margin import Margin
from clientinfo_kernel.margin.posting_changes import CHANGES, POSTINGS, canonical, documents_of, posting_changes
from clientinfo_kernel.margin.question import Question
from clientinfo_kernel.margin.where import month_spelled
from clientinfo_kernel.money import total

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.margin.where import Where

# Of so many postings differences are looked for at once; a house that has more in a month has them by branch.
MOST_POSTINGS = 5_000_000


@dataclass(frozen=True)
class ClosedPeriod:
    """A closed month.

    Attributes:
        month: Its first day.
        snapshot: Which one its figures were of.
        gross_profit: What it was then, EUR.
        documents: How many there were.
        figures_hash: Of its sums per document, division and role.
        content_hash: Of the file with its postings.
        closed_by: Who closed it, as people call them.
        closed_at: When (UTC).
        note: What they said.
    """

    month: date
    snapshot: str
    gross_profit: Decimal
    documents: int
    figures_hash: str
    content_hash: str
    closed_by: str
    closed_at: datetime
    note: str


def closed_periods(margin: Margin) -> list[ClosedPeriod]:
    """Return the closed months, the latest first.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    closed = _decisions(margin).filter(pl.col("state") == "closed").sort("month", descending=True)
    kept = ("month", "snapshot", "gross_profit", "documents", "figures_hash", "content_hash")
    return [
        ClosedPeriod(
            **{name: row[name] for name in kept},
            closed_by=row["decided_by"] or "",
            closed_at=row["created_at"],
            note=row["note"] or "",
        )
        for row in closed.iter_rows(named=True)
    ]


def closing(margin: Margin, month: date, command_id: str, note: str = "") -> Add:
    """Return the command that closes a month with its figures of now; its postings are on the disk before.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        ChangeNotPermitted: They are not allowed to close a month.
        QuestionError: The month is not over, or nothing is posted in it.
        MonthDecided: It is closed already.
        LiveUnavailable: The live store does not answer.
    """
    margin.directory.viewer.access.require_change(CLOSED_PERIOD.right)
    first = month.replace(day=1)
    if first >= margin.directory.key_date.replace(day=1):
        raise QuestionError(f"{month_spelled(first)} is not over yet")
    follows = _followed(margin, first, wanted="closed")
    pinned = margin.pinned()
    postings = postings_of(pinned, _where(first))
    if postings.is_empty():
        raise QuestionError(f"nothing is posted in {month_spelled(first)}")
    content = BytesIO()
    postings.write_parquet(content, compression="zstd")
    documents = documents_of(postings)
    values = {
        "month": first,
        "state": "closed",
        "follows": follows,
        "note": note,
        "snapshot": pinned.newest(),
        "gross_profit": _sum(postings),
        "documents": documents.select("customer", "year", "number").n_unique(),
        "figures_hash": _hash(documents),
        "content_hash": DocumentFiles.of(margin.directory.settings.state_folder).keep(content.getvalue()),
    }
    return Add(command_id, "", CLOSED_PERIOD, values)


def opening(margin: Margin, month: date, command_id: str, note: str) -> Add:
    """Return the command that opens a closed month again.

    Raises:
        InputRefused: Without a reason.
        NotPermitted: The viewer is not allowed to see gross profits.
        MonthDecided: It is open.
        LiveUnavailable: The live store does not answer.
    """
    if not note.strip():
        raise InputRefused("note", "missing", "say why")
    first = month.replace(day=1)
    values = {"month": first, "state": "open", "follows": _followed(margin, first, wanted="open"), "note": note}
    return Add(command_id, "", CLOSED_PERIOD, values)


def _decisions(margin: Margin) -> pl.DataFrame:
    """Return what was decided last about each month."""
    return margin.directory.written(CLOSED_PERIOD).sort("created_at").group_by("month").last()


def _followed(margin: Margin, month: date, *, wanted: str) -> str | None:
    """Return the id of the last decision about a month, which the next one names; None: there is none.

    Raises:
        MonthDecided: The month is what is wanted.
    """
    last = _decisions(margin).filter(pl.col("month") == month)
    state = "open" if last.is_empty() else last["state"].item()
    if state == wanted:
        raise MonthDecided(f"{month_spelled(month)} is {wanted} already; look at it again")
    return None if last.is_empty() else str(last[CLOSED_PERIOD.key].item())


def changed(margin: Margin, periods: Iterable[ClosedPeriod]) -> dict[date, Decimal]:
    """Return which closed months are not what they were, and by how much their gross profit differs.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        SnapshotMissing: Nothing has been refreshed yet.
    """
    found = {}
    for each in periods:
        postings = postings_of(margin, _where(each.month))
        if _hash(documents_of(postings)) != each.figures_hash:
            found[each.month] = _sum(postings) - each.gross_profit
    return found


def sums_changed(margin: Margin) -> list[date]:
    """Return the closed months whose gross profit is another sum than it was: quick, for the month cube knows it.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    closed = {each.month: each.gross_profit for each in closed_periods(margin)}
    if not closed:
        return []
    now = dict(margin.ask(Question(("gross_profit",), ("month",))).rows.iter_rows())
    return [month for month, then in sorted(closed.items()) if now.get(month, Decimal(0)) != then]


def late_documents(margin: Margin) -> pl.DataFrame:
    """Return the documents that came or changed in a closed month: customer's number, number, year, what they changed.

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
                parts.append(changes_of(margin, each))
    every = pl.concat(parts)
    sums = every.filter(pl.col("number").is_not_null()).group_by("customer", "number", "year")
    return sums.agg(total(pl.col("difference")).alias("late"))


def changes_of(margin: Margin, period: ClosedPeriod) -> pl.DataFrame:
    """Return what came, went and changed in a closed month since then (``posting_changes.CHANGES``).

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        DocumentMissing: The postings that were kept are not there, or are not what was kept.
    """
    kept = DocumentFiles.of(margin.directory.settings.state_folder).read(period.content_hash)
    before = pl.read_parquet(BytesIO(kept)).select(POSTINGS.names()).cast(POSTINGS)
    return posting_changes(before, postings_of(margin, _where(period.month)))


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
    changes = posting_changes(postings_of(former, where), postings_of(newest, where))
    return SnapshotChanges(former.newest(), newest.newest(), changes)


def postings_of(margin: Margin, where: Where) -> pl.DataFrame:
    """Return all postings and calculated costs that filters let through (``posting_changes.POSTINGS``).

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: There are too many of them.
    """
    page = margin.postings(where, limit=MOST_POSTINGS)
    if page.height > page.rows.height:
        raise QuestionError(f"{page.height} postings are too many to compare; narrow the filters")
    rows = page.rows.select(pl.col(name).cast(kind) for name, kind in POSTINGS.items())
    return rows.sort(POSTINGS.names())


def _where(month: date) -> Where:
    return (("month", (month_spelled(month),)),)


def _sum(postings: pl.DataFrame) -> Decimal:
    found: Decimal | None = postings.select(total(pl.col("amount"))).item()
    return found or Decimal(0)


def _hash(documents: pl.DataFrame) -> str:
    digest = sha256()
    for line in canonical(documents):
        digest.update(line)
    return digest.hexdigest()
