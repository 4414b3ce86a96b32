"""Closed months: what they were when they were closed, and what a later refresh made of them.

The postings of the month are kept as they were, so that what came, went and changed can be named, and the labour units of
its documents beside them; a hash of the sums per document says whether there is anything to name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.errors import MonthDecided, QuestionError
from clientinfo_kernel.live.closed_periods import CLOSED_PERIOD
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.decisions import following, newest
from clientinfo_kernel.live.document_files import DocumentFiles, DocumentMissing, content_hash
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.margin.former_wages import wages_in_sums
from clientinfo_kernel.margin.labour_changes import CHANGES as LABOUR_CHANGES
from clientinfo_kernel.margin.labour_changes import LABOUR, in_order, labour_changes
from clientinfo_kernel.margin.labour_changes import ORIGIN as LABOUR_ORIGIN
from clientinfo_kernel.margin.posting_changes import (
    DOCUMENT_KEYS,
    POSTINGS,
    canonical,
    documents_of,
    posting_changes,
)
from clientinfo_kernel.margin.snapshot_changes import postings_of
from clientinfo_kernel.margin.where import month_spelled
from clientinfo_kernel.money import total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clientinfo_kernel.margin.margin import Margin
    from clientinfo_kernel.margin.where import Where

# No house has so many in a month; a filter that is forgotten would have.
_MOST_POSTINGS = 5_000_000

# What the hash is of, by the number of its form: the first one, without a number, knew no branch, payer and cost centre, and
# the second no labour.
_FORM = "3"
_KEYS = {"": ("customer", "year", "number", "division", "role"), "2": DOCUMENT_KEYS, _FORM: DOCUMENT_KEYS}


@dataclass(frozen=True)
class ClosedPeriod:
    """A closed month.

    Attributes:
        month: Its first day.
        snapshot: Which one its figures were of.
        gross_profit: What it was then, EUR.
        documents: How many there were.
        figures_hash: Of its sums per document (``posting_changes.DOCUMENT_KEYS``), behind the number of their form.
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

    @property
    def knows_labour(self) -> bool:
        """Whether the labour units of its documents were kept, which they are not of a month that was closed long ago."""
        return self._form == _FORM

    @property
    def _form(self) -> str:
        return self.figures_hash.rpartition(":")[0]

    def differs(self, margin: Margin, sums: pl.DataFrame, labour: pl.DataFrame) -> bool:
        """Return whether the month is another than it was; that its wages are sums by now makes it none.

        Args:
            margin: Asked for the postings where the hash is another.
            sums: Its ``Margin.document_sums`` of now.
            labour: Its ``Margin.labour_sums`` of now; they count only where they were kept.
        """
        keys, known = _KEYS[self._form], self.knows_labour
        figures = _hash(documents_of(sums, keys), labour if known else None)
        if figures == self.figures_hash.rpartition(":")[2]:
            return False
        try:
            then = documents_of(self._then_and_now(margin)[0], keys)
            return _hash(then, self._kept_labour(margin) if known else None) != figures
        except DocumentMissing:  # nothing is left that could be the same
            return True

    def changes(self, margin: Margin) -> pl.DataFrame:
        """Return what came, went and changed in the month since then (``posting_changes.CHANGES``).

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            DocumentMissing: The postings that were kept are not there, or are not what was kept.
        """
        return posting_changes(*self._then_and_now(margin))

    def labour(self, margin: Margin) -> pl.DataFrame:
        """Return the documents of the month that have other labour units or hours since then (``labour_changes.CHANGES``).

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
            DocumentMissing: What was kept is not there, or is not what was kept.
        """
        if not self.knows_labour:
            return LABOUR_CHANGES.to_frame()
        return labour_changes(self._kept_labour(margin), margin.labour_sums(of_months([self.month])).drop("month"))

    def _then_and_now(self, margin: Margin) -> tuple[pl.DataFrame, pl.DataFrame]:
        _labour, then, since = kept_and_now(self._kept(margin), self.month, margin)
        return wages_in_sums(then, since, margin), wages_in_sums(since, since, margin)

    def _kept_labour(self, margin: Margin) -> pl.DataFrame:
        return self._kept(margin).filter(origin=LABOUR_ORIGIN).select(LABOUR.names()).cast(LABOUR)

    def _kept(self, margin: Margin) -> pl.DataFrame:
        content = DocumentFiles.of(margin.directory.settings.state_folder).read(self.content_hash)
        return pl.read_parquet(BytesIO(content))


