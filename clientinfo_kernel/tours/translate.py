"""From a day to what a solver is asked, and from its answer to a plan.

A driver sits in one car at a time. To fetch one, they come in a courtesy car, which they leave; to bring one, they come
in it. So a stop is a transfer between the house and the customer that fills the one seat meanwhile (``Shift.capacity``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientinfo_kernel.access.branch_name import branch_key
from clientinfo_kernel.live.tour_stops import appointment_of
from clientinfo_kernel.tours.breaks import break_parts
from clientinfo_kernel.tours.courtesy_cars import changes_car
from clientinfo_kernel.tours.kept_tour import driven_so_far
from clientinfo_kernel.tours.plan import Leg, Plan, Tour
from clientinfo_kernel.tours.prizes import (
    BREAK_PRIZE,
    KEEP_PRIZE,
    LOCK_PRIZE,
    STOP_PRIZE,
    prize_before_all,
    raised,
)
from clientinfo_kernel.tours.problem import End, Problem, Shift, Transfer, Visit
from clientinfo_kernel.tours.windows import windows_of
from data_sources.routing.ways import NO_WAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.tours.day import DriverDay, Stop, TourDay
    from clientinfo_kernel.tours.plan import LegKind
    from clientinfo_kernel.tours.problem import Answer, Route, Step
    from data_sources.routing.ways import Ways

# A second is worth so many metres: what a driver costs against what a car costs.
METRES_PER_SECOND = 5
_BREAK = "break:"
# No house closes for its own drivers.
_ALWAYS = 48 * 3600


@dataclass(frozen=True)
class Translated:
    """A problem, and whose shift each of its shifts is."""

    problem: Problem
    drivers: tuple[str, ...]


def places_of(day: TourDay) -> list[tuple[float, float]]:
    """Return the places of a day in the order of its matrix: first the houses, then the stops that have one."""
    return [*(house.place for house in day.houses), *(each.place for each in day.stops if each.place)]


def translated(day: TourDay, ways: Ways, left_out: Iterable[str] = (), pinned: Iterable[str] = ()) -> Translated:
    """Return what a solver is asked.

    Args:
        day: Which.
        ways: Between ``places_of(day)``.
        left_out: Stops that cannot be planned at all.
        pinned: Stops that keep the driver and the hour that they have, unless that costs another one its place.
    """
    out, pins = set(left_out) | _not_driven_on_from(day), set(pinned)
    windows = windows_of(day, ways).of
    shifts, drivers = _shifts(day)
    branches = {label for shift in shifts for label in shift.labels}
    transfers = tuple(
        _transfer(day, each, windows[each.stop_id], branches, is_pinned=each.stop_id in pins)
        for each in day.stops
        if each.place and each.stop_id not in out
    )
    breaks = tuple(visit for each in day.drivers for visit in _breaks(day, ways, each)) if transfers else ()
    driven = _by_the_house(day, ways)
    problem = Problem(driven.metres, driven.seconds, shifts, breaks, transfers, duration_cost=METRES_PER_SECOND)
    return Translated(raised(problem), drivers)


def plan_of(day: TourDay, ways: Ways, asked: Translated, answer: Answer) -> Plan:
    """Return an answer as a plan; who only has a break does not drive. Why something is unplanned, ``reasons`` says."""
    legs: dict[str, list[Leg]] = {}
    for route in answer.routes:
        found = _legs(day, ways, route)
        if any(leg.kind == "stop" for leg in found):
            legs.setdefault(asked.drivers[route.shift], []).extend(found)
    return Plan(tuple(Tour(each.name, tuple(legs[each.name])) for each in day.drivers if each.name in legs))


def with_window(problem: Problem, stop_id: str, early: int, late: int) -> Problem:
    """Return a problem in which one stop has another window, and comes before all others."""
    prize = prize_before_all(problem)

    def changed(each: Transfer) -> Transfer:
        end = "pickup" if _is_fetched(each.key) else "delivery"
        window = replace(getattr(each, end), early=early, late=late)
        return replace(each, prize=prize, **{end: window})

    transfers = (changed(each) if each.key == stop_id else each for each in problem.transfers)
    return replace(problem, transfers=tuple(transfers))


def keeping(problem: Problem, answer: Answer) -> Problem:
    """Return a problem in which what an answer holds comes before what it does not."""
    kept = {step.key for route in answer.routes for step in route.steps}
    prize = prize_before_all(problem)
    transfers = (replace(each, prize=prize) if each.key in kept else each for each in problem.transfers)
    return replace(problem, transfers=tuple(transfers))


def leaving(answer: Answer, keys: set[str]) -> Answer:
    """Return an answer without some of its stops; the others stay where they are."""
    if not keys:
        return answer
    routes = tuple(
        replace(each, steps=tuple(step for step in each.steps if step.key not in keys)) for each in answer.routes
    )
    return replace(answer, routes=routes, unplanned=(*answer.unplanned, *sorted(keys)))


def driver_label(name: str) -> str:
    """Return the label of a driver's shifts."""
    return f"driver:{name}"


def branch_label(branch: str) -> str:
    """Return the label of the shifts that begin at a branch."""
    return f"branch:{branch_key(branch)}"


def _by_the_house(day: TourDay, ways: Ways) -> Ways:
    """Return the ways as they are driven: by the house where the courtesy car is changed for an automatic."""
    changes = [(bring, fetch) for bring in day.stops for fetch in day.stops if changes_car(day, bring, fetch)]
    if not changes:
        return ways
    rows, metres, seconds = day.rows, ways.metres.copy(), ways.seconds.copy()
    for bring, fetch in changes:
        here, house, there = rows[bring.stop_id], day.house_of(fetch), rows[fetch.stop_id]
        metres[here, there] = min(ways.metres[here, house] + ways.metres[house, there], NO_WAY)
        by_house = ways.seconds[here, house] + day.house_seconds + ways.seconds[house, there]
        seconds[here, there] = min(by_house, NO_WAY)
    return replace(ways, metres=metres, seconds=seconds)


