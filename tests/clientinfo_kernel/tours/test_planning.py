"""Plans of days, each driven through again by the checker; what does not fit has its reason, and a window that would."""

from __future__ import annotations

from dataclasses import replace
from queue import SimpleQueue
from typing import Any

import numpy as np
import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.sections.tours import Driver, TourSettings, check_tours
from clientinfo_kernel.tours.day import CarAway, TourDay
from clientinfo_kernel.tours.kept import plan_kept
from clientinfo_kernel.tours.messages import answer, question, read_answer, read_question
from clientinfo_kernel.tours.plan import Plan, Unplanned, Window
from clientinfo_kernel.tours.planning import plan_day
from clientinfo_kernel.tours.run import PlanRun
from clientinfo_kernel.tours.translate import translated
from data_sources.routing.ways import Ways
from tests.clientinfo_kernel.tours.checker import broken
from tests.clientinfo_kernel.tours.days import ANNA, BERT, HOUR, HOUSE, day, driven_by_hand, full_day, stop, ways

pytestmark = pytest.mark.slow

# What ends by itself ends long before that; a machine that has other work takes its time.
PATIENCE = 120
FAR = (HOUSE[0] + 2, HOUSE[1])  # 222 km, at 45 km/h and with the detour 6.4 hours


def planned(of: TourDay, seconds: float = 0.3) -> Plan:
    plan = plan_day(of, ways(of), seconds, reason_seconds=PATIENCE)
    assert broken(of, ways(of), plan) == []
    return plan


def test_thirty_stops_of_a_day_are_all_planned_and_every_better_plan_on_the_way_is_sound() -> None:
    of = full_day(30, seed=3)
    found: list[Plan] = []
    plan = plan_day(
        of, ways(of), PATIENCE, on_better=found.append, is_stopped=lambda: any(_is_whole(of, p) for p in found)
    )
    assert broken(of, ways(of), plan) == []
    assert plan.unplanned == ()
    every = [replace(each, unplanned=plan_left(of, each)) for each in found]
    assert [broken(of, ways(of), each) for each in every] == [[] for _ in found]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_day_as_full_as_its_drivers_can_do_is_planned_at_once(seed: int) -> None:
    of = driven_by_hand(seed)
    assert len(of.stops) > 70
    found: list[Plan] = []
    plan = plan_day(of, ways(of), PATIENCE, on_better=found.append, is_stopped=lambda: bool(found))
    assert broken(of, ways(of), plan) == []
    assert plan.unplanned == ()


def test_of_a_day_with_too_many_stops_as_many_are_planned_as_have_room_and_the_breaks_stay() -> None:
    of = full_day(80, seed=5)
    found: list[Plan] = []
    plan = plan_day(of, ways(of), PATIENCE, reason_seconds=0, on_better=found.append, is_stopped=lambda: bool(found))
    assert broken(of, ways(of), plan) == []
    # Nobody sits idle beside stops that are left out: each driver works for half of their day at least.
    assert len(plan.tours) == len(of.drivers)
    work = [sum(leg.seconds + leg.end - leg.start for leg in tour.legs) for tour in plan.tours]
    assert min(work) > 9 * HOUR / 2


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


@pytest.mark.parametrize("hours", [1.5, 2.2, 3.0, 4.0])
def test_a_stop_is_driven_to_however_far_it_is_if_a_shift_is_long_enough(hours: float) -> None:
    """At 90 km/h from 6 to 20 o'clock; left out, it would be said that it fits alone."""
    far = stop("A:fetch", 11)
    of = day(far, stop("B:fetch", 11), drivers=(replace(ANNA, shifts=((6 * HOUR, 20 * HOUR),)), BERT))
    metres, seconds = (np.full((3, 3), each, dtype=np.int64) for each in (round(hours * 90_000), round(hours * HOUR)))
    for matrix in (metres, seconds):
        np.fill_diagonal(matrix, 0)
    seconds[0, 2], seconds[2, 0] = 600, 600  # B is near
    plan = plan_day(of, Ways(metres, seconds, "osrm"), 0.3)
    assert (set(plan.planned), plan.unplanned) == ({"A:fetch", "B:fetch"}, ())