def closed_periods(margin: Margin) -> list[ClosedPeriod]:
    """Return the closed months, the latest first.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    decided = (row for row in _decisions(margin).values() if row["state"] == "closed")
    kept = ("month", "snapshot", "gross_profit", "documents", "figures_hash", "content_hash")
    return [
        ClosedPeriod(
            **{name: row[name] for name in kept},
            closed_by=row["decided_by"] or "",
            closed_at=row["created_at"],
            note=row["note"] or "",
        )
        for row in sorted(decided, key=lambda row: row["month"], reverse=True)
    ]


def closing(margin: Margin, month: date, command_id: str, note: str = "") -> Add:
    """Return the command that closes a month with its figures of now, and puts its postings on the disk before.

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
    followed = _followed(margin, first, wanted="closed")
    pinned = margin.pinned()
    postings = postings_of(pinned, of_months([first]), _MOST_POSTINGS).sort(POSTINGS.names())
    if postings.is_empty():
        raise QuestionError(f"nothing is posted in {month_spelled(first)}")
    labour = in_order(pinned.labour_sums(of_months([first])))
    content = BytesIO()
    kept = pl.concat([postings, labour.with_columns(origin=pl.lit(LABOUR_ORIGIN))], how="diagonal")
    kept.write_parquet(content, compression="zstd")
    documents = documents_of(pinned.document_sums(of_months([first])))
    values = {
        "month": first,
        "state": "closed",
        **followed,
        "note": note,
        "snapshot": pinned.newest(),
        "gross_profit": sum_of(documents),
        "documents": documents.select("customer", "year", "number").n_unique(),
        "figures_hash": f"{_FORM}:{_hash(documents, labour)}",
        "content_hash": content_hash(content.getvalue()),
    }
    keep = partial(DocumentFiles.of(margin.directory.settings.state_folder).keep, content.getvalue())
    return Add(command_id, "", CLOSED_PERIOD, values, keep=keep)


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
    values = {"month": first, "state": "open", **_followed(margin, first, wanted="open"), "note": note}
    return Add(command_id, "", CLOSED_PERIOD, values)


def _decisions(margin: Margin) -> Mapping[tuple[Any, ...], Mapping[str, Any]]:
    """Return what was decided last about each month."""
    return newest(CLOSED_PERIOD, margin.directory.written(CLOSED_PERIOD).iter_rows(named=True))


def _followed(margin: Margin, month: date, *, wanted: str) -> dict[str, Any]:
    """Return what the next decision about a month says of the last one.

    Raises:
        MonthDecided: The month is what is wanted.
    """
    last = _decisions(margin).get((month,))
    state = "open" if last is None else last["state"]
    if state == wanted:
        raise MonthDecided(f"{month_spelled(month)} is {wanted} already; look at it again")
    return following(CLOSED_PERIOD, last)


def kept_and_now(kept: pl.DataFrame, month: date, margin: Margin) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the labour and the postings (``POSTINGS``) that were kept of a month, and its postings of now.

    What is not known of the kept ones, for an earlier version kept less, is left out of those of now, too.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    is_labour = pl.col("origin").eq_missing(LABOUR_ORIGIN)
    now = postings_of(margin, of_months([month]), _MOST_POSTINGS)
    unknown = [pl.lit(None, POSTINGS[name]).alias(name) for name in POSTINGS if name not in kept.columns]
    then, since = (
        each.with_columns(unknown).select(POSTINGS.names()).cast(POSTINGS) for each in (kept.filter(~is_labour), now)
    )
    return kept.filter(is_labour), then, since


def of_months(months: Iterable[date]) -> Where:
    """Return the filter that lets through some months."""
    return (("month", tuple(map(month_spelled, months))),)


def sum_of(sums: pl.DataFrame) -> Decimal:
    """Return what sums (``amount``) come to, EUR."""
    found: Decimal | None = sums.select(total(pl.col("amount"))).item()
    return found or Decimal(0)


def _hash(documents: pl.DataFrame, labour: pl.DataFrame | None = None) -> str:
    """Return the hash of what a month is known by; a separator of its own stands between sums and labour."""
    said = canonical(documents)
    return sha256(said if labour is None else said + b"\x1d" + canonical(in_order(labour))).hexdigest()
