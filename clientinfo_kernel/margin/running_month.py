"""The month that is not all posted yet: beside a whole one of the year before it looks like a loss."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clientinfo_kernel.margin.opened import Opened

# From Christmas to New Year, or over Easter, a house may post nothing for so many days.
_QUIET_DAYS = 4


@dataclass(frozen=True)
class RunningMonth:
    """A month that is posted in part.

    Attributes:
        month: Its first day.
        until: The last day on which something is posted.
    """

    month: date
    until: date


def running_month(month: date, until: date, today: date) -> RunningMonth | None:
    """Return the last month with postings as long as it is posted in part; None: it is over.

    Args:
        month: First day of that month.
        until: The last day with a posting.
        today: The day of the question.
    """
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    is_over = today > last and last - until <= timedelta(days=_QUIET_DAYS)
    return None if is_over or until >= last else RunningMonth(month, until)


def running_month_of(opened: Opened, today: date) -> RunningMonth | None:
    """Return the one of a snapshot; None: its last month is over, or nothing is posted."""
    month, until = opened.posted_months["month"].max(), opened.posted_until
    return running_month(month, until, today) if isinstance(month, date) and until is not None else None
