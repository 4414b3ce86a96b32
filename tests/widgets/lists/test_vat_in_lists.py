"""VAT IDs are checked from a list: one by its row's button, many by their marks, slowly, and what was asked stays."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import msgspec
import pytest

from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.errors import AuditNotWritten
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from clientinfo_kernel.vat import asking as vat_asking
from clientinfo_kernel.vat import pacing
from tests.data_sources.vat_ids.scripted_service import Service, http, service
from tests.house import House
from tests.loops import finish
from tests.once import once_per_run
from tests.widgets.lists.test_bulk_work import Page
from widgets.app import vat_list_run
from widgets.app.vat_list_run import VatListRun, read_plan

if TYPE_CHECKING:
    from pathlib import Path

CARLA = Viewer("carla", frozenset({"accounting"}), "Carla Konto")
GOOD, GONE, WRONG, WITHOUT = "20001", "20002", "20003", "20004"
VAT_IDS = {GOOD: "ATU13585627", GONE: "ATU13585626", WRONG: "DE136695977", WITHOUT: None}
PLAN = {"bulk": "0123456789abcdef" * 2, "numbers": [GOOD, GONE]}


def make(folder: Path) -> None:
    house = House.at(folder)
    rows = [{"customer_number": number, "kind": "company", "name": f"Haus {number}"} for number in VAT_IDS]
    house.dealer_system("customers", *({**row, "vat_id": VAT_IDS[row["customer_number"]]} for row in rows))
    house.refresh()


@pytest.fixture
def house(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CustomerDirectory:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    monkeypatch.setattr(pacing, "_NIGHT", (24, 0))  # the services of these tests are never maintained
    built = open_directory(once_per_run(tmp_path_factory, "vat_lists", make) / "clientinfo.toml")
    settings = msgspec.structs.replace(built.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}")
    return CustomerDirectory(settings, CARLA)


def asking(house: CustomerDirectory, running: Service, **more: Any) -> CustomerDirectory:
    vat = {
        "own_vat_id": "DE136695976",
        "evatr_url": running.url,
        "vies_url": "",
        "seconds": 30,
        "pause_seconds": 0,
    } | more
    return CustomerDirectory(msgspec.structs.replace(house.settings, services={"vat": vat}), house.viewer)


def answer(_path: str, asked: dict[str, Any]) -> bytes:
    is_there = asked["angefragteUstid"] == VAT_IDS[GOOD]
    return http(200, {"status": "evatr-0000"}) if is_there else http(404, {"status": "evatr-2001"})


def test_what_comes_after_the_run_was_closed_is_kept_all_the_same(house: CustomerDirectory) -> None:
    async def work(directory: CustomerDirectory) -> None:
        heard = asyncio.Event()
        run = VatListRun(directory, heard.set)
        run.begin([GOOD, GONE])
        run._receive(run, {"do": "next", "at": 0}, [])
        run._receive(run, {"do": "pause"}, [])
        run._receive(run, {"do": "close"}, [])
        heard.clear()
        await heard.wait()
        assert (run.state["phase"], run.plan) == ("", {})

    with service(answer) as running:
        finish(work(asking(house, running)))
    assert proofs(house) == {GOOD: "valid"}


def test_a_check_that_is_begun_before_the_last_answer_of_a_closed_one_waits_for_it(house: CustomerDirectory) -> None:
    async def work(directory: CustomerDirectory) -> None:
        heard = asyncio.Event()
        run = VatListRun(directory, heard.set)
        run.begin([GOOD])
        run._receive(run, {"do": "next", "at": 0}, [])
        run._receive(run, {"do": "pause"}, [])
        run._receive(run, {"do": "close"}, [])
        run.begin([GONE])
        run._receive(run, {"do": "next", "at": 0}, [])  # the browser asks at once, and again much later
        heard.clear()
        await heard.wait()
        assert (run.state["phase"], run.state["lines"]) == ("done", ["1 ungültig", "Ungültig: Haus 20002 (20002)"])

    with service(answer) as running:
        finish(work(asking(house, running)))
        assert [asked["angefragteUstid"] for _, asked in running.asked] == [VAT_IDS[GOOD], VAT_IDS[GONE]]
    assert proofs(house) == {GOOD: "valid", GONE: "invalid"}


def test_what_is_marked_while_others_are_checked_joins_them(house: CustomerDirectory) -> None:
    async def work(directory: CustomerDirectory) -> None:
        run = VatListRun(directory, lambda: None)
        run.begin([GOOD])
        run._receive(run, {"do": "next", "at": 0}, [])
        run.begin([GONE, GOOD])
        assert (run.state["total"], run.plan["numbers"]) == (2, [GOOD, GONE])
        assert run.state["lines"] == ["1 zu dieser Prüfung dazugenommen"]
        run._receive(run, {"do": "pause"}, [])
        run.begin([WRONG])
        run.begin([WRONG])
        assert (run.state["phase"], run.state["lines"][-1]) == ("stopped", "Schon in dieser Prüfung")
        run._receive(run, {"do": "resume"}, [])
        assert (await through(run))["lines"][:2] == ["1 gültig", "2 ungültig"]

    with service(answer) as running:
        finish(work(asking(house, running)))
        assert len(running.asked) == 2
    assert proofs(house) == {GOOD: "valid", GONE: "invalid", WRONG: "invalid"}


def test_a_row_s_button_leaves_a_run_that_was_broken_off_as_it_is(house: CustomerDirectory) -> None:
    run = VatListRun(house, lambda: None)
    run._receive(run, {"do": "found", "plan": {**PLAN, "numbers": [str(each) for each in range(1000)]}}, [])
    run.begin(["another"])
    assert (run.state["phase"], run.state["total"], len(run.plan["numbers"])) == ("found", 1000, 1000)
    assert run.state["lines"] == ["1 nicht dazugenommen: mehr als 1.000 werden nicht auf einmal geprüft."]


async def through(run: VatListRun, most: int = 100) -> dict[str, Any]:
    """Ask for the next one, as the browser does, until the run has ended or so many were asked for."""
    while run.state["phase"] == "running" and run.state["done"] < most:
        at, heard = run.state["done"], asyncio.Event()
        run.observe(lambda _change, heard=heard: heard.set(), "state")
        for _twice in range(2):  # an answer was lost, and it is asked for again
            run._receive(run, {"do": "next", "at": at}, [])
        await heard.wait()
        run.unobserve_all("state")
    return dict(run.state)


def proofs(house: CustomerDirectory) -> dict[str, str]:
    rows = CustomerDirectory(house.settings, SHELL).written(VAT_CHECK)
    return dict(rows.select("customer_number", "result").rows())


def test_marked_rows_are_checked_after_a_preview_and_leave_the_list(
    house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUERY_STRING", "?list=vat_checks")

    async def work(directory: CustomerDirectory) -> None:
        page = Page(directory, CARLA)
        rows = page.app._view._table.whole().rows
        assert dict(rows.select("customer_number", "why").rows()) == dict.fromkeys(
            (GOOD, GONE, WRONG), "noch nicht abgefragt"
        )
        page.mark(0, 2)
        page.press("USt-IdNrn. prüfen")
        assert page.note().startswith("3 USt-IdNrn. werden geprüft. Name und Anschrift gehen")
        assert proofs(house) == {}  # nothing has happened yet
        page.press("3 USt-IdNrn. prüfen")
        done = await through(page.one(VatListRun))
        assert (done["phase"], done["text"]) == ("done", "Prüfung der USt-IdNrn. beendet")
        assert done["lines"] == ["1 gültig", "2 ungültig", "Ungültig: Haus 20002 (20002), Haus 20003 (20003)"]
        assert page.app._view._table.rows.is_empty()

    with service(answer) as running:
        finish(work(asking(house, running)))
        # the German one is wrong by its check digit: nobody is asked
        assert [asked["angefragteUstid"] for _, asked in running.asked] == [VAT_IDS[GOOD], VAT_IDS[GONE]]
    assert proofs(house) == {GOOD: "valid", GONE: "invalid", WRONG: "invalid"}


def test_a_row_has_a_button_of_its_own(house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUERY_STRING", "?list=vat_ids")

    async def work(directory: CustomerDirectory) -> None:
        page = Page(directory, CARLA)
        table = page.app._view._table
        form = table.detail(table.rows.to_dicts()[1])
        form.buttons[0].press({})
        assert (await through(page.one(VatListRun)))["lines"][0] == "1 ungültig"

    with service(answer) as running:
        finish(work(asking(house, running)))
    assert proofs(house) == {WRONG: "invalid"}


def test_a_run_goes_on_in_another_kernel_and_asks_nobody_twice(house: CustomerDirectory) -> None:
    async def work(directory: CustomerDirectory) -> None:
        first = VatListRun(directory, lambda: None)
        first.begin([GOOD, WITHOUT, GONE])
        await through(first, most=1)
        kept = dict(first.plan)  # and here the kernel dies
        again = VatListRun(directory, lambda: None)
        again._receive(again, {"do": "found", "plan": kept}, [])
        assert (again.state["phase"], again.state["text"]) == ("found", "Unterbrochen: 3 USt-IdNrn. prüfen")
        again._receive(again, {"do": "resume"}, [])
        done = await through(again)
        assert done["lines"][:3] == ["1 gültig", "1 ungültig", "1 ohne USt-IdNr. übersprungen"]
        assert again.plan == {}

    with service(answer) as running:
        finish(work(asking(house, running)))
        assert len(running.asked) == 2


@pytest.mark.parametrize(
    ("limit", "night", "says", "said", "asked"),
    [
        ({"most_per_day": 1}, (24, 0), answer, "Für heute", 1),
        ({}, (0, 24), answer, "Nachts", 0),
        ({}, (24, 0), lambda _path, _asked: http(503, {"status": "evatr-0011"}), "Der Dienst antwortet nicht mehr", 1),
    ],
    ids=["limit", "night", "silence"],
)
def test_a_run_stops_by_night_at_the_house_s_limit_and_where_nobody_answers(  # noqa: PLR0917  # one row of the table each
    house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch, limit: Any, night: Any, says: Any, said: str, asked: int
) -> None:
    monkeypatch.setattr(pacing, "_NIGHT", night)
    monkeypatch.setattr(pacing, "_MOST_SILENCES", 1)

    async def work(directory: CustomerDirectory) -> None:
        run = VatListRun(directory, lambda: None)
        run.begin([GOOD, GONE])
        stopped = await through(run)
        assert (stopped["phase"], stopped["lines"][0].startswith(said)) == ("stopped", True)
        assert run.plan["numbers"] == [GOOD, GONE]

    with service(says) as running:
        finish(work(asking(house, running, **limit)))
        assert len(running.asked) == asked


def test_the_limit_of_a_day_counts_what_everybody_asked(house: CustomerDirectory) -> None:
    async def work(directory: CustomerDirectory) -> None:
        runs = [VatListRun(directory, lambda: None) for _two in range(2)]
        for run, number in zip(runs, (GOOD, GONE), strict=True):
            run.begin([number])
        said = [await through(run) for run in runs]
        assert said[0]["phase"] == "done"
        assert said[1]["lines"][0].startswith("Für heute")

    with service(answer) as running:
        finish(work(asking(house, running, most_per_day=1)))
        assert len(running.asked) == 1


def test_a_check_that_the_log_refused_leaves_the_limit_of_the_day_as_it_was(
    house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(directory: CustomerDirectory) -> None:
        run = VatListRun(directory, lambda: None)
        with monkeypatch.context() as full:
            full.setattr(vat_asking, "record", Mock(side_effect=AuditNotWritten("disk full")))
            run.begin([GOOD])
            assert (await through(run))["phase"] == "stopped"
        run._receive(run, {"do": "resume"}, [])
        assert (await through(run))["lines"][0] == "1 gültig"

    with service(answer) as running:
        finish(work(asking(house, running, most_per_day=1)))
        assert len(running.asked) == 1


def test_an_answer_that_cannot_be_kept_stops_nobody_else_s(
    house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = vat_list_run.kept

    def picky(store: Any, number: str, *more: Any) -> Any:
        if number == GOOD:
            raise InputRefused("text", "too_long", "at most 50 characters")
        return keep(store, number, *more)

    monkeypatch.setattr(vat_list_run, "kept", picky)

    async def work(directory: CustomerDirectory) -> None:
        run = VatListRun(directory, lambda: None)
        run.begin([GOOD, GONE])
        assert (await through(run))["lines"][:2] == ["1 ungültig", "1 nicht beantwortet"]

    with service(answer) as running:
        finish(work(asking(house, running)))
    assert proofs(house) == {GONE: "invalid"}


@pytest.mark.parametrize("role", ["service", "sales", "privacy"])
def test_who_may_not_ask_asks_nobody_whatever_the_browser_sends(house: CustomerDirectory, role: str) -> None:
    with service(answer) as running:
        run = VatListRun(
            CustomerDirectory(asking(house, running).settings, Viewer("s", frozenset({role}))), lambda: None
        )
        for message in ({"do": "found", "plan": PLAN}, {"do": "resume"}, {"do": "next", "at": 0}):
            run._receive(run, message, [])
        assert (run.state["phase"], running.asked) == ("", [])


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        {**PLAN, "bulk": "x"},
        {**PLAN, "numbers": []},
        {**PLAN, "numbers": [7]},
        {**PLAN, "numbers": ["1"] * 1001},
    ],
)
def test_an_odd_plan_of_a_browser_is_none(odd: Any) -> None:
    assert read_plan(odd) is None
    assert read_plan(PLAN) is not None
