"""When a stop may begin: where it is held, not before now, and a car is brought after it was fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clientinfo_kernel.tours.day import Stop, TourDay
    from data_sources.routing.ways import Ways


@dataclass(frozen=True)
class Windows:
    """The windows of a day.

    Attributes:
        of: Stop -> from when to when the driver may arrive; the end lies before the beginning where the hour is over.
        least: Stop that is brought -> how long after its arrival to fetch the same car somebody can be there with it.
        too_close: Stops that are brought although nobody can have fetched the car by then.
    """

    of: Mapping[str, tuple[int, int]]
    least: Mapping[str, int]
    too_close: frozenset[str]


def windows_of(day: TourDay, ways: Ways) -> Windows:
    """Return the windows of a day; two of one car that overlap are cut apart in the middle, as far as both allow it."""
    of = {each.stop_id: _alone(day, each) for each in day.stops}
    least: dict[str, int] = {}
    too_close = set()
    for fetch, bring in pairs(day):
        if not fetch.place or not bring.place:
            continue
        gap = least[bring.stop_id] = _least(day, ways, fetch, bring)
        (first, fetch_late), (bring_early, last) = of[fetch.stop_id], of[bring.stop_id]
        if fetch.is_done or fetch_late + gap <= bring_early:
            continue
        cut = min((fetch_late + bring_early - gap) // 2, fetch_late, last - gap)
        cut = max(cut, first)
        if cut > last - gap:
            too_close.add(bring.stop_id)
            continue
        of[fetch.stop_id] = first, min(fetch_late, cut)
        of[bring.stop_id] = max(bring_early, cut + gap), last
    return Windows(of, least, frozenset(too_close))


def pairs(day: TourDay) -> list[tuple[Stop, Stop]]:
    """Return the stops of those appointments whose car is fetched and brought on this day."""
    fetched = {each.appointment: each for each in day.stops if each.kind == "fetch"}
    brought = (each for each in day.stops if each.kind == "bring" and each.appointment in fetched)
    return [(fetched[each.appointment], each) for each in brought]


def not_fetched(day: TourDay, planned: set[str]) -> set[str]:
    """Return what is brought although the car stays with its customer: nobody was met, or the plan does not fetch it."""
    return {
        bring.stop_id
        for fetch, bring in pairs(day)
        if not bring.is_done and (fetch.outcome == "not_met" or not (fetch.outcome or fetch.stop_id in planned))
    }


def _alone(day: TourDay, stop: Stop) -> tuple[int, int]:
    if stop.held_at is not None:
        return stop.held_at, stop.held_at
    return max(stop.early, day.now or 0), stop.late


def _least(day: TourDay, ways: Ways, fetch: Stop, bring: Stop) -> int:
    """Add up: at the customer's, to the house, there, and back again."""
    rows, house = day.rows, day.house_of(fetch)
    there, back = ways.seconds[rows[fetch.stop_id], house], ways.seconds[house, rows[bring.stop_id]]
    return fetch.service + int(there) + 2 * day.house_seconds + int(back)
