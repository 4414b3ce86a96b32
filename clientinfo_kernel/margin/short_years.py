"""The year before where a fiscal year is not of twelve months (Rumpfgeschäftsjahr): the same months a year earlier.

Where every fiscal year has twelve months, the one before is the one whose number is one less. After a short year it is not:
of October 2011 to September 2012 the year before lies in two fiscal years.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin import where as filters
from clientinfo_kernel.margin.dimensions import UNASSIGNED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clientinfo_kernel.margin.fiscal_years import FiscalYear
    from clientinfo_kernel.margin.question import Question
    from clientinfo_kernel.margin.sums import Sums
    from clientinfo_kernel.margin.where import Where


def are_even(years: Sequence[FiscalYear]) -> bool:
    """Return whether all fiscal years begin in the same month of the years that they are called by."""
    return (
        len({each.first.year * filters.MONTHS + each.first.month - filters.MONTHS * each.year for each in years}) <= 1
    )


def in_months(question: Question, years: Sequence[FiscalYear]) -> Question:
    """Return a question whose filters on fiscal years are filters on their months."""
    return replace(question, where=_in_months(question.where, years), within=_in_months(question.within, years))


def by_year_after(
    question: Question, years: Sequence[FiscalYear], before: Sums, ask: Callable[[Question], Sums]
) -> Sums:
    """Return the sums of the year before, whose groups bear the fiscal year that they are put beside.

    Args:
        question: What is compared with the year before, by ``year`` among others.
        years: All fiscal years.
        before: The sums of the other side.
        ask: Adds up what stands beside a question.
    """
    others = tuple(key for key in question.by if key != "year")
    groups = []
    for year in years:
        where = _narrowed(_in_months(question.plain.where, years), _span(year))
        found = ask(replace(question, by=others, where=where, within=())).groups
        groups.append(found.with_columns(pl.lit(year.year, pl.Int32).alias("year")).select(before.groups.columns))
    return replace(before, groups=pl.concat(groups))


def _in_months(where: Where, years: Sequence[FiscalYear]) -> Where:
    chosen = dict(where).get("year")
    if chosen is None or UNASSIGNED in chosen:
        return where
    ranges = [filters.bounds("year", value) for value in chosen]
    spans = [_span(each) for each in years if any(first <= each.year <= last for first, last in ranges)]
    rest = tuple(each for each in where if each[0] != "year")
    return _narrowed(rest, *spans)


def _narrowed(where: Where, *spans: tuple[int, int]) -> Where:
    """Return filters that let through no months but those of some spans."""
    own = dict(where).get("month")
    kept = (
        spans if own is None else _common([filters.bounds("month", each) for each in own if each != UNASSIGNED], spans)
    )
    return (*(each for each in where if each[0] != "month"), ("month", filters.months_spelled(kept)))


def _common(ones: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    both = [(max(one[0], other[0]), min(one[1], other[1])) for one in ones for other in others]
    return [each for each in both if each[0] <= each[1]]


def _span(year: FiscalYear) -> tuple[int, int]:
    first, last = ((day.year * filters.MONTHS + day.month - 1) for day in (year.first, year.last))
    return first, last
