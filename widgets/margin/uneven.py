"""Where the two sides of a comparison are not of the same length: a part of a month, or a time before the first posting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from clientinfo_kernel.margin import TARGET
from clientinfo_kernel.margin.where import DAY, MONTHS, TIMES, bounds, day_of_month, earlier, is_bounded
from widgets.margin.view import PREVIOUS_YEAR
from widgets.texts.formats import day, month
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.margin import Margin, Question
    from clientinfo_kernel.margin.fiscal_years import FiscalYear
    from clientinfo_kernel.margin.running_month import RunningMonth


def uneven_words(question: Question, years: Sequence[FiscalYear], running: RunningMonth | None) -> str:
    """Return why both sides are not of the same length; empty: they are.

    Args:
        question: What is compared with what.
        years: The fiscal years with postings, the earliest first.
        running: The last month as long as it is posted in part.
    """
    if not question.compare or not years:
        return ""
    first, last = counted(years[0].first), counted(years[-1].last)
    until = month(day_of_month(last)) if running is None else day(running.until)
    if (days := own_days(question)) is not None:
        ends = day_of_month(first), day_of_month(last + 1) - timedelta(days=1) if running is None else running.until
        return _of_days(days, other_days(question), ends, until)
    return _of_months(question, years, running, until)


def _of_months(question: Question, years: Sequence[FiscalYear], running: RunningMonth | None, until: str) -> str:
    """Return why two ranges of months are not of the same length."""
    first, last = counted(years[0].first), counted(years[-1].last)
    other = other_range(question, years)
    if _is_cut_short(question, years, last):
        return _("Im gewählten Zeitraum ist erst bis {until} gebucht.").format(until=until)
    if running is not None and runs_here(question, years, running):
        text = _("{month} ist erst bis {day} gebucht; im Vergleich zählt der ganze Monat.")
        return text.format(month=month(running.month), day=day(running.until))
    if other is not None and other[0] < first <= other[1]:
        return _begins(day_of_month(first))
    if other is not None and other[0] <= last and (last < other[1] or (running is not None and last == other[1])):
        return _ends(until)
    return ""


def _of_days(own: tuple[date, date], other: tuple[date, date] | None, posted: tuple[date, date], until: str) -> str:
    """Return why two ranges of days are not of the same length."""
    if other is None:
        return ""
    first, last = posted
    if own[0] <= last < own[1]:
        return _("Im gewählten Zeitraum ist erst bis {until} gebucht.").format(until=until)
    if other[0] < first <= other[1]:
        return _begins(first)
    return _ends(until) if other[0] <= last < other[1] else ""


def _begins(first: date) -> str:
    return _("Im Vergleichszeitraum ist erst ab {month} gebucht.").format(month=month(first))


def _ends(until: str) -> str:
    return _("Im Vergleichszeitraum ist erst bis {until} gebucht.").format(until=until)


def uneven_in(margin: Margin, question: Question) -> str:
    """Return the same of the snapshot that answers."""
    return uneven_words(question, margin.fiscal_years(), margin.running_month())


def runs_here(question: Question, years: Sequence[FiscalYear], running: RunningMonth) -> bool:
    """Return whether the period ends with the running month beside a whole one, of another time or of a target."""
    own = own_range(question, years)
    is_of_time = other_range(question, years) is not None or question.compare == TARGET
    return own is not None and is_of_time and own[0] <= counted(running.month) <= own[1]


def own_range(question: Question, years: Sequence[FiscalYear]) -> tuple[int, int] | None:
    """Return the first and the last month of the period; None: they do not stand together, or have no beginning or end.

    Of a fiscal year these are all of its months, also where it is not over.
    """
    chosen = dict(question.where)
    key = "month" if "month" in chosen else "year"
    values = chosen.get(key, ())
    return None if DAY in chosen or len(values) != 1 else _months_of(key, values[0], years)


def other_range(question: Question, years: Sequence[FiscalYear]) -> tuple[int, int] | None:
    """Return those of what it is compared with; None: that is of the same time, or of no range of months."""
    own = own_range(question, years)
    if own is None:
        return None
    if question.compare == PREVIOUS_YEAR:
        return own[0] - MONTHS, own[1] - MONTHS
    key, _equals, value = question.compare.partition("=")
    return _months_of(key, value, years) if key in {"month", "year"} else None


def _months_of(key: str, value: str, years: Sequence[FiscalYear]) -> tuple[int, int] | None:
    if not is_bounded(value):
        return None
    first, last = bounds(key, value)
    if key == "month":
        return first, last
    of_them = [each for each in years if first <= each.year <= last]
    if not of_them:
        return None
    end = of_them[-1]
    # Of the last one nobody knows how long it will be but by the law: twelve months at the most.
    until = counted(end.first) + MONTHS - 1 if end == years[-1] else counted(end.last)
    return counted(of_them[0].first), until


def own_days(question: Question) -> tuple[date, date] | None:
    """Return the first and the last day of a period of days; None: it is of no one range of days."""
    times = [(key, values) for key, values in question.where if key in TIMES]
    return _days_of(times[0][1][0]) if [(key, len(values)) for key, values in times] == [(DAY, 1)] else None


def other_days(question: Question) -> tuple[date, date] | None:
    """Return those of what it is compared with; None: that is of the same time, or of no range of days."""
    if question.compare == PREVIOUS_YEAR:
        ((_key, (value,)),) = earlier(tuple(each for each in question.where if each[0] == DAY))
        return _days_of(value)
    key, _equals, value = question.compare.partition("=")
    return _days_of(value) if key == DAY else None


def _days_of(value: str) -> tuple[date, date] | None:
    if not is_bounded(value):
        return None
    first, last = bounds(DAY, value)
    return date.fromordinal(first), date.fromordinal(last)


def _is_cut_short(question: Question, years: Sequence[FiscalYear], last: int) -> bool:
    """Return whether the period goes beyond the last month with postings, and is shorter by it than what it is compared with.

    The year before is cut at the same month by itself (``Question.other_side``).
    """
    own, other = own_range(question, years), other_range(question, years)
    if own is None or other is None or question.compare == PREVIOUS_YEAR:
        return False
    return own[0] <= last < own[1] and last - own[0] < other[1] - other[0] and other[1] <= last


def counted(month_of: date) -> int:
    """Return a month counted through (``where.bounds``)."""
    return month_of.year * MONTHS + month_of.month - 1
