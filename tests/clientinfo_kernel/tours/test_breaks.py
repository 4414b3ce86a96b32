"""A lock holds driver and time: the break gives way, in parts or to another legal time, and what contradicts it is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.tours.breaks import against_break, without_break
from clientinfo_kernel.tours.kept import drafted, plan_kept
from clientinfo_kernel.tours.plan import Leg, Plan, Tour
from clientinfo_kernel.tours.planning import plan_day
from tests.clientinfo_kernel.tours.checker import broken
from tests.clientinfo_kernel.tours.days import ANNA, HOUR, HOUSE, day, stop, ways

if TYPE_CHECKING:
    from clientinfo_kernel.tours.day import Stop, TourDay

pytestmark = pytest.mark.slow

MINUTE = 60
TIRED = replace(ANNA, break_seconds=30 * MINUTE, break_early=11 * HOUR, break_late=14 * HOUR)


def _held(count: int, apart: int) -> list[Stop]:
    """Locks from 11:00 on, so many minutes apart, two minutes from the house.

    Each takes Anna 19 minutes: two there, ten at the door, two back, five for the car.
    """
    at = [11 * HOUR + number * apart * MINUTE for number in range(count)]
    near = {"place": (HOUSE[0] + 0.01, HOUSE[1]), "is_locked": True, "driver": "Anna"}
    return [stop(f"{number}:fetch", 11, arrives=each, **near) for number, each in enumerate(at)]


def _planned(of: TourDay, *, tired: str = "") -> Plan:
    plan = plan_day(of, ways(of), 0.3, reason_seconds=0)
    assert broken(of, ways(of), plan, tired=tired) == []
    assert plan.unplanned == ()
    kept = plan_kept(drafted(of, plan), ways(of))
    assert broken(of, ways(of), kept, tired=tired) == []
    assert _breaks(kept) == _breaks(plan)
    return plan


def _breaks(plan: Plan) -> list[int]:
    """How long each part of the break is, in minutes."""
    return [(leg.end - leg.start) // MINUTE for tour in plan.tours for leg in tour.legs if leg.kind == "break"]


def test_a_break_is_split_between_locks_where_it_has_no_room_in_one_piece() -> None:
    # Forty minutes from lock to lock leave 21 each time.
    assert _breaks(_planned(day(*_held(5, 40), drivers=(TIRED,)))) == [15, 15]
    # An hour leaves 41.
    assert _breaks(_planned(day(*_held(3, 60), drivers=(TIRED,)))) == [30]


def test_a_break_moves_out_of_its_time_where_the_law_allows_it() -> None:
    """From 8:00 to 15:00: no more than six hours lie before and after a break between 9:00 and 14:00."""
    short = replace(TIRED, shifts=((8 * HOUR, 15 * HOUR),))
    plan = _planned(day(*_held(6, 30), drivers=(short,)))
    assert _breaks(plan) == [30]
    (rest,) = [leg for leg in plan.tours[0].legs if leg.kind == "break"]
    assert 9 * HOUR <= rest.start <= rest.end <= 11 * HOUR - 2 * MINUTE + 5


def test_who_has_driven_since_the_morning_has_one_break_and_none_while_they_drive() -> None:
    """It is eleven; what Anna did last begins what is planned, the stop before it does not."""
    done = [
        stop(f"{name}:bring", at, driver="Anna", arrives=at * HOUR, outcome="done")
        for name, at in (("A", 8), ("B", 10))
    ]
    of = day(*done, stop("C:bring", 12), drivers=(TIRED,), now=11 * HOUR)
    plan = plan_day(of, ways(of), 0.3, reason_seconds=0)
    assert broken(of, ways(of), plan) == []
    assert (_breaks(plan), set(plan.planned)) == ([30], {"A:bring", "B:bring", "C:bring"})
    legs = plan.tours[0].legs
    assert [leg.start for leg in legs] == sorted(leg.start for leg in legs)


def test_a_break_that_is_too_short_is_none() -> None:
    legs = (
        Leg("house", 8 * HOUR, 8 * HOUR),
        Leg("break", 11 * HOUR, 11 * HOUR + 900),
        Leg("house", 16 * HOUR, 16 * HOUR),
    )
    half = Plan((Tour("Anna", legs),))
    of = day(drivers=(TIRED, replace(TIRED, name="Bert")))
    assert without_break(of, half) == [TIRED]  # Bert does not drive
    assert (
        without_break(of, Plan((Tour("Anna", (*legs[:2], replace(legs[1], start=13 * HOUR, end=13 * HOUR + 900))),)))
        == []
    )


def test_where_locks_leave_no_time_for_a_break_all_of_them_stay_and_are_named() -> None:
    """Half an hour from lock to lock leaves eleven minutes; from 8:00 to 17:00 no break may be before 11:00 or after 14:00."""
    of = day(*_held(6, 30), stop("Z:bring", 15), drivers=(TIRED,))
    plan = _planned(of, tired="Anna")
    assert without_break(of, plan) == [TIRED]
    assert [each.stop_id for each in against_break(of, TIRED)] == [f"{number}:fetch" for number in range(6)]
