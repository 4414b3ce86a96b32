"""The planner's desk and the driver's sheet over a real house and a real solver, without a browser."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.commands import Change
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.tour_stops import TOUR_STOP
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.sections.tours import CourtesyCar
from clientinfo_kernel.tours.clock import DayClock
from clientinfo_kernel.tours.day import TourDay
from clientinfo_kernel.tours.plan import Leg, Plan, Tour, Unplanned
from tests.clientinfo_kernel.tours.days import ANNA, day, stop
from tests.widgets.tours.planner import EVERY, Planner
from widgets.lists.appointments import appointments
from widgets.tours.app import ToursApp
from widgets.tours.board_state import ahead, conflicts, summary
from widgets.tours.printed import printed
from widgets.tours.said import no_break_said, nothing_new_said
from widgets.tours.sheet import DriverSheet, plain_mileage
from widgets.tours.sheet_state import sheets
from widgets.tours.tour_map import tour_map
from widgets.tours.words import hour
from widgets.work_list import Desk as ListDesk

pytestmark = pytest.mark.slow


def _with_bert(directory: CustomerDirectory) -> CustomerDirectory:
    """The house with a second driver."""
    (anna,) = directory.settings.tours.drivers
    tours = msgspec.structs.replace(
        directory.settings.tours, drivers=(anna, msgspec.structs.replace(anna, name="Bert"))
    )
    return replace(directory, settings=msgspec.structs.replace(directory.settings, tours=tours))


def test_a_planner_plans_moves_locks_and_takes_back(directory: CustomerDirectory) -> None:
    planner = Planner(_with_bert(directory))
    assert {each["is_waiting"] for each in planner.board.state["unplanned"]} == {True}
    planner.does(do="plan")
    first = planner.planned()
    assert set(first) == EVERY
    # a search that finds nothing better leaves it, and says so to whoever ended it
    planner.board._receive(planner.board, {"do": "plan"}, [])
    run = planner.desk._run
    assert run is not None
    run.give_up()
    planner.board._receive(planner.board, {"do": "stop"}, [])
    planner.desk._found(run, planner.desk.plan, is_final=True)
    assert planner.board.state["said"] == "Kein besserer Plan gefunden: der übernommene bleibt."
    assert (planner.desk.phase, planner.planned()) == ("idle", first)
    drivers = {driver for driver, _minute, _locked in first.values()}
    assert planner.board.state["summary"].startswith(f"3 von 3 Stopps geplant · {len(drivers)} Fahrer")
    # dragged to the other driver at 25 past three: it stays there, locked, and the rest is planned around it
    other = "Bert" if first["B:bring"][0] == "Anna" else "Anna"
    planner.does(do="move", id="B:bring", driver=other, minute=15 * 60 + 25)
    moved = planner.planned()
    assert moved["B:bring"] == (other, 15 * 60 + 25, True)
    assert set(moved) == EVERY
    for do, is_locked in (("lock", True), ("unlock", False), ("unlock", False)):  # a second press changes nothing
        planner.does(do=do, id="B:bring")
        assert planner.planned()["B:bring"][2] is is_locked
    # one step back is the lock, the next one the move with all that was planned again for it, the last one the plan
    seen = planner.board.state["last"][0]
    planner.does(do="undo")
    assert planner.board.state["said"] == "Zurückgenommen: Kunde 2 freigegeben"
    planner.does(do="undo", turn=seen)  # the second of two quick presses was meant for the same step
    assert planner.planned() == moved
    planner.does(do="undo")
    assert planner.board.state["said"] == "Zurückgenommen: Kunde 2 auf 15:25 festgelegt"
    assert planner.planned() == first
    planner.does(do="undo")
    assert planner.planned() == {}
    assert not planner.board.state["canUndo"]


def test_the_best_plan_so_far_is_on_the_board_and_the_map_while_it_is_searched(directory: CustomerDirectory) -> None:
    planner, shown = Planner(directory), tour_map()
    planner.board._receive(planner.board, {"do": "plan"}, [])
    planner.calls.get(timeout=60)()
    state, plan = planner.board.state, planner.desk.plan
    assert (state["phase"], state["seconds"], state["gain"]) == ("solving", 10, 0)
    (anna,) = state["drivers"]
    assert {leg["id"] for leg in anna["legs"] if leg["kind"] == "stop"} == set(plan.planned) != set()
    shown.show(planner.desk.of, plan)
    (line,) = shown.lines
    assert [50.3294, 11.7050] in line["places"]  # Naila
    assert {each["id"] for each in shown.points if each.get("number")} == set(plan.planned)
    # one whose drives are three quarters as long is a quarter better
    driving = sum(tour.driving for tour in plan.tours)
    way = Leg("stop", 30_600, 31_200, "A:fetch", seconds=driving * 3 // 4)
    assert planner.desk._run is not None
    planner.desk._found(planner.desk._run, Plan((Tour("Anna", (way,)),)), is_final=False)
    planner.desk.give_up()
    assert (planner.board.state["phase"], planner.board.state["gain"]) == ("solving", 25)
    assert [leg["id"] for leg in planner.board.state["drivers"][0]["legs"]] == ["A:fetch"]


def test_without_a_branch_no_stop_is_far_from_it() -> None:
    shown = tour_map()
    shown.show(replace(day(stop("A:fetch", 8), drivers=()), houses=()), Plan())
    assert [each["far"] for each in shown.points] == [False]


@pytest.mark.parametrize(
    "odd",
    [
        {"do": "move", "id": "B:bring", "driver": "Nobody", "minute": 600},
        {"do": "move", "id": "Z:fetch", "driver": "Anna", "minute": 600},
        {"do": "move", "id": "B:bring", "driver": "Anna", "minute": 9000},
        {"do": "lock", "id": "A:fetch"},
        {"do": "window", "id": "A:fetch"},
        {"do": "accept"},
        {"do": "turn", "by": 400},
        {"do": ["plan"]},
        "plan",
    ],
    ids=str,
)
def test_what_no_board_sends_does_nothing(directory: CustomerDirectory, odd: Any) -> None:
    planner = Planner(directory)
    planner.board._receive(planner.board, odd, [])
    assert planner.planned() == {}
    assert planner.desk.phase == "idle"


def test_two_planners_at_once_keep_what_each_decided_and_hear_of_the_other(directory: CustomerDirectory) -> None:
    karin = Planner(directory)
    timo = Planner(replace(directory, viewer=Viewer("timo", frozenset({"service"}), "Timo Färber")))
    karin.does(do="plan")
    timo.does(do="look")
    assert set(timo.desk.plan.planned) == EVERY
    karin.does(do="move", id="B:bring", driver="Anna", minute=15 * 60 + 25)
    # Timo has not looked yet: his own move of the same stop meets hers
    timo.board._receive(timo.board, {"do": "move", "id": "B:bring", "driver": "Anna", "minute": 15 * 60 + 28}, [])
    assert "jemand anders geändert" in timo.board.state["said"]
    assert timo.desk.plan.planned["B:bring"][1].start == (15 * 60 + 25) * 60
    # nothing of hers is taken back by him
    timo.does(do="undo")
    assert karin.planned()["B:bring"][1] == 15 * 60 + 25


def test_a_tick_is_written_once_and_flows_back_to_the_list_of_appointments(directory: CustomerDirectory) -> None:
    planner = Planner(directory)
    planner.does(do="plan")
    turned: list[int] = []
    sheet = DriverSheet(directory, lambda: None, turned.append)
    sheet.show(planner.desk.of, planner.desk.plan)
    (tour,) = sheet.state["sheets"]
    stop = next(each for each in tour["stops"] if each["id"] == "A:fetch")
    assert [each["rest"][:5] for each in tour["stops"] if each["rest"]] == ["Pause"]
    assert stop["navigation"][0][1] == "geo:0,0?q=95119%20Naila"
    # fetched in the morning, brought in the afternoon; 09282 is Naila's area code
    assert [each["number"] for each in tour["stops"]] == [1, 2, 3]
    assert [each["time"] for each in tour["stops"]] == sorted(each["time"] for each in tour["stops"])
    assert tour["stops"][0] is stop
    assert {each["id"]: each["phone"] for each in tour["stops"]} == {
        "A:fetch": "tel:+4992829610", "A:bring": "tel:+4992829610", "B:bring": None,
    }  # fmt: skip
    said: list[dict[str, Any]] = []
    sheet.send = lambda content, buffers=None: said.append(content)  # type: ignore[method-assign]  # noqa: ARG005
    at = {"stop": "A:fetch", "customer": "1", "version": stop["version"]}
    ticks = [
        {"do": "tick", "id": "t1", **at, "values": {"has_keys": True, "mileage": "48210"}},
        {"do": "tick", "id": "t1", **at, "values": {"has_keys": True, "mileage": "48210"}},  # its answer was lost
        {"do": "tick", "id": "t2", **at, "values": {"outcome": "done", "done_at": "2012-10-12T06:41:00.000Z"}},
        {"do": "tick", "id": "t3", **at, "values": {"mileage": "viel"}},
        {"do": "tick", "id": "t6", **at, "values": {"mileage": " 48.210 km"}},
        {"do": "tick", "id": "t4", **at, "values": {"driver": "Bert"}},
        {"do": "tick", "id": "t5", **at | {"stop": "Z:fetch"}, "values": {"has_keys": True}},
    ]
    for tick in ticks:
        sheet._receive(sheet, tick, [])
    for by in (1, -1, 400, "1"):
        sheet._receive(sheet, {"do": "turn", "by": by}, [])
    assert turned == [1, -1]
    problems = {each["id"]: each["problem"] for each in said}
    # what cannot be written stays where it was typed, for the driver to mend
    assert [each["id"] for each in said if each["is_refused"]] == ["t3"]
    assert problems["t6"] == ""
    assert (problems["t1"], problems["t2"]) == ("", "")
    assert "Kilometerstand" in problems["t3"]
    assert problems["t4"] == "Das kann nicht gespeichert werden."
    assert "gibt es nicht mehr" in problems["t5"]
    row = next(each for each in directory.written(TOUR_STOP).iter_rows(named=True) if each["stop_id"] == "A:fetch")
    assert (row["has_keys"], row["mileage"], row["driver"], row["version"]) == (
        True,
        48210,
        "Anna",
        stop["version"] + 2,
    )
    assert row["done_at"] == datetime(2012, 10, 12, 6, 41, tzinfo=UTC)
    shown = {
        each["row"]: each["drive"] for each in appointments(ListDesk(directory, "tomorrow")).rows.iter_rows(named=True)
    }
    assert shown["A"].startswith("geholt 08:41, Anna · wird gebracht ")
    assert shown["D"] == ""


def test_what_a_colleague_wrote_meanwhile_stands_beside_what_a_driver_typed(directory: CustomerDirectory) -> None:
    """Without a connection the driver typed 48,210 km and a full tank; the desk wrote 48,120 km and the note meanwhile."""
    planner = Planner(directory)
    planner.does(do="plan")
    sheet = DriverSheet(directory, lambda: None, lambda _days: None)
    sheet.show(planner.desk.of, planner.desk.plan)
    stop = next(each for each in sheet.state["sheets"][0]["stops"] if each["id"] == "A:fetch")
    desk = replace(directory, viewer=Viewer("karin", frozenset({"service"}), "Karin Ost"))
    live, version = desk.live(desk.customer("1")), stop["version"]
    live.do(Change("k", "1", TOUR_STOP, "A:fetch", version, {"mileage": 48120, "driver_note": "48210"}))
    said: list[dict[str, Any]] = []
    sheet.send = lambda content, buffers=None: said.append(content)  # type: ignore[method-assign]  # noqa: ARG005
    tick = {"do": "tick", "stop": "A:fetch", "customer": "1", "values": {"mileage": "48.210 km", "fuel": "full"}}
    sheet._receive(sheet, {**tick, "id": "t1", "version": version}, [])
    (answer,) = said
    assert answer["problem"].startswith("Karin Ost ")
    assert (answer["person"], answer["theirs"], answer["version"]) == ("Karin Ost", {"mileage": "48120"}, version + 1)
    # the driver has seen both, and says that theirs is wrong
    sheet._receive(sheet, {**tick, "id": "t2", "version": answer["version"]}, [])
    row = next(each for each in directory.written(TOUR_STOP).iter_rows(named=True) if each["stop_id"] == "A:fetch")
    assert (row["mileage"], row["fuel"], row["driver_note"]) == (48210, "full", "48210")


@pytest.mark.parametrize(
    "odd",
    [
        {"customer": "2"},  # whose appointment it is not
        {"customer": "none"},
        {"customer": "a\ud800"},
        {"stop": "none:fetch"},
        {"stop": "A:somewhere"},
        {"stop": "\ud800:fetch"},
        {"version": 10**40},
        {"version": True},
        {"values": {"driver": "Karin"}},
        {"values": {"customer_number": "2"}},
        {"values": {"mileage": "9" * 5000}},
        {"values": {"fuel": ["full"]}},
        {"values": {"driver_note": "\ud800"}},
        {"id": "\ud800"},
        {"values": {"outcome": "done", "done_at": "9999-12-31T23:59:59Z"}},  # the courtesy car would be away until then
        {"values": {"courtesy_car": "EW 99"}},
        {"values": {"courtesy_car": None}},
    ],
    ids=str,
)
def test_a_tick_that_no_sheet_sends_is_refused_and_says_nothing_about_anybody(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch, odd: dict[str, Any]
) -> None:
    sheet = DriverSheet(directory, lambda: None, lambda _days: None)
    told: list[Any] = []
    monkeypatch.setattr(sheet, "send", told.append)
    tick = {"id": "one", "stop": "A:fetch", "customer": "1", "version": 0, "values": {"has_keys": True}}
    sheet._receive(sheet, {"do": "tick", **tick, **odd}, [])
    ((said,), written) = told, directory.written(TOUR_STOP)
    assert said["problem"]
    assert written.is_empty()
    if odd.keys() & {"customer", "stop"}:
        assert said["problem"] == "Diesen Stopp gibt es nicht mehr."


def test_the_paper_holds_each_stop_escaped(directory: CustomerDirectory) -> None:
    planner = Planner(directory)
    planner.does(do="plan")
    named = tuple(replace(each, note="<b>Hof</b>") for each in planner.desk.of.stops)
    paper = printed(replace(planner.desk.of, stops=named), planner.desk.plan)
    assert paper.count("Kunde 1") == 2
    assert paper.count("Pause") == 1
    assert "noch nicht übernommen" not in paper
    assert "noch nicht übernommen" in printed(planner.desk.of, planner.desk.plan, is_proposed=True)
    assert "keine Tour geplant" in printed(planner.desk.of, replace(planner.desk.plan, tours=()))
    assert "&lt;b&gt;Hof" in paper
    assert "<b>Hof" not in paper
    # where the customer's own car is brought, the courtesy car is taken back
    with_car = tuple(replace(each, courtesy_car="EW 1") if each.kind == "bring" else each for each in named)
    assert printed(replace(planner.desk.of, stops=with_car), planner.desk.plan).count("EW 1 zurück") == 2
    assert "zurück" not in paper


@pytest.mark.parametrize(("query", "is_sheet"), [("day=2012-10-12&driver=Anna", True), ("day=2012-10-12", False)])
def test_a_driver_s_sheet_is_there_by_its_address_whatever_the_screen(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch, query: str, *, is_sheet: bool
) -> None:
    monkeypatch.setenv("QUERY_STRING", query)
    classes = {name for each in ToursApp(directory)._main.children for name in each._dom_classes}
    assert {"is-asked", "is-behind"} <= classes if is_sheet else not {"is-asked", "is-behind"} & classes


def test_a_driver_turns_to_a_day_without_a_tour_and_stays_on_the_sheet(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUERY_STRING", "day=2012-10-12&driver=Anna")
    app = ToursApp(directory)
    assert app._sheet.state["day"] == "Fr 12.10.2012"
    app._sheet._receive(app._sheet, {"do": "turn", "by": 1}, [])
    assert (app._sheet.state["day"], app._sheet.state["sheets"]) == ("Sa 13.10.2012", [])
    assert app._bridge.search == "?day=2012-10-13&driver=Anna"


@pytest.mark.parametrize("role", ["sales", "accounting", "privacy", "admin"])
def test_nobody_but_service_sees_the_page(directory: CustomerDirectory, role: str) -> None:
    app = ToursApp(replace(directory, viewer=Viewer("x", frozenset({role}))))
    (said,) = app._main.children
    assert "Kunde 1" not in said.value
    assert not app._board.state
    assert not app._sheet.state


def test_what_two_stops_want_at_once_is_said_beside_them_and_at_the_mark(directory: CustomerDirectory) -> None:
    planner = Planner(directory)
    planner.does(do="plan")
    for stop_id in ("B:bring", "A:fetch"):
        planner.does(do="move", id=stop_id, driver="Anna", minute=8 * 60 + 30)
    (odd,) = planner.board.state["conflicts"]
    assert odd["id"] in {"A:fetch", "B:bring"}
    assert odd["reason"] == "Um diese Zeit kann Anna nicht da sein"
    assert odd["help"]["do"] == "unlock"
    assert "1 passt nicht" in planner.board.state["summary"]
    marks = {leg["id"]: leg["against"] for leg in planner.board.state["drivers"][0]["legs"] if "id" in leg}
    assert [name for name, against in marks.items() if against] == [odd["id"]]


def test_a_lock_leaves_the_proposal_where_it_is(directory: CustomerDirectory) -> None:
    planner = Planner(directory)
    planner.board._receive(planner.board, {"do": "plan"}, [])
    while planner.desk.phase == "solving":
        planner.calls.get(timeout=60)()
    proposed = planner.desk.plan.planned
    planner.does(do="lock", id="A:fetch")
    assert (planner.desk.phase, planner.desk.plan.planned) == ("proposed", proposed)
    planner.does(do="accept")
    assert {name: minute for name, (_driver, minute, _locked) in planner.planned().items()} == {
        name: leg.start // 60 for name, (_driver, leg) in proposed.items()
    }
    assert planner.planned()["A:fetch"][2] is True


def test_a_plan_that_could_not_be_written_lies_there_until_it_can(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner = Planner(directory)
    planner.board._receive(planner.board, {"do": "plan"}, [])
    planner.calls.get(timeout=60)()
    planner.board._receive(planner.board, {"do": "stop"}, [])

    def gone(*_args: object) -> None:
        raise LiveUnavailable("gone")

    with monkeypatch.context() as cut:
        cut.setattr(CustomerDirectory, "live", gone)
        cut.setattr("widgets.tours.day_plan.read_day", gone)
        while planner.desk.phase == "solving":
            planner.calls.get(timeout=60)()
    assert (planner.desk.phase, set(planner.desk.plan.planned)) == ("proposed", EVERY)
    assert planner.board.state["said"] == "Der Speicher antwortet nicht. Bitte versuchen Sie es noch einmal."
    planner.does(do="accept")
    assert set(planner.planned()) == EVERY
    planner.does(do="undo")
    assert planner.planned() == {}


def test_the_page_does_not_wait_for_a_routing_service_that_says_nothing(directory: CustomerDirectory) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        routing = {"osrm_url": f"http://127.0.0.1:{silent.getsockname()[1]}", "seconds": 1}
        settings = msgspec.structs.replace(directory.settings, services={"routing": routing})
        planner = Planner(replace(directory, settings=settings))
        # nobody has answered yet, and the plan is there
        assert len(planner.board.state["unplanned"]) == 3
        assert planner.board.state["said"] == ""
        planner.calls.get(timeout=60)()
    assert planner.board.state["said"] == "Der Routendienst antwortet nicht: Fahrzeiten sind geschätzt."


def test_on_the_day_on_which_clocks_change_hours_are_those_that_clocks_show() -> None:
    spring = DayClock(date(2026, 3, 29))
    half_past_eight = spring.at(time(8, 30))
    assert hour(spring, half_past_eight) == "08:30"
    assert half_past_eight == 7 * 3600 + 1800
    assert ahead(TourDay(date(2026, 3, 29), (), (), ())) == 60
    assert ahead(TourDay(date(2026, 10, 25), (), (), ())) == -60
    assert ahead(TourDay(date(2026, 11, 24), (), (), ())) == 0


def test_a_courtesy_car_is_taken_back_only_from_whom_has_one(directory: CustomerDirectory) -> None:
    planner = Planner(directory)
    planner.does(do="plan")
    day, plan = planner.desk.of, planner.desk.plan

    def boxes(out: str) -> dict[str, list[str]]:
        stops = tuple(replace(each, courtesy_car=out if each.stop_id == "A:bring" else "") for each in day.stops)
        (tour,) = sheets(replace(day, stops=stops), plan, ())
        return {stop["id"]: [box["label"] for box in stop["boxes"]] for stop in tour["stops"]}

    assert not any("Ersatzwagen" in label for labels in boxes("").values() for label in labels)
    assert boxes("EW 1")["A:bring"][-1] == "Ersatzwagen EW 1 zurückgenommen"
    assert len(boxes("EW 1")["B:bring"]) == 2


def test_the_driver_s_way_leads_into_the_country_of_the_address(directory: CustomerDirectory) -> None:
    planner = Planner(directory)
    planner.does(do="plan")
    day, plan = planner.desk.of, planner.desk.plan
    assert {each.country for each in day.stops} == {"D"}
    abroad = tuple(replace(each, postal_code="350 02", town="Cheb", country="CZ") for each in day.stops)
    (tour,) = sheets(replace(day, stops=abroad), plan, ("device",))
    assert {stop["address"] for stop in tour["stops"]} == {"350 02 Cheb, Tschechien"}


def test_a_driver_hands_over_another_courtesy_car_than_planned_and_every_later_plan_knows_it(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    cars = (CourtesyCar(name="EW 1"), CourtesyCar(name="EW 2", plate="HO-EW 2", model="Polo"), CourtesyCar(name="EW 3"))
    words = {"EW 1": "EW 1", "EW 2": "EW 2 · HO-EW 2 · Polo", "EW 3": "EW 3"}
    tours = msgspec.structs.replace(directory.settings.tours, courtesy_cars=cars)
    house = replace(directory, settings=msgspec.structs.replace(directory.settings, tours=tours))
    planner = Planner(house)
    planner.does(do="plan")
    sheet = DriverSheet(house, planner.desk.look, lambda _days: None)

    def fetch() -> dict[str, Any]:
        sheet.show(planner.desk.of, planner.desk.plan)
        return next(each for each in sheet.state["sheets"][0]["stops"] if each["id"] == "A:fetch")

    offered = fetch()
    assert offered["cars"] == [list(each) for each in words.items()]
    other = next(name for name in words if name != offered["car"])
    values = {"courtesy_car": other, "has_courtesy_car": True}
    tick = {
        "do": "tick",
        "id": "t1",
        "stop": "A:fetch",
        "customer": "1",
        "version": offered["version"],
        "values": values,
    }
    sheet._receive(sheet, tick, [])
    assert fetch()["car"] == other
    planner.does(do="plan")
    assert fetch()["car"] == other
    # and it comes back with the customer's own one
    bring = next(each for each in sheet.state["sheets"][0]["stops"] if each["id"] == "A:bring")
    assert bring["boxes"][-1]["label"] == f"Ersatzwagen {other} zurückgenommen"
    # the house has sold it, or calls it otherwise: it stands there all the same, and can be chosen
    fewer = tuple(each for each in cars if each.name != other)
    tours = msgspec.structs.replace(tours, courtesy_cars=fewer)
    later = replace(house, settings=msgspec.structs.replace(house.settings, tours=tours))
    planner, sheet = Planner(later), DriverSheet(later, lambda: None, lambda _days: None)
    shown = fetch()
    assert (shown["car"], shown["cars"]) == (
        other,
        [*([each.name, words[each.name]] for each in fewer), [other, other]],
    )
    told: list[Any] = []
    monkeypatch.setattr(sheet, "send", told.append)
    for name in (other, "EW 99"):
        again = {"id": name, "version": shown["version"], "values": {"courtesy_car": name}}
        sheet._receive(sheet, tick | again, [])
    assert [bool(each["problem"]) for each in told] == [False, True]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("48.210", "48210"),
        ("48210 km", "48210"),
        ("1 148 210", "1148210"),
        ("48.21", "48.21"),
        ("viel", "viel"),
        (7, 7),
    ],
)
def test_a_mileage_is_read_as_drivers_type_it(typed: object, kept: object) -> None:
    assert plain_mileage(typed) == kept


def test_a_break_that_locks_leave_no_time_for_is_named_with_them() -> None:
    tired = replace(ANNA, break_seconds=1800, break_early=11 * 3600, break_late=14 * 3600)
    held = (
        stop(f"{name}:fetch", 9, is_locked=True, driver="Anna", arrives=at * 1800)
        for name, at in (("A", 18), ("B", 23))
    )
    of = day(*held, drivers=(tired,))
    assert no_break_said(of, tired) == (
        "Die Pause von Anna (11:00 – 14:00) und diese Sperren widersprechen sich: Kunde B 11:30."
    )
    # a plan says so whoever has accepted it
    plan = Plan((Tour("Anna", (Leg("house", 9 * 3600, 9 * 3600), Leg("house", 13 * 3600, 13 * 3600))),))
    (line,) = conflicts(of, plan)
    assert (line["who"], line["kind"], line["reason"]) == ("Anna", "Pause", no_break_said(of, tired))
    assert "1 passt nicht" in summary(of, plan)


def test_a_search_that_could_plan_nothing_says_so() -> None:
    assert nothing_new_said(Plan((), (Unplanned("A:fetch", "window"),))) == "Kein Stopp lässt sich planen."
    assert nothing_new_said(Plan()) == ""
