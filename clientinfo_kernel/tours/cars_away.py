"""Which courtesy cars are away when: each is with one customer at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.car_sharing import Car, Need

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.tours.day import Stop, TourDay

# A car that nobody brings back on this day.
END_OF_DAY = 48 * 3600
# A driver leaves the house in it so long before the window begins, at most.
_ON_THE_WAY = 30 * 60


@dataclass(frozen=True)
class CarUse:
    """Somebody has or gets a courtesy car.

    Attributes:
        start, end: From when to when (seconds of the day).
        stop_id: At which stop; empty: at none of this day.
        car: It is this one and no other; empty: whichever.
        is_automatic: An automatic, where it is whichever.
    """

    start: int
    end: int
    stop_id: str
    car: str = ""
    is_automatic: bool = False

    @property
    def need(self) -> Need:
        """What is wanted, where it is whichever."""
        return Need(self.start, self.end, self.is_automatic)


def taking(day: TourDay) -> list[Stop]:
    """Return the stops at which a customer gets a courtesy car, or got one."""
    return [each for each in day.stops if each.kind == "fetch" and each.needs_car]


def has_car(stop: Stop) -> bool:
    """Return whether the customer of a stop has a car by now, or had: no plan decides which."""
    return stop.is_handed_over or stop.is_done


def use_at(day: TourDay, stop: Stop) -> CarUse:
    """Return from when to when the customer of a stop has a car, and which where that is said."""
    start = stop.early if stop.held_at is None else stop.held_at
    car = stop.courtesy_car if has_car(stop) else stop.chosen_car
    is_automatic = stop.is_automatic_wanted and not stop.is_handed_over
    return CarUse(start - _ON_THE_WAY, _back(day, stop), stop.stop_id, car, is_automatic)


def away(day: TourDay) -> list[CarUse]:
    """Return the cars that are away whatever is planned; one that the settings no longer name is none of those counted."""
    return [CarUse(each.start, each.end, "", each.car) for each in day.cars_away if each.car in {"", *day.cars}]


def is_free(car: str, use: CarUse, others: Iterable[CarUse]) -> bool:
    """Return whether nobody else has or gets a car meanwhile."""
    return not any(each.car == car and each.start < use.end and use.start < each.end for each in others)


def cars_with(day: TourDay, uses: Iterable[CarUse]) -> list[Car]:
    """Return the courtesy cars, with who has or gets which of them."""
    taken: dict[str, list[tuple[int, int]]] = {name: [] for name in day.cars}
    for each in uses:
        if each.car in taken:
            taken[each.car].append((each.start, each.end))
    return [Car(name, name in day.automatics, tuple(taken[name])) for name in day.cars]


def _back(day: TourDay, stop: Stop) -> int:
    """Return when the car of a stop is at the house again: with the driver who brings the customer's own one."""
    way_back = day.stop(f"{stop.appointment}:bring")
    if way_back is None:
        return END_OF_DAY
    return max((way_back.late if way_back.held_at is None else way_back.held_at) + way_back.service, stop.early)
