"""The plan that was accepted, put together again from its stops; and the commands that accept another one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.commands import Change
from clientinfo_kernel.live.tour_stops import TOUR_STOP
from clientinfo_kernel.tours.conflicts import conflicts
from clientinfo_kernel.tours.day import TourDay
from clientinfo_kernel.tours.given_cars import cars_of
from clientinfo_kernel.tours.kept_tour import tour_kept
from clientinfo_kernel.tours.plan import Plan, Unplanned
from clientinfo_kernel.tours.reasons import impossible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.tours.day import Stop
    from data_sources.routing.ways import Ways


def plan_kept(day: TourDay, ways: Ways) -> Plan:
    """Return the accepted plan: who drives where when, with the ways to the house between them, as far as they follow."""
    by_driver: dict[str, list[Stop]] = {}
    for stop in day.stops:
        if stop.driver and stop.arrives is not None and stop.place is not None:
            by_driver.setdefault(stop.driver, []).append(stop)
    drivers = [each for each in day.drivers if each.name in by_driver]
    tours = tuple(tour_kept(day, ways, each, by_driver[each.name]) for each in drivers)
    planned = {leg.stop_id for tour in tours for leg in tour.stops}
    known = {each.stop_id: each for each in impossible(day, ways)}
    left = tuple(
        known.get(each.stop_id, Unplanned(each.stop_id, "waiting")) for each in day.stops if each.stop_id not in planned
    )
    plan = Plan(tours, left)
    plan = replace(plan, cars=cars_of(day, plan))
    return replace(plan, conflicts=conflicts(day, ways, plan))


def drafted(day: TourDay, plan: Plan) -> TourDay:
    """Return a day as if a plan were accepted; what people hold stays where they hold it."""
    planned = plan.planned

    def placed(stop: Stop) -> Stop:
        driver, leg = planned.get(stop.stop_id, ("", None))
        return replace(stop, driver=driver, arrives=None if leg is None else leg.start)

    return replace(day, stops=tuple(each if each.held_at is not None else placed(each) for each in day.stops))


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
            if stop.is_done or (stop.is_locked and driver is None):
                continue  # what was done or locked stays, also where no plan can hold it
            where = {"driver": driver, "arrives_at": arrives}
            # a car that the customer has is no longer the plan's to give
            changed: dict[str, Any] = {} if stop.is_handed_over else {"courtesy_car": cars.get(stop.stop_id)}
            changed = {name: value for name, value in changed.items() if stop.written.get(name) != value}
            if any(stop.written.get(name) != value for name, value in where.items()):
                changed |= where  # both or none: the driver of one plan at the hour of another is nobody's plan
            if changed:
                yield self.change(stop, changed)

    def change(self, stop: Stop, values: dict[str, Any]) -> Change:
        """Return the command for one stop: these values, and what ends with them because it was for another day."""
        command_id = f"{self.accept_id}:{sha256(stop.stop_id.encode()).hexdigest()[:24]}"
        return Change(command_id, stop.customer_number, TOUR_STOP, stop.stop_id, stop.version, {**stop.ended, **values})
