"""The mapping of ledger accounts as the snapshot was made with it, and the commands that change it for the next refresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.live.account_ranges import ACCOUNT_RANGE, NO_RANGE
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.decisions import following, newest

if TYPE_CHECKING:
    from clientinfo_kernel.margin.margin import Margin

# The newest decision about each range (``live.account_ranges``), by its first and last account.
Decided: TypeAlias = Mapping[tuple[Any, ...], Mapping[str, Any]]
_NOTHING: Decided = MappingProxyType({})


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


def calculated_costs(margin: Margin) -> pl.DataFrame:
    """Return what was calculated of each account's revenue: ``account``, ``role``, ``amount``.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    columns = ("account", "role", "origin", "amount")
    rows = margin.directory.table("profit_entries", columns, pl.col("origin") == "calculated")
    return rows.group_by("account", "role").agg(pl.col("amount").sum())


def decided(margin: Margin) -> Decided:
    """Return what was decided last about each range, also where only the next refresh uses it.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        LiveUnavailable: The live store does not answer.
    """
    return newest(ACCOUNT_RANGE, margin.directory.written(ACCOUNT_RANGE).iter_rows(named=True))


def mapping_of(
    wanted: Range, command_id: str, note: str, old: tuple[int, int] | None = None, seen: Decided = _NOTHING
) -> Add:
    """Return the command that maps a range; the next refresh uses it.

    Args:
        wanted: The range.
        command_id: Of the command.
        note: Why.
        old: A range of the house's own that it stands in place of: taken back in the same transaction.
        seen: What was decided as one saw it (``decided``): where somebody decided something else since, nothing is written.
    """
    before = taken_back(*old, f"{command_id}-old", note, seen) if old is not None and old != wanted.place else None
    values = {**said_of(wanted, note), **following(ACCOUNT_RANGE, seen.get(wanted.place))}
    return Add(command_id, "", ACCOUNT_RANGE, values, before)


def said_of(wanted: Range, note: str) -> dict[str, Any]:
    """Return what a decision says of a range, field by field (``live.account_ranges``)."""
    return {
        "account_from": wanted.first,
        "account_to": wanted.last,
        "name": wanted.name or None,
        "note": note,
        **{name: getattr(wanted, name) for name in ("role", "division", "is_warranty")},
        **{f"{name}_percent": getattr(wanted, f"{name}_percent") for name in ("cost_of_goods", "labour_cost", "tax")},
    }


def taken_back(first: int, last: int, command_id: str, note: str, seen: Decided = _NOTHING) -> Add:
    """Return the command that takes a range of the house's own back; what lies below it counts again."""
    return mapping_of(Range(first, last, NO_RANGE), command_id, note, seen=seen)
