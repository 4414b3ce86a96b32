"""Which courtesy car goes where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.car_sharing import are_enough, shared_out
from clientinfo_kernel.tours.cars_away import CarUse, away, cars_with, has_car, is_free, taking, use_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clientinfo_kernel.tours.day import TourDay
    from clientinfo_kernel.tours.plan import Plan


@dataclass(frozen=True)
class _Wish:
    """Something that is so as long as everybody has a car then.

    Attributes:
        car: The stop gets this one; empty: the one of ``after``.
        after: Who has it until then: a stop, or, empty, somebody since an earlier day; None: nobody.
    """

    stop_id: str
    car: str = ""
    after: str | None = None


def cars_of(day: TourDay, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return which car each stop takes along, by stop: of those that are planned, and of those whose customer has it."""
    if not day.cars:
        return ()
    planned = plan.planned
    wanted = [use_at(day, each) for each in taking(day) if each.stop_id in planned or each.is_handed_over]
    had = {each.stop_id for each in day.stops if has_car(each)}
    # Customers who have a car keep it, also one that the settings no longer name; those who were promised one by its name get it as long
    # as nobody else has it. The others take what is free then.
    fixed: list[CarUse] = []
    left: list[CarUse] = []
    for each in sorted([*away(day), *wanted], key=lambda one: (one.stop_id not in {"", *had}, one.start, one.stop_id)):
        if each.car and (each.stop_id in {"", *had} or (each.car in day.cars and is_free(each.car, each, fixed))):
            fixed.append(each)
        else:
            left.append(replace(each, car=""))
    left = _with_car(day, fixed, sorted(left, key=lambda one: (one.start, one.stop_id)))
    given = {each.stop_id: each.car for each in fixed} | _given(day, fixed, left, _wishes(day, plan, fixed, left))
    return tuple(sorted((stop_id, car) for stop_id, car in given.items() if stop_id))


def _with_car(day: TourDay, fixed: list[CarUse], left: list[CarUse]) -> list[CarUse]:
    """Return for whom there are cars: for all, unless more were promised by the dealer system, or held by people, than there are."""
    cars = cars_with(day, fixed)
    if are_enough([each.need for each in left], cars):
        return left
    some: list[CarUse] = []
    for each in left:
        if are_enough([one.need for one in (*some, each)], cars):
            some.append(each)
    return some


def _wishes(day: TourDay, plan: Plan, fixed: list[CarUse], left: list[CarUse]) -> list[_Wish]:
    """Return what is written at a locked stop, and which driver who was not at the house has the car from the stop before."""
    known = {each.stop_id: each.car for each in fixed}
    asking = {each.stop_id for each in left if each.stop_id}
    stops = [each for each in day.stops if each.stop_id in asking]
    wishes = [
        _Wish(each.stop_id, each.courtesy_car) for each in stops if each.held_at is not None and each.courtesy_car
    ]
    for stop_id, bring_id in _handed_on(plan).items():
        bring = day.stop(bring_id)
        if stop_id not in asking or bring is None:
            continue
        before = f"{bring.appointment}:fetch"
        if before in asking:
            wishes.append(_Wish(stop_id, after=before))
        elif known.get(before) or bring.courtesy_car:
            wishes.append(_Wish(stop_id, known.get(before) or bring.courtesy_car, before if before in known else ""))
    return wishes


def _handed_on(plan: Plan) -> dict[str, str]:
    """Return each stop at which a car is left that the driver has from the stop before: they were not at the house."""
    return {
        leg.stop_id: before.stop_id
        for tour in plan.tours
        for before, leg in pairwise(tour.legs)
        if before.stop_id.endswith(":bring") and leg.stop_id.endswith(":fetch")
    }


def _given(day: TourDay, fixed: list[CarUse], left: list[CarUse], wishes: list[_Wish]) -> dict[str, str]:
    """Return who gets which car, with as many wishes as go together; the first ones come first."""
    every = _tried(day, fixed, left, wishes)
    if every is not None:
        return every
    given = _tried(day, fixed, left, ()) or {}
    kept: list[_Wish] = []
    for wish in wishes:
        more = None if wish.stop_id in {each.stop_id for each in kept} else _tried(day, fixed, left, [*kept, wish])
        if more is not None:
            kept.append(wish)
            given = more
    return given


def _tried(
    day: TourDay, fixed: Iterable[CarUse], left: Iterable[CarUse], wishes: Sequence[_Wish]
) -> dict[str, str] | None:
    """Return who gets which car where all wishes come true, of several for a stop the first; None: that cannot be."""
    of = {wish.stop_id: wish for wish in reversed(wishes)}
    taken, free = list(fixed), []
    given: dict[str, str] = {}
    for group in _together(left, of):
        start, end = min(each.start for each in group), max(each.end for each in group)
        whole = CarUse(start, end, group[0].stop_id, "", any(each.is_automatic for each in group))
        wish = next((of[each.stop_id] for each in group if each.stop_id in of and of[each.stop_id].car), None)
        if wish is None:
            free.append((group, whole))
            continue
        others = [each for each in taken if each.stop_id != wish.after or each.start > start]
        if wish.car not in day.cars or (whole.is_automatic and wish.car not in day.automatics):
            return None
        if not is_free(wish.car, whole, others):
            return None
        taken.append(replace(whole, car=wish.car))
        given |= dict.fromkeys((each.stop_id for each in group), wish.car)
    shared = shared_out([whole.need for _group, whole in free], cars_with(day, taken))
    if shared is None:
        return None
    for (group, _whole), car in zip(free, shared, strict=True):
        given |= dict.fromkeys((each.stop_id for each in group), car)
    return given


def _together(left: Iterable[CarUse], of: Mapping[str, _Wish]) -> list[list[CarUse]]:
    """Return who gets the same car one after the other; the others stand alone."""
    groups: list[list[CarUse]] = []
    at: dict[str, list[CarUse]] = {}
    for each in left:
        wish = of.get(each.stop_id)
        before = at.get(wish.after) if wish is not None and wish.after and not wish.car else None
        if before is None:
            before = []
            groups.append(before)
        before.append(each)
        if each.stop_id:
            at[each.stop_id] = before
    return groups