def _shifts(day: TourDay) -> tuple[tuple[Shift, ...], tuple[str, ...]]:
    shifts = [
        (Shift((driver_label(each.name), branch_label(each.branch)), each.house, start, end, each.cars), each.name)
        for each in day.drivers
        for start, end in each.shifts
    ]
    return tuple(shift for shift, _name in shifts), tuple(name for _shift, name in shifts)


def _not_driven_on_from(day: TourDay) -> set[str]:
    """Return what was done, but for the last stop of each driver who has a shift: that alone says where they drive on from."""
    there = {each.name for each in day.drivers if each.shifts}
    last = {each.driver: each.stop_id for each in sorted(filter(_is_done, day.stops), key=lambda one: one.arrives or 0)}
    from_there = {stop_id for driver, stop_id in last.items() if driver in there}
    return {each.stop_id for each in day.stops if each.is_done} - from_there


def _is_done(stop: Stop) -> bool:
    return stop.is_done


def _transfer(day: TourDay, stop: Stop, window: tuple[int, int], labels: set[str], *, is_pinned: bool) -> Transfer:
    (early, late), only, prize = window, "", STOP_PRIZE
    if stop.branch and branch_label(stop.branch) in labels:
        only = branch_label(stop.branch)
    if (stop.is_locked or stop.is_done) and stop.driver:
        only, prize = driver_label(stop.driver), LOCK_PRIZE
    elif is_pinned and stop.arrives is not None and early <= stop.arrives <= late:
        # what was accepted is not given up for what was left out
        only, prize, early, late = driver_label(stop.driver), KEEP_PRIZE, stop.arrives, stop.arrives
    customer = End(day.rows[stop.stop_id], early, late, stop.service)
    # nobody leaves with it before now
    opens = day.now or 0 if stop.kind == "bring" and stop.held_at is None and not is_pinned else 0
    house = End(day.house_of(stop), opens, _ALWAYS, day.house_seconds)
    ends = (customer, house) if stop.kind == "fetch" else (house, customer)
    return Transfer(stop.stop_id, *ends, only=only, prize=prize)


def _is_fetched(stop_id: str) -> bool:
    return appointment_of(stop_id)[1] == "fetch"


def _breaks(day: TourDay, ways: Ways, driver: DriverDay) -> list[Visit]:
    """Return the visits of the house that are a driver's break; no time that is too short for it is one.

    Who was on the way has it after that, unless there was room for it between two customers.
    """
    before = driven_so_far(day, ways, driver)
    if any(leg.kind == "break" for leg in before):
        return []
    since = before[-1].end if before else 0
    return [
        Visit(
            *(f"{_BREAK}{number}:{driver.name}", driver.house, max(early, since), late - seconds, seconds),
            only=driver_label(driver.name),
            prize=BREAK_PRIZE,
        )
        for number, (early, late, seconds) in enumerate(break_parts(day, ways, driver))
        if seconds <= late - max(early, since)
    ]


def _legs(day: TourDay, ways: Ways, route: Route) -> list[Leg]:
    """Return the legs of a route; nobody waits before a customer's door who can wait at the house."""
    legs: list[Leg] = []
    leaves: list[bool] = []
    before: int | None = None
    last: Stop | None = None
    for step in route.steps:
        kind, stop = _kind(step), day.stop(step.key)
        if before is not None and last and stop and kind == "stop" and changes_car(day, last, stop):
            house = day.house_of(stop)
            metres, seconds = _way(ways, before, house)
            comes = legs[-1].end + seconds
            legs.append(Leg("house", comes, comes + day.house_seconds, "", metres, seconds))
            leaves.append(True)
            before = house
        metres, seconds = (0, 0) if before is None else _way(ways, before, step.place)
        legs.append(Leg(kind, step.start, step.end, step.key if kind == "stop" else "", metres, seconds))
        leaves.append(step.kind == "house" or (step.kind == "pickup" and not _is_fetched(step.key)))
        before, last = step.place, stop if kind == "stop" else None
    # the way home ends when they are there, also where something was left out before it
    legs[-1] = replace(legs[-1], start=(home := legs[-2].end + legs[-1].seconds), end=home)
    for number in range(len(legs) - 2, -1, -1):
        slack = legs[number + 1].start - legs[number + 1].seconds - legs[number].end
        if leaves[number] and slack > 0:
            leg = legs[number]
            legs[number] = replace(leg, start=leg.start + slack, end=leg.end + slack)
    return _merged(legs)


def _kind(step: Step) -> LegKind:
    if step.kind == "visit":
        return "break"
    is_there = step.kind == ("pickup" if _is_fetched(step.key) else "delivery")
    return "stop" if is_there and step.kind != "house" else "house"


def _merged(legs: list[Leg]) -> list[Leg]:
    """Return legs in which the things that are done one after the other at one house are one."""
    merged: list[Leg] = []
    for leg in legs:
        last = merged[-1] if merged else None
        if last is not None and last.kind == leg.kind == "house" and leg.start <= last.end and not leg.seconds:
            merged[-1] = replace(last, end=leg.end)
        else:
            merged.append(leg)
    return merged


def _way(ways: Ways, start: int, end: int) -> tuple[int, int]:
    return int(ways.metres[start, end]), int(ways.seconds[start, end])