def test_what_was_done_stays_when_its_driver_is_driving_no_more() -> None:
    """Anna left after A; Carl, who was at C, is not among the day's drivers; where D is, nobody knows."""
    at = {"arrives": 9 * HOUR, "outcome": "done"}
    of = day(
        stop("A:fetch", 9, driver="Anna", **at),
        stop("B:fetch", 11),
        stop("C:fetch", 9, driver="Carl", **at),
        stop("D:fetch", 9, driver="Anna", place=None, **at),
        replace(stop("E:fetch", 11), late=10 * HOUR),
        drivers=(replace(ANNA, shifts=()),),
        now=10 * HOUR,
    )
    for plan in (plan_day(of, ways(of), 0.1), plan_kept(of, ways(of))):
        assert {stop_id: driver for stop_id, (driver, _leg) in plan.planned.items()} == {"A:fetch": "Anna"}
        assert [(each.stop_id, each.reason) for each in plan.unplanned] == [
            ("B:fetch", "no_driver"),
            ("C:fetch", "done"),
            ("D:fetch", "done"),
            ("E:fetch", "backwards"),
        ]


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


def test_the_cars_of_a_branch_are_driven_by_its_own_drivers() -> None:
    elsewhere = replace(BERT, branch="Naila")
    plan = planned(day(stop("A:fetch", 9, branch="naila"), stop("B:fetch", 9, branch="Hof"), drivers=(ANNA, elsewhere)))
    assert {stop_id: driver for stop_id, (driver, _leg) in plan.planned.items()} == {
        "A:fetch": "Bert",
        "B:fetch": "Anna",
    }


def test_a_process_of_its_own_plans_and_hands_over_what_it_has_when_it_is_told_to_stop() -> None:
    of = full_day(12, seed=5)
    said: SimpleQueue[Any] = SimpleQueue()
    run = PlanRun(of, ways(of), (600, 1), lambda plan, is_final: said.put((plan, is_final)), said.put)
    first = said.get(timeout=PATIENCE)
    run.stop()
    while not first[1]:
        first = said.get(timeout=PATIENCE)
    assert broken(of, ways(of), first[0]) == []


@pytest.mark.parametrize("of", [day(), day(stop("A:fetch", 9, place=None))], ids=["nothing", "nowhere"])
def test_a_day_goes_through_the_pipe_as_it_is(of: TourDay) -> None:
    read, there, seconds = read_question(question(of, ways(of), (1.5, 2)))
    assert (read, seconds, there.metres.tolist()) == (of, (1.5, 2), ways(of).metres.tolist())
    plan = plan_day(of, there, 0.1)
    assert read_answer(answer(plan, is_final=True)) == (plan, True)


def test_a_car_is_brought_after_it_was_fetched_or_not_at_all() -> None:
    # Fetched from 9:00 on, brought until 9:30: at the customer's, home, handed over twice, and back take 39 minutes.
    plan = planned(day(stop("A:fetch", 9), stop("A:bring", 8.5), drivers=(ANNA, BERT)))
    assert [(each.stop_id, each.reason) for each in plan.unplanned] == [("A:bring", "too_close")]
    apart = planned(day(stop("A:fetch", 9), stop("A:bring", 9), drivers=(ANNA, BERT)))
    assert apart.unplanned == ()
    # no courtesy car is there before 20:00: nobody fetches the car, so nobody brings it
    plan = planned(
        day(stop("A:fetch", 9, needs_car=True), stop("A:bring", 15), cars=("EW 1",), cars_away=(CarAway(0, 20 * HOUR),))
    )
    assert {each.stop_id: each.reason for each in plan.unplanned} == {
        "A:fetch": "no_courtesy_car",
        "A:bring": "not_fetched",
    }
    # nobody was met
    missed = stop("A:fetch", 9, driver="Anna", arrives=9 * HOUR, outcome="not_met")
    plan = planned(day(missed, stop("A:bring", 15)))
    assert [(each.stop_id, each.reason) for each in plan.unplanned] == [("A:bring", "not_fetched")]


def test_a_window_that_is_offered_for_a_fetch_ends_before_its_car_is_brought() -> None:
    """Anna is locked elsewhere from 9:00 to 9:20; B's car is to be brought from 9:45 on."""
    held = stop("A:fetch", 9, is_locked=True, driver="Anna", arrives=9 * HOUR)
    narrow = replace(stop("B:fetch", 9), early=9 * HOUR, late=9 * HOUR + 600)
    plan = planned(day(held, narrow, stop("B:bring", 9.75)))
    (left,) = [each for each in plan.unplanned if each.stop_id == "B:fetch"]
    assert left.fits is None or left.fits.end < 9.75 * HOUR


@pytest.mark.parametrize("offset", [1, 4])
def test_a_window_that_is_offered_later_begins_on_the_grid_and_holds_what_was_found(offset: int) -> None:
    early = replace(stop("E:fetch", 7), early=7 * HOUR + offset * 60, late=8 * HOUR + offset * 60)
    (left,) = planned(day(early)).unplanned
    assert left.fits is not None
    assert left.fits.start % 300 == 0
    taken = replace(early, early=left.fits.start, late=left.fits.end)
    assert "E:fetch" in planned(day(taken), 0.1).planned


