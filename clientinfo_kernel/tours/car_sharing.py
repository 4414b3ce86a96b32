"""Who gets which courtesy car, where some cars are promised by their names and some customers want an automatic gearbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# So many ways to share the cars out are looked at side by side, those that give fewest automatics away. Where the customers of a
# day could have many more, one that fits can be missed: then somebody is left for whom a person finds a car.
_MOST_WAYS = 500
_NEVER = -(10**9)
# Its kind, and when it is taken from now on.
_Alike = tuple[bool, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Need:
    """Somebody needs a courtesy car: from when to when, and whether it must be an automatic."""

    start: int
    end: int
    is_automatic: bool = False


@dataclass(frozen=True)
class Car:
    """A courtesy car.

    Attributes:
        taken: From when to when somebody has it, or is to get this one and no other; in any order, and they can overlap.
    """

    name: str
    is_automatic: bool = False
    taken: tuple[tuple[int, int], ...] = ()

    def is_away(self, now: int) -> bool:
        """Return whether it is taken at a moment."""
        return any(start <= now < end for start, end in self.taken)

    def does(self, need: Need) -> bool:
        """Return whether it could be given to somebody, no matter who else could have it."""
        if need.is_automatic and not self.is_automatic:
            return False
        return not any(start < need.end and need.start < end for start, end in self.taken)


@dataclass(frozen=True)
class _Way:
    """The cars are shared out so far.

    Attributes:
        automatics: How many of them are given.
        until: When each car is back from those who got it.
        given: The places of the cars, in the order of the needs.
    """

    automatics: int
    until: tuple[int, ...]
    given: tuple[int, ...]

    def with_car(self, place: int, car: Car, end: int) -> _Way:
        """Give one more out."""
        until = (*self.until[:place], end, *self.until[place + 1 :])
        return _Way(self.automatics + car.is_automatic, until, (*self.given, place))


def are_enough(needs: Sequence[Need], cars: Sequence[Car]) -> bool:
    """Return whether there are cars for all (``shared_out``); how they are shared out is computed only where it decides."""
    if not _could_be_enough(needs, cars):
        return False
    return _way(needs, cars, 1) is not None or _way(needs, cars, _MOST_WAYS) is not None


def shared_out(needs: Sequence[Need], cars: Sequence[Car]) -> list[str] | None:
    """Return for each need the name of its car; None: there are not enough cars for all.

    Customers who do not want an automatic get one only where that must be: somebody may call for it. Of the cars that do,
    the first is given.

    Args:
        needs: In any order.
        cars: All there are.
    """
    if not _could_be_enough(needs, cars):
        return None
    way = _way(needs, cars, 1)
    if way is None or way.automatics > sum(need.is_automatic for need in needs):
        way = _way(needs, cars, _MOST_WAYS)
    if way is None:
        return None
    given = dict(zip(_order(needs), way.given, strict=True))
    return [cars[given[number]].name for number in range(len(needs))]


def _could_be_enough(needs: Sequence[Need], cars: Sequence[Car]) -> bool:
    """Return whether at no time more cars are wanted than are there, in all and automatics."""
    for now in {need.start for need in needs} | {start for car in cars for start, _end in car.taken}:
        out = [need.is_automatic for need in needs if need.start <= now < need.end]
        there = [car.is_automatic for car in cars if not car.is_away(now)]
        if len(out) > len(there) or sum(out) > sum(there):
            return False
    return True


def _order(needs: Sequence[Need]) -> list[int]:
    return sorted(range(len(needs)), key=lambda number: needs[number].start)


def _way(needs: Sequence[Need], cars: Sequence[Car], most: int) -> _Way | None:
    """Return the way to share the cars out that gives fewest automatics away; None: so many side by side find none.

    Of cars of the same kind that are taken at the same times from now on, one is tried. Of ways in which such cars are out until
    the same moments, one is enough: what comes is the same for all of them.
    """
    ways = [_Way(0, (_NEVER,) * len(cars), ())]
    for number in _order(needs):
        need = needs[number]
        alike: list[_Alike] = [
            (car.is_automatic, tuple(sorted(each for each in car.taken if each[1] > need.start))) for car in cars
        ]
        does = [place for place, car in enumerate(cars) if car.does(need)]
        longer: dict[tuple[tuple[int, _Alike], ...], _Way] = {}
        for way in ways:
            idle = {alike[place]: place for place in reversed(does) if way.until[place] <= need.start}
            for place in sorted(idle.values(), key=lambda each: (cars[each].is_automatic, each)):
                new = way.with_car(place, cars[place], need.end)
                out = tuple(sorted((end, alike[at]) for at, end in enumerate(new.until) if end > need.start))
                if out not in longer or new.automatics < longer[out].automatics:
                    longer[out] = new
        ways = sorted(longer.values(), key=lambda each: each.automatics)[:most]
        if not ways:
            return None
    return ways[0]
