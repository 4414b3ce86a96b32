"""When a driver has the break: in the settings' time, and where locks leave no room there, in parts or at another legal time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from clientinfo_kernel.tours.day import DriverDay, Stop, TourDay
    from clientinfo_kernel.tours.plan import Plan
    from data_sources.routing.ways import Ways

# ArbZG, § 4: a break is split into parts of no less than 15 minutes, and nobody works for more than six hours without one.
SHORTEST_PART = 15 * 60
_LONGEST_WORK = 6 * 3600


class BreakPart(NamedTuple):
    """A part of a break, or all of it: from when to when it may be (seconds of the day), and how long it is."""

    early: int
    late: int
    seconds: int


def break_parts(day: TourDay, ways: Ways, driver: DriverDay) -> tuple[BreakPart, ...]:
    """Return the parts of a driver's break between what is locked for them; empty: they have none.

    Where no room is left at all, it is the whole break at the settings' time: then it contradicts ``against_break``.
    """
    seconds, usual = driver.break_seconds, (driver.break_early, driver.break_late)
    if not seconds or not driver.shifts:
        return ()
    for first, last in (usual, _legal(driver)):
        free = [(max(start, first), min(end, last)) for start, end in _free(day, ways, driver)]
        if any(end - start >= seconds for start, end in free):
            return (BreakPart(first, last, seconds),)
        parts = _split(free, seconds)
        if parts:
            return parts
    return (BreakPart(*usual, seconds),)


def without_break(day: TourDay, plan: Plan) -> list[DriverDay]:
    """Return who drives in a plan that leaves them no break, or too short a one."""
    rests = {tour.driver: sum(leg.end - leg.start for leg in tour.legs if leg.kind == "break") for tour in plan.tours}
    return [each for each in day.drivers if rests.get(each.name, each.break_seconds) < each.break_seconds]


def against_break(day: TourDay, driver: DriverDay) -> list[Stop]:
    """Return the locked stops of a driver in the time of the break."""
    held = _held(day, driver)
    return [each for at, each in held if at < driver.break_late and at + each.service > driver.break_early]


def _legal(driver: DriverDay) -> tuple[int, int]:
    """Return the time in which a break, or all its parts, may be: six hours at most lie before and after it."""
    start, end = driver.shifts[0][0], driver.shifts[-1][1]
    return max(end - _LONGEST_WORK, start), min(start + _LONGEST_WORK, end)


def _held(day: TourDay, driver: DriverDay) -> list[tuple[int, Stop]]:
    found = ((each.held_at, each) for each in day.stops if each.driver == driver.name and each.place)
    return sorted(((at, each) for at, each in found if at is not None), key=lambda one: (one[0], one[1].stop_id))


def _free(day: TourDay, ways: Ways, driver: DriverDay) -> list[tuple[int, int]]:
    """Return when a driver can be at the house between what is locked for them."""
    rows, free, now = day.rows, [], driver.shifts[0][0]
    for at, stop in _held(day, driver):
        row, change = rows[stop.stop_id], day.house_seconds
        before, after = (0, change) if stop.kind == "fetch" else (change, 0)
        free.append((now, at - before - int(ways.seconds[driver.house, row])))
        now = max(now, at + stop.service + int(ways.seconds[row, driver.house]) + after)
    return [*free, (now, driver.shifts[-1][1])]


def _split(free: list[tuple[int, int]], seconds: int) -> tuple[BreakPart, ...]:
    """Return as few parts as possible, one in each time that is long enough; empty: there is no room for all of it."""
    parts: list[BreakPart] = []
    for start, end in sorted(free, key=lambda each: each[0] - each[1]):
        length = min(seconds, end - start)
        if 0 < seconds - length < SHORTEST_PART:
            length = seconds - SHORTEST_PART  # what is left is a part, too
        if length >= SHORTEST_PART:
            parts.append(BreakPart(start, end, length))
            seconds -= length
        if not seconds:
            return tuple(sorted(parts))
    return ()
