"""The accepted plan is drawn until something better is found, and stays where nothing is."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.tours.kept import drafted
from clientinfo_kernel.tours.planning import plan_day
from tests.clientinfo_kernel.tours.checker import broken
from tests.clientinfo_kernel.tours.days import ANNA, HOUR, day, full_day, stop, ways

if TYPE_CHECKING:
    from clientinfo_kernel.tours.day import TourDay
    from clientinfo_kernel.tours.plan import Plan

pytestmark = pytest.mark.slow

BERT = replace(ANNA, name="Bert")


def _hours(plan: Plan) -> dict[str, tuple[str, int]]:
    return {stop_id: (driver, leg.start) for stop_id, (driver, leg) in plan.planned.items()}


def _again(of: TourDay, *, looks: int = 10**9) -> tuple[list[Plan], Plan]:
    """All that is drawn, and the plan at the end."""
    drawn: list[Plan] = []
    asked = count()
    plan = plan_day(of, ways(of), 0.3, reason_seconds=0, on_better=drawn.append, is_stopped=lambda: next(asked) > looks)
    assert broken(of, ways(of), plan) == []
    return drawn, plan


@pytest.mark.parametrize("keeps", [True, False])
def test_nothing_that_is_worse_than_the_accepted_plan_is_drawn_or_takes_its_place(*, keeps: bool) -> None:
    of = full_day(24, seed=5)
    accepted = plan_day(of, ways(of), 1)
    assert len(accepted.planned) == 24
    # somebody stops the search as it begins: all it has is a plan made by hand's rules, and two more looks
    drawn, plan = _again(replace(drafted(of, accepted), keeps=keeps), looks=3)
    assert drawn == []
    assert _hours(plan) == _hours(accepted)
    assert sum(tour.metres for tour in plan.tours) == sum(tour.metres for tour in accepted.tours)


def test_a_plan_with_half_the_ways_takes_the_place_of_the_accepted_one() -> None:
    # Two drivers there and back, where one could bring the one car and come home in the other.
    apart = {"A:bring": ("Anna", 9 * HOUR), "B:fetch": ("Bert", 9.5 * HOUR)}
    stops = [replace(stop(name, 9), driver=who, arrives=round(at)) for name, (who, at) in apart.items()]
    of, drawn = day(*stops, drivers=(ANNA, BERT)), []
    plan = plan_day(of, ways(of), 120, reason_seconds=0, on_better=drawn.append, is_stopped=lambda: bool(drawn))
    assert broken(of, ways(of), plan) == []
    assert [leg.stop_id or leg.kind for leg in plan.tours[0].legs] == ["house", "A:bring", "B:fetch", "house"]


def test_what_nobody_can_drive_is_no_better_for_being_accepted() -> None:
    """Anna is at two doors at once, and a third stop is over: it is not done, and now is 12:00."""
    at = {"driver": "Anna", "arrives": 13 * HOUR}
    both = (stop("A:fetch", 12.5, **at), stop("B:fetch", 12.5, **at))
    _drawn, plan = _again(day(*both, drivers=(ANNA, BERT)))
    assert set(plan.planned) == {"A:fetch", "B:fetch"}
    over = replace(stop("C:fetch", 9), late=15 * HOUR, driver="Anna", arrives=9 * HOUR)
    _drawn, plan = _again(day(over, now=12 * HOUR))
    assert plan.planned["C:fetch"][1].start >= 12 * HOUR
