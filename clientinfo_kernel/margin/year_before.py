"""What stands beside a period where last year is asked for: nothing that is on both sides."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.question import PREVIOUS_YEAR
from clientinfo_kernel.margin.where import (
    DAY,
    MONTHS,
    RANGE,
    TIMES,
    earlier,
    joined,
    month_spelled,
    months_apart,
    spelled,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.margin.fiscal_years import FiscalYear
    from clientinfo_kernel.margin.question import Question
    from clientinfo_kernel.margin.where import Where


def comparable(compare: str, where: Where) -> str:
    """Return what a period is compared with where last year is asked for.

    All years together have no year before them. A period of more than a year is compared with as many years before it, for
    it shares months with the one that begins a year earlier; so does one of the same month of two years, which no one range
    is before.
    """
    times = tuple((key, values) for key, values in where if key in TIMES)
    if compare != PREVIOUS_YEAR or not times:
        return "" if compare == PREVIOUS_YEAR else compare
    distance = months_apart(times)
    if distance == MONTHS:
        return compare
    before = spelled(earlier(joined(times), distance))
    return before[0] if len(before) == 1 else ""


def is_apart(question: Question, years: Sequence[FiscalYear]) -> bool:
    """Return whether what a question is about as a whole shares no time with the year before it, where it is compared with that.

    By year or month each row stands beside its own year before, whatever the whole does: then the whole has none.

    Args:
        question: What is asked.
        years: The fiscal years with postings, the earliest first: periods without a beginning or an end go as far.

    Raises:
        QuestionError: It does, and no row has one either; the message names what the period can be compared with.
    """
    if question.compare != PREVIOUS_YEAR or not years:
        return True
    times = tuple(each for each in ended(question.where, years) if each[0] in TIMES) or _all(years)
    beside = comparable(PREVIOUS_YEAR, times)
    if beside != PREVIOUS_YEAR and not TIMES & {*question.by}:
        way = f"compare it with {beside}" if beside else f"compare it with one range, e.g. {times[0][0]}=..."
        raise QuestionError(f"the period shares some of its time with the year before it: {way}")
    return beside == PREVIOUS_YEAR


def ended(where: Where, years: Sequence[FiscalYear]) -> Where:
    """Return filters whose ranges of times all have a beginning and an end: they go as far as something is posted.

    Args:
        where: Filters.
        years: The fiscal years with postings, the earliest first.
    """
    first, last = years[0].first, years[-1].last
    ends = {
        "year": (str(years[0].year), str(years[-1].year)),
        "month": (month_spelled(first), month_spelled(last)),
        DAY: (first.isoformat(), last.replace(day=monthrange(last.year, last.month)[1]).isoformat()),
    }
    return tuple(
        (key, tuple(_ended(value, *ends[key]) for value in values) if key in TIMES else values) for key, values in where
    )


def _all(years: Sequence[FiscalYear]) -> Where:
    return (("month", (RANGE.join(map(month_spelled, (years[0].first, years[-1].last))),)),)


def _ended(value: str, first: str, last: str) -> str:
    """Return a range with both ends; one that begins behind what is posted, or ends before it, is that day, month or year."""
    begin, is_range, end = value.partition(RANGE)
    return RANGE.join((begin or min(first, end), end or max(last, begin))) if is_range else value
