"""A day from a real house: its stops and drivers, what two planners write at once, and the command that plans it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import ChangeNotPermitted
from clientinfo_kernel.live.commands import Add, Change, Conflict, Saved
from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
from clientinfo_kernel.live.errors import RowUnknown
from clientinfo_kernel.live.tour_stops import TOUR_STOP
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.exact_point import point_values
from clientinfo_kernel.sections.tours import CourtesyCar
from clientinfo_kernel.tours.clock import DayClock
from clientinfo_kernel.tours.kept import Acceptance
from clientinfo_kernel.tours.plan import Leg, Plan, Tour
from clientinfo_kernel.tours.reading import read_day
from tests.clientinfo_kernel.tours.house import DAY, EARLY, tours_house
from tests.command import clientinfo
from widgets.lists.appointments import appointments
from widgets.work_list import Desk

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.tours.day import Stop, TourDay


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    return tours_house(tmp_path_factory.mktemp("tours") / "house").refresh()


def test_an_appointment_is_a_stop_for_each_way_of_its_car_half_an_hour_around_its_hour(
    directory: CustomerDirectory,
) -> None:
    day = read_day(directory, DAY)
    assert [(each.stop_id, each.kind, each.customer) for each in day.stops] == [
        ("A:fetch", "fetch", "Kunde 1"),
        ("A:bring", "bring", "Kunde 1"),
        ("B:bring", "bring", "Kunde 2"),
    ]
    assert (day.stops[0].early, day.stops[0].late) == (8 * 3600, 9 * 3600)
    # D's from 8:30 to 15:00; W's from two days before, 8:00, until the driver is back from them, three days after, 15:40
    assert {(each.start, each.end) for each in day.cars_away} == {
        (30_600, 54_000),
        (8 * 3600 - 2 * 86_400, 15 * 3600 + 40 * 60 + 3 * 86_400),
    }
    (anna,) = day.drivers
    assert (anna.shifts, anna.break_seconds) == (((27_000, 61_200),), 1800)
    assert read_day(directory, date(2012, 10, 13)).stops == ()


def test_a_stop_is_where_somebody_set_the_customer_s_point(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path))
    file = directory.customer("1")
    values = point_values(50.3291, 11.7069, next(file.place().iter_rows(named=True)))
    live = replace(directory, viewer=Viewer("sven", frozenset({"service"}))).live(file)
    live.do(Add("a point", "1", CUSTOMER_POINT, values))
    fetch, bring, other = read_day(directory, DAY).stops
    assert fetch.place == bring.place == (50.3291, 11.7069)
    assert other.place != (50.3291, 11.7069)


def test_the_seconds_of_a_day_know_summer_time() -> None:
    spring = DayClock(date(2026, 3, 29))  # 2:00 becomes 3:00
    assert spring.midnight == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert spring.at(datetime(2026, 3, 29, 8).time()) == 7 * 3600  # noqa: DTZ001
    assert spring.moment(7 * 3600) == datetime(2026, 3, 29, 6, tzinfo=UTC)


def test_the_first_day_and_the_last_one_that_there_are_have_seconds() -> None:
    for day in (date.min, date.max):
        assert DayClock(day).holds(DayClock(day).midnight)


@pytest.fixture
def planner(directory: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    """Somebody of service in the house, in which nobody has written anything yet."""
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(directory.settings.base / "clientinfo.toml"))  # the audit log's
    settings = msgspec.structs.replace(directory.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}")
    return CustomerDirectory(settings, Viewer("karin", frozenset({"service"})))


def _stop_of(directory: CustomerDirectory, stop: str) -> Stop:
    found = read_day(directory, DAY).stop(stop)
    assert found is not None
    return found


def test_what_was_ticked_is_where_and_when_it_was(planner: CustomerDirectory) -> None:
    at = datetime(2012, 10, 12, 6, 30, tzinfo=UTC)
    store = planner.live(planner.customer("1"))
    store.do(_change("p", 0, driver="Anna", arrives_at=at))
    store.do(_change("t", 1, outcome="done", done_at=at + timedelta(minutes=20)))
    done = _stop_of(planner, "A:fetch")
    # ticked at 8:50 Berlin, after the 10 minutes at the customer's
    assert (done.is_done, done.driver, done.held_at) == (True, "Anna", 8 * 3600 + 40 * 60)
    # ticked on the next day: the plan's hour is the best that is known
    store.do(_change("a", done.version, done_at=at + timedelta(days=1)))
    assert _stop_of(planner, "A:fetch").held_at == 8 * 3600 + 30 * 60
    assert _drive_in_list(planner, "A") == "geholt 08:30, Anna"


def test_an_appointment_that_was_put_off_does_not_keep_the_hours_of_the_day_before(planner: CustomerDirectory) -> None:
    before = datetime(2012, 10, 11, 6, 30, tzinfo=UTC)
    hours = dict.fromkeys(("window_from", "window_until", "arrives_at", "done_at"), before)
    written = {**hours, "driver": "Anna", "is_locked": True, "outcome": "not_met"}
    planner.live(planner.customer("1")).do(Change("p", "1", TOUR_STOP, "A:fetch", 0, written))
    stop = _stop_of(planner, "A:fetch")
    assert (stop.early, stop.late, stop.arrives, stop.driver) == (8 * 3600, 9 * 3600, None, "")
    assert (stop.is_locked, stop.outcome) == (False, "")
    assert _drive_in_list(planner, "A") == ""


def _drive_in_list(directory: CustomerDirectory, appointment: str) -> str:
    """What *Termine* says of the drives of an appointment of tomorrow."""
    service = replace(directory, viewer=Viewer("k", frozenset({"service"})))
    rows = appointments(Desk(service, "tomorrow")).rows.iter_rows(named=True)
    return next(str(row["drive"]) for row in rows if row["row"] == appointment)


def test_whoever_was_not_met_is_driven_to_on_the_day_to_which_they_were_put_off(planner: CustomerDirectory) -> None:
    """What was ticked on the day before is not ticked for the new day, however it is planned."""
    before = datetime(2012, 10, 11, 6, 30, tzinfo=UTC)
    window = {"is_cancelled": True, "window_from": before, "window_until": before}
    ticks = {"has_keys": True, "is_inspected": True, "mileage": 5, "fuel": "half", "is_locked": True}
    visit = {"driver": "Anna", "arrives_at": before, "outcome": "not_met", "done_at": before, "driver_note": "Hund"}
    store = planner.live(planner.customer("1"))
    store.do(_change("n", 0, **window, **ticks, **visit))
    plan = Plan((Tour("Anna", (Leg("stop", 9 * 3600, 9 * 3600 + 600, "A:fetch"),)),))
    for change in Acceptance("one", read_day(planner, DAY), plan).commands():
        if change.entity_id == "A:fetch":
            store.do(change)
    stop = _stop_of(planner, "A:fetch")
    assert (stop.driver, stop.arrives, stop.is_done, stop.is_locked) == ("Anna", 9 * 3600, False, False)
    assert {name for name in (*window, *ticks, "outcome", "done_at") if stop.written[name]} == set()
    assert stop.written["driver_note"] == "Hund", "a note is for whoever comes next"
    assert _drive_in_list(planner, "A") == "wird geholt 09:00, Anna"


def test_a_car_that_was_handed_over_after_a_first_try_on_another_day_is_away(planner: CustomerDirectory) -> None:
    # W is fetched on the 10th at 8:00, as the dealer system says
    store, two_days_before = planner.live(planner.customer("1")), 8 * 3600 - 2 * 86_400
    for tried_on, version, is_away in ((9, 0, True), (10, 2, False)):
        at = datetime(2012, 10, tried_on, 6, 30, tzinfo=UTC)
        visit = {"driver": "Anna", "arrives_at": at, "outcome": "not_met", "done_at": at}
        store.do(_change(f"w{tried_on}", version, stop="W:fetch", **visit))
        assert (two_days_before in {each.start for each in read_day(planner, DAY).cars_away}) is is_away


def test_what_is_cancelled_is_cancelled_for_its_day_alone(planner: CustomerDirectory) -> None:
    store = planner.live(planner.customer("2"))
    for day, left in ((11, 3), (12, 2)):
        hours = [datetime(2012, 10, day, hour, tzinfo=UTC) for hour in (12, 13)]
        said = {"is_cancelled": True, "window_from": hours[0], "window_until": hours[1]}
        store.do(_change(f"c{day}", _stop_of(planner, "B:bring").version, "2", "B:bring", **said))
        of = read_day(planner, DAY)
        assert (len(of.stops), len(of.cancelled)) == (left, 3 - left)
        assert _drive_in_list(planner, "B") == ("entfällt" if day == DAY.day else "")


def test_a_fetch_that_was_cancelled_hands_no_courtesy_car_out(planner: CustomerDirectory) -> None:
    cars = tuple(CourtesyCar(name=f"EW {number}") for number in (1, 2, 3))
    tours = msgspec.structs.replace(planner.settings.tours, courtesy_cars=cars)
    house = replace(planner, settings=msgspec.structs.replace(planner.settings, tours=tours))
    store = house.live(house.customer("1"))

    def cancelled(stop: str, day: int, **more: object) -> None:
        hours = [datetime(2012, 10, day, hour, tzinfo=UTC) for hour in (6, 7)]
        said = {"is_cancelled": True, "window_from": hours[0], "window_until": hours[1], "courtesy_car": "EW 2", **more}
        store.do(_change(f"c{stop}", 0, stop=stop, **said))

    cancelled("A:fetch", 12)
    cancelled("W:fetch", 10)
    day = read_day(house, DAY)
    assert {each.stop_id: each.courtesy_car for each in day.stops} == {"A:bring": "", "B:bring": ""}
    # D's alone
    assert [(each.start, each.end, each.car) for each in day.cars_away] == [(30_600, 54_000, "")]
    # where somebody was there nevertheless, the customer has it
    at = datetime(2012, 10, 10, 6, 30, tzinfo=UTC)
    store.do(_change("t", 1, stop="W:fetch", driver="Anna", arrives_at=at, outcome="done", done_at=at))
    assert {each.car for each in read_day(house, DAY).cars_away} == {"", "EW 2"}


def test_nothing_is_planned_before_now_on_the_day_itself_alone(planner: CustomerDirectory) -> None:
    nine = datetime(2012, 10, 12, 7, tzinfo=UTC)
    assert read_day(planner, DAY, nine).now == 9 * 3600
    assert read_day(planner, DAY, nine - timedelta(days=1)).now is None
    assert read_day(planner, DAY).now is None


def test_whoever_works_for_six_hours_or_less_needs_no_break(planner: CustomerDirectory) -> None:
    def breaks(shift: str) -> int:
        driver = msgspec.structs.replace(planner.settings.tours.drivers[0], shifts=(shift,))
        tours = msgspec.structs.replace(planner.settings.tours, drivers=(driver,))
        settings = msgspec.structs.replace(planner.settings, tours=tours)
        return read_day(replace(planner, settings=settings), DAY).drivers[0].break_seconds

    assert (breaks("08:00-14:00"), breaks("08:00-14:01")) == (0, 1800)


def test_two_plans_for_one_stop_never_mix_the_driver_of_one_with_the_hour_of_the_other(
    planner: CustomerDirectory,
) -> None:
    def accept(name: str, day: TourDay, driver: str, at: int) -> list[object]:
        plan = Plan((Tour(driver, (Leg("stop", at, at + 600, "A:fetch"),)),))
        commands = [each for each in Acceptance(name, day, plan).commands() if each.entity_id == "A:fetch"]
        return [type(planner.live(planner.customer("1")).do(each)) for each in commands]

    accept("first", read_day(planner, DAY), "Anna", 9 * 3600)
    both_see = read_day(planner, DAY)
    assert accept("karin", both_see, "Anna", 8 * 3600 + 1800) == [Saved]
    assert accept("timo", both_see, "Bert", 9 * 3600) == [Conflict]
    stop = _stop_of(planner, "A:fetch")
    assert (stop.driver, stop.arrives) == ("Anna", 8 * 3600 + 1800)


def _change(command_id: str, version: int, customer: str = "1", stop: str = "A:fetch", **values: object) -> Change:
    return Change(command_id, customer, TOUR_STOP, stop, version, values)


def test_two_planners_change_different_fields_and_the_same_one_asks(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(directory.settings.base / "clientinfo.toml"))  # the audit log's
    one, two = (replace(directory, viewer=Viewer(name, frozenset({"service"}))) for name in ("karin", "timo"))
    stores = [each.live(each.customer("1")) for each in (one, two)]
    at = datetime(2012, 10, 12, 6, 30, tzinfo=UTC)
    assert isinstance(stores[0].do(_change("k1", 0, driver="Anna", arrives_at=at, is_locked=True)), Saved)
    assert isinstance(stores[1].do(_change("t1", 0, window_from=at)), Saved)
    assert isinstance(stores[1].do(_change("t2", 0, driver="Bert")), Conflict)
    (found,) = [each for each in read_day(two, DAY).stops if each.stop_id == "A:fetch"]
    assert (found.driver, found.is_locked, found.arrives, found.written["window_from"]) == ("Anna", True, 30_600, at)
    # a tick that is sent again after a lost connection is written once
    tick = _change("d1", found.version, has_keys=True, done_at=at)
    first, again = stores[0].do(tick), stores[0].do(tick)
    assert isinstance(first, Saved)
    assert again == replace(first, is_repeat=True)
    sales = replace(directory, viewer=Viewer("s", frozenset({"sales"})))
    with pytest.raises(ChangeNotPermitted):
        sales.live(sales.customer("1")).do(_change("s1", 0, driver="Anna"))
    for stop in ("A:wash", "B:bring", "Z:fetch"):
        with pytest.raises(RowUnknown):
            stores[0].do(_change(f"x{stop}", 0, stop=stop, driver="Anna"))


def test_the_command_prints_the_tours_of_a_day(directory: CustomerDirectory) -> None:
    settings = directory.settings.base / "clientinfo.toml"
    ran = clientinfo("tour", "plan", "2012-10-12", "--seconds", "0.5", "--json", "--settings", settings)
    said = json.loads(ran.stdout)
    (tour,) = said["tours"]
    assert (tour["stops"][0]["appointment"], tour["stops"][0]["kind"]) == ("A", "fetch")
    assert {(each["appointment"], each["kind"]) for each in tour["stops"]} == {
        ("A", "fetch"),
        ("A", "bring"),
        ("B", "bring"),
    }
    assert tour["driver"] == "Anna"
    assert said["unplanned"] == []
    assert all("T" in each["arrives_at"] for each in tour["stops"])
    assert clientinfo("tour", "plan", "12.10.2012", "--settings", settings).returncode == 2


def test_the_command_prints_what_is_unplanned_with_its_reason_and_the_window_that_fits(
    directory: CustomerDirectory,
) -> None:
    settings = directory.settings.base / "clientinfo.toml"
    ran = clientinfo("tour", "plan", EARLY.isoformat(), "--seconds", "0.5", "--json", "--settings", settings)
    said = json.loads(ran.stdout)
    assert [[each["appointment"] for each in tour["stops"]] for tour in said["tours"]] == [["F"]]
    (left,) = said["unplanned"]
    # Agreed on at 7:00, so 6:30 to 7:30. Anna begins at 7:30 in Hof, 15 to 17 km from Naila; with the detour (1.3) at
    # 45 km/h these are 26 to 29 minutes: there before 8:00, for which a window of an hour begins at 7:00 (5:00 UTC).
    earliest = datetime.fromisoformat(left.pop("earliest_at"))
    assert timedelta(minutes=26) <= earliest - datetime(2012, 10, 19, 5, 30, tzinfo=UTC) <= timedelta(minutes=29.5)
    assert left == {
        "appointment": "E",
        "kind": "fetch",
        "reason": "window",
        "fits_if": {"window_from": "2012-10-19T05:00:00+00:00", "window_until": "2012-10-19T06:00:00+00:00"},
    }
