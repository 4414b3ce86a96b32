"""A courtesy car is with one customer at a time, and with the one who has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clientinfo_kernel.tours.day import CarAway
from clientinfo_kernel.tours.kept import Acceptance
from tests.clientinfo_kernel.tours.days import ANNA, BERT, HOUR, day, stop
from tests.clientinfo_kernel.tours.test_planning import planned


def test_courtesy_cars_are_with_one_customer_at_a_time_and_those_promised_elsewhere_are_not_there() -> None:
    three = [stop(f"{name}:fetch", hour, needs_car=True) for name, hour in (("A", 9), ("B", 10), ("C", 11))]
    back = stop("A:bring", 9.25)
    of = day(*three, back, cars=("EW 1", "EW 2"), cars_away=(CarAway(8 * HOUR, 10 * HOUR),))
    plan = planned(of)
    # A and whoever came themselves have both cars until 10:00; at 10:25, A's is back.
    assert {each.stop_id: each.reason for each in plan.unplanned}.get("C:fetch", "planned") == "planned"
    assert set(dict(plan.cars)) <= {"A:fetch", "B:fetch", "C:fetch"}
    nobodys = planned(day(stop("A:fetch", 9, needs_car=True), cars=("EW 1",), cars_away=(CarAway(0, 13 * HOUR),)))
    assert [(each.reason, each.earliest) for each in nobodys.unplanned] == [("no_courtesy_car", 13 * HOUR)]


def test_a_courtesy_car_goes_on_with_the_driver_who_has_it_and_stays_where_it_was_written() -> None:
    # A's own car is brought, and with A's courtesy car the driver goes on to fetch B's.
    of = day(
        stop("A:bring", 9, courtesy_car="EW 2"),
        stop("B:fetch", 9, needs_car=True),
        cars=("EW 1", "EW 2"),
        cars_away=(CarAway(-24 * HOUR, 10 * HOUR + 600, "EW 2"),),
    )
    plan = planned(of)
    assert [leg.stop_id for leg in plan.tours[0].stops] == ["A:bring", "B:fetch"]
    assert dict(plan.cars) == {"B:fetch": "EW 2"}
    held = stop("C:fetch", 9, needs_car=True, courtesy_car="EW 2", is_locked=True, driver="Anna", arrives=9 * HOUR)
    assert dict(planned(day(held, cars=("EW 1", "EW 2"))).cars) == {"C:fetch": "EW 2"}
    # the driver took the car that was meant for somebody else: that one gets another
    taken = stop("D:fetch", 10, needs_car=True, courtesy_car="EW 1", is_handed_over=True)
    other = stop("E:fetch", 9, needs_car=True, courtesy_car="EW 1")
    assert dict(planned(day(taken, other, cars=("EW 1", "EW 2"))).cars) == {"D:fetch": "EW 1", "E:fetch": "EW 2"}
    # also where that one is locked; a third one, locked too, keeps its own
    locked = replace(other, is_locked=True, driver="Anna", arrives=9 * HOUR)
    third = replace(locked, stop_id="F:fetch", appointment="F", courtesy_car="EW 2", driver="Bert")
    of = day(taken, locked, third, drivers=(ANNA, BERT), cars=("EW 1", "EW 2", "EW 3"))
    assert dict(planned(of).cars) == {"D:fetch": "EW 1", "E:fetch": "EW 3", "F:fetch": "EW 2"}


@pytest.mark.parametrize("cars", [("EW 1",), ("EW 2",)], ids=["counted", "no longer in the settings"])
def test_a_courtesy_car_that_was_handed_over_stays_also_where_no_plan_holds_its_stop(cars: tuple[str, ...]) -> None:
    # E agreed on an earlier hour, but D's customer has the car; the door was put off to the end of the shift
    handed = {"needs_car": True, "courtesy_car": "EW 1", "is_handed_over": True, "driver": "Anna", "arrives": 9 * HOUR}
    taken = stop("D:fetch", 16.95, written={"courtesy_car": "EW 1", "driver": "Anna"}, **handed)
    of = day(taken, stop("E:fetch", 9, needs_car=True), cars=cars)
    plan = planned(of)
    assert [each.stop_id for each in plan.unplanned if each.reason != "no_courtesy_car"] == ["D:fetch"]
    assert dict(plan.cars)["D:fetch"] == "EW 1"
    (change,) = (each for each in Acceptance("one", of, plan).commands() if each.entity_id == "D:fetch")
    assert "courtesy_car" not in change.values
