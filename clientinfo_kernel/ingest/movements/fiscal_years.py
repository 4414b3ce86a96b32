"""How fiscal years (Buchungsjahre) are called: each by a number of its own, also after a short one (Rumpfgeschäftsjahr)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_START = "fiscal_year_start"


def fiscal_year(postings: pl.LazyFrame) -> pl.Expr:
    """Return the name of a posting's fiscal year (``year``, Int32), from ``fiscal_year_start``.

    Args:
        postings: Contract ``ledger.Postings``, all of them.
    """
    plain = pl.col(_START).dt.year().cast(pl.Int32)
    renamed = {start: name for start, name in year_names(postings).items() if name != start.year}
    if not renamed:
        return plain.alias("year")
    return pl.col(_START).replace_strict(renamed, default=plain, return_dtype=pl.Int32).alias("year")


def year_names(postings: pl.LazyFrame) -> Mapping[date, int]:
    """Return the number by which each fiscal year is called, by its first day, the earliest first.

    It is the calendar year in which the year begins. Where a short year begins in the same calendar year as the next one,
    that one and those after it are called by the calendar year in which they end, as § 4a (2) EStG counts them. A first day
    that the years before and after it do not share is not such a change but a slip in a header, and changes no name.

    Args:
        postings: Contract ``ledger.Postings``, all of them.
    """
    found = postings.select(pl.col(_START).unique()).collect(engine="streaming")[_START]
    starts: list[date] = sorted(found.drop_nulls())
    changes = [
        later
        for earlier, later in pairwise(starts)
        if earlier.year == later.year
        and all(_day_of_year(start) == _day_of_year(earlier if start < later else later) for start in starts)
    ]
    return {start: start.year + sum(change <= start for change in changes) for start in starts}


def first_days(postings: pl.LazyFrame, names: Mapping[date, int]) -> pl.DataFrame:
    """Return ``year`` and ``starts_on`` of the fiscal years (``tables.margin.FISCAL_YEARS``), as most postings of each say it.

    Args:
        postings: Contract ``ledger.Postings``, all of them.
        names: Result of ``year_names``.
    """
    rows = (
        postings.group_by(pl.col(_START).alias("starts_on")).len().collect(engine="streaming").drop_nulls("starts_on")
    )
    years = pl.Series([names[day] for day in rows["starts_on"]], dtype=pl.Int32)
    named = rows.with_columns(years.alias("year")).sort("len", "starts_on", descending=[True, False])
    first = named.unique("year", keep="first", maintain_order=True)
    return first.select("year", "starts_on").sort("year")


def year_of_day(day: pl.Expr, names: Mapping[date, int]) -> pl.Expr:
    """Return the name of the fiscal year of a day (Int32), also of one before or after the ledger's years.

    Args:
        day: A date.
        names: Result of ``year_names``; without any the calendar's years count.
    """
    year = day.dt.year().cast(pl.Int32)
    known: tuple[int, int, int] | None = None
    for start, name in names.items():
        form = (*_day_of_year(start), name - start.year)
        if form != known:
            counted = _counted(day, *form)
            year = counted if known is None else pl.when(day >= start).then(counted).otherwise(year)
            known = form
    return year


def _counted(day: pl.Expr, month: int, first: int, offset: int) -> pl.Expr:
    before_start = (day.dt.month() < month) | ((day.dt.month() == month) & (day.dt.day() < first))
    return day.dt.year().cast(pl.Int32) - before_start.cast(pl.Int32) + pl.lit(offset, pl.Int32)


def _day_of_year(start: date) -> tuple[int, int]:
    return start.month, start.day
