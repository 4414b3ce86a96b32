"""Where the two sides of a comparison are not of the same length: a part of a month, or a time before the first posting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.margin import TARGET
from clientinfo_kernel.margin.where import MONTHS, bounds, day_of_month, is_bounded
from widgets.margin.view import PREVIOUS_YEAR
from widgets.texts.formats import day, month
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

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
    other = other_range(question)
    first, last = counted(years[0].first), counted(years[-1].last)
    until = month(day_of_month(last)) if running is None else day(running.until)
    if _is_cut_short(question, last):
        return _("Im gewählten Zeitraum ist erst bis {until} gebucht.").format(until=until)
    if running is not None and runs_here(question, running):
        text = _("{month} ist erst bis {day} gebucht; im Vergleich zählt der ganze Monat.")
        return text.format(month=month(running.month), day=day(running.until))
    if other is not None and other[0] < first <= other[1]:
        return _("Im Vergleichszeitraum ist erst ab {month} gebucht.").format(month=month(day_of_month(first)))
    if other is not None and other[0] <= last and (last < other[1] or (running is not None and last == other[1])):
        return _("Im Vergleichszeitraum ist erst bis {until} gebucht.").format(until=until)
    return ""


def uneven_in(margin: Margin, question: Question) -> str:
    """Return the same of the snapshot that answers."""
    return uneven_words(question, margin.fiscal_years(), margin.running_month())


def runs_here(question: Question, running: RunningMonth) -> bool:
    """Return whether the period ends with the running month beside a whole one, of another time or of a target."""
    own = own_range(question)
    is_of_time = other_range(question) is not None or question.compare == TARGET
    return own is not None and is_of_time and own[0] <= counted(running.month) <= own[1]


def own_range(question: Question) -> tuple[int, int] | None:
    """Return the first and the last month of the period; None: they do not stand together, or have no beginning or end."""
    months = dict(question.where).get("month", ())
    return bounds("month", months[0]) if len(months) == 1 and is_bounded(months[0]) else None


def other_range(question: Question) -> tuple[int, int] | None:
    """Return those of what it is compared with; None: that is of the same time, or of no range of months."""
    own = own_range(question)
    if own is None:
        return None
    if question.compare == PREVIOUS_YEAR:
        return own[0] - MONTHS, own[1] - MONTHS
    key, _equals, value = question.compare.partition("=")
    return bounds(key, value) if key == "month" and is_bounded(value) else None


def _is_cut_short(question: Question, last: int) -> bool:
    """Return whether the period goes beyond the last month with postings, and is shorter by it than what it is compared with.

    The year before is cut at the same month by itself (``Question.other_side``).
    """
    own, other = own_range(question), other_range(question)
    if own is None or other is None or question.compare == PREVIOUS_YEAR:
        return False
    return own[0] <= last < own[1] and last - own[0] < other[1] - other[0] and other[1] <= last


def counted(month_of: date) -> int:
    """Return a month counted through (``where.bounds``)."""
    return month_of.year * MONTHS + month_of.month - 1
