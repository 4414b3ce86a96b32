"""The mapping of ledger accounts as the snapshot was made with it, and what a change of it would make of the figures.

The next refresh is what counts. Until then the effect is worked out from what stands on the accounts: tax is split off as
it was, and where a new rate would calculate costs, they are calculated on all of the account's revenue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.live.account_ranges import ACCOUNT_RANGE, NO_RANGE
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.margin.measures import LINES
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_LINES

if TYPE_CHECKING:
    from clientinfo_kernel.margin.margin import Margin

_CENT = Decimal("0.01")
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

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise QuestionError("the range ends before it begins")
        rates = (self.cost_of_goods_percent, self.labour_cost_percent, self.tax_percent)
        if any(rate is not None and not 0 <= rate <= 100 for rate in rates):  # noqa: PLR2004 (per cent)
            raise QuestionError("a rate is a percentage from 0 to 100")
        if self.role != "revenue" and any(rate is not None for rate in rates[:2]):
            raise QuestionError("costs are calculated of revenue alone")


@dataclass(frozen=True)
class Effect:
    """What a change of the mapping would make of the figures.

    Attributes:
        accounts: ``account``, ``account_name``, ``role`` and ``division`` of before, ``amount``: what changes hands.
        before: The lines of the gross profit that these accounts made, and the gross profit, EUR.
        after: The same with the change.
        is_exact: Whether nothing was estimated.
    """

    accounts: pl.DataFrame
    before: Mapping[str, Decimal]
    after: Mapping[str, Decimal]
    is_exact: bool


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


def effect(sums: pl.DataFrame, calculated: pl.DataFrame, wanted: Range) -> Effect:
    """Return what a range would change: of the accounts in it that no narrower one holds.

    Args:
        sums: Result of ``account_sums``.
        calculated: ``account``, ``role``, ``amount`` (negative): what was calculated of an account's revenue.
        wanted: The range.
    """
    number = pl.col("account").cast(pl.Int64, strict=False)
    width, own = pl.col("range_to") - pl.col("range_from"), wanted.last - wanted.first
    met = number.is_between(wanted.first, wanted.last) & (width.is_null() | (width >= own))
    accounts = sums.filter(met.fill_null(value=False))
    before, after = dict.fromkeys(LINES, Decimal(0)), dict.fromkeys(LINES, Decimal(0))
    of_account = {(row[0], row[1]): row[2] for row in calculated.select("account", "role", "amount").iter_rows()}
    is_exact = True
    for row in accounts.iter_rows(named=True):
        if line := GROSS_PROFIT_LINES.get(row["role"]):
            before[line] += row["amount"]
        if line := GROSS_PROFIT_LINES.get(wanted.role):
            after[line] += row["amount"]
        for line, role in _CALCULATED.items():
            was = of_account.get((row["account"], role), Decimal(0))
            before[line] += was
            share = getattr(wanted, f"{role}_percent")
            if wanted.role != "revenue" or not share:
                continue
            rate = row[f"{role}_rate"]
            is_same = row["role"] == "revenue" and bool(rate)
            is_exact = is_exact and is_same
            now = was * share * 100 / rate if is_same else -row["amount"] * share / 100
            after[line] += now.quantize(_CENT, ROUND_HALF_UP)
    shown = accounts.select("account", "account_name", "role", "division", "postings", "amount")
    return Effect(shown, _whole(before), _whole(after), is_exact)


def calculated_costs(margin: Margin) -> pl.DataFrame:
    """Return what was calculated of each account's revenue: ``account``, ``role``, ``amount``.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    columns = ("account", "role", "origin", "amount")
    rows = margin.directory.table("profit_entries", columns, pl.col("origin") == "calculated")
    return rows.group_by("account", "role").agg(pl.col("amount").sum())


def mapping_of(wanted: Range, command_id: str, note: str) -> Add:
    """Return the command that maps a range; the next refresh uses it."""
    values = {
        "account_from": wanted.first,
        "account_to": wanted.last,
        "name": wanted.name,
        "note": note,
        **{name: getattr(wanted, name) for name in ("role", "division", "is_warranty")},
        **{f"{name}_percent": getattr(wanted, f"{name}_percent") for name in ("cost_of_goods", "labour_cost", "tax")},
    }
    return Add(command_id, "", ACCOUNT_RANGE, values)


def taken_back(first: int, last: int, command_id: str, note: str) -> Add:
    """Return the command that takes a range of the house's own back; what lies below it counts again."""
    return mapping_of(Range(first, last, NO_RANGE), command_id, note)


def _whole(lines: dict[str, Decimal]) -> dict[str, Decimal]:
    return {**lines, "gross_profit": sum(lines.values(), Decimal(0))}
