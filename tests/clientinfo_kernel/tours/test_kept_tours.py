"""Tours put together again from hours that people hold or ticked: between two shifts, and up to the last tick."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.tours.kept import plan_kept
from clientinfo_kernel.tours.planning import plan_day
from tests.clientinfo_kernel.tours.checker import broken
from tests.clientinfo_kernel.tours.days import ANNA, BERT, HOUR, HOUSE, day, stop, ways

if TYPE_CHECKING:
    from clientinfo_kernel.tours.plan import Plan

pytestmark = pytest.mark.slow


def _legs(plan: Plan) -> list[tuple[str, int]]:
    return [(leg.stop_id or leg.kind, leg.start) for leg in plan.tours[0].legs]


def test_between_two_shifts_a_driver_is_at_the_house_and_at_work_no_longer_than_the_shifts() -> None:
    """The way takes about eight minutes; Bert is off from 12 to 13 o'clock."""
    of = day(
        stop("A:bring", 11, driver="Bert", arrives=11 * HOUR + 2400),
        stop("B:fetch", 13, driver="Bert", arrives=13 * HOUR + 600),
        drivers=(BERT,),
    )
    way = int(ways(of).seconds[0, 1])
    assert 300 < way < 600
    kept = plan_kept(of, ways(of))
    assert kept.conflicts == ()
    assert _legs(kept) == [
        ("house", 11 * HOUR + 2400 - way - 300),
        ("A:bring", 11 * HOUR + 2400),
        ("house", 11 * HOUR + 3000 + way),  # nothing is handed over: it is 12 o'clock five minutes later at most
        ("house", max(13 * HOUR, 13 * HOUR + 600 - way - 300)),  # nothing is taken along
        ("B:fetch", 13 * HOUR + 600),
        ("house", 13 * HOUR + 1200 + way),
    ]
    assert all(any(start <= leg.start and leg.end <= end for start, end in BERT.shifts) for leg in kept.tours[0].legs)


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("A:bring", 13 * HOUR + 600),  # the car is handed out before the shift begins
        ("A:fetch", 13 * HOUR + 120),  # the driver leaves before
        ("A:bring", 8 * HOUR + 600),
        ("A:fetch", 12 * HOUR - 900),  # comes home after the shift's end, with another one to come
        ("A:bring", 17 * HOUR - 700),
    ],
)
def test_who_would_leave_before_a_shift_or_come_home_after_it_is_said(name: str, at: int) -> None:
    first = stop("F:bring", 9, driver="Bert", arrives=9 * HOUR + 1200, outcome="done")
    others = (first,) if at > 9 * HOUR else ()
    after = (stop("Z:fetch", 15, driver="Bert", arrives=15 * HOUR + 1200),) if at < 15 * HOUR else ()
    held = replace(stop(name, at / HOUR, driver="Bert", arrives=at, is_locked=True), early=at, late=at)
    of = day(*others, held, *after, drivers=(BERT,))
    assert dict(plan_kept(of, ways(of)).conflicts) == {name: "shift"}


def test_what_was_ticked_stands_there_as_it_was_driven() -> None:
    """The car of B was fetched on the way back from A: between the two nobody was at the house."""
    done = [
        stop("A:bring", 8, driver="Anna", arrives=8 * HOUR + 1800, outcome="done"),
        stop("B:fetch", 8, driver="Anna", arrives=8 * HOUR + 2700, outcome="done", place=(HOUSE[0] + 0.04, HOUSE[1])),
    ]
    of = day(*done, stop("C:bring", 10), now=9 * HOUR)
    plan = plan_day(of, ways(of), 0.3)
    assert [name for name, _start in _legs(plan)][:4] == ["house", "A:bring", "B:fetch", "house"]
    assert set(plan.planned) == {"A:bring", "B:fetch", "C:bring"}
    assert broken(of, ways(of), plan) == []


def test_no_break_is_put_where_a_driver_was_on_the_way() -> None:
    """Eleven cars one after the other from eleven o'clock until ten to one; the last tick alone left room for a break before it."""
    hungry = replace(ANNA, cars=11, break_seconds=1800, break_early=11 * HOUR, break_late=14 * HOUR)
    done = [
        stop(
            f"{n}:fetch",
            11,
            driver="Anna",
            arrives=11 * HOUR + n * 660,
            outcome="done",
            place=(HOUSE[0] + n / 1e4, HOUSE[1]),
        )
        for n in range(11)
    ]
    of = day(*done, stop("C:bring", 13), drivers=(hungry,), now=13 * HOUR)
    plan = plan_day(of, ways(of), 0.3, reason_seconds=0)
    (rest,) = [leg for leg in plan.tours[0].legs if leg.kind == "break"]
    assert 11 * HOUR + 10 * 660 + 600 < rest.start <= rest.end <= 14 * HOUR
    starts = [start for _name, start in _legs(plan)]
    assert starts == sorted(starts)
