"""A day as it is to be planned: its stops, its drivers, its houses. All times are seconds of the day (``clock``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clientinfo_kernel.access.branch_name import branch_key
from clientinfo_kernel.live.tour_stops import StopKind
from clientinfo_kernel.tours.clock import DayClock


@dataclass(frozen=True)
class Stop:
    """One drive to a customer, to fetch a car or to bring it back.

    Attributes:
        stop_id: Of its row in the live store.
        early, late: The window in which the driver arrives.
        agreed: The hour of the dealer system's appointment.
        service: How long the driver is there.
        place: Degrees (WGS 84); None: no directory knows the address.
        apart_km: Postal code and town of the address contradict each other by so much.
        branch: Where the car is repaired; empty: unknown.
        needs_car: It leaves a courtesy car with the customer.
        is_automatic_wanted: The customer drives an automatic only.
        wanted_car: The courtesy car that a planner chose for the customer, also one that there is no more; empty: whichever.
        courtesy_car: Which one the customer has or gets, as it is written; empty: none, or nobody wrote it.
        is_handed_over: The customer has it by now: no plan gives them another one.
        driver, arrives: The accepted plan, or what a person put there.
        is_locked: Driver and time stay.
        outcome: How it ended (``live.tour_stops``); empty: nobody was there yet. ``arrives`` is then when somebody was.
        is_window_set: The window was agreed by hand.
        is_cancelled: Somebody said so for this day: nobody drives there, unless somebody was there already.
        version: Of its row; 0: nobody has written one.
        written: The row (``live.tour_stops``), empty where there is none.
        ended: What of the row was for another day, with what takes its place (``of_its_day.ended``).
    """

    stop_id: str
    appointment: str
    kind: StopKind
    customer_number: str
    customer: str
    early: int
    late: int
    agreed: int
    service: int
    place: tuple[float, float] | None
    apart_km: float | None = None
    branch: str = ""
    needs_car: bool = False
    is_automatic_wanted: bool = False
    wanted_car: str = ""
    courtesy_car: str = ""
    is_handed_over: bool = False
    driver: str = ""
    arrives: int | None = None
    is_locked: bool = False
    outcome: str = ""
    is_window_set: bool = False
    is_cancelled: bool = False
    version: int = 0
    street: str = ""
    postal_code: str = ""
    town: str = ""
    country: str = ""
    phone: str = ""
    note: str = ""
    vehicle: str = ""
    plate: str = ""
    written: Mapping[str, Any] = field(default_factory=dict, hash=False)
    ended: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def is_done(self) -> bool:
        """Whether somebody was there already, whatever came of it: no plan changes that."""
        return bool(self.outcome and self.driver and self.arrives is not None)

    @property
    def chosen_car(self) -> str:
        """The courtesy car that was chosen for a customer who has none by now; empty: whichever."""
        return self.wanted_car if self.needs_car and not (self.is_handed_over or self.is_done) else ""

    @property
    def held_at(self) -> int | None:
        """When somebody is there whatever is planned; None: a plan decides."""
        return self.arrives if self.driver and (self.is_locked or self.is_done) else None


@dataclass(frozen=True)
class DriverDay:
    """A driver on this day.

    Attributes:
        house: Number of the house where they begin and end.
        shifts: From when to when, in order.
        break_seconds: 0: none, or between two shifts.
        break_early, break_late: In this time the break begins and ends.
        planned: The shifts before an absence.
        away: From when to when the driver is not there; None: at no time.
        is_extra: The settings do not name them: they drive on this day.
        version: Of what people wrote about the day; 0: nothing.
    """

    name: str
    house: int
    shifts: tuple[tuple[int, int], ...]
    account: str = ""
    branch: str = ""
    plate: str = ""
    break_seconds: int = 0
    break_early: int = 0
    break_late: int = 0
    cars: int = 1
    planned: tuple[tuple[int, int], ...] = ()
    away: tuple[int, int] | None = None
    is_extra: bool = False
    version: int = 0


@dataclass(frozen=True)
class House:
    """A branch of the house, where tours begin and end."""

    name: str
    place: tuple[float, float]


@dataclass(frozen=True)
class CarAway:
    """A courtesy car is not there, no matter who has it: from when to when; ``car`` where it is known which."""

    start: int
    end: int
    car: str = ""


@dataclass(frozen=True)
class TourDay:
    """All that is known of a day before it is planned.

    Attributes:
        cars: Names of the courtesy cars; empty: nobody counts them.
        automatics: Those of them that are automatics.
        cancelled: Stops that somebody cancelled: nobody drives there.
        cars_away: Promised to customers who come themselves, or with a customer since an earlier day.
        house_seconds: How long a driver is at the house between two ways.
        now: What is not held begins no earlier; None: the day is not today.
        keeps: Stops that have driver and hour keep both, as long as everything fits.
    """

    day: date
    stops: tuple[Stop, ...]
    drivers: tuple[DriverDay, ...]
    houses: tuple[House, ...]
    cars: tuple[str, ...] = ()
    cars_away: tuple[CarAway, ...] = ()
    house_seconds: int = 300
    now: int | None = None
    keeps: bool = False
    automatics: tuple[str, ...] = ()
    cancelled: tuple[Stop, ...] = ()

    @property
    def clock(self) -> DayClock:
        """What turns its seconds into moments."""
        return DayClock(self.day)

    def stop(self, stop_id: str) -> Stop | None:
        """Return a stop; None: the day has none of this id."""
        return next((each for each in self.stops if each.stop_id == stop_id), None)

    @property
    def rows(self) -> dict[str, int]:
        """Stop -> its row in the matrix of ways: the houses come first, then the stops that have a place."""
        placed = (each for each in self.stops if each.place)
        return {each.stop_id: row for row, each in enumerate(placed, len(self.houses))}

    def house_of(self, stop: Stop) -> int:
        """Return the number of the house at which a customer's car is repaired."""
        named = [branch_key(each.name) for each in self.houses]
        return named.index(branch_key(stop.branch)) if branch_key(stop.branch) in named else 0
