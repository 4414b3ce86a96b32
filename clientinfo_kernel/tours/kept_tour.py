"""A tour put together again from its stops: the ways to the house between them, and the break, as far as they follow."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.breaks import BreakPart, break_parts
from clientinfo_kernel.tours.courtesy_cars import changes_car
from clientinfo_kernel.tours.day import DriverDay, Stop, TourDay
from clientinfo_kernel.tours.plan import Leg, Tour
from data_sources.routing.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clientinfo_kernel.tours.plan import Plan

# Whoever would wait longer than this before the next door goes by the house, where the way allows it.
_PATIENCE = 30 * 60


def with_done(day: TourDay, ways: Ways, plan: Plan) -> Plan:
    """Return a plan in which what its drivers did is as they did it, up to the last stop at which they were."""
    found = {each.driver: each for each in plan.tours}
    tours = (_after_done(day, ways, each, found.get(each.name)) for each in day.drivers)
    return replace(plan, tours=tuple(each for each in tours if each is not None))


def driven_so_far(day: TourDay, ways: Ways, driver: DriverDay) -> tuple[Leg, ...]:
    """Return the legs of a driver's tour up to the last stop at which they were; empty: they were at none."""
    done = [each for each in day.stops if each.is_done and each.driver == driver.name and each.place]
    legs = tour_kept(day, ways, driver, done).legs if done else ()
    return legs[: max((place for place, leg in enumerate(legs, 1) if leg.kind == "stop"), default=0)]


def _after_done(day: TourDay, ways: Ways, driver: DriverDay, tour: Tour | None) -> Tour | None:
    before = driven_so_far(day, ways, driver)
    if not before:
        return tour
    done = {leg.stop_id for leg in before}
    last = max(
        (place for place, leg in enumerate(tour.legs if tour else (), 1) if leg.stop_id in done - {""}), default=0
    )
    if tour is None or not last:  # nothing is planned after it, or the driver is no longer there
        whole = tour_kept(day, ways, driver, [each for each in day.stops if each.stop_id in done])
        if tour is None:
            return whole
        # they are at the house once between, not twice
        first = replace(tour.legs[0], metres=whole.legs[len(before)].metres, seconds=whole.legs[len(before)].seconds)
        return Tour(driver.name, (*before, first, *tour.legs[1:]))
    return Tour(driver.name, (*before, *tour.legs[last:]))


def tour_kept(day: TourDay, ways: Ways, driver: DriverDay, stops: Iterable[Stop]) -> Tour:
    """Return the tour of a driver who is at some stops at the hours that they have."""
    in_order = sorted(stops, key=lambda each: (each.arrives or 0, each.stop_id))
    building = _Building(day, ways, driver, _homes(day, ways, driver, in_order))
    for stop in in_order:
        building.add(stop)
    return Tour(driver.name, tuple(building.ended()))


