"""The mapping of ledger accounts as the snapshot was made with it, and what a change of it would make of the figures.

The next refresh is what counts. Until then the effect is worked out from what stands on the accounts: where another rate of
tax would be split off, it is of the sum and not of each posting (``Effect.is_tax_same`` says so: cents may be missing), and
where a new rate would calculate costs, they are calculated on all of the account's revenue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.live.account_ranges import ACCOUNT_RANGE, NO_RANGE
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_LINES, LINES

if TYPE_CHECKING:
    from clientinfo_kernel.margin.margin import Margin

_CENT = Decimal("0.01")
_STANDARD, _REDUCED = 1900, 700
_CALCULATED = {"cost_of_goods": "cost_of_goods", "calculated_labour_cost": "labour_cost"}


@dataclass(frozen=True)
class Range:
    """A range of accounts as somebody would map it.

    Attributes:
        first: Its first account.
        last: Its last.
        role: What its accounts are (``live.account_ranges.ROLES``).
        division: Of which division.
        is_warranty: Whether its revenue is warranty.
        cost_of_goods_percent: Calculates goods where none are posted; None: nothing does.
        labour_cost_percent: Calculates wages likewise.
        tax_percent: Splits tax off where no tax key says how much.
        name: What it is called.
    """

    first: int
    last: int
    role: str
    division: str = "unassigned"
    is_warranty: bool = False
    cost_of_goods_percent: Decimal | None = None
    labour_cost_percent: Decimal | None = None
    tax_percent: Decimal | None = None
    name: str = ""

    @property
    def place(self) -> tuple[int, int]:
        """Its first and last account."""
        return self.first, self.last

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise QuestionError("the range ends before it begins")
        rates = (self.cost_of_goods_percent, self.labour_cost_percent, self.tax_percent)
        if any(rate is not None and not 0 <= rate <= 100 for rate in rates):  # noqa: PLR2004 (per cent)
            raise QuestionError("a rate is a percentage from 0 to 100")
        if self.role != "revenue" and any(rate is not None for rate in rates[:2]):
            raise QuestionError("costs are calculated of revenue alone")


@dataclass(frozen=True)
class _Holder:
    """What a range makes of an account; files may state what a person may not (``Range``)."""

    place: tuple[int, int]
    role: str
    cost_of_goods_percent: Decimal | None
    labour_cost_percent: Decimal | None
    tax_percent: Decimal | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> _Holder:
        """Read a row of the snapshot's mapping; its rates are hundredths of a per cent."""
        names = ("cost_of_goods", "labour_cost", "tax")
        rates = (None if (rate := row[f"{name}_rate"]) is None else Decimal(rate) / 100 for name in names)
        return cls((row["account_from"], row["account_to"]), row["role"], *rates)


@dataclass(frozen=True)
class Effect:
    """What a change of the mapping would make of the figures.

    Attributes:
        accounts: ``account``, ``account_name``, ``role`` and ``division`` of before, ``amount``: what changes hands.
        before: The lines of the gross profit that these accounts made, and the gross profit, EUR.
        after: The same with the change.
        is_exact: Whether no calculated cost was estimated.
        is_tax_same: Whether no rate of tax changes: a changed one is rounded once per account here, and not per posting.
        is_below_known: Whether all ranges are known that may count then.
    """

    accounts: pl.DataFrame
    before: Mapping[str, Decimal]
    after: Mapping[str, Decimal]
    is_exact: bool
    is_tax_same: bool
    is_below_known: bool


@dataclass(frozen=True)
class Accounts:
    """What stands on the accounts of a snapshot.

    Attributes:
        sums: Result of ``account_sums``.
        calculated: Result of ``calculated_costs``.
        taxes: Table ``account_taxes``: whose tax the account decides.
        ranges: Result of ``ranges``.
    """

    sums: pl.DataFrame
    calculated: pl.DataFrame
    taxes: pl.DataFrame
    ranges: pl.DataFrame

    @classmethod
    def of(cls, margin: Margin) -> Accounts:
        """Read them.

        Raises:
            NotPermitted: The viewer is not allowed to see gross profits.
        """
        return cls(
            account_sums(margin), calculated_costs(margin), margin.directory.table("account_taxes"), ranges(margin)
        )


def account_sums(margin: Margin) -> pl.DataFrame:
    """Return one row per account over all years (``tables.gross_profit.ACCOUNT_SUMS`` without the year).

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    rows = margin.directory.table("account_sums")
    keys = [name for name in rows.columns if name not in {"year", "postings", "amount"}]
    sums = rows.group_by(keys).agg(pl.col("postings").sum(), pl.col("amount").sum().cast(rows.schema["amount"]))
    return sums.sort("account")


def ranges(margin: Margin) -> pl.DataFrame:
    """Return the mapping with what each range catches: ``accounts``, ``postings``, ``amount``; narrower ranges go first.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    known = margin.directory.table("account_mapping")
    on = {"account_from": "range_from", "account_to": "range_to"}
    caught = (
        account_sums(margin)
        .drop_nulls("range_from")
        .group_by("range_from", "range_to")
        .agg(pl.len().cast(pl.Int64).alias("accounts"), pl.col("postings", "amount").sum())
        .rename({other: name for name, other in on.items()})
    )
    return known.join(caught, on=list(on), how="left").sort("account_from", "account_to")


