"""A courtesy car is with one customer at a time, and with the one who has it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.tours.car_sharing import Car, Need, are_enough, shared_out
from clientinfo_kernel.tours.courtesy_cars import changes_car, without_car
from clientinfo_kernel.tours.day import CarAway
from clientinfo_kernel.tours.given_cars import cars_of
from clientinfo_kernel.tours.kept import Acceptance, plan_kept
from clientinfo_kernel.tours.plan import Leg, Plan, Tour
from tests.clientinfo_kernel.tours.days import ANNA, BERT, HOUR, day, stop, ways
from tests.clientinfo_kernel.tours.test_planning import planned

if TYPE_CHECKING:
    from clientinfo_kernel.tours.day import Stop, TourDay


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


AUTOMATIC = {"cars": ("EW 1", "EW 2"), "automatics": ("EW 2",)}


def _wants(name: str, hour: float, **more: Any) -> Stop:
    return stop(name, hour, needs_car=True, is_automatic_wanted=True, **more)


def test_whoever_drives_an_automatic_only_gets_one_and_nobody_else_takes_it_away() -> None:
    # the first one could have either car; the automatic is left for whom nothing else helps
    plan = planned(day(stop("A:fetch", 8.5, needs_car=True), _wants("B:fetch", 11), **AUTOMATIC))
    assert dict(plan.cars) == {"A:fetch": "EW 1", "B:fetch": "EW 2"}
    # both want it: the second one is told when it is back, with the driver who brings the first one's own car
    away = CarAway(0, 13 * HOUR, "EW 2")
    refused = planned(day(_wants("B:fetch", 11), cars_away=(away,), **AUTOMATIC))
    assert [(each.reason, each.earliest) for each in refused.unplanned] == [("no_automatic", 13 * HOUR)]
    # where no car at all is left, that is what is said
    other = CarAway(0, 14 * HOUR, "EW 1")
    refused = planned(day(_wants("B:fetch", 11), cars_away=(away, other), **AUTOMATIC))
    assert [(each.reason, each.earliest) for each in refused.unplanned] == [("no_courtesy_car", 13 * HOUR)]
    # a written car that is none does not stay
    held = _wants("C:fetch", 9, courtesy_car="EW 1", is_locked=True, driver="Anna", arrives=9 * HOUR)
    assert dict(planned(day(held, **AUTOMATIC)).cars) == {"C:fetch": "EW 2"}


BOTH = {"cars": ("EW 1", "EW 2")}
CHOSEN = stop("B:fetch", 11, needs_car=True, wanted_car="EW 1")


def _given(of: TourDay) -> dict[str, str]:
    """Which car each stop takes along where all of them are driven to as agreed."""
    legs = (Leg("stop", each.early, each.early + each.service, each.stop_id) for each in of.stops)
    return dict(cars_of(of, Plan(tuple(Tour("Anna", (leg,)) for leg in legs))))


def test_the_car_that_a_planner_chose_is_given() -> None:
    # A comes first, and would have EW 1 until the evening
    first = stop("A:fetch", 9, needs_car=True)
    assert _given(day(first, CHOSEN, **BOTH)) == {"A:fetch": "EW 2", "B:fetch": "EW 1"}
    # also where A is locked: what a person named comes before what a plan once wrote
    locked = replace(first, courtesy_car="EW 1", is_locked=True, driver="Anna", arrives=9 * HOUR)
    assert _given(day(locked, CHOSEN, **BOTH)) == {"A:fetch": "EW 2", "B:fetch": "EW 1"}
    # whose customer has it keeps it
    handed = replace(first, courtesy_car="EW 1", is_handed_over=True)
    assert _given(day(handed, CHOSEN, **BOTH)) == {"A:fetch": "EW 1", "B:fetch": "EW 2"}
    # a manual for somebody who wanted an automatic: whoever named it knows why
    manual = replace(CHOSEN, is_automatic_wanted=True)
    assert _given(day(manual, **AUTOMATIC)) == {"B:fetch": "EW 1"}
    assert without_car(day(manual, **AUTOMATIC)) == ()


def test_whoever_was_promised_a_car_that_is_not_there_is_told_when_it_is() -> None:
    def refused(*stops: Stop, **more: Any) -> list[tuple[str, str, int | None]]:
        return [(each.stop_id, each.reason, each.earliest) for each in without_car(day(*stops, **BOTH, **more))]

    # the house has sold it, or calls it otherwise: nobody gets another one unasked
    assert refused(replace(CHOSEN, wanted_car="EW 9")) == [("B:fetch", "car_unknown", None)]
    out = CarAway(0, 13 * HOUR, "EW 1")
    assert refused(CHOSEN, cars_away=(out,)) == [("B:fetch", "car_taken", 13 * HOUR)]
    assert refused(CHOSEN, cars_away=(replace(out, car="EW 2"),)) == []
    # a plan once wrote it for somebody else: that one can have the other
    assert refused(stop("A:fetch", 9, needs_car=True, courtesy_car="EW 1"), CHOSEN) == []
    # two customers, one car: the earlier hour has it, until its driver brings that customer's own one at 14:10
    later = replace(CHOSEN, stop_id="C:fetch", appointment="C", early=12 * HOUR, agreed=CHOSEN.agreed + HOUR)
    assert refused(later, CHOSEN) == [("C:fetch", "car_taken", None)]
    assert refused(later, CHOSEN, stop("B:bring", 13)) == [("C:fetch", "car_taken", 14 * HOUR + 600)]
    # the only automatic was chosen, and somebody before wants one
    only = {"automatics": ("EW 1",)}
    assert refused(_wants("A:fetch", 9), CHOSEN, **only) == [("B:fetch", "car_taken", None)]


def test_a_driver_changes_the_car_at_the_house_where_another_one_was_promised() -> None:
    back, named = stop("A:bring", 9, courtesy_car="EW 1"), stop("C:fetch", 9.5, needs_car=True, wanted_car="EW 2")
    assert changes_car(day(back, named, **BOTH), back, named)
    assert not changes_car(day(back, named, **BOTH), replace(back, courtesy_car="EW 2"), named)
    # it gets the car today that is taken back from it today
    own = stop("A:fetch", 8, needs_car=True, wanted_car="EW 2")
    assert not changes_car(day(own, back, named, **BOTH), back, named)
    # the car that is taken back was promised to a third one
    anybody = replace(named, wanted_car="")
    assert not changes_car(day(back, anybody, **BOTH), back, anybody)
    assert changes_car(day(back, anybody, CHOSEN, **BOTH), back, anybody)
    # where nobody gets a car, none is changed
    assert not changes_car(day(back, named, CHOSEN, **BOTH), back, replace(named, needs_car=False))


def test_nobody_is_driven_to_without_a_car_because_others_chose_theirs() -> None:
    # C has EW 1 until 11:10, E chose EW 2 from 13:30 on: D (8:30 to 17:10) can have neither of them whole
    c = (stop("C:fetch", 8, needs_car=True, wanted_car="EW 1"), stop("C:bring", 10))
    d = (stop("D:fetch", 9, needs_car=True), stop("D:bring", 16))
    e = (stop("E:fetch", 14, needs_car=True, wanted_car="EW 2"), stop("E:bring", 17))
    # E agreed last, and is told when D's car is back; with any car, E would have EW 1
    plan = planned(day(*c, *d, *e, **BOTH))
    told = [(each.stop_id, each.reason, each.earliest) for each in plan.unplanned]
    assert told == [("E:fetch", "car_taken", 17 * HOUR + 600), ("E:bring", "not_fetched", None)]
    assert dict(plan.cars) == {"C:fetch": "EW 1", "D:fetch": "EW 2"}
    anything = replace(e[0], wanted_car="")
    assert without_car(day(*c, *d, anything, e[1], **BOTH)) == ()
    # where E is locked, D is the one without a car, and is told when C's is back
    locked = replace(e[0], is_locked=True, driver="Anna", arrives=14 * HOUR)
    (refused,) = without_car(day(*c, *d, locked, e[1], **BOTH))
    assert (refused.stop_id, refused.reason, refused.earliest) == ("D:fetch", "no_courtesy_car", 11 * HOUR + 600)


def test_the_cars_are_shared_out_so_that_a_chosen_one_is_there_in_time() -> None:
    # F chose EW 1 (13:30 on), so that C (12:00 to 16:10) has EW 2, B (10:00 to 12:40) EW 1, and A (9:00 to 11:40) EW 2
    a = (stop("A:fetch", 9.5, needs_car=True), stop("A:bring", 10.5))
    b = (stop("B:fetch", 10.5, needs_car=True), stop("B:bring", 11.5))
    c = (stop("C:fetch", 12.5, needs_car=True), stop("C:bring", 15))
    of = day(*a, *b, *c, stop("F:fetch", 14, needs_car=True, wanted_car="EW 1"), **BOTH)
    assert without_car(of) == ()
    assert _given(of) == {"A:fetch": "EW 2", "B:fetch": "EW 1", "C:fetch": "EW 2", "F:fetch": "EW 1"}
    # what an earlier plan wrote at a locked stop gives way to that
    locked = replace(a[0], courtesy_car="EW 1", is_locked=True, driver="Anna", arrives=9 * HOUR + 1800)
    assert _given(replace(of, stops=(locked, *of.stops[1:]))) == _given(of)
    # with a third car it stays
    assert _given(replace(of, stops=(locked, *of.stops[1:]), cars=("EW 1", "EW 2", "EW 3")))["A:fetch"] == "EW 1"


def test_a_car_of_the_morning_goes_on_to_the_next_customer_as_long_as_it_is_not_wanted_elsewhere() -> None:
    # A's own car is brought at 14:00, and the driver goes on with A's courtesy car to B
    before = (stop("A:fetch", 9, needs_car=True), stop("A:bring", 14))
    after = stop("B:fetch", 14, needs_car=True)

    def given(of: TourDay) -> dict[str, str]:
        legs = [Leg("stop", each.early, each.early + each.service, each.stop_id) for each in of.stops]
        return dict(cars_of(of, Plan((Tour("Anna", tuple(legs)),))))

    assert given(day(*before, after, **BOTH)) == {"A:fetch": "EW 1", "B:fetch": "EW 1"}
    # EW 1 is somebody's from 20:00 on, and B would have it until the next day: both get the other one
    late = CarAway(20 * HOUR, 48 * HOUR, "EW 1")
    assert given(day(*before, after, cars_away=(late,), **BOTH)) == {"A:fetch": "EW 2", "B:fetch": "EW 2"}
    # A can have none but EW 1, and B none but EW 2: the driver changes it
    soon = CarAway(8 * HOUR, 12 * HOUR, "EW 2")
    assert given(day(*before, after, cars_away=(late, soon), **BOTH)) == {"A:fetch": "EW 1", "B:fetch": "EW 2"}


def test_a_plan_that_was_accepted_says_where_no_car_is_left() -> None:
    held = {"needs_car": True, "driver": "Anna"}
    of = day(
        stop("A:fetch", 9, arrives=9 * HOUR, **held),
        stop("B:fetch", 11, arrives=11 * HOUR, **held),
        stop("C:fetch", 14, arrives=14 * HOUR, **held),
        cars=("EW 1", "EW 2"),
    )
    kept = plan_kept(of, ways(of))
    assert (dict(kept.conflicts), set(dict(kept.cars))) == ({"C:fetch": "no_car"}, {"A:fetch", "B:fetch"})
    assert plan_kept(replace(of, cars=()), ways(of)).conflicts == ()


def _cars(manuals: int, automatics: int) -> list[Car]:
    return [Car("manual")] * manuals + [Car("automatic", is_automatic=True)] * automatics


def _kinds(needs: list[Need], manuals: int, automatics: int) -> list[bool] | None:
    """Whether each gets an automatic."""
    names = shared_out(needs, _cars(manuals, automatics))
    return None if names is None else [name == "automatic" for name in names]


def test_a_car_that_fits_now_is_not_given_where_it_is_needed_later() -> None:
    # on paper: A has the manual until 3, so B (2 to 6) would take the automatic that C wants from 5 on;
    # only where A takes the automatic instead, all three have a car
    a, b, c = Need(0, 3), Need(2, 6), Need(5, 7, is_automatic=True)
    assert _kinds([a, b, c], 1, 1) == [True, False, True]
    assert _kinds([a, b, c, Need(4, 5)], 1, 1) == [True, False, True, True]
    assert _kinds([a, b, replace(c, start=2)], 1, 1) is None
    assert _kinds([a, Need(3, 4)], 1, 0) == [False, False]
    assert _kinds([Need(0, 1, is_automatic=True)], 4, 0) is None


def test_however_many_cars_are_out_at_once_the_automatics_are_there_when_they_are_wanted() -> None:
    # on paper: ten are back at 3, ten at 10; from 5 on ten want an automatic, so those back at 3 have had all of them
    soon, late = [Need(0, 3)] * 10, [Need(0, 10)] * 10
    wanted = [Need(5, 7, is_automatic=True)] * 10
    assert _kinds([*late, *soon, *wanted], 10, 10) == [*[False] * 10, *[True] * 20]
    assert _kinds([*late, *soon, *wanted, Need(6, 7)], 10, 10) is None
    assert _kinds([*late, *soon], 10, 10) == [*[False] * 10, *[True] * 10]
    assert _kinds([*late, *soon, Need(2, 4)], 10, 10) is None


@pytest.mark.parametrize(
    ("needs", "taken", "enough"),
    [
        ([Need(0, 3), Need(2, 6), Need(5, 7, is_automatic=True)], (), True),
        ([Need(0, 3), Need(2, 6), Need(2, 7, is_automatic=True)], (), False),
        ([Need(0, 9)], ((5, 7),), True),
        ([Need(0, 9, is_automatic=True), Need(5, 7, is_automatic=True)], (), False),
        ([Need(0, 6), Need(3, 9), Need(6, 8)], (), True),
        # one car would have to be changed on the way
        ([Need(0, 4, is_automatic=True), Need(2, 8)], ((6, 9),), False),
        ([Need(0, 4, is_automatic=True), Need(2, 6)], ((6, 9),), True),
        # both are there at 0, and neither until 8
        ([Need(0, 8), Need(0, 6)], ((6, 9),), True),
        ([Need(0, 8), Need(0, 7)], ((6, 9),), False),
    ],
)
def test_whether_a_manual_that_is_promised_at_times_and_an_automatic_are_enough(
    needs: list[Need], taken: tuple[tuple[int, int], ...], *, enough: bool
) -> None:
    cars = [Car("manual", taken=taken), Car("automatic", is_automatic=True)]
    assert are_enough(needs, cars) is enough
    assert (shared_out(needs, cars) is not None) is enough


def test_a_driver_with_a_manual_goes_by_the_house_before_the_next_customer_who_wants_an_automatic() -> None:
    both = (
        stop("A:bring", 9, courtesy_car="EW 1"),
        _wants("B:fetch", 9.5),
    )
    out = {"cars_away": (CarAway(-24 * HOUR, 9 * HOUR + 1800, "EW 1"),), **AUTOMATIC}
    plan = planned(day(*both, **out))
    assert [leg.kind for leg in plan.tours[0].legs if leg.kind != "break"] == [
        "house",
        "stop",
        "house",
        "stop",
        "house",
    ]
    assert dict(plan.cars) == {"B:fetch": "EW 2"}
    # with an automatic in hand there is no need to
    straight = planned(day(replace(both[0], courtesy_car="EW 2"), both[1], cars_away=(), **AUTOMATIC))
    assert [leg.kind for leg in straight.tours[0].legs if leg.kind != "break"] == ["house", "stop", "stop", "house"]


def test_a_tour_that_people_hold_says_where_there_is_no_time_to_change_the_car() -> None:
    held = {"is_locked": True, "driver": "Anna"}
    of = day(
        stop("A:bring", 9, courtesy_car="EW 1", arrives=9 * HOUR, **held),
        _wants("B:fetch", 9, arrives=9 * HOUR + 900, **held),
        **AUTOMATIC,
    )
    assert dict(plan_kept(of, ways(of)).conflicts) == {"B:fetch": "overlap"}
    later = replace(of, stops=(of.stops[0], replace(of.stops[1], arrives=9 * HOUR + 2400)))
    kept = plan_kept(later, ways(later))
    assert kept.conflicts == ()
    assert dict(kept.cars) == {"B:fetch": "EW 2"}
