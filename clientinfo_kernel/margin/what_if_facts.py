"""What a model is made of (``what_if``): sums by division and payer, hours that documents say, the months of the quota."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.margin.closed_periods import closed_periods
from clientinfo_kernel.margin.question import Question
from clientinfo_kernel.margin.what_if import Group, Today, today
from clientinfo_kernel.margin.where import MONTHS, TIMES, day_of_month, month_spelled
from clientinfo_kernel.query.profit_lines import LINES

if TYPE_CHECKING:
    from datetime import date

    from clientinfo_kernel.margin.margin import Margin
    from clientinfo_kernel.margin.where import Where

QUOTA_MONTHS = 6
_MEASURES = (*LINES, "labour_units")
# An hour in the unit of ``labour_minutes``. The measure of hours is rounded: a rate made of it would be off by some cents.
_HOUR = Decimal(60 * 10_000)


def facts_of(margin: Margin, where: Where) -> tuple[list[Group], Today]:
    """Return the rows that a model is made of, and what the facts say about what can be assumed otherwise.

    The quota is of the last closed months; where none is closed, or nobody knows, of the last whole ones.

    Args:
        margin: Who is asked.
        where: Filters of a question.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter asks for single accounts or cost centres, which know no labour units.
    """
    found = groups(margin, where)
    closed = _closed_months(margin)[-QUOTA_MONTHS:]
    months = closed or _whole_months(margin)
    timeless = tuple(each for each in where if each[0] not in TIMES)
    of_quota = groups(margin, (*timeless, ("month", tuple(map(month_spelled, months))))) if months else []
    return found, today(found, of_quota, months, is_closed=bool(closed))


def _closed_months(margin: Margin) -> tuple[date, ...]:
    try:
        return tuple(sorted(each.month for each in closed_periods(margin)))
    except LiveUnavailable:
        return ()


def _whole_months(margin: Margin) -> tuple[date, ...]:
    """Return the last months before the key date's that have postings."""
    first, last = margin.period()
    key = margin.directory.key_date
    end = min(last.year * MONTHS + last.month - 1, key.year * MONTHS + key.month - 2)
    begin = max(first.year * MONTHS + first.month - 1, end - QUOTA_MONTHS + 1)
    return tuple(day_of_month(each) for each in range(begin, end + 1))


def groups(margin: Margin, where: Where) -> list[Group]:
    """Return the sums of a question's rows by division and payer.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter asks for single accounts or cost centres, which know no labour units.
    """
    rows = margin.ask(Question(_MEASURES, ("division", "payer"), where)).rows
    timed = {
        (division, payer): (minutes / _HOUR, revenue, wages)
        for division, payer, revenue, wages, minutes in margin.timed_revenue(where).iter_rows()
    }
    return [
        Group(
            row["division"],
            row["payer"],
            {line: row[line] for line in LINES},
            row["labour_units"],
            *timed.get((row["division"], row["payer"]), (Decimal(0), Decimal(0), Decimal(0))),
        )
        for row in rows.iter_rows(named=True)
    ]
