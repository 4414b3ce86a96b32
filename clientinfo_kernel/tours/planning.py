"""Plan a day in this process: the shell does, and the process that a page starts for it (``worker``)."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.fitting import explained
from clientinfo_kernel.tours.given_cars import cars_of
from clientinfo_kernel.tours.kept import plan_kept
from clientinfo_kernel.tours.kept_tour import with_done
from clientinfo_kernel.tours.plan import Unplanned
from clientinfo_kernel.tours.reasons import impossible
from clientinfo_kernel.tours.solver import solve
from clientinfo_kernel.tours.translate import leaving, plan_of, translated
from clientinfo_kernel.tours.windows import not_fetched
from clientinfo_kernel.tours.worth import worth

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.tours.day import TourDay
    from clientinfo_kernel.tours.plan import Plan
    from clientinfo_kernel.tours.problem import Answer
    from clientinfo_kernel.tours.translate import Translated
    from data_sources.routing.ways import Ways


_HURRIED_SECONDS = 2.0
_PATIENCE_SECONDS = 3.0
# Where nearly all is kept, little is left to decide: so long is searched before something is freed.
_KEEP_SECONDS = 0.5


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
) -> Plan:
    """Return the best plan that is found, with a reason for each stop that it does not hold.

    It is the accepted one where that holds together and none is found that is better.

    Args:
        day: Which.
        ways: Between ``translate.places_of(day)``.
        seconds: How long to search.
        reason_seconds: How long, after that, to look for windows that would fit.
        on_better: Called with each plan that is better than all before, the accepted one too; their reasons are the first
            check's alone.
        is_stopped: Asked again and again; True: take what there is.
    """
    known, end = impossible(day, ways), monotonic() + seconds
    out = {each.stop_id for each in known}

    def whole(asked: Translated, answer: Answer) -> Plan:
        plan = with_done(day, ways, plan_of(day, ways, asked, answer))
        return replace(plan, cars=cars_of(day, plan), unplanned=known)

    accepted = plan_kept(day, ways)
    best = bar = worth(day, accepted, out)

    def solved(pinned: set[str], seconds: float) -> tuple[Translated, Answer]:
        asked = translated(day, ways, out, pinned)

        def tell(answer: Answer) -> None:
            nonlocal best
            plan = whole(asked, _sound(day, answer))
            if on_better is not None and (found := worth(day, plan, out)) < best:
                best = found
                on_better(plan)

        answer = solve(asked.problem, seconds, patience=_PATIENCE_SECONDS, on_better=tell, is_stopped=is_stopped)
        return asked, _sound(day, answer)

    pinned = _kept(day)
    asked, answer = solved(pinned, min(seconds, _KEEP_SECONDS) if pinned else seconds)
    while pinned and answer.unplanned:
        # first what did not go with the rest is freed, and only then the rest, where more fits by that
        pinned = pinned - set(answer.unplanned) if pinned & set(answer.unplanned) else set()
        left = max(end - monotonic(), _KEEP_SECONDS)
        other = solved(pinned, min(left, _KEEP_SECONDS) if pinned else left)
        if len(other[1].unplanned) < len(answer.unplanned):
            asked, answer = other
    # a planner in a hurry gets the reasons, too, but waits less for windows that would fit
    patience = min(reason_seconds, _HURRIED_SECONDS) if is_stopped() else reason_seconds
    unplanned = explained(asked, answer, known, day, ways, seconds=patience)
    plan = replace(whole(asked, answer), unplanned=unplanned)
    if bar.odd or worth(day, plan, out) < bar:
        return plan
    why = {each.stop_id: each for each in unplanned}
    missing = (why.get(each.stop_id, Unplanned(each.stop_id, "crowded")) for each in accepted.unplanned)
    return replace(accepted, unplanned=tuple(missing))


def _kept(day: TourDay) -> set[str]:
    """Return what stays where it is, if everything fits so."""
    has_both = (each for each in day.stops if each.driver and each.arrives is not None and each.held_at is None)
    return {each.stop_id for each in has_both} if day.keeps else set()


def _sound(day: TourDay, answer: Answer) -> Answer:
    """Return an answer that brings no car that nobody fetches."""
    planned = {step.key for route in answer.routes for step in route.steps}
    return leaving(answer, not_fetched(day, planned) & planned)
