"""Drive a plan through again, by the day and the ways alone: whatever it breaks is said. It shares no code with the planner."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.tours.day import DriverDay, TourDay
    from clientinfo_kernel.tours.plan import Leg, Plan, Tour
    from data_sources.routing.ways import Ways


def broken(day: TourDay, ways: Ways, plan: Plan, *, tired: str = "") -> list[str]:
    """Return what is wrong with a plan; nothing where it is sound. ``tired``: the driver who can have no break."""
    drivers = {each.name: each for each in day.drivers}
    said = [line for tour in plan.tours for line in _driven(day, ways, tour, drivers[tour.driver])]
    planned = [leg.stop_id for tour in plan.tours for leg in tour.stops]
    every = sorted([*planned, *(each.stop_id for each in plan.unplanned)])
    if every != sorted(each.stop_id for each in day.stops):
        said.append("not every stop is planned once, or said to be unplanned")
    said += _paired(day, plan)
    rests = {tour.driver for tour in plan.tours for leg in tour.legs if leg.kind == "break"}
    working = {tour.driver for tour in plan.tours if drivers[tour.driver].break_seconds}
    return said + [f"{each} has no break" for each in sorted(working - rests - {tired})]


def _driven(day: TourDay, ways: Ways, tour: Tour, driver: DriverDay) -> Iterator[str]:
    """Drive from leg to leg, in seconds of the day."""
    rows = {each.stop_id: len(day.houses) + n for n, each in enumerate(each for each in day.stops if each.place)}
    here, now = driver.house, 0
    # what was done was done, and when somebody ticked it, nobody knows to the minute
    done = {each.stop_id for each in day.stops if each.outcome}
    past = max((n for n, leg in enumerate(tour.legs) if leg.stop_id in done), default=-1)
    if (tour.legs[0].kind, tour.legs[-1].kind) != ("house", "house"):
        yield f"{tour.driver} does not begin and end at the house"
    for number, leg in enumerate(tour.legs):
        there = rows[leg.stop_id] if leg.kind == "stop" else driver.house
        if number <= past:
            here, now = there, leg.end
            continue
        if number and leg.start < now + int(ways.seconds[here, there]):
            yield f"{tour.driver} cannot be at {leg.stop_id or leg.kind} at {leg.start}"
        if not any(start <= leg.start and leg.end <= end for start, end in driver.shifts):
            yield f"{tour.driver} does {leg.stop_id or leg.kind} outside of the shift"
        here, now = there, leg.end
        if leg.kind == "stop":
            yield from _served(leg, day, driver)
    yield from _rested(day, tour, driver)
    yield from _loaded(tour, driver)


def _paired(day: TourDay, plan: Plan) -> Iterator[str]:
    """No car is brought that was not fetched: at the customer's, home, handed over, and out again."""
    legs = {leg.stop_id: leg for tour in plan.tours for leg in tour.stops}
    fetched = {each.appointment: each for each in day.stops if each.kind == "fetch"}
    for bring in (each for each in day.stops if each.kind == "bring" and each.stop_id in legs):
        fetch = fetched.get(bring.appointment)
        if fetch is None or bring.outcome or fetch.outcome == "done":
            continue
        if fetch.outcome == "not_met" or fetch.stop_id not in legs:
            yield f"{bring.stop_id} is brought, but was never fetched"
        elif legs[bring.stop_id].start < legs[fetch.stop_id].end + 2 * day.house_seconds:
            yield f"{bring.stop_id} is brought before it was fetched"


def _rested(day: TourDay, tour: Tour, driver: DriverDay) -> Iterator[str]:
    """Say what is wrong with a break: it is one, in the settings' time, unless the driver has locks (ArbZG, section 4)."""
    rests = [leg for leg in tour.legs if leg.kind == "break"]
    if not rests:
        return
    if sum(leg.end - leg.start for leg in rests) < driver.break_seconds or min(x.end - x.start for x in rests) < 900:
        yield f"the break of {driver.name} is too short"
    if any(each.is_locked and each.driver == driver.name for each in day.stops):
        begins = [driver.shifts[0][0], *(leg.end for leg in rests)]
        ends = [*(leg.start for leg in rests), driver.shifts[-1][1]]
        if any(end - begin > 6 * 3600 for begin, end in zip(begins, ends, strict=True)):
            yield f"{driver.name} works for more than six hours without a break"
    elif len(rests) > 1 or rests[0].start < driver.break_early or rests[0].end > driver.break_late:
        yield f"the break of {driver.name} is at the wrong time"


def _served(leg: Leg, day: TourDay, driver: DriverDay) -> Iterator[str]:
    stop = day.stop(leg.stop_id)
    assert stop is not None
    if not stop.is_locked and day.now is not None and leg.start < day.now:
        yield f"{stop.stop_id} is planned in the past"
    if not stop.is_locked and not stop.early <= leg.start <= stop.late:
        yield f"{stop.stop_id} is outside of its window"
    if stop.is_locked and (stop.driver, stop.arrives) != (driver.name, leg.start):
        yield f"{stop.stop_id} does not stay where it is locked"
    if leg.end - leg.start < stop.service:
        yield f"{stop.stop_id} has too little time"


def _loaded(tour: Tour, driver: DriverDay) -> Iterator[str]:
    """Count the customers' cars in hand between two times at the house: all to bring at first, what is fetched at last."""
    kinds = "".join({"house": "|", "break": ""}.get(leg.kind, leg.stop_id.split(":")[-1][:1]) for leg in tour.legs)
    for way in kinds.split("|"):
        loads = [way[place:].count("b") + way[:place].count("f") for place in range(len(way) + 1)]
        if max(loads) > driver.cars:
            yield f"{tour.driver} moves {max(loads)} cars at once: {way}"
