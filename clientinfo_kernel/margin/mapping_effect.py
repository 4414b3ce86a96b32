"""What a change of the account mapping would make of the figures, by division.

The next refresh is what counts. Until then the effect is worked out from what stands on the accounts: where another rate of
tax would be split off, it is of the sum and not of each posting (``Effect.is_tax_same`` says so: cents may be missing), and
where a new rate would calculate costs, they are calculated on all of the account's revenue. Another rate of costs is rounded
once per account likewise, where the refresh rounds each document's (``Effect.is_rate_same``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.account_ranges import NO_RANGE
from clientinfo_kernel.money import rounded
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_LINES, LINES

if TYPE_CHECKING:
    from clientinfo_kernel.margin.account_mapping import Accounts, Range

_STANDARD, _REDUCED = 1900, 700
_CALCULATED = {"cost_of_goods": "cost_of_goods", "calculated_labour_cost": "labour_cost"}
_NOTHING: Mapping[str, Decimal] = dict.fromkeys(LINES, Decimal(0))


@dataclass(frozen=True)
class _Holder:
    """What a range makes of an account; files can state what a person is not allowed to (``Range``)."""

    place: tuple[int, int]
    role: str
    division: str
    cost_of_goods_percent: Decimal | None
    labour_cost_percent: Decimal | None
    tax_percent: Decimal | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> _Holder:
        """Read a row of the snapshot's mapping; its rates are hundredths of a per cent."""
        names = ("cost_of_goods", "labour_cost", "tax")
        rates = (None if (rate := row[f"{name}_rate"]) is None else Decimal(rate) / 100 for name in names)
        return cls((row["account_from"], row["account_to"]), row["role"], row["division"], *rates)


@dataclass(frozen=True)
class Sides:
    """The lines of a gross profit before and after a change, and the gross profit itself, EUR; costs are negative."""

    before: Mapping[str, Decimal]
    after: Mapping[str, Decimal]

    @property
    def is_same(self) -> bool:
        """Whether the change makes nothing of it."""
        return self.before == self.after


@dataclass(frozen=True)
class Effect:
    """What a change of the mapping would make of the figures.

    Attributes:
        accounts: Each account that changes hands: ``account``, ``account_name``, ``postings``, ``amount``, ``role`` and
            ``division`` of before, ``new_role`` and ``new_division``; null: no range holds it.
        divisions: Division -> what these accounts make of its gross profit.
        whole: The same of all divisions together.
        is_exact: Whether no calculated cost was estimated.
        is_tax_same: Whether no rate of tax changes: a changed one is rounded once per account here, and not per posting.
        is_below_known: Whether all ranges are known that may count then.
        is_rate_same: Whether no calculated cost has another rate: with another one cents of each document may be missing.
    """

    accounts: pl.DataFrame
    divisions: Mapping[str, Sides]
    whole: Sides
    is_exact: bool
    is_tax_same: bool
    is_below_known: bool
    is_rate_same: bool


class _Lines:
    """Adds up the lines of the gross profit by division."""

    def __init__(self) -> None:
        self.of: dict[str, dict[str, Decimal]] = {}

    def add(self, division: str, line: str, amount: Decimal) -> None:
        """Add an amount to a line of a division."""
        self.of.setdefault(division, dict(_NOTHING))[line] += amount


