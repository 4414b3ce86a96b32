"""The planner's desk and the driver's sheet over a real house and a real solver, without a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.tour_stops import TOUR_STOP
from clientinfo_kernel.query.directory import CustomerDirectory
from tests.clientinfo_kernel.tours.checker import broken
from tests.clientinfo_kernel.tours.house import DAY, tours_house
from widgets.lists.appointments import appointments
from widgets.tours.app import ToursApp
from widgets.tours.board import TourBoard
from widgets.tours.desk import Desk
from widgets.tours.printed import printed
from widgets.tours.sheet import DriverSheet
from widgets.work_list import Desk as ListDesk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVERY = {"A:fetch", "A:bring", "B:bring"}


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    return tours_house(tmp_path_factory.mktemp("tours") / "house").refresh()


@pytest.fixture
def directory(refreshed: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    """The house, in which nobody has written anything yet."""
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(refreshed.settings.base / "clientinfo.toml"))
    monkeypatch.setattr("widgets.tours.desk.REPLAN_SECONDS", 0.3)
    settings = msgspec.structs.replace(refreshed.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}")
    return CustomerDirectory(settings, Viewer("karin", frozenset({"service"}), "Karin Lorenz"))


class Planner:
    """A desk with its board, and the loop that carries the solver's words home."""

    def __init__(self, directory: CustomerDirectory) -> None:
        self.calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self.board = TourBoard(self.turned)
        self.drawn: list[str] = []
        self.desk = Desk(directory, DAY, self.changed, lambda: self.calls.put)
        self.changed()

    def turned(self, days: int) -> None:
        self.drawn.append(f"turn {days}")

    def changed(self) -> None:
        if hasattr(self, "desk"):
            self.board.show(self.desk)
            self.drawn.append(self.desk.phase)

    def does(self, **message: Any) -> None:
        """What the browser sends, and everything that follows from it."""
        self.board._receive(self.board, message, [])
        if message["do"] == "plan":
            self.calls.get(timeout=60)()
            self.board._receive(self.board, {"do": "stop"}, [])
        while self.desk.phase == "solving":
            self.calls.get(timeout=60)()

    def planned(self) -> dict[str, tuple[str, int, bool]]:
        """Stop -> driver, minute, locked: as another planner reads it."""
        other = Desk(replace(self.desk.directory), DAY, lambda: None, lambda: self.calls.put)
        assert broken(other.of, other._ways, other.plan) == []
        found = other.plan.planned
        locked = {each.stop_id: each.is_locked for each in other.of.stops}
        return {stop_id: (driver, leg.start // 60, locked[stop_id]) for stop_id, (driver, leg) in found.items()}


def test_a_planner_plans_moves_locks_and_takes_back(directory: CustomerDirectory) -> None:
    planner = Planner(directory)
    assert {each["is_waiting"] for each in planner.board.state["unplanned"]} == {True}
    planner.does(do="plan")
    first = planner.planned()
    assert set(first) == EVERY
    assert planner.board.state["summary"].startswith("3 von 3 Stopps geplant · 1 Fahrer")
    # dragged to 25 past three: it stays there, locked, and the rest is planned around it
    planner.does(do="move", id="B:bring", driver="Anna", minute=15 * 60 + 25)
    moved = planner.planned()
    assert moved["B:bring"] == ("Anna", 15 * 60 + 25, True)
    assert set(moved) == EVERY
    planner.does(do="lock", id="B:bring")
    assert planner.planned()["B:bring"][2] is False
    # one step back is the lock, the next one the move with all that was planned anew for it, the last one the plan
    planner.does(do="undo")
    assert planner.planned() == moved
    planner.does(do="undo")
    assert planner.planned() == first
    planner.does(do="undo")
    assert planner.planned() == {}
    assert not planner.board.state["canUndo"]


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
    sheet = DriverSheet(directory, lambda: None)
    sheet.show(planner.desk.of, planner.desk.plan)
    (tour,) = sheet.state["sheets"]
    stop = next(each for each in tour["stops"] if each["id"] == "A:fetch")
    assert stop["navigation"][0][1] == "geo:0,0?q=95119%20Naila"
    said: list[dict[str, Any]] = []
    sheet.send = lambda content, buffers=None: said.append(content)  # type: ignore[method-assign]  # noqa: ARG005
    at = {"stop": "A:fetch", "customer": "1", "version": stop["version"]}
    ticks = [
        {"do": "tick", "id": "t1", **at, "values": {"has_keys": True, "mileage": "48210"}},
        {"do": "tick", "id": "t1", **at, "values": {"has_keys": True, "mileage": "48210"}},  # its answer was lost
        {"do": "tick", "id": "t2", **at, "values": {"outcome": "done", "done_at": "2012-10-12T06:41:00.000Z"}},
        {"do": "tick", "id": "t3", **at, "values": {"mileage": "viel"}},
        {"do": "tick", "id": "t4", **at, "values": {"driver": "Bert"}},
        {"do": "tick", "id": "t5", **at | {"stop": "Z:fetch"}, "values": {"has_keys": True}},
    ]
    for tick in ticks:
        sheet._receive(sheet, tick, [])
    problems = {each["id"]: each["problem"] for each in said}
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


def test_the_paper_holds_each_stop_escaped(directory: CustomerDirectory) -> None:
    planner = Planner(directory)
    planner.does(do="plan")
    named = tuple(replace(each, note="<b>Hof</b>") for each in planner.desk.of.stops)
    paper = printed(replace(planner.desk.of, stops=named), planner.desk.plan)
    assert paper.count("Kunde 1") == 2
    assert "&lt;b&gt;Hof" in paper
    assert "<b>Hof" not in paper


@pytest.mark.parametrize("role", ["sales", "accounting", "privacy", "admin"])
def test_nobody_but_service_sees_the_page(directory: CustomerDirectory, role: str) -> None:
    app = ToursApp(replace(directory, viewer=Viewer("x", frozenset({role}))))
    (said,) = app._main.children
    assert "Kunde 1" not in said.value
    assert not app._board.state
    assert not app._sheet.state
