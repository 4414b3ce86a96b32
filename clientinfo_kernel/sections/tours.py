"""Section ``[tours]`` of the settings: who drives, with which cars, and how long what takes."""

from __future__ import annotations

import itertools
import unicodedata
from datetime import time
from typing import Annotated, Literal

import msgspec
from msgspec.structs import force_setattr

from clientinfo_kernel.errors import SettingsError

_Minutes = Annotated[int, msgspec.Meta(ge=0, le=600)]


class Driver(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Section ``[[tours.drivers]]``.

    Attributes:
        name: As colleagues call them.
        account: With which they log in, so that their own sheet opens first.
        branch: Where they begin and end; empty: the first branch of the house.
        plate: Of the car that is theirs.
        shifts: Such as ``07:30-16:30``; a shift with a pause is two of them, or one with a break.
        break_minutes: How long the break is; 0: none (two shifts have it between them).
        break_between: In this time it begins and ends.
        cars: How many customers' cars they can move at once; more than one has a transporter.
    """

    name: str
    account: str = ""
    branch: str = ""
    plate: str = ""
    shifts: tuple[str, ...] = ("07:30-16:30",)
    break_minutes: _Minutes = 30
    break_between: str = "11:00-14:00"
    cars: Annotated[int, msgspec.Meta(ge=1, le=12)] = 1

    def __post_init__(self) -> None:
        """Keep the name as it is typed and seen on pages."""
        force_setattr(self, "name", name_as_seen(self.name))


class CourtesyCar(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Section ``[[tours.courtesy_cars]]``.

    Attributes:
        gearbox: Some customers drive an automatic only.
    """

    name: str
    plate: str = ""
    model: str = ""
    gearbox: Literal["manual", "automatic"] = "manual"

    def __post_init__(self) -> None:
        """Keep the name as it is typed and seen on pages."""
        force_setattr(self, "name", name_as_seen(self.name))


class TourSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``[tours]``.

    Attributes:
        drivers: Who drives.
        courtesy_cars: Each car that is fetched leaves one with its customer; none named: nobody counts them.
        window_minutes: How wide the window around an agreed time is.
        service_minutes: How long a driver is at a customer's.
        house_minutes: How long a driver is at the house between two ways.
        detour: How much longer a way is than the straight line, where no routing service says it.
        speed_kmh: How fast a way is driven on average, likewise.
    """

    drivers: tuple[Driver, ...] = ()
    courtesy_cars: tuple[CourtesyCar, ...] = ()
    window_minutes: Annotated[int, msgspec.Meta(ge=5, le=600)] = 60
    service_minutes: _Minutes = 10
    house_minutes: _Minutes = 5
    detour: Annotated[float, msgspec.Meta(ge=1, le=5)] = 1.3
    speed_kmh: Annotated[float, msgspec.Meta(gt=0, le=130)] = 45.0


def name_as_seen(name: str) -> str:
    """Return a driver's or car's name without what nobody sees: two names that look the same are one.

    Marks of direction and other signs that take no room come along from phone books and web pages.
    """
    whole = unicodedata.normalize("NFC", name)
    return " ".join("".join(each for each in whole if unicodedata.category(each) != "Cf").split())


def span(text: str) -> tuple[time, time]:
    """Return when a span such as ``07:30-16:30`` begins and ends.

    Raises:
        SettingsError: It is none.
    """
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise SettingsError(f"tours: {text!r} is not a span such as 07:30-16:30") from None
    if start >= end:
        raise SettingsError(f"tours: {text!r} ends before it begins")
    return start, end


def check_tours(tours: TourSettings) -> None:
    """Make sure that drivers and cars can be told from each other, and that their times are times.

    Raises:
        SettingsError: They cannot, or are none.
    """
    for what, names in (("drivers", tours.drivers), ("courtesy_cars", tours.courtesy_cars)):
        named = [each.name for each in names]
        if len(set(named)) != len(named) or not all(named):
            raise SettingsError(f"tours.{what}: each needs a name of its own")
    for driver in tours.drivers:
        shifts = sorted(span(each) for each in driver.shifts)
        if not shifts or any(later[0] < earlier[1] for earlier, later in itertools.pairwise(shifts)):
            raise SettingsError(f"tours.drivers: {driver.name} needs shifts that do not overlap")
        start, end = (each.hour * 60 + each.minute for each in span(driver.break_between))
        if driver.break_minutes > end - start:
            raise SettingsError(f"tours.drivers: {driver.name}'s break_minutes do not fit into break_between")
