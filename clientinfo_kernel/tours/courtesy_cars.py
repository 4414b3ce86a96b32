"""Which courtesy car goes where: each is with one customer at a time."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.plan import Unplanned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.tours.day import Stop, TourDay
    from clientinfo_kernel.tours.plan import Plan

# A car that nobody brings back on this day.
_END_OF_DAY = 48 * 3600
# A driver leaves the house in it so long before the window begins, at most.
_ON_THE_WAY = 30 * 60


@dataclass(frozen=True)
class _Wanted:
    start: int
    end: int
    stop_id: str


def without_car(day: TourDay) -> tuple[Unplanned, ...]:
    """Return the stops for which no courtesy car is left, and when the next one comes back.

    What is locked has its car first, then who agreed on the earliest hour.
    """
    if not day.cars:
        return ()
    away = [_Wanted(each.start, each.end, "") for each in day.cars_away]
    refused = []
    for stop in sorted(_taking(day), key=lambda each: (not each.is_locked, each.agreed, each.stop_id)):
        wanted = _Wanted(stop.early - _ON_THE_WAY, _back(day, stop), stop.stop_id)
        meanwhile = [each for each in away if each.start < wanted.end and wanted.start < each.end]
        if _most_at_once([*meanwhile, wanted]) > len(day.cars):
            free = min((each.end for each in meanwhile if each.end > wanted.start), default=None)
            refused.append(Unplanned(stop.stop_id, "no_courtesy_car", None if free == _END_OF_DAY else free))
        else:
            away.append(wanted)
    return tuple(refused)


def cars_of(day: TourDay, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return which car each planned stop takes along, by stop."""
    if not day.cars:
        return ()
    planned = plan.planned
    taking = [each for each in _taking(day) if each.stop_id in planned]
    wanted = [_Wanted(each.early - _ON_THE_WAY, _back(day, each), each.stop_id) for each in taking]
    wanted += [_Wanted(each.start, each.end, "") for each in day.cars_away]
    free = list(range(len(day.cars)))
    busy: list[tuple[int, int]] = []
    given: list[tuple[str, str]] = []
    for each in sorted(wanted, key=lambda one: (one.start, one.stop_id)):
        while busy and busy[0][0] <= each.start:
            heappush(free, heappop(busy)[1])
        if not free:
            continue  # more were promised by the dealer system than there are
        car = heappop(free)
        heappush(busy, (each.end, car))
        if each.stop_id:
            given.append((each.stop_id, day.cars[car]))
    return tuple(sorted(given))


def _taking(day: TourDay) -> Iterable[Stop]:
    return (each for each in day.stops if each.kind == "fetch" and each.needs_car)


def _back(day: TourDay, stop: Stop) -> int:
    """Return when the car of a stop is at the house again: with the driver who brings the customer's own one."""
    way_back = day.stop(f"{stop.appointment}:bring")
    return _END_OF_DAY if way_back is None else max(way_back.late + way_back.service, stop.early)


def _most_at_once(wanted: Iterable[_Wanted]) -> int:
    changes = sorted(change for each in wanted for change in ((each.start, 1), (each.end, -1)))
    now = most = 0
    for _at, change in changes:
        now += change
        most = max(most, now)
    return most
