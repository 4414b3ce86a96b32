"""What stands beside a period where last year is asked for: nothing that is on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.question import PREVIOUS_YEAR
from clientinfo_kernel.margin.where import MONTHS, TIMES, earlier, joined, months_apart, spelled

if TYPE_CHECKING:
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


def require_apart(question: Question) -> None:
    """Make sure that no month or day of a period is also in the year before, where it is compared with that.

    Raises:
        QuestionError: One is; the message names what the period can be compared with.
    """
    times = [key for key, _values in question.where if key in TIMES]
    beside = comparable(question.compare, question.where)
    if question.compare != PREVIOUS_YEAR or not times or beside == PREVIOUS_YEAR:
        return
    way = f"compare it with {beside}" if beside else f"compare it with one range, e.g. {times[0]}=..."
    raise QuestionError(f"the period shares some of its time with the year before it: {way}")
