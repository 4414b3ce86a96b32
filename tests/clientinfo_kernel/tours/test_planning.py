"""Plans of days, each driven through again by the checker; what does not fit has its reason, and a window that would."""

from __future__ import annotations

from dataclasses import replace
from queue import SimpleQueue

import pytest

from clientinfo_kernel.tours.day import CarAway, TourDay
from clientinfo_kernel.tours.messages import answer, question, read_answer, read_question
from clientinfo_kernel.tours.plan import Plan, Unplanned, Window
from clientinfo_kernel.tours.planning import plan_day
from clientinfo_kernel.tours.run import PlanRun
from tests.clientinfo_kernel.tours.checker import broken
from tests.clientinfo_kernel.tours.days import ANNA, BERT, HOUR, HOUSE, day, full_day, stop, ways

FAR = (HOUSE[0] + 2, HOUSE[1])  # 222 km, at 45 km/h and with the detour 6.4 hours


def planned(of: TourDay, seconds: float = 0.3) -> Plan:
    plan = plan_day(of, ways(of), seconds)
    assert broken(of, ways(of), plan) == []
    return plan


def test_thirty_stops_of_a_day_are_all_planned_and_every_better_plan_on_the_way_is_sound() -> None:
    of, found = full_day(30, seed=3), []
    plan = plan_day(of, ways(of), 3, on_better=found.append, is_stopped=lambda: any(_is_whole(of, p) for p in found))
    assert broken(of, ways(of), plan) == []
    assert plan.unplanned == ()
    assert plan.without_break == ()
    every = [replace(each, unplanned=plan_left(of, each)) for each in found]
    assert [broken(of, ways(of), each) for each in every] == [[] for _ in found]


def _is_whole(of: TourDay, plan: Plan) -> bool:
    return len(plan.planned) == len(of.stops)


def plan_left(of: TourDay, plan: Plan) -> tuple[Unplanned, ...]:
    return tuple(Unplanned(each.stop_id, "crowded") for each in of.stops if each.stop_id not in plan.planned)


def test_a_car_is_brought_and_the_next_one_fetched_on_one_way_from_the_house() -> None:
    # One behind the other in the same street: brought first, then the driver has a car to fetch the other with.
    plan = planned(day(stop("A:bring", 9), stop("B:fetch", 9)))
    assert [leg.stop_id or leg.kind for leg in plan.tours[0].legs] == ["house", "A:bring", "B:fetch", "house"]
    # Two to fetch are two ways, whoever lives where.
    plan = planned(day(stop("A:fetch", 9), stop("B:fetch", 10)))
    assert [leg.kind for leg in plan.tours[0].legs] == ["house", "stop", "house", "stop", "house"]
    # A transporter takes both.
    plan = planned(day(stop("A:fetch", 9), stop("B:fetch", 9), drivers=(replace(ANNA, cars=2),)))
    assert [leg.kind for leg in plan.tours[0].legs] == ["house", "stop", "stop", "house"]


def test_a_lock_holds_driver_and_time_and_the_rest_is_planned_around_it() -> None:
    locked = stop("A:fetch", 9, is_locked=True, driver="Bert", arrives=14 * HOUR + 420)
    plan = planned(day(locked, stop("B:fetch", 9), stop("C:bring", 14), drivers=(ANNA, BERT)))
    assert plan.planned["A:fetch"][0] == "Bert"
    assert plan.planned["A:fetch"][1].start == 14 * HOUR + 420
    assert plan.unplanned == ()


def test_two_locks_that_do_not_go_together_are_said_to_and_nothing_else_falls_out() -> None:
    at = {"is_locked": True, "driver": "Anna", "arrives": 10 * HOUR}
    plan = planned(day(stop("A:fetch", 9, **at), stop("B:fetch", 9, **at), stop("C:bring", 14)))
    assert [each.reason for each in plan.unplanned] == ["lock"]
    assert "C:bring" in plan.planned


