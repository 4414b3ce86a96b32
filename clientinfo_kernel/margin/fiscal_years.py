"""Fiscal years (Buchungsjahre) by their months, as the postings show them; they need not begin in January."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.where import MONTHS, day_of_month

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.margin.opened import Opened


@dataclass(frozen=True)
class FiscalYear:
    """A fiscal year.

    Attributes:
        year: Its name in the ledger.
        first: First day of its first month.
        last: First day of its last month; of the last year: of the last with a posting.
    """

    year: int
    first: date
    last: date


def period_of(opened: Opened) -> tuple[date, date]:
    """Return the first day of the first and of the last month in which something is posted.

    Raises:
        QuestionError: Nothing is posted.
    """
    months = opened.posted_months["month"]
    first, last = months.min(), months.max()
    if first is None or last is None:
        raise QuestionError("nothing is posted yet")
    return first, last  # type: ignore[return-value]  # a column of days


def fiscal_years(posted: Iterable[tuple[int, date]]) -> list[FiscalYear]:
    """Return the fiscal years, the earliest first.

    A year goes until the next one begins. It begins in the month in which most do, also where nothing was posted yet in
    that one; a short year after a change of the start (Rumpfgeschäftsjahr) begins with its first posting.

    Args:
        posted: Fiscal year and month (a day of it) of what is posted.
    """
    months: dict[int, list[int]] = {}
    for year, day in posted:
        months.setdefault(year, []).append(day.year * MONTHS + day.month - 1)
    names = sorted(months)
    # The first year of a ledger may have been taken over in its middle.
    usual = Counter(min(months[name]) % MONTHS for name in names[1:]) or Counter([0])
    start = min(usual, key=lambda month: (-usual[month], month))
    begins = []
    for place, name in enumerate(names):
        begin = min(months[name])
        usual_begin = begin - (begin - start) % MONTHS
        is_free = place == 0 or usual_begin > max(months[names[place - 1]])
        begins.append(usual_begin if is_free else begin)
    ends = [*(begin - 1 for begin in begins[1:]), *(max(months[name]) for name in names[-1:])]
    spans = zip(names, begins, ends, strict=True)
    return [FiscalYear(name, day_of_month(begin), day_of_month(end)) for name, begin, end in spans]