@dataclass
class _Building:
    """A tour that grows by one stop after the other.

    Attributes:
        way: Kinds of the stops since the driver was last at the house.
        last: The last of them.
        homes: Before these stops the driver is at the house, since no seat is free.
        parts: Of the driver's break.
    """

    day: TourDay
    ways: Ways
    driver: DriverDay
    homes: frozenset[str] = frozenset()
    legs: list[Leg] = field(default_factory=list)
    way: list[str] = field(default_factory=list)
    last: Stop | None = None
    here: int = 0
    now: int = 0
    parts: tuple[BreakPart, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.parts = break_parts(self.day, self.ways, self.driver)

    def add(self, stop: Stop) -> None:
        """Drive to a stop, by the house where that is so."""
        start, there = stop.arrives or 0, self.day.rows[stop.stop_id]
        if not self.legs:
            self.here = self.day.house_of(stop) if stop.kind == "bring" else self.driver.house
            self._begin(stop, start - self._seconds(self.here, there))
        elif self._goes_home(stop, start, there):
            house = self.day.house_of(stop)
            arrives = self.now + self._seconds(self.here, house)
            self._stay(stop, arrives, max(start - self._seconds(house, there), arrives), self._way(self.here, house))
            self.here, self.way = house, []
        self.legs.append(Leg("stop", start, start + stop.service, stop.stop_id, *self._way(self.here, there)))
        self.way.append(stop.kind)
        self.here, self.now, self.last = there, start + stop.service, stop

    def ended(self) -> list[Leg]:
        """Return the legs, with the way home and, where it is still to come, the break."""
        house, short = self.driver.house, self.day.house_seconds
        back = self.now + self._seconds(self.here, house)
        end = back + (short if "fetch" in self.way else 0)
        self.legs.append(Leg("house", back, end, "", *self._way(self.here, house)))
        last = max((last for _first, last in self.driver.shifts), default=0)
        rest = self._rest(end, last)
        if rest is not None:
            self.legs += [rest, Leg("house", rest.end, rest.end)]
        return self.legs

    def _begin(self, stop: Stop, leaves: int) -> None:
        first = self._makes_ready(stop, leaves)
        rest = self._rest(min((start for start, _end in self.driver.shifts), default=first), first)
        if rest is not None:
            self.legs += [Leg("house", rest.start, rest.start), rest]
        self.legs.append(Leg("house", first, leaves))

    def _makes_ready(self, stop: Stop, leaves: int) -> int:
        """Return when a driver who leaves the house begins to: one who takes nothing along is ready when the shift begins."""
        ready = leaves - self.day.house_seconds
        if stop.kind == "bring":
            return ready
        return max(ready, next((start for start, end in self.driver.shifts if start <= leaves <= end), 0))

    def _is_back(self, comes: int) -> int:
        """Return when a driver who comes to the house is done: one who hands nothing over when the shift ends."""
        back = comes + self.day.house_seconds
        if "fetch" in self.way:
            return back
        return min(back, next((end for start, end in self.driver.shifts if start <= comes <= end), comes))

    def _is_off_before(self, start: int) -> bool:
        """Return whether another shift begins between the last stop and one at this hour."""
        return any(self.now < begins <= start for begins, _end in self.driver.shifts)

    def _goes_home(self, stop: Stop, start: int, there: int) -> bool:
        """Return whether the driver is at the house before a stop: no seat is free, the break is due, the shift ends, or it is long until then."""
        if stop.stop_id in self.homes or self._is_off_before(start):
            return True
        if self.last is not None and changes_car(self.day, self.last, stop):
            return True
        house = self.day.house_of(stop)
        comes = self.now + self._seconds(self.here, house)
        leaves = start - self._seconds(house, there)
        handing = self.day.house_seconds if "fetch" in self.way or stop.kind == "bring" else 0
        if self._rest(comes + handing, leaves - handing) is not None:
            return True
        waits = start - self.now - self._seconds(self.here, there)
        return self.driver.cars > 1 and waits > _PATIENCE and leaves - comes >= 2 * handing

    def _stay(self, stop: Stop, comes: int, leaves: int, way: tuple[int, int]) -> None:
        """Stay at the house before a stop: one time, or where it is long, coming and leaving, with the break between them."""
        short = self.day.house_seconds
        rest = self._rest(comes + short, leaves - short) or self._rest(comes, leaves)
        if rest is None and leaves - comes <= 2 * short:
            self.legs.append(Leg("house", comes, leaves, "", *way))
            return
        first, last = self._is_back(comes), self._makes_ready(stop, leaves)
        if rest is not None:
            first, last = min(first, rest.start), max(last, rest.end)
        self.legs.append(Leg("house", comes, first, "", *way))
        self.legs += [*([rest] if rest else []), Leg("house", last, leaves)]

    def _rest(self, first: int, last: int) -> Leg | None:
        """Return the break, or a part of it, in a time at the house; None: none fits that the driver had not."""
        had = [leg.start for leg in self.legs if leg.kind == "break"]
        for early, late, seconds in self.parts:
            start = max(first, early)
            if start + seconds <= min(last, late) and not any(early <= each < late for each in had):
                return Leg("break", start, start + seconds)
        return None

    def _seconds(self, start: int, end: int) -> int:
        return int(self.ways.seconds[start, end])

    def _way(self, start: int, end: int) -> tuple[int, int]:
        return int(self.ways.metres[start, end]), int(self.ways.seconds[start, end])


def _homes(day: TourDay, ways: Ways, driver: DriverDay, stops: Sequence[Stop]) -> frozenset[str]:
    """Return before which stops a driver is at the house, so that there is a seat for each car.

    Nobody is late by that who need not be, and the way is as short as it can be then.
    """
    kinds = [each.kind for each in stops]
    detours = [(0, 0), *(_detour(day, ways, *both) for both in pairwise(stops)), (0, 0)]
    # by the number of stops before a time at the house: seconds too late in all, metres of detours, and where those times are
    best: list[tuple[int, int, frozenset[str]]] = [(0, 0, frozenset())]
    for end in range(1, len(stops) + 1):
        late, metres = detours[end]
        at = {stops[end].stop_id} if end < len(stops) else set()
        found: list[tuple[int, int, frozenset[str]]] = []
        for begin in range(end - 1, -1, -1):
            if _most(kinds[begin:end]) > driver.cars:
                break
            before = best[begin]
            found.append((before[0] + late, before[1] + metres, before[2] | at))
        best.append(min(found, key=lambda each: (each[0], each[1], len(each[2]))))
    return best[-1][2]


def _detour(day: TourDay, ways: Ways, stop: Stop, other: Stop) -> tuple[int, int]:
    """Return by how many seconds a driver who goes by the house is late at the other stop, and how many metres longer that is."""
    here, house, there = day.rows[stop.stop_id], day.house_of(other), day.rows[other.stop_id]
    short = day.house_seconds if stop.kind == "fetch" else 0
    seconds = stop.service + int(ways.seconds[here, house]) + short + int(ways.seconds[house, there])
    metres = int(ways.metres[here, house]) + int(ways.metres[house, there]) - int(ways.metres[here, there])
    return max((stop.arrives or 0) + seconds - (other.arrives or 0), 0), metres


def _most(kinds: Sequence[str]) -> int:
    """Return how many customers' cars are in hand at once, at most: all to bring at first, what is fetched at last."""
    return max(kinds[place:].count("bring") + kinds[:place].count("fetch") for place in range(len(kinds) + 1))