def effect(accounts: Accounts, wanted: Range, old: tuple[int, int] | None = None) -> Effect:
    """Return what a change would make of the accounts that another range holds then than does now.

    Args:
        accounts: What stands on them.
        wanted: The range; its role is ``NO_RANGE`` where one is taken back.
        old: First and last account of a range of the house's own that goes with it.
    """
    gone = {(wanted.first, wanted.last)} | ({old} if old else set())
    rates = (wanted.cost_of_goods_percent, wanted.labour_cost_percent, wanted.tax_percent)
    new = _Holder(wanted.place, wanted.role, *rates)
    then = [new] if wanted.role != NO_RANGE else []
    then += [each for row in accounts.ranges.iter_rows(named=True) if (each := _Holder.of(row)).place not in gone]
    number, holder = pl.col("account").cast(pl.Int64, strict=False), (pl.col("range_from"), pl.col("range_to"))
    inside = number.is_between(wanted.first, wanted.last)
    for first, last in gone:
        inside |= (holder[0] == first) & (holder[1] == last)
    before, after = dict.fromkeys(LINES, Decimal(0)), dict.fromkeys(LINES, Decimal(0))
    of_account = {
        (row[0], row[1]): row[2] for row in accounts.calculated.select("account", "role", "amount").iter_rows()
    }
    moved, is_exact, is_tax_same = [], True, True
    for row in accounts.sums.filter(inside.fill_null(value=False)).iter_rows(named=True):
        holds = _holder(int(row["account"]), then)
        if holds is not None and holds is not new and holds.place == (row["range_from"], row["range_to"]):
            continue
        moved.append(row["account"])
        amount, rate = row["amount"], _hundredths(holds.tax_percent if holds else None)
        if rate != (row["tax_rate"] or 0):
            is_tax_same = False
            amount += _other_tax(accounts.taxes.filter(account=row["account"]), rate)
        if line := GROSS_PROFIT_LINES.get(row["role"]):
            before[line] += row["amount"]
        if holds and (line := GROSS_PROFIT_LINES.get(holds.role)):
            after[line] += amount
        for line, role in _CALCULATED.items():
            was = of_account.get((row["account"], role), Decimal(0))
            before[line] += was
            share = getattr(holds, f"{role}_percent", None)
            if holds is None or holds.role != "revenue" or not share:
                continue
            earlier = row[f"{role}_rate"]
            is_same = row["role"] == "revenue" and bool(earlier) and bool(row["amount"])
            is_exact = is_exact and is_same
            now = was * share * 100 / earlier * amount / row["amount"] if is_same else -amount * share / 100
            after[line] += now.quantize(_CENT, ROUND_HALF_UP)
    shown = accounts.sums.filter(pl.col("account").is_in(moved)).select(
        "account", "account_name", "role", "division", "postings", "amount"
    )
    # A range of the chart with the same ends is not in the snapshot while the house's own lies over it.
    is_below_known = old is None and wanted.role != NO_RANGE
    return Effect(shown, _whole(before), _whole(after), is_exact, is_tax_same, is_below_known)


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
        difference += (row["gross"] * 10_000 / (10_000 + of_day)).quantize(_CENT, ROUND_HALF_UP) - row["net"]
    return difference


def _hundredths(percent: Decimal | None) -> int:
    return int((percent or Decimal(0)) * 100)


def calculated_costs(margin: Margin) -> pl.DataFrame:
    """Return what was calculated of each account's revenue: ``account``, ``role``, ``amount``.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    columns = ("account", "role", "origin", "amount")
    rows = margin.directory.table("profit_entries", columns, pl.col("origin") == "calculated")
    return rows.group_by("account", "role").agg(pl.col("amount").sum())


def mapping_of(wanted: Range, command_id: str, note: str, old: tuple[int, int] | None = None) -> Add:
    """Return the command that maps a range; the next refresh uses it.

    Args:
        wanted: The range.
        command_id: Of the command.
        note: Why.
        old: A range of the house's own that it stands in place of: taken back in the same transaction.
    """
    before = taken_back(*old, f"{command_id}-old", note) if old is not None and old != wanted.place else None
    values = {
        "account_from": wanted.first,
        "account_to": wanted.last,
        "name": wanted.name,
        "note": note,
        **{name: getattr(wanted, name) for name in ("role", "division", "is_warranty")},
        **{f"{name}_percent": getattr(wanted, f"{name}_percent") for name in ("cost_of_goods", "labour_cost", "tax")},
    }
    return Add(command_id, "", ACCOUNT_RANGE, values, before)


def taken_back(first: int, last: int, command_id: str, note: str) -> Add:
    """Return the command that takes a range of the house's own back; what lies below it counts again."""
    return mapping_of(Range(first, last, NO_RANGE), command_id, note)


def _whole(lines: dict[str, Decimal]) -> dict[str, Decimal]:
    return {**lines, "gross_profit": sum(lines.values(), Decimal(0))}
