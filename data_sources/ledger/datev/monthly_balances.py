"""A list of totals and balances with one column per month (Jahresübersicht): what each month moved, debit positive.

The side of an amount can stand in the column after it: one that holds S or H (``Jan | S/H``), or one for each of the
letters (``Jan | S | H``). Or two amounts follow the month (``Jan | Soll | Haben``): its own column is empty then, or holds
by how much the one is more than the other. Every month has the same of these; ``Jan | Feb | Mrz | Soll | Haben`` ends with
the totals of the year.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from data_sources.ledger.datev.layout import normalised
from data_sources.ledger.datev.list_amounts import signed_cents
from data_sources.ledger.periods import Period, month_alone

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_FEWEST = 2
EITHER_SIDE = ("sh", "sollhaben", "shkennzeichen", "sollhabenkennzeichen")  # a column that holds S or H
_TWO_SIDES = ("s", "h")
_TWO_AMOUNTS = ("soll", "haben")


class SidesUnclear(Exception):
    """The headings do not say which sides or amounts belong to which month."""


def month_columns(headings: Sequence[str], period: Period | None) -> dict[int, dt.date]:
    """Return the last day of the month per position, where several columns are headed by a month and nothing else.

    Args:
        headings: Of the list.
        period: What titles and file name say; the column of its month, else the last one, lies in its year where
            the headings say none.
    """
    found = {at: month for at, heading in enumerate(headings, start=1) if (month := month_alone(heading))}
    if len(found) < _FEWEST:
        return {}
    said, months = [year for year, _month in found.values()], [month for _year, month in found.values()]
    years = [year for year in said if year]
    if len(years) < len(said):
        if period is None:
            return {}
        years = _years(said, months, period)
    return {at: _last_day(year, month) for at, year, month in zip(found, years, months, strict=True)}


def side_columns(headings: Sequence[str], months: Collection[int]) -> dict[int, str]:
    """Return what the columns after months hold per position: ``month_1_is_credit``, ``month_1_debit`` and the like.

    Args:
        headings: Of the list.
        months: Positions of its months, ascending.

    Raises:
        SidesUnclear: Not all months have the same after them: any guess would book amounts to a wrong month.
    """
    kinds = [_after(headings, at) for at in months]
    if len(set(kinds)) > 1:
        if not any(kinds[:-1]) and kinds[-1] == ("debit", "credit"):
            return {}  # the year's totals
        raise SidesUnclear(
            "some months have a side or two amounts (Soll, Haben) in the columns after them and others have not: "
            "which month they belong to is unclear; export the months alone, or each with the same columns"
        )
    return {
        at + offset: f"month_{place}_{name}"
        for place, (at, names) in enumerate(zip(months, kinds, strict=True), start=1)
        for offset, name in enumerate(names, start=1)
    }


def _after(headings: Sequence[str], month: int) -> tuple[str, ...]:
    after = tuple(map(normalised, headings[month : month + 2]))
    if after == _TWO_AMOUNTS:
        return "debit", "credit"
    if after == _TWO_SIDES:
        return "is_debit", "is_credit"
    return ("is_credit",) if after and after[0] in EITHER_SIDE else ()


def summed(raw: pl.DataFrame, months: Sequence[dt.date]) -> tuple[pl.DataFrame, dt.date]:
    """Return the list with the totals of the year and of its last month as texts, and that month's last day.

    The months ahead are empty or 0. A cell that is not an amount, or not what the two beside it make, takes the place of the
    total: it is refused there.

    Args:
        raw: Text columns ``month_1`` and so on, and those of ``side_columns``.
        months: Last day of each.
    """
    names = [f"month_{place}" for place in range(1, len(months) + 1)]
    has_two = f"{names[0]}_debit" in raw.columns
    read = [f"{name}_{side}" for name in names for side in ("debit", "credit")] if has_two else names
    amounts = raw.with_columns(signed_cents(raw, read)).select(_on_its_side(name, raw.columns) for name in read)
    wrong = [pl.when(_is_filled(name) & amounts[name].is_null()).then(name) for name in read]
    amounts = amounts.fill_null(0)
    if has_two:
        amounts = amounts.with_columns(
            (pl.col(f"{name}_debit") - pl.col(f"{name}_credit")).alias(name) for name in names
        )
        for read_net in signed_cents(raw, names):
            differs = read_net.ne_missing(amounts[read_net.name])
            wrong.append(
                pl.when(_is_filled(read_net.name) & differs).then(
                    pl.concat_str(read_net.name, pl.lit(" <> Soll - Haben"))
                )
            )
    moved = [
        place
        for place, name in enumerate(names)
        if any((amounts[each] != 0).any() for each in (name, f"{name}_debit", f"{name}_credit") if each in amounts)
    ]
    last = moved[-1] if moved else 0
    texts = []
    for total, those in (("year", names[: last + 1]), ("month", names[last : last + 1])):
        net = pl.sum_horizontal(those)
        for side, sign in (("debit", 1), ("credit", -1)):
            own = pl.sum_horizontal(f"{name}_{side}" for name in those) if has_two else (sign * net).clip(0)
            texts.append(cents_text(own).alias(f"{total}_{side}"))
    totals = raw.hstack(amounts.select(texts))
    return totals.with_columns(pl.coalesce(*wrong, "year_debit").alias("year_debit")), months[last]


def _on_its_side(name: str, there: Collection[str]) -> pl.Expr:
    side = f"{name}_is_credit"
    return by_side(pl.col(name), side) if side in there else pl.col(name)


def _is_filled(name: str) -> pl.Expr:
    return (pl.col(name).str.strip_chars() != "").fill_null(value=False)


def by_side(amount: pl.Expr, side: str) -> pl.Expr:
    """Return an amount with the sign that a column of sides gives it, debit positive."""
    is_credit = pl.col(side).str.strip_chars().str.to_uppercase().is_in(["H", "HABEN"])
    return pl.when(is_credit.fill_null(value=False)).then(-amount.abs()).otherwise(amount)


def cents_text(cents: pl.Expr) -> pl.Expr:
    """Write whole cents as the intake reads amounts: ``-1234,05``."""
    digits = cents.abs().cast(pl.String).str.zfill(3).str.replace(r"([0-9]{2})$", ",$1")
    return pl.when(cents < 0).then("-" + digits).otherwise(digits)


def _years(said: Sequence[int | None], months: Sequence[int], period: Period) -> list[int]:
    """Return the year of each month in a row: it changes where the months begin again, as in a fiscal year from July on."""
    at_end = [place for place, month in enumerate(months) if month == period.end.month]
    fixed = at_end[-1] if at_end else len(months) - 1
    years = [year or period.end.year for year in said]
    for place in range(fixed - 1, -1, -1):
        years[place] = said[place] or years[place + 1] - (months[place] > months[place + 1])
    for place in range(fixed + 1, len(months)):
        years[place] = said[place] or years[place - 1] + (months[place] < months[place - 1])
    return years


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