@pytest.mark.parametrize(("now", "offered"), [(12 * HOUR, (12, 13)), (12 * HOUR + 60, (12 + 1 / 12, 13 + 1 / 12))])
def test_a_stop_whose_hour_is_over_is_offered_the_next_one(now: int, offered: tuple[float, float]) -> None:
    over = stop("A:fetch", 9)
    of = day(over, now=now)
    (left,) = planned(of).unplanned
    # 7.2 km with the detour at 45 km/h
    assert (left.reason, left.earliest) == ("window", now + int(ways(of).seconds[0, 1]))
    assert left.fits == Window(*(round(hour * HOUR) for hour in offered))
    taken = replace(over, early=left.fits.start, late=left.fits.end)
    assert "A:fetch" in planned(replace(of, stops=(taken,)), 0.1).planned


def test_where_a_whole_window_has_no_room_before_the_car_is_brought_a_shorter_one_is_offered() -> None:
    """It is twelve; there, at the door, home, handed over twice, and back again take 40 minutes: at 13:15 the car is brought."""
    of = day(stop("A:fetch", 9), stop("A:bring", 13.25), now=12 * HOUR)
    left = {each.stop_id: each.fits for each in planned(of).unplanned}["A:fetch"]
    gap = 600 + 2 * 300 + 2 * int(ways(of).seconds[0, 1])
    assert left == Window(12 * HOUR, 13 * HOUR + 900 - gap)
    # a quarter of an hour earlier less than fifteen minutes are left
    of = day(stop("A:fetch", 9), stop("A:bring", 12.85), now=12 * HOUR)
    assert {each.stop_id: each.fits for each in planned(of).unplanned}["A:fetch"] is None


def test_a_window_that_ends_before_it_begins_is_said_and_turned_round() -> None:
    backwards = replace(stop("A:fetch", 9), early=10 * HOUR, late=9 * HOUR)
    (left,) = planned(day(backwards)).unplanned
    assert (left.reason, left.fits) == ("backwards", Window(9 * HOUR, 10 * HOUR))


def test_what_is_done_stays_as_it_was_and_nothing_else_begins_before_now() -> None:
    done = [
        stop("A:fetch", 8, driver="Anna", arrives=8 * HOUR + 1200, outcome="done"),
        # ticked a minute after the other one: that nobody can drive so does not matter any more
        stop("B:bring", 8, driver="Anna", arrives=8 * HOUR + 1260, outcome="done"),
    ]
    of = day(*done, stop("C:fetch", 8, driver="Anna", arrives=8 * HOUR + 1200), stop("D:bring", 9), now=9 * HOUR)
    plan = planned(of)
    assert {name: leg.start for name, (_driver, leg) in plan.planned.items() if name[0] in "AB"} == {
        "A:fetch": 8 * HOUR + 1200,
        "B:bring": 8 * HOUR + 1260,
    }
    assert [(each.stop_id, each.reason) for each in plan.unplanned if each.stop_id[0] in "AB"] == []
    left = plan.planned.items() - {(name, plan.planned[name]) for name in ("A:fetch", "B:bring")}
    assert all(leg.start >= 9 * HOUR for _name, (_driver, leg) in left)


def test_planning_again_after_one_stop_was_moved_leaves_the_others_where_they_are() -> None:
    of = full_day(20, seed=3)
    plan = plan_day(of, ways(of), 1, is_stopped=lambda: False)
    accepted = plan.planned
    assert len(accepted) == 20
    moved = of.stops[5].stop_id
    stops = [
        replace(each, driver=accepted[each.stop_id][0], arrives=accepted[each.stop_id][1].start) for each in of.stops
    ]
    again = [replace(e, is_locked=True, arrives=(e.arrives or 0) + 300) if e.stop_id == moved else e for e in stops]
    new = planned(replace(of, stops=tuple(again), keeps=True), 1).planned
    assert len(new) == 20
    changed = [n for n, (driver, leg) in new.items() if (driver, leg.start) != (accepted[n][0], accepted[n][1].start)]
    # those of the same driver that come right after it, at most
    assert len(changed) <= 4


def _accepted(of: TourDay, plan: Plan) -> Plan:
    """Write a plan down as the page does, driver and hour of each stop, and put it together again from that."""
    at = plan.planned
    written = (
        replace(each, driver=at[each.stop_id][0], arrives=at[each.stop_id][1].start) if each.stop_id in at else each
        for each in of.stops
    )
    return plan_kept(replace(of, stops=tuple(written)), ways(of))