def effect(accounts: Accounts, wanted: Range, old: tuple[int, int] | None = None) -> Effect:
    """Return what a change would make of the accounts that another range holds then than does now.

    Args:
        accounts: What stands on them.
        wanted: The range; its role is ``NO_RANGE`` where one is taken back.
        old: First and last account of a range of the house's own that goes with it.
    """
    gone = {(wanted.first, wanted.last)} | ({old} if old else set())
    rates = (wanted.cost_of_goods_percent, wanted.labour_cost_percent, wanted.tax_percent)
    new = _Holder(wanted.place, wanted.role, wanted.division, *rates)
    then = [new] if wanted.role != NO_RANGE else []
    then += [each for row in accounts.ranges.iter_rows(named=True) if (each := _Holder.of(row)).place not in gone]
    number, holder = pl.col("account").cast(pl.Int64, strict=False), (pl.col("range_from"), pl.col("range_to"))
    inside = number.is_between(wanted.first, wanted.last)
    for first, last in gone:
        inside |= (holder[0] == first) & (holder[1] == last)
    before, after = _Lines(), _Lines()
    of_account = {
        (row[0], row[1]): row[2] for row in accounts.calculated.select("account", "role", "amount").iter_rows()
    }
    moved, is_exact, is_tax_same, is_rate_same = [], True, True, True
    for row in accounts.sums.filter(inside.fill_null(value=False)).iter_rows(named=True):
        holds = _holder(int(row["account"]), then)
        if holds is not None and holds is not new and holds.place == (row["range_from"], row["range_to"]):
            continue
        moved.append((row["account"], holds.role if holds else None, holds.division if holds else None))
        amount, rate = row["amount"], _hundredths(holds.tax_percent if holds else None)
        if rate != (row["tax_rate"] or 0):
            is_tax_same = False
            amount += _other_tax(accounts.taxes.filter(account=row["account"]), rate)
        if line := GROSS_PROFIT_LINES.get(row["role"]):
            before.add(row["division"], line, row["amount"])
        if holds and (line := GROSS_PROFIT_LINES.get(holds.role)):
            after.add(holds.division, line, amount)
        for line, role in _CALCULATED.items():
            if was := of_account.get((row["account"], role), Decimal(0)):
                before.add(row["division"], line, was)
            share = getattr(holds, f"{role}_percent", None)
            if holds is None or holds.role != "revenue" or not share:
                continue
            earlier = row[f"{role}_rate"]
            is_same = row["role"] == "revenue" and bool(earlier) and bool(row["amount"])
            is_exact = is_exact and is_same
            is_rate_same = is_rate_same and (not was or (share * 100 == earlier and amount == row["amount"]))
            now = was * share * 100 / earlier * amount / row["amount"] if is_same else -amount * share / 100
            after.add(holds.division, line, rounded(now))
    # A range of the chart with the same ends is not in the snapshot while the house's own lies over it.
    is_below_known = old is None and wanted.role != NO_RANGE
    divisions = {
        each: Sides(_whole([before.of.get(each, _NOTHING)]), _whole([after.of.get(each, _NOTHING)]))
        for each in before.of | after.of
    }
    whole = Sides(_whole(before.of.values()), _whole(after.of.values()))
    return Effect(_moved(accounts, moved), divisions, whole, is_exact, is_tax_same, is_below_known, is_rate_same)


def _moved(accounts: Accounts, moved: list[tuple[str, str | None, str | None]]) -> pl.DataFrame:
    """Return the accounts that change hands, with what they were and will be."""
    schema = dict.fromkeys(("account", "new_role", "new_division"), pl.String)
    then = pl.DataFrame(moved, schema, orient="row")
    columns = ("account", "account_name", "postings", "amount", "role", "division", "new_role", "new_division")
    return accounts.sums.join(then, on="account", maintain_order="left").select(columns)


def _holder(account: int, then: list[_Holder]) -> _Holder | None:
    """Return the narrowest range that holds an account; of several of one width the first."""
    those = [each for each in then if each.place[0] <= account <= each.place[1]]
    return min(those, key=lambda each: each.place[1] - each.place[0], default=None)


def _other_tax(taxes: pl.DataFrame, rate: int) -> Decimal:
    """Return by how much an account's sum differs when it splits off another rate (hundredths of a per cent), EUR.

    Today's standard and reduced rate stand for those of the day (``ingest.tax``).
    """
    difference = Decimal(0)
    for row in taxes.iter_rows(named=True):
        of_day = {_STANDARD: row["standard_rate"], _REDUCED: row["reduced_rate"]}.get(rate, rate)
        difference += rounded(row["gross"] * 10_000 / (10_000 + of_day)) - row["net"]
    return difference


def _hundredths(percent: Decimal | None) -> int:
    return int((percent or Decimal(0)) * 100)


def _whole(every: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """Return the sums of lines, and the gross profit."""
    lines = dict(_NOTHING)
    for each in every:
        for line in LINES:
            lines[line] += each[line]
    return {**lines, "gross_profit": sum(lines.values(), Decimal(0))}
