"""Which courtesy car goes where: each is with one customer at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.gearboxes import Need, are_enough, shared_out
from clientinfo_kernel.tours.plan import Unplanned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from clientinfo_kernel.tours.day import Stop, TourDay
    from clientinfo_kernel.tours.plan import Plan, Reason

# A car that nobody brings back on this day.
_END_OF_DAY = 48 * 3600
# A driver leaves the house in it so long before the window begins, at most.
_ON_THE_WAY = 30 * 60


@dataclass(frozen=True)
class _Wanted:
    start: int
    end: int
    stop_id: str
    car: str = ""
    is_automatic: bool | None = None
    is_chosen: bool = False

    @property
    def need(self) -> Need:
        """What is wanted, for the count."""
        return Need(self.start, self.end, self.is_automatic)

    def meets(self, other: _Wanted) -> bool:
        """Return whether both are away at once."""
        return self.start < other.end and other.start < self.end


def without_car(day: TourDay) -> tuple[Unplanned, ...]:
    """Return the stops for which no courtesy car is left, or not the one that was chosen, and when one comes back.

    Whose customer has a car by now is never one of them. What is locked has its car first, then who agreed on the
    earliest hour.
    """
    if not day.cars:
        return ()
    away = _away(day)
    away += [_fixed(day, _wanted(day, each)) for each in _taking(day) if each.is_handed_over and _is_counted(day, each)]
    asking = [each for each in _taking(day) if not each.is_handed_over]
    named = [each for each in away if each.car] + [_wanted(day, each) for each in asking if each.is_done]
    refused = []
    for stop in sorted(asking, key=lambda each: (each.held_at is None, each.agreed, each.stop_id)):
        wanted = _wanted(day, stop)
        if wanted.is_chosen and not _is_there(named, wanted):
            refused.append(Unplanned(stop.stop_id, "car_taken", _there_again(named, wanted)))
            continue
        if _are_enough(day, [*away, wanted]):
            away.append(wanted)
            named += [wanted] if wanted.is_chosen else []
            continue
        refused.append(Unplanned(stop.stop_id, _why_none(day, away, wanted), _free_again(day, away, wanted)))
    return tuple(refused)


def _why_none(day: TourDay, away: list[_Wanted], wanted: _Wanted) -> Reason:
    if not wanted.is_automatic or not _are_enough(day, [*away, replace(wanted, is_automatic=None)]):
        return "no_courtesy_car"
    return "car_taken" if wanted.is_chosen else "no_automatic"


def _free_again(day: TourDay, away: list[_Wanted], wanted: _Wanted) -> int | None:
    """Return when a car is there that would do; None: not on this day."""
    return next((each.start for each in _later(away, wanted) if _are_enough(day, [*away, each])), None)


def _is_there(named: list[_Wanted], wanted: _Wanted) -> bool:
    """Return whether nobody else has the car that was chosen."""
    return not any(each.car == wanted.car and each.meets(wanted) for each in named)


def _there_again(named: list[_Wanted], wanted: _Wanted) -> int | None:
    """Return when the car that was chosen is there; None: not on this day."""
    return next((each.start for each in _later(named, wanted) if _is_there(named, each)), None)


def _later(away: list[_Wanted], wanted: _Wanted) -> Iterator[_Wanted]:
    """Yield the same wish from each moment on at which a car comes back."""
    for end in sorted({each.end for each in away if wanted.start < each.end < _END_OF_DAY}):
        yield replace(wanted, start=end, end=max(wanted.end, end + 1))


def _are_enough(day: TourDay, wanted: list[_Wanted]) -> bool:
    return are_enough([each.need for each in wanted], *_counts(day))


def _counts(day: TourDay) -> tuple[int, int]:
    automatics = sum(name in day.automatics for name in day.cars)
    return len(day.cars) - automatics, automatics


def _away(day: TourDay) -> list[_Wanted]:
    """Return the cars that are away whatever is planned; one that the settings no longer name is none of those counted."""
    cars = (_Wanted(each.start, each.end, "", each.car) for each in day.cars_away if each.car in {"", *day.cars})
    return [_fixed(day, each) for each in cars]


def _fixed(day: TourDay, away: _Wanted) -> _Wanted:
    """Return what is known of a car that somebody has: which kind it is."""
    return replace(away, is_automatic=away.car in day.automatics if away.car else None)


def _is_counted(day: TourDay, stop: Stop) -> bool:
    return stop.courtesy_car in {"", *day.cars}


def cars_of(day: TourDay, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return which car each stop takes along, by stop: of those that are planned, and of those whose customer has it."""
    if not day.cars:
        return ()
    planned, handed = plan.planned, _handed_on(plan)
    wanted = [_wanted(day, each) for each in _taking(day) if each.stop_id in planned or each.is_handed_over]
    away = _away(day)
    had = {each.stop_id for each in day.stops if each.is_handed_over or each.is_done}
    held = {each.stop_id for each in day.stops if each.held_at is not None}
    busy: dict[str, list[_Wanted]] = {name: [] for name in day.cars}
    given: dict[str, str] = {}

    def is_free(car: str, each: _Wanted) -> bool:
        return car in busy and _suits(day, car, each) and not any(each.meets(other) for other in busy[car])

    def give(car: str, each: _Wanted) -> None:
        busy.setdefault(car, []).append(each)
        if each.stop_id:
            given[each.stop_id] = car

    # Whoever has a car keeps it, also one that the settings no longer name. Where a person decided, what was chosen or, at a
    # locked stop, is written stays as long as nobody else has it. The others take what is free then.
    left: list[_Wanted] = []
    for each in sorted([*away, *wanted], key=lambda one: (_rank(one, had), one.start, one.stop_id)):
        has_it = bool(each.car) and each.stop_id in had if each.stop_id else each.car in busy
        if has_it or ((each.is_chosen or each.stop_id in held) and is_free(each.car, each)):
            give(each.car, each)
        else:
            left.append(each)
    left.sort(key=lambda one: (one.start, one.stop_id))
    out = [_fixed(day, replace(each, car=car)) for car, those in busy.items() if car in day.cars for each in those]
    kinds = shared_out([each.need for each in (*out, *left)], *_counts(day))
    for place, each in enumerate(left):
        wants = None if kinds is None else kinds[len(out) + place]
        names = sorted(day.cars, key=lambda name: (name in day.automatics) is not bool(wants))
        free = (name for name in names if is_free(name, each))
        car = _brought_along(day, handed.get(each.stop_id), given) or next(free, "")
        if car in busy:  # else more were promised by the dealer system than there are
            give(car, each)
    return tuple(sorted(given.items()))


