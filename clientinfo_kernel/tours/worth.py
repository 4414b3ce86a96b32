"""Which of two plans of a day is the better one, however they were made."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.tours.breaks import without_break
from clientinfo_kernel.tours.translate import METRES_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.tours.day import TourDay
    from clientinfo_kernel.tours.plan import Plan, Tour


class Worth(NamedTuple):
    """What a plan lacks: the less, the better, and what stands first counts first.

    Attributes:
        lost_locks: Stops that people locked, and that it does not hold.
        lost: All stops that it does not hold, or holds so that nobody can be there.
        odd: Those of them that it holds all the same.
        without_break: Drivers who have none.
        cost: Of the drives: metres, and so many for each second from leaving to coming home.
    """

    lost_locks: int
    lost: int
    odd: int
    without_break: int
    cost: int


def worth(day: TourDay, plan: Plan, hopeless: Iterable[str]) -> Worth:
    """Return what a plan lacks.

    Args:
        day: Which.
        plan: Whose conflicts are known.
        hopeless: Stops that no plan can hold (``reasons.impossible``).
    """
    planned = plan.planned
    unheld = {*(stop_id for stop_id, _what in plan.conflicts), *hopeless}
    # nobody drives there any more
    late = {
        each.stop_id
        for each in day.stops
        if each.held_at is None and each.stop_id in planned and planned[each.stop_id][1].start < (day.now or 0)
    }
    odd = (unheld | late) & set(planned)
    lost = [each for each in day.stops if each.stop_id in odd or each.stop_id not in planned]
    return Worth(
        sum(each.held_at is not None for each in lost),
        len(lost),
        len(odd),
        len(without_break(day, plan)),
        sum(_cost(day, t) for t in plan.tours),
    )


def _cost(day: TourDay, tour: Tour) -> int:
    """Return what a tour costs; who is at the house before the first way and after the last one costs nothing."""
    shifts = next((each.shifts for each in day.drivers if each.name == tour.driver), ())
    home = dict(pairwise(tour.legs))
    seconds = 0
    for start, end in shifts:
        stops = [leg for leg in tour.stops if start <= leg.start <= end]
        if stops:
            first, last = stops[0], stops[-1]
            seconds += last.end + home[last].seconds - (first.start - first.seconds)
    return tour.metres + METRES_PER_SECOND * seconds
