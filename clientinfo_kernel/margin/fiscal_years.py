"""Fiscal years (Buchungsjahre) by their months, as the headers of the ledger's batches begin them: not always in January, nor always twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.where import MONTHS, day_of_month

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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

    @property
    def months(self) -> int:
        """How many months it has, of the last year those until its last posting."""
        return _counted(self.last) - _counted(self.first) + 1


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


def years_of(opened: Opened) -> list[FiscalYear]:
    """Return those of a snapshot (``fiscal_years``)."""
    return fiscal_years(opened.posted_months.drop_nulls().iter_rows(), opened.fiscal_year_starts)


def fiscal_years(posted: Iterable[tuple[int, date]], starts: Mapping[int, date]) -> list[FiscalYear]:
    """Return the fiscal years in which something is posted, the earliest first.

    A year goes until the next one begins, and no longer than twelve months (§ 240 (2) HGB).

    Args:
        posted: Fiscal year and month (a day of it) of what is posted.
        starts: First day of each fiscal year by its name (table ``fiscal_years``).
    """
    begins = {year: _counted(day) for year, day in starts.items()}
    last_posted: dict[int, int] = {}
    for year, day in posted:
        month = _counted(day)
        begins.setdefault(year, month)
        last_posted[year] = max(last_posted.get(year, month), month)
    found = []
    for year in sorted(last_posted):
        begin = begins[year]
        later = [each for each in begins.values() if each > begin]
        end = min(*later, begin + MONTHS) - 1 if later else begin + MONTHS - 1
        if year == max(last_posted):
            end = max(begin, min(end, last_posted[year]))  # a posting outside its year makes none longer
        found.append(FiscalYear(year, day_of_month(begin), day_of_month(end)))
    return found


def _counted(day: date) -> int:
    return day.year * MONTHS + day.month - 1