def test_the_accepted_plan_is_the_one_that_was_shown() -> None:
    transporter = day(stop("A:fetch", 9), stop("B:fetch", 9), drivers=(replace(ANNA, cars=2),))
    rest = replace(ANNA, break_seconds=1800, break_early=11 * HOUR, break_late=14 * HOUR)
    with_break = day(stop("A:bring", 10.5), stop("B:fetch", 14), drivers=(rest,))
    for of in (transporter, with_break):
        shown = planned(of)
        kept = _accepted(of, shown)
        assert broken(of, ways(of), kept) == []
        assert kept.conflicts == ()
        assert [each.metres for each in kept.tours] == [each.metres for each in shown.tours]
        assert {name: leg.start for name, (_driver, leg) in kept.planned.items()} == {
            name: leg.start for name, (_driver, leg) in shown.planned.items()
        }


def test_a_transporter_is_at_the_house_where_there_is_time_for_it() -> None:
    """Three cars are brought two minutes from the house, two at once: there are twenty minutes before B, and two before C."""
    near = {"place": (HOUSE[0] + 0.01, HOUSE[1]), "driver": "Anna"}
    at = {"A": 9 * HOUR, "B": 9 * HOUR + 1800, "C": 9 * HOUR + 2520}
    of = day(
        *(stop(f"{name}:bring", 9, arrives=second, **near) for name, second in at.items()),
        drivers=(replace(ANNA, cars=2),),
    )
    kept = plan_kept(of, ways(of))
    assert kept.conflicts == ()
    assert [leg.stop_id or leg.kind for leg in kept.tours[0].legs] == [
        *("house", "A:bring", "house", "house", "B:bring", "C:bring", "house")
    ]


def test_what_people_held_although_nobody_can_drive_it_is_said() -> None:
    at = {"is_locked": True, "driver": "Anna"}
    half_past_eight = 8 * HOUR + 1800
    both = day(
        stop("A:fetch", 8, arrives=half_past_eight, **at),
        stop("B:bring", 8, arrives=half_past_eight, **at),
        stop("C:bring", 15, arrives=5 * HOUR, **at),
        stop("D:fetch", 9, arrives=16 * HOUR, **at),
        stop("D:bring", 14, arrives=14 * HOUR, **at),
    )
    assert dict(plan_kept(both, ways(both)).conflicts) == {
        "B:bring": "overlap",
        "C:bring": "shift",
        "D:fetch": "hour",
        "D:bring": "not_fetched",
    }
    gone = day(stop("A:fetch", 8, arrives=half_past_eight, is_locked=True, driver="Greta"))
    assert [each.reason for each in plan_kept(gone, ways(gone)).unplanned] == ["lock"]


def test_nothing_to_drive_takes_no_time_and_a_break_that_fits_nowhere_does_not_stop_a_plan() -> None:
    rest = replace(ANNA, break_seconds=1800, break_early=11 * HOUR, break_late=14 * HOUR)
    asked = translated(day(drivers=(rest,)), ways(day()))
    assert asked.problem.asked == ()
    tight = day(stop("A:fetch", 9), drivers=(replace(rest, break_late=11 * HOUR + 600),))
    assert set(plan_day(tight, ways(tight), 0.1).planned) == {"A:fetch"}


def test_two_drivers_of_the_settings_whose_names_look_the_same_are_refused() -> None:
    with pytest.raises(SettingsError, match="a name of its own"):
        check_tours(TourSettings(drivers=(Driver(name="Jörg"), Driver(name=" Jo\u0308rg\u200e"))))
    assert Driver(name="  Anna\u200f Berg ").name == "Anna Berg"  # as the board keeps it


def test_a_break_that_cannot_be_where_it_may_be_is_refused_in_the_settings() -> None:
    check_tours(TourSettings(drivers=(Driver(name="Anna", break_minutes=60, break_between="12:00-13:00"),)))
    with pytest.raises(SettingsError, match="break_minutes"):
        check_tours(TourSettings(drivers=(Driver(name="Anna", break_minutes=61, break_between="12:00-13:00"),)))


@pytest.mark.parametrize("accepted", ["A:bring", "B:bring"])
def test_what_was_accepted_is_not_given_up_for_what_was_left_out(accepted: str) -> None:
    """Two in one street within ten minutes, and one driver who can bring one car at a time: each is as good as the other."""
    both = [replace(stop(name, 9), late=9 * HOUR + 600) for name in ("A:bring", "B:bring")]
    of = day(*(replace(e, driver="Anna", arrives=9 * HOUR) if e.stop_id == accepted else e for e in both), keeps=True)
    assert set(plan_day(of, ways(of), 0.2, reason_seconds=0).planned) == {accepted}
