"""What speaks against a plan that people held as it is: nobody asked a solver about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.tours.cars_away import has_car, taking
from clientinfo_kernel.tours.windows import not_fetched, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.tours.day import TourDay
    from clientinfo_kernel.tours.plan import Conflict, Plan, Tour
    from data_sources.routing.ways import Ways

# Hours on the page are minutes.
_MINUTE = 60


def conflicts(day: TourDay, ways: Ways, plan: Plan) -> tuple[tuple[str, Conflict], ...]:
    """Return the stops of a plan that cannot be as it says, each with the first thing against it."""
    found: dict[str, Conflict] = {}
    planned = plan.planned
    for tour in plan.tours:
        for stop_id, what in _driven(day, tour):
            found.setdefault(stop_id, what)
    for fetch, bring in pairs(day):
        if bring.stop_id in planned and fetch.stop_id in planned and not (fetch.is_done or bring.is_done):
            there = int(ways.seconds[day.rows[fetch.stop_id], day.house_of(fetch)])
            if planned[bring.stop_id][1].start < planned[fetch.stop_id][1].end + there:
                found.setdefault(bring.stop_id, "not_fetched")
    for stop_id in not_fetched(day, set(planned)) & set(planned):
        found.setdefault(stop_id, "not_fetched")
    for stop_id in _without_car(day, plan):
        found.setdefault(stop_id, "no_car")
    return tuple((each.stop_id, found[each.stop_id]) for each in day.stops if each.stop_id in found)


def _without_car(day: TourDay, plan: Plan) -> set[str]:
    """Return the stops of a plan at which a courtesy car is needed, and none is left."""
    if not day.cars:
        return set()
    needed = {each.stop_id for each in taking(day) if not has_car(each)}
    return (needed & set(plan.planned)) - set(dict(plan.cars))


def _driven(day: TourDay, tour: Tour) -> Iterator[tuple[str, Conflict]]:
    """Drive from leg to leg; what was done was done."""
    shifts = {each.name: each.shifts for each in day.drivers}.get(tour.driver, ())
    beside = list(zip((None, *tour.legs), (*tour.legs[1:], None), strict=False))
    now, last = tour.legs[0].start, None
    for number, leg in enumerate(tour.legs):
        arrives = now + leg.seconds if number else leg.start
        stop = day.stop(leg.stop_id)
        if stop is None:
            has_car = last is not None and last.kind == "fetch" and leg.kind == "house" and leg.seconds
            now = max(leg.end, arrives + (day.house_seconds if has_car else 0))
            was, then = (None if each is None else day.stop(each.stop_id) for each in beside[number])
            if was is not None and not was.is_done and not _is_in(shifts, leg.end):
                yield was.stop_id, "shift"  # comes home too late
            if was is None and then is not None and not then.is_done and not _is_in(shifts, leg.start):
                yield then.stop_id, "shift"  # is at the house too early
            continue
        now, last = leg.end, stop
        if stop.is_done:
            continue
        if arrives > leg.start + _MINUTE:
            yield stop.stop_id, "overlap"
        if not any(start <= leg.start and leg.end <= end for start, end in shifts):
            yield stop.stop_id, "shift"
        if not stop.early - _MINUTE < leg.start < stop.late + _MINUTE:
            yield stop.stop_id, "hour"


def _is_in(shifts: tuple[tuple[int, int], ...], second: int) -> bool:
    return any(start - _MINUTE <= second <= end + _MINUTE for start, end in shifts)
