"""What it costs to leave something out: more than any drive to it, so that first as much as possible is planned.

The break of the law comes before the stops, and what was promised by a lock before all: the break has a time beside the
locks where there is one (``breaks``). On a day with a far customer all of them are as many times higher as it takes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from clientinfo_kernel.tours.problem import Problem

STOP_PRIZE, KEEP_PRIZE, BREAK_PRIZE, LOCK_PRIZE = 600_000, 800_000, 5_000_000, 12_000_000
# More, and the solver would rather break a rule than leave a stop out: no fine of it is higher than 100,000,000 (``solver``).
_MOST_TIMES = 8
# From the driver's house to the customer, on to the house of the repair, and back.
_WAYS = 3


def raised(problem: Problem) -> Problem:
    """Return a problem whose prizes are high enough for its ways."""
    times = _times(problem)
    if times == 1:
        return problem
    visits = tuple(replace(each, prize=each.prize * times) for each in problem.visits)
    return replace(
        problem, visits=visits, transfers=tuple(replace(each, prize=each.prize * times) for each in problem.transfers)
    )


def prize_before_all(problem: Problem) -> int:
    """Return the prize of what comes before everything else in a problem."""
    return LOCK_PRIZE * _times(problem)


def _times(problem: Problem) -> int:
    """Return how many times the usual prizes the dearest drive asks for: its ways, and a whole shift of waiting."""
    longest = max((shift.end - shift.start for shift in problem.shifts), default=0)
    ends = {end.place for each in problem.transfers for end in (each.pickup, each.delivery)}
    rows = sorted(ends | {shift.place for shift in problem.shifts})
    places = np.ix_(rows, rows)
    seconds = problem.durations[places]
    costs = problem.distance_cost * problem.distances[places] + problem.duration_cost * seconds
    dearest = int(costs.max(initial=0, where=seconds <= longest))  # nobody drives longer than a shift
    dearest = _WAYS * dearest + problem.duration_cost * longest
    return min(max(-(-dearest // STOP_PRIZE), 1), _MOST_TIMES)