def test_a_break_is_a_stop_of_its_own_or_the_time_between_two_shifts() -> None:
    rest = replace(ANNA, break_seconds=1800, break_early=12 * HOUR, break_late=13 * HOUR)
    plan = planned(day(stop("A:fetch", 11.5), stop("B:bring", 12.5), drivers=(rest,)))
    assert [leg.kind for leg in plan.tours[0].legs].count("break") == 1
    # Bert is not there at noon: what can only be then is Anna's
    plan = planned(day(stop("A:fetch", 12), drivers=(BERT, ANNA)))
    assert plan.planned["A:fetch"][0] == "Anna"


def test_what_no_plan_can_hold_says_why() -> None:
    of = day(
        stop("A:fetch", 9, place=None),
        stop("B:fetch", 9, apart_km=80.0),
        stop("C:fetch", 9, place=FAR),
        stop("D:bring", 16.95),
        stop("E:fetch", 7),
        drivers=(replace(ANNA, shifts=((8 * HOUR, 17 * HOUR),)),),
    )
    plan = planned(of)
    assert [(each.stop_id, each.reason) for each in plan.unplanned if each.stop_id[0] in "ABCD"] == [
        ("A:fetch", "address"),
        ("B:fetch", "address"),
        ("C:fetch", "shift"),
        ("D:bring", "shift"),
    ]
    # From 8:00 on, 7.2 km with the detour at 45 km/h: not before 8:09, the window ends at 8:00.
    (early,) = [each for each in plan.unplanned if each.stop_id == "E:fetch"]
    assert early.reason == "window"
    assert early.earliest == 8 * HOUR + int(ways(of).seconds[0, 4])
    assert early.fits is not None
    assert early.fits.start - 7 * HOUR in range(10 * 60, 20 * 60)
    again = replace(of.stops[4], early=early.fits.start, late=early.fits.end)
    assert "E:fetch" in planned(replace(of, stops=(*of.stops[:4], again))).planned
    nobody = plan_day(replace(of, drivers=()), ways(of), 0.1)
    assert {each.reason for each in nobody.unplanned} == {"address", "no_driver"}


def test_a_crowded_hour_names_the_nearest_window_that_fits_and_taking_it_works() -> None:
    """One driver, three to fetch in the same twenty minutes: each way there and back takes some 29 minutes."""
    narrow = [replace(stop(f"{name}:fetch", 9), late=9 * HOUR + 1200) for name in "ABC"]
    of = day(*narrow)
    plan = planned(of)
    crowded = [each for each in plan.unplanned if each.reason == "crowded"]
    assert len(crowded) == 2
    for each in crowded:
        assert isinstance(each.fits, Window)
        assert each.fits.end - each.fits.start == 1200
        moved = tuple(
            replace(one, early=each.fits.start, late=each.fits.end) if one.stop_id == each.stop_id else one
            for one in of.stops
        )
        assert each.stop_id in planned(replace(of, stops=moved)).planned


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


def test_the_cars_of_a_branch_are_driven_by_its_own_drivers() -> None:
    elsewhere = replace(BERT, branch="Naila")
    plan = planned(day(stop("A:fetch", 9, branch="naila"), stop("B:fetch", 9, branch="Hof"), drivers=(ANNA, elsewhere)))
    assert {stop_id: driver for stop_id, (driver, _leg) in plan.planned.items()} == {
        "A:fetch": "Bert",
        "B:fetch": "Anna",
    }


def test_a_process_of_its_own_plans_and_hands_over_what_it_has_when_it_is_told_to_stop() -> None:
    of, said = full_day(12, seed=5), SimpleQueue()
    run = PlanRun(of, ways(of), (600, 1), lambda plan, is_final: said.put((plan, is_final)), said.put)
    first = said.get(timeout=30)
    run.stop()
    while not first[1]:
        first = said.get(timeout=30)
    assert broken(of, ways(of), first[0]) == []


@pytest.mark.parametrize("of", [day(), day(stop("A:fetch", 9, place=None))], ids=["nothing", "nowhere"])
def test_a_day_goes_through_the_pipe_as_it_is(of: TourDay) -> None:
    read, there, seconds = read_question(question(of, ways(of), (1.5, 2)))
    assert (read, seconds, there.metres.tolist()) == (of, (1.5, 2), ways(of).metres.tolist())
    plan = plan_day(of, there, 0.1)
    assert read_answer(answer(plan, is_final=True)) == (plan, True)
