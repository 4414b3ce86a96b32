"""Plan a day in this process: the shell does, and the process that a page starts for it (``worker``)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.courtesy_cars import cars_of
from clientinfo_kernel.tours.fitting import explained
from clientinfo_kernel.tours.reasons import impossible
from clientinfo_kernel.tours.solver import solve
from clientinfo_kernel.tours.translate import plan_of, translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.tours.day import TourDay
    from clientinfo_kernel.tours.plan import Plan
    from clientinfo_kernel.tours.problem import Answer
    from data_sources.routing.ways import Ways


_HURRIED_SECONDS = 2.0


def _never() -> bool:
    return False


def plan_day(
    day: TourDay,
    ways: Ways,
    seconds: float,
    *,
    reason_seconds: float = 5.0,
    on_better: Callable[[Plan], None] | None = None,
    is_stopped: Callable[[], bool] = _never,
    seed: int = 0,
) -> Plan:
    """Return the best plan that is found, with a reason for each stop that it does not hold.

    Args:
        day: Which.
        ways: Between ``translate.places_of(day)``.
        seconds: How long to search.
        reason_seconds: How long, after that, to look for windows that would fit.
        on_better: Called with each plan that is better than all before; their reasons are the first check's alone.
        is_stopped: Asked again and again; True: take what there is.
        seed: The same seed finds the same, as far as the time allows.
    """
    known = impossible(day, ways)
    asked = translated(day, ways, (each.stop_id for each in known))

    def tell(answer: Answer) -> None:
        if on_better is not None:
            on_better(_whole(plan_of(day, ways, asked, answer)))

    def _whole(plan: Plan) -> Plan:
        return replace(plan, cars=cars_of(day, plan), unplanned=known)

    answer = solve(asked.problem, seconds, on_better=tell, is_stopped=is_stopped, seed=seed)
    # whoever is in a hurry gets the reasons, too, but waits less for windows that would fit
    patience = min(reason_seconds, _HURRIED_SECONDS) if is_stopped() else reason_seconds
    unplanned = explained(asked, answer, known, day, ways, seconds=patience)
    return replace(_whole(plan_of(day, ways, asked, answer)), unplanned=unplanned)
