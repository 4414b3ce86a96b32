"""The plan that was accepted, put together again from its stops; and the commands that accept another one."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.commands import Change
from clientinfo_kernel.live.tour_stops import TOUR_STOP
from clientinfo_kernel.tours.courtesy_cars import cars_of
from clientinfo_kernel.tours.day import TourDay
from clientinfo_kernel.tours.plan import Leg, Plan, Tour, Unplanned
from clientinfo_kernel.tours.reasons import impossible
from clientinfo_kernel.tours.translate import house_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.tours.day import DriverDay, Stop
    from data_sources.routing.ways import Ways


def plan_kept(day: TourDay, ways: Ways) -> Plan:
    """Return the accepted plan: who drives where when, with the ways to the house between them, as far as they follow."""
    by_driver: dict[str, list[Stop]] = {}
    for stop in day.stops:
        if stop.driver and stop.arrives is not None and stop.place is not None:
            by_driver.setdefault(stop.driver, []).append(stop)
    drivers = [each for each in day.drivers if each.name in by_driver]
    tours = tuple(_tour(day, ways, each, by_driver[each.name]) for each in drivers)
    planned = {leg.stop_id for tour in tours for leg in tour.stops}
    known = {each.stop_id: each for each in impossible(day, ways)}
    left = tuple(
        known.get(each.stop_id, Unplanned(each.stop_id, "waiting")) for each in day.stops if each.stop_id not in planned
    )
    plan = Plan(tours, left)
    return Plan(tours, left, cars_of(day, plan))


def _tour(day: TourDay, ways: Ways, driver: DriverDay, stops: list[Stop]) -> Tour:
    places = {each.stop_id: len(day.houses) + n for n, each in enumerate(each for each in day.stops if each.place)}
    legs: list[Leg] = []
    here, now, has_car = driver.house, 0, False
    for stop in sorted(stops, key=lambda each: (each.arrives or 0, each.stop_id)):
        start, there, house = stop.arrives or 0, places[stop.stop_id], house_of(day, stop)
        if not legs or stop.kind == "bring" or has_car:
            # before what is brought, and after what was fetched, the driver is at the house
            arrives = now + _seconds(ways, here, house)
            leaves = max(start - _seconds(ways, house, there), arrives)
            way = _way(ways, here, house) if legs else (0, 0)
            legs += _at_house(
                day, driver, arrives if legs else leaves - day.house_seconds, leaves, way=way, before=legs
            )
            here = house
        legs.append(Leg("stop", start, start + stop.service, stop.stop_id, *_way(ways, here, there)))
        here, now, has_car = there, start + stop.service, stop.kind == "fetch"
    back = now + _seconds(ways, here, driver.house)
    legs.append(Leg("house", back, back + (day.house_seconds if has_car else 0), "", *_way(ways, here, driver.house)))
    return Tour(driver.name, tuple(legs))


def _at_house(
    day: TourDay, driver: DriverDay, arrives: int, leaves: int, *, way: tuple[int, int], before: list[Leg]
) -> list[Leg]:
    """Return a time at the house: as one, or where it is long, coming and leaving, with the break between them."""
    short = day.house_seconds
    comes = min(arrives, leaves)
    if leaves - comes <= 2 * short:
        return [Leg("house", comes, leaves, "", *way)]
    start = max(comes + short, driver.break_early)
    end = start + driver.break_seconds
    is_rest = driver.break_seconds and end <= min(leaves - short, driver.break_late)
    has_had = any(leg.kind == "break" for leg in before)
    rest = [Leg("break", start, end)] if is_rest and not has_had else []
    return [Leg("house", comes, comes + short, "", *way), *rest, Leg("house", leaves - short, leaves)]


def _seconds(ways: Ways, start: int, end: int) -> int:
    return int(ways.seconds[start, end])


def _way(ways: Ways, start: int, end: int) -> tuple[int, int]:
    return int(ways.metres[start, end]), int(ways.seconds[start, end])


@dataclass(frozen=True)
class Acceptance:
    """A plan that takes the place of the kept one: a command for each stop that it changes.

    Attributes:
        accept_id: Made once, by ``live.commands.new_command_id``; accepted again, nothing is written twice.
    """

    accept_id: str
    day: TourDay
    plan: Plan

    def commands(self) -> Iterator[Change]:
        """Yield them; where somebody else changed the same field meanwhile, each is refused by itself."""
        cars, planned = dict(self.plan.cars), self.plan.planned
        for stop in self.day.stops:
            driver, leg = planned.get(stop.stop_id, (None, None))
            arrives = None if leg is None else self.day.clock.moment(leg.start)
            wanted = {"driver": driver, "arrives_at": arrives, "courtesy_car": cars.get(stop.stop_id)}
            if stop.is_locked and driver is None:
                continue  # what was locked stays, also where no plan can hold it
            changed = {name: value for name, value in wanted.items() if stop.written.get(name) != value}
            if changed:
                yield self.change(stop, changed)

    def change(self, stop: Stop, values: dict[str, Any]) -> Change:
        """Return the command for one stop."""
        command_id = f"{self.accept_id}:{sha256(stop.stop_id.encode()).hexdigest()[:24]}"
        return Change(command_id, stop.customer_number, TOUR_STOP, stop.stop_id, stop.version, values)
