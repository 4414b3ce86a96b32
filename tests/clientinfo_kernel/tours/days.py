"""Made-up days for the tests: a house in Hof, customers around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.sections.routing import RoutingService
from clientinfo_kernel.sections.tours import TourSettings
from clientinfo_kernel.tours.day import DriverDay, House, Stop, TourDay
from clientinfo_kernel.tours.translate import places_of
from clientinfo_kernel.tours.travel import ways_between

if TYPE_CHECKING:
    from data_sources.routing.ways import Ways

HOUSE = (50.3, 11.9)
HOUR = 3600
ANNA = DriverDay("Anna", 0, ((8 * HOUR, 17 * HOUR),), branch="Hof")
BERT = DriverDay("Bert", 0, ((8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR)), branch="Hof")


def stop(name: str, hour: float, **more: Any) -> Stop:
    """Return a stop 5.5 km north of the house with a window of an hour from ``hour`` on: ``A:fetch``."""
    start = round(hour * HOUR)
    given = {"place": (HOUSE[0] + 0.05, HOUSE[1]), "service": 600, **more}
    number, _, kind = name.partition(":")
    return Stop(name, number, kind, "1", f"Kunde {number}", start, start + HOUR, start + HOUR // 2, **given)  # type: ignore[arg-type]


def day(*stops: Stop, drivers: tuple[DriverDay, ...] = (ANNA,), **more: Any) -> TourDay:
    """Return a day of the house."""
    return TourDay(date(2026, 11, 24), stops, drivers, (House("Hof", HOUSE),), **more)


def ways(of: TourDay) -> Ways:
    """Return the ways of a day by the embedded estimate."""
    return ways_between(places_of(of), RoutingService(), TourSettings())


def full_day(count: int, seed: int) -> TourDay:
    """Return a day with so many stops within 12 km, half of them fetched in the morning, half brought after noon."""
    chance = Random(seed)  # noqa: S311
    stops = []
    for number in range(count):
        place = (HOUSE[0] + chance.uniform(-0.1, 0.1), HOUSE[1] + chance.uniform(-0.15, 0.15))
        kind, first = ("fetch", 8) if number % 2 else ("bring", 12)
        stops.append(stop(f"{number}:{kind}", first + chance.randrange(0, 16) / 4, place=place))
    rest = replace(ANNA, break_seconds=1800, break_early=11 * HOUR, break_late=14 * HOUR)
    others = tuple(replace(rest, name=name) for name in ("Cem", "Dora", "Emil", "Finn", "Greta"))
    return day(*stops, drivers=(rest, BERT, *others))


def driven_by_hand(seed: int) -> TourDay:
    """Return a day that seven drivers can just do: each stop's window of a quarter of an hour is around when they are there.

    They drive from the house to each customer and back, with five minutes for a change of cars and ten at the door.
    """
    chance = Random(seed)  # noqa: S311
    drivers = tuple(replace(ANNA, name=name) for name in ("Anna", "Bert", "Cem", "Dora", "Emil", "Finn", "Greta"))
    stops: list[Stop] = []
    for driver in drivers:
        now, end = driver.shifts[0]
        while now < end:
            place = (HOUSE[0] + chance.uniform(-0.1, 0.1), HOUSE[1] + chance.uniform(-0.15, 0.15))
            there = stop(f"{len(stops)}:{'fetch' if len(stops) % 2 else 'bring'}", 8, place=place)
            way = ways(day(there)).seconds
            arrives = now + 300 + int(way[0, 1])
            now = arrives + 600 + int(way[1, 0]) + 300
            if now <= end:
                stops.append(replace(there, early=arrives - 450, late=arrives + 450))
    return day(*stops, drivers=drivers)
