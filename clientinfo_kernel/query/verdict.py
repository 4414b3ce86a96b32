"""The verdict of the check: do the figures agree with the other sources, and what does not (``finding_kinds``)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from clientinfo_kernel.query.finding_kinds import FINDING_KINDS, Gravity
from clientinfo_kernel.query.tables.findings import FINDINGS
from data_sources.remarks import from_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clientinfo_kernel.settings import AcceptedFinding

Judgement = Literal["sound", "doubtful", "wrong"]
_EXAMPLES = 20
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


def verdict(findings: pl.DataFrame, accepted: Sequence[AcceptedFinding], today: date, until: date | None) -> Verdict:
    """Judge the findings.

    Args:
        findings: Of all kinds (``tables.findings.FINDINGS``).
        accepted: Of the settings; one whose day has passed accepts nothing any more.
        today: The day for which acceptance counts.
        until: Last day up to which the ledger is there.
    """
    left = findings.rows(named=True)
    known: list[FindingGroup] = []
    for each in accepted:
        if each.until is not None and each.until < today:
            continue
        fits = [row["kind"] == each.kind and each.subject in (None, row["subject"]) for row in left]
        known += _groups(list(compress(left, fits)), each.reason)
        left = [row for row, fit in zip(left, fits, strict=True) if not fit]
    groups = _groups(left, None)
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


def _groups(findings: Sequence[Mapping[str, Any]], reason: str | None) -> list[FindingGroup]:
    """Return findings by kind, without a query: every page asks as it opens."""
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for row in findings:
        by_kind.setdefault(str(row["kind"]), []).append(row)
    groups = []
    for kind, rows in by_kind.items():
        largest = sorted(rows, key=itemgetter("amount"), reverse=True)[:_EXAMPLES]
        examples = tuple(Example(*itemgetter(*_OF_EXAMPLE)(row)) for row in largest)
        amount = sum((row["amount"] for row in rows), Decimal("0.00"))
        groups.append(FindingGroup(kind, FINDING_KINDS[kind], len(rows), amount, reason, examples))
    return sorted(groups, key=lambda group: (group.gravity != "wrong", -group.amount, group.kind))