def _rank(wanted: _Wanted, had: set[str]) -> int:
    if wanted.stop_id in {"", *had}:
        return 0
    return 1 if wanted.is_chosen else 2


def car_out(plan: Plan, stop: Stop) -> str:
    """Return the courtesy car that the customer has when their own one is brought; empty: none."""
    if stop.kind != "bring":
        return ""
    return dict(plan.cars).get(f"{stop.appointment}:fetch") or stop.courtesy_car


def changes_car(day: TourDay, bring: Stop, fetch: Stop) -> bool:
    """Return whether a driver who comes from one stop in a courtesy car changes it at the house for the other one's customer.

    The car that is taken back at the first is not the one that was chosen for the other, or was chosen for somebody else; or it
    is no automatic, where that one wants one.
    """
    if (bring.kind, fetch.kind) != ("bring", "fetch") or not (bring.place and fetch.place):
        return False
    if not fetch.needs_car or fetch.is_handed_over:
        return False
    own = day.stop(f"{bring.appointment}:fetch")  # it will get one today
    back = (own.chosen_car if own is not None else "") or bring.courtesy_car
    if fetch.chosen_car:
        return back != fetch.chosen_car
    others = (each for each in day.stops if each is not own and each.kind == "fetch")
    if back and any(each.chosen_car == back for each in others):
        return True
    if not fetch.is_automatic_wanted:
        return False
    return back not in day.automatics if back else own is None or not own.is_automatic_wanted


def _handed_on(plan: Plan) -> dict[str, str]:
    """Return each stop at which a car is left that the driver has from the stop before: they were not at the house."""
    return {
        leg.stop_id: before.stop_id
        for tour in plan.tours
        for before, leg in pairwise(tour.legs)
        if before.stop_id.endswith(":bring") and leg.stop_id.endswith(":fetch")
    }


def _brought_along(day: TourDay, bring: str | None, given: Mapping[str, str]) -> str:
    stop = None if bring is None else day.stop(bring)
    return "" if stop is None else given.get(f"{stop.appointment}:fetch") or stop.courtesy_car


def _taking(day: TourDay) -> Iterable[Stop]:
    return (each for each in day.stops if each.kind == "fetch" and each.needs_car)


def _wanted(day: TourDay, stop: Stop) -> _Wanted:
    start, chosen = stop.early if stop.held_at is None else stop.held_at, stop.chosen_car
    is_automatic = chosen in day.automatics if chosen else True if stop.is_automatic_wanted else None
    car = chosen or stop.courtesy_car
    return _Wanted(start - _ON_THE_WAY, _back(day, stop), stop.stop_id, car, is_automatic, bool(chosen))


def _back(day: TourDay, stop: Stop) -> int:
    """Return when the car of a stop is at the house again: with the driver who brings the customer's own one."""
    way_back = day.stop(f"{stop.appointment}:bring")
    if way_back is None:
        return _END_OF_DAY
    return max((way_back.late if way_back.held_at is None else way_back.held_at) + way_back.service, stop.early)


def _suits(day: TourDay, car: str, wanted: _Wanted) -> bool:
    return not wanted.is_automatic or car in day.automatics
