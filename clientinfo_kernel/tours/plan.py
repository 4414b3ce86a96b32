"""A plan of a day: who drives where when, and what does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# ``address``: no point on the map, or postal code and town contradict each other; ``no_driver``: nobody is there for it;
# ``no_courtesy_car``: all are away; ``no_automatic``: all automatics are; ``car_taken``: the one that was chosen is;
# ``car_unknown``: the settings do not name that one;
# ``backwards``: its window ends before it begins; ``window``: nobody can be there in time; ``shift``: nobody is back in time; ``lock``: what was locked does not go together; ``crowded``: it would fit alone; ``way``: no road leads there;
# ``not_fetched``: its car stays with the customer; ``too_close``: it cannot be fetched and brought in that time;
# ``waiting``: nobody has planned it yet; ``done``: somebody was there, and no tour shows it, as the day does not have the
# driver or the map the place.
Reason = Literal[
    "address",
    "no_driver",
    "no_courtesy_car",
    "no_automatic",
    "car_taken",
    "car_unknown",
    "backwards",
    "window",
    "shift",
    "lock",
    "crowded",
    "way",
    "not_fetched",
    "too_close",
    "waiting",
    "done",
]
# ``overlap``: the driver cannot be there by then; ``shift``: nor back at the end of the shift; ``hour``: it is outside of its
# window; ``not_fetched``: its car is not at the house by then; ``no_car``: no courtesy car is left for its customer.
Conflict = Literal["overlap", "shift", "hour", "not_fetched", "no_car"]
LegKind = Literal["house", "stop", "break"]


@dataclass(frozen=True)
class Leg:
    """One thing after the other on a tour (seconds of the day).

    Attributes:
        stop_id: Of a stop.
        metres, seconds: The way to it from what stands before.
    """

    kind: LegKind
    start: int
    end: int
    stop_id: str = ""
    metres: int = 0
    seconds: int = 0


@dataclass(frozen=True)
class Tour:
    """What a driver does on a day, in this order."""

    driver: str
    legs: tuple[Leg, ...]

    @property
    def stops(self) -> tuple[Leg, ...]:
        """Its stops."""
        return tuple(leg for leg in self.legs if leg.kind == "stop")

    @property
    def metres(self) -> int:
        """How far the driver drives."""
        return sum(leg.metres for leg in self.legs)

    @property
    def driving(self) -> int:
        """How long the driver drives."""
        return sum(leg.seconds for leg in self.legs)


@dataclass(frozen=True)
class Window:
    """A window in which a stop would fit."""

    start: int
    end: int


@dataclass(frozen=True)
class Unplanned:
    """A stop that does not fit, and why.

    Attributes:
        earliest: When somebody could be there at the earliest, or a courtesy car is free again; None: not known.
        fits: A window that would fit; None: none was found.
    """

    stop_id: str
    reason: Reason
    earliest: int | None = None
    fits: Window | None = None


@dataclass(frozen=True)
class Plan:
    """A plan.

    Attributes:
        tours: Of the drivers who drive, in the order of the drivers.
        cars: Stop -> the courtesy car that it takes along.
        conflicts: Stop -> what speaks against it, where people held it so, or two of them planned at once.
    """

    tours: tuple[Tour, ...] = ()
    unplanned: tuple[Unplanned, ...] = ()
    cars: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[tuple[str, Conflict], ...] = ()

    @property
    def planned(self) -> dict[str, tuple[str, Leg]]:
        """Stop -> its driver and its leg."""
        return {leg.stop_id: (tour.driver, leg) for tour in self.tours for leg in tour.stops}
