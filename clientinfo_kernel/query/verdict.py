"""The verdict of the check: do the figures agree with the other sources, and what does not (``finding_kinds``)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import polars as pl

from clientinfo_kernel.query.finding_kinds import FINDING_KINDS, Gravity
from clientinfo_kernel.query.tables.findings import FINDINGS
from data_sources.remarks import from_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clientinfo_kernel.sections.check import AcceptedFinding

Judgement = Literal["sound", "doubtful", "wrong"]
_EXAMPLES = 20
_FEW = 300  # a query would take longer than a look at each
_OF_EXAMPLE = ("subject", "amount", "stated", "booked", "source_file", "source_row")


@dataclass(frozen=True)
class Example:
    """Where a finding is seen: what it is about, its size in EUR, file and line."""

    subject: str
    amount: Decimal
    stated: Decimal | None
    booked: Decimal | None
    file: str | None
    row: int | None


@dataclass(frozen=True)
class FindingGroup:
    """Findings of one kind: all that are not accepted, or those that one entry of the settings accepts.

    Attributes:
        amount: Size in EUR.
        reason: Why they are accepted, None if they are not.
        examples: The largest ones.
    """

    kind: str
    gravity: Gravity
    count: int
    amount: Decimal
    reason: str | None
    examples: tuple[Example, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether somebody has decided that they are known."""
        return self.reason is not None


@dataclass(frozen=True)
class Verdict:
    """What the check says.

    Attributes:
        judgement: ``wrong``: a figure on screen contradicts another source; ``doubtful``: nothing confirms it;
            ``sound``: neither. Accepted findings do not count.
        until: Last day up to which the ledger is there, None without a ledger.
        groups: Findings by kind, accepted ones last.
    """

    judgement: Judgement
    until: date | None
    groups: tuple[FindingGroup, ...]

    @property
    def open_groups(self) -> tuple[FindingGroup, ...]:
        """Findings that nobody has accepted."""
        return tuple(each for each in self.groups if not each.is_accepted)


class _Sum(NamedTuple):
    """Findings of a kind: all that one of the accepted entries takes, by its place, or that none does."""

    place: int | None
    kind: str
    size: int
    amount: Decimal
    largest: Sequence[Mapping[str, Any]]


def verdict(findings: pl.DataFrame, accepted: Sequence[AcceptedFinding], today: date, until: date | None) -> Verdict:
    """Judge the findings.

    Args:
        findings: Of all kinds (``tables.findings.FINDINGS``).
        accepted: Of the settings; one whose day has passed accepts nothing any more.
        today: The day for which acceptance counts.
        until: Last day up to which the ledger is there.
    """
    valid = [each for each in accepted if each.until is None or each.until >= today]
    sums = (_sums if findings.height <= _FEW else _sums_of_many)(findings, valid)
    groups = _groups(sums, None, None)
    known = [group for place, each in enumerate(valid) for group in _groups(sums, place, each.reason)]
    gravities = {each.gravity for each in groups}
    judgement: Judgement = "wrong" if "wrong" in gravities else "doubtful" if gravities else "sound"
    return Verdict(judgement, until, (*groups, *known))


def delivery_findings(sources: pl.DataFrame) -> pl.DataFrame:
    """Return what the deliveries themselves say: sources that are not fresh, and notes that are kinds of findings.

    Args:
        sources: ``answers.SOURCES``.
    """
    rows = [row for source in sources.to_dicts() for row in _of_source(source)]
    return pl.DataFrame(rows, FINDINGS.columns, orient="row")


def _of_source(source: dict[str, object]) -> Iterable[tuple[object, ...]]:
    nothing = (Decimal("0.00"), None, None)
    if source["state"] != "fresh":
        yield ("source_not_fresh", source["source"], *nothing, None, None)
    notes = source["notes"]
    for note in notes if isinstance(notes, list) else ():
        for remark in from_json(note):
            if remark.code in FINDING_KINDS:
                values = dict(remark.values)
                file = values.get("second") or values.get("newer") or values.get("files")
                yield (str(remark.code), ", ".join(values.values()), *nothing, file, None)


def _sums(findings: pl.DataFrame, accepted: Sequence[AcceptedFinding]) -> list[_Sum]:
    """Add up findings by kind and by the first entry that accepts them, without a query: every page asks as it opens."""
    grouped: dict[tuple[int | None, str], list[Mapping[str, Any]]] = {}
    for row in findings.rows(named=True):
        fits = (place for place, each in enumerate(accepted) if _accepts(each, row["kind"], row["subject"]))
        grouped.setdefault((next(fits, None), str(row["kind"])), []).append(row)
    return [
        _Sum(
            place,
            kind,
            len(rows),
            sum((row["amount"] for row in rows), Decimal("0.00")),
            sorted(rows, key=itemgetter("amount"), reverse=True)[:_EXAMPLES],
        )
        for (place, kind), rows in grouped.items()
    ]


def _accepts(entry: AcceptedFinding, kind: str, subject: str) -> bool:
    return kind == entry.kind and entry.subject in (None, subject)


def _sums_of_many(findings: pl.DataFrame, accepted: Sequence[AcceptedFinding]) -> list[_Sum]:
    """Do the same with a query: a wrong mapping is a finding per document, and no page can hold them all as objects."""
    first = pl.lit(None, pl.Int64)
    for place in reversed(range(len(accepted))):
        entry = accepted[place]
        fits = pl.col("kind") == entry.kind
        if entry.subject is not None:
            fits &= pl.col("subject") == entry.subject
        first = pl.when(fits).then(pl.lit(place, pl.Int64)).otherwise(first)
    sums = (
        findings.with_columns(first.alias("place"), pl.col("kind").cast(pl.String))
        .sort("amount", descending=True, maintain_order=True)
        .group_by("place", "kind")
        .agg(pl.len(), pl.col("amount").sum(), pl.struct(_OF_EXAMPLE).head(_EXAMPLES).alias("largest"))
    )
    return [_Sum(*row) for row in sums.rows()]


def _groups(sums: Sequence[_Sum], place: int | None, reason: str | None) -> list[FindingGroup]:
    groups = [
        FindingGroup(
            each.kind,
            FINDING_KINDS[each.kind],
            each.size,
            each.amount,
            reason,
            tuple(Example(*itemgetter(*_OF_EXAMPLE)(row)) for row in each.largest),
        )
        for each in sums if each.place == place
    ]  # fmt: skip
    return sorted(groups, key=lambda group: (group.gravity != "wrong", -group.amount, group.kind))
