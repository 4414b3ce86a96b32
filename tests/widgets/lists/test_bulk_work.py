"""What is done with many rows of a list at once, and with one by its own button, as the page does it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import msgspec
import pytest

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.access.audit_reading import read_log
from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.errors import AuditNotWritten
from clientinfo_kernel.live import written_down
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.sections.cases import CaseField, CaseKind, CaseSettings
from tests.widgets.lists.house_of_three import ANNA, BERT, write
from widgets.app import bulk_run
from widgets.app.bulk_plan import read_plan
from widgets.app.bulk_run import BulkRun
from widgets.app.bulk_words import left_out, stopped_said
from widgets.app.list_address import ListAddress
from widgets.app.lists_app import ListsApp
from widgets.views.closing import with_parts
from widgets.views.form import FormView
from widgets.views.table import Grid

if TYPE_CHECKING:
    from collections.abc import Callable

PLAN = {
    "bulk": "0123456789abcdef" * 2,
    "list": "debtors",
    "values": {"kind": "other", "text": "Anrufen", "status": "open"},
    "targets": [["10001", "", 0], ["10002", "", 0]],
}


class Page:
    """The lists of somebody, with hands."""

    def __init__(self, house: CustomerDirectory, viewer: Viewer) -> None:
        self.app = ListsApp(CustomerDirectory(house.settings, viewer))

    def one(self, kind: type) -> Any:
        return next(each for each in with_parts([self.app]) if isinstance(each, kind))

    def mark(self, first: int, last: int, *, on: bool = True) -> None:
        grid = self.one(Grid)
        message = {"do": "mark", "from": first, "to": last, "on": on, "version": grid.state["version"]}
        grid._receive(grid, message, [])

    def press(self, label: str, form: FormView | None = None, **typed: str) -> FormView:
        view = form or self.one(FormView)
        number = next(place for place, each in enumerate(view.form["buttons"]) if each["label"] == label)
        values = {field["key"]: field["value"] for field in view.form["fields"]} | typed
        press = {"do": "press", "turn": view.state["turn"], "button": number, "values": values}
        view._receive(view, press, [])
        return view

    def note(self) -> str:
        return str(self.one(FormView).form["note"])

    def ask(self, **message: Any) -> None:
        """Let the browser send the bulk a message."""
        run = self.one(BulkRun)
        run._receive(run, message, [])

    def run(self) -> dict[str, Any]:
        """Ask for portions, as the browser does, until none is left."""
        run = self.one(BulkRun)
        while run.state["phase"] == "running":
            run._receive(run, {"do": "next", "at": run.state["done"]}, [])
        return dict(run.state)


@pytest.fixture
def page_of(house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Page]:
    def open_page(viewer: Viewer, query: str = "", of: CustomerDirectory = house) -> Page:
        monkeypatch.setenv("QUERY_STRING", query)
        return Page(of, viewer)

    return open_page


def texts(house: CustomerDirectory, number: str) -> list[str]:
    """The open cases that people here wrote about a customer."""
    return [row["text"] for row in CustomerDirectory(house.settings, SHELL).customer(number).written_rows("case")]


@pytest.mark.slow
def test_cases_are_asked_for_previewed_written_and_taken_back(
    house: CustomerDirectory, page_of: Callable[..., Page]
) -> None:
    page = page_of(BERT, "?list=debtors&option=all")
    page.mark(0, 1)
    assert page.note() == "2 Zeilen markiert"
    page.press("Vorgänge anlegen")
    refused = page.press("Weiter", text="Anrufen", due="irgendwann")
    assert list(refused.state["wrong"]) == ["due"]
    page.press("Weiter", text="Anrufen", due="20.10.", person="Bert Brandt")
    assert page.note() == ("2 Vorgänge werden angelegt: „Anrufen“. Termin: 20.10.2012. Verantwortlich: Bert Brandt.")
    assert texts(house, "10001") == []  # nothing has happened yet
    page.press("2 Vorgänge anlegen")
    assert page.run()["text"] == "2 Vorgänge angelegt"
    row = house.customer("10001").written_rows("case")[0]
    assert (row["text"], str(row["due_at"]), row["assignee"], row["status"]) == (
        *("Anrufen", "2012-10-20", "Bert Brandt", "open"),
    )
    assert (texts(house, "10002"), texts(house, "10003")) == (["Anrufen"], [])

    run = page.one(BulkRun)
    run._receive(run, {"do": "undo"}, [])
    assert page.run()["text"] == "2 Vorgänge zurückgenommen"
    assert (texts(house, "10001"), texts(house, "10002")) == ([], [])

    said = read_log(AuditLog.of(), SHELL).rows.filter(user="bert", action="change")
    assert said.filter(subject="list debtors")["detail"].to_list() == ["bulk of 2", "bulk of 2"]
    assert said.filter(subject="customer 10002").height == 2  # written, and taken back


def test_a_preview_says_how_much_of_it_can_be_written_in_a_day(
    house: CustomerDirectory, page_of: Callable[..., Page]
) -> None:
    few = CustomerDirectory(msgspec.structs.replace(house.settings, changes_per_day=2))
    write(house, BERT, "10003", Add("1", "10003", CASE, {"kind": "other", "text": "zuvor", "status": "open"}))
    page = page_of(BERT, "?list=debtors&option=all", few)
    page.mark(0, 1)
    page.press("Vorgänge anlegen")
    page.press("Weiter", text="Anrufen", person="")
    assert page.note() == (
        "2 Vorgänge werden angelegt: „Anrufen“. Jetzt lässt sich davon noch 1 Änderung schreiben (höchstens 2 in 24 Stunden);"
        " dann macht es eine Pause, und „Fortsetzen“ schreibt später den Rest."
    )
    page.press("2 Vorgänge anlegen")
    assert page.run()["phase"] == "stopped"
    page.mark(0, 0)
    page.press("Vorgänge anlegen")
    page.press("Weiter", text="Schreiben", person="")
    assert page.note() == (
        "2 Vorgänge werden angelegt: „Schreiben“. Davon lässt sich jetzt nichts schreiben: 2 Änderungen in 24 Stunden sind"
        " schon geschrieben."
    )
    assert [each["label"] for each in page.one(FormView).form["buttons"]] == ["Zurück"]


def test_what_is_made_for_many_has_a_time_of_day_where_its_kind_has_one(
    house: CustomerDirectory, page_of: Callable[..., Page]
) -> None:
    page = page_of(BERT, "?list=debtors&option=all")
    page.mark(0, 0)
    page.press("Vorgänge anlegen")
    page.press("Weiter", text="Vorführung", kind="appointment")
    assert page.press("Weiter", due_time="14 Uhr").state["wrong"] == {
        "due_time": "Zu einer Uhrzeit gehört der Tag: bitte füllen Sie „Termin am“ aus."
    }
    page.press("Zurück")
    page.press("Weiter", due="20.10.")
    page.press("Weiter", due_time="14 Uhr")
    assert "Uhrzeit: 14:00. Termin: 20.10.2012" in page.note()
    page.press("1 Vorgang anlegen")
    assert page.run()["phase"] == "done"
    (row,) = house.customer("10001").written_rows("case")
    assert (str(row["due_at"]), row["due_time"]) == ("2012-10-20", "14:00")


def test_a_bulk_makes_cases_of_the_house_s_own_kinds_also_after_it_broke_off(
    house: CustomerDirectory, page_of: Callable[..., Page]
) -> None:
    fields = (CaseField("place", "Lagerplatz"), CaseField("until", "bis", "date"), CaseField("fee", "Gebühr", "amount"))
    cases = CaseSettings({"tyre_storage": CaseKind("Reifeneinlagerung", fields)})
    own = CustomerDirectory(msgspec.structs.replace(house.settings, cases=cases))
    page = page_of(BERT, "?list=debtors&option=all", own)
    page.mark(0, 0)
    page.press("Vorgänge anlegen")
    page.press("Weiter", text="Räder", kind="tyre_storage")
    refused = page.press("Weiter", place="Regal 7", until="im Mai", fee="viel")
    assert set(refused.state["wrong"]) == {"until", "fee"}
    page.press("Weiter", place="Regal 7", until="15.04.2013", fee="1.060,00")
    assert "Lagerplatz: Regal 7. bis: 15.04.2013. Gebühr: 1.060,00" in page.note()
    page.press("Zurück")
    assert [field["value"] for field in page.one(FormView).form["fields"]] == ["Regal 7", "15.04.2013", "1.060,00"]
    page.press("Weiter")
    page.press("1 Vorgang anlegen")
    plan = dict(page.one(BulkRun).plan)
    again = BulkRun(replace(own, viewer=BERT), lambda: None)  # in another kernel
    for message in ({"do": "found", "plan": plan}, {"do": "resume"}, {"do": "next", "at": 0}):
        again._receive(again, message, [])
    assert again.state["phase"] == "done"
    written = own.customer("10001").written_rows("case")
    assert [(row["kind"], row["own"]) for row in written] == [
        (
            "tyre_storage",
            {"tyre_storage.place": "Regal 7", "tyre_storage.until": "2013-04-15", "tyre_storage.fee": "1060.00"},
        )
    ]


def test_a_field_of_the_house_is_not_the_field_of_all_cases_that_has_its_name(
    house: CustomerDirectory, page_of: Callable[..., Page]
) -> None:
    fields = tuple(CaseField(name, f"Feld {name}") for name in ("text", "kind", "due", "person"))
    cases = CaseSettings({"tyre_storage": CaseKind("Reifeneinlagerung", fields)})
    own = CustomerDirectory(msgspec.structs.replace(house.settings, cases=cases))
    page = page_of(BERT, "?list=debtors&option=all", own)
    page.mark(0, 0)
    page.press("Vorgänge anlegen")
    page.press("Weiter", text="Räder", kind="tyre_storage", due="20.10.", person="Bert Brandt")
    assert [field["value"] for field in page.one(FormView).form["fields"]] == ["", "", "", ""]
    typed = {"text": "links", "kind": "Winter", "due": "bald", "person": "Frau Meier"}
    page.press("Weiter", **typed)
    page.press("Zurück")
    assert {field["key"]: field["value"] for field in page.one(FormView).form["fields"]} == typed
    page.press("Weiter")
    page.press("1 Vorgang anlegen")
    assert page.run()["text"] == "1 Vorgang angelegt"
    row = own.customer("10001").written_rows("case")[0]
    assert (row["text"], row["kind"], str(row["due_at"]), row["assignee"]) == (
        *("Räder", "tyre_storage", "2012-10-20", "Bert Brandt"),
    )
    assert row["own"] == {f"tyre_storage.{name}": said for name, said in typed.items()}


def test_a_bulk_of_opportunities_asks_for_what_all_of_them_have(
    house: CustomerDirectory, page_of: Callable[..., Page]
) -> None:
    page = page_of(BERT, "?list=debtors&option=all")
    page.mark(0, 1)
    page.press("Vorgänge anlegen")
    page.press("Weiter", text="Herbstaktion", kind="opportunity")
    page.press("Weiter", vehicle_wanted="Kombi", budget="30.000", probability="40")
    page.press("2 Vorgänge anlegen")
    assert page.run()["text"] == "2 Vorgänge angelegt"
    for number in ("10001", "10002"):
        row = house.customer(number).written_rows("case")[0]
        said = (row["vehicle_wanted"], row["budget"], row["probability"], row["stage"])
        assert said == ("Kombi", Decimal(30000), 40, None)


def test_a_bulk_goes_on_in_another_kernel_and_writes_nothing_twice(
    house: CustomerDirectory, page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_run, "PORTION", 1)
    page = page_of(BERT, "?list=debtors&option=all")
    page.mark(0, 1)
    page.press("Vorgänge anlegen")
    page.press("Weiter", text="Anrufen")
    page.press("2 Vorgänge anlegen")
    first = page.one(BulkRun)
    first._receive(first, {"do": "next", "at": 0}, [])
    kept = dict(first.plan)
    assert first.state["done"] == 1  # and here the kernel dies

    again = page_of(BERT).one(BulkRun)
    again._receive(again, {"do": "found", "plan": kept}, [])
    assert (again.state["phase"], again.state["text"]) == ("found", "Unterbrochen: 2 Vorgänge anlegen")
    again._receive(again, {"do": "resume"}, [])
    for _twice in range(2):  # an answer was lost, and it is asked for again
        again._receive(again, {"do": "next", "at": 0}, [])
    assert again.state["done"] == 1
    again._receive(again, {"do": "next", "at": 1}, [])
    assert (again.state["text"], again.plan) == ("2 Vorgänge angelegt", {})
    assert (texts(house, "10001"), texts(house, "10002")) == (["Anrufen"], ["Anrufen"])


def begun(page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> Page:
    """A bulk of two cases, of which one is written."""
    monkeypatch.setattr(bulk_run, "PORTION", 1)
    page = page_of(BERT, "?list=debtors&option=all")
    page.mark(0, 1)
    page.press("Vorgänge anlegen")
    page.press("Weiter", text="Anrufen")
    page.press("2 Vorgänge anlegen")
    page.ask(do="next", at=0)
    return page


def test_a_bulk_that_is_stopped_keeps_what_is_done_and_goes_on_when_somebody_says_so(
    house: CustomerDirectory, page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = begun(page_of, monkeypatch)
    run = page.one(BulkRun)
    assert run.state["buttons"] == [["pause", "Anhalten"]]
    page.ask(do="pause")
    page.ask(do="next", at=1)  # was on its way
    assert (run.state["phase"], run.state["text"]) == ("stopped", "Angehalten: 2 Vorgänge anlegen")
    assert run.state["lines"] == ["1 von 2 ist geschrieben und bleibt; „Fortsetzen“ schreibt den Rest."]
    assert [word for word, _label in run.state["buttons"]] == ["resume", "undo", "close"]
    assert (texts(house, "10001"), texts(house, "10002")) == (["Anrufen"], [])
    again = page_of(BERT).one(BulkRun)  # after a reload it is offered as well
    again._receive(again, {"do": "found", "plan": dict(run.plan)}, [])
    assert again.state["phase"] == "found"
    page.ask(do="resume")
    assert page.run()["text"] == "2 Vorgänge angelegt"
    assert (texts(house, "10001"), texts(house, "10002")) == (["Anrufen"], ["Anrufen"])


def test_what_was_written_when_a_bulk_was_stopped_can_be_taken_back_and_is_not_gone_on_with(
    house: CustomerDirectory, page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = begun(page_of, monkeypatch)
    for asked in ("pause", "undo"):
        page.ask(do=asked)
    assert page.run()["text"] == "1 Vorgang zurückgenommen"
    assert (page.one(BulkRun).plan, texts(house, "10001"), texts(house, "10002")) == ({}, [], [])
    page.ask(do="undo")
    page.ask(do="resume")
    assert page.one(BulkRun).state["phase"] == "done"


def test_a_bulk_that_is_being_taken_back_goes_on_with_that_in_another_kernel(
    house: CustomerDirectory, page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = begun(page_of, monkeypatch)
    page.run()
    page.ask(do="undo")
    page.ask(do="next", at=0)
    assert (texts(house, "10001"), texts(house, "10002")) == ([], ["Anrufen"])
    kept = msgspec.json.decode(msgspec.json.encode(page.one(BulkRun).plan))  # and here the page is reloaded

    again = page_of(BERT)
    again.ask(do="found", plan=kept)
    state = again.one(BulkRun).state
    assert (state["phase"], state["text"]) == ("found", "Unterbrochen: 2 Vorgänge zurücknehmen")
    assert state["buttons"] == [["resume", "Fortsetzen"], ["close", "Aufhören"]]
    again.ask(do="resume")
    assert (again.run()["text"], again.one(BulkRun).plan) == ("2 Vorgänge zurückgenommen", {})
    assert (texts(house, "10001"), texts(house, "10002")) == ([], [])


def test_a_plan_to_take_back_takes_nothing_back_that_others_wrote(house: CustomerDirectory) -> None:
    write(house, ANNA, "10001", Add("1", "10001", CASE, {"kind": "other", "text": "Annas", "status": "open"}))
    case_id = CustomerDirectory(house.settings, SHELL).customer("10001").written_rows("case")[0]["case_id"]
    run = BulkRun(CustomerDirectory(house.settings, BERT), lambda: None)
    run._receive(run, {"do": "found", "plan": {**PLAN, "back": [[0, case_id, 1]]}}, [])
    run._receive(run, {"do": "resume"}, [])
    run._receive(run, {"do": "next", "at": 0}, [])
    assert (run.state["text"], run.state["lines"]) == (
        *("0 Vorgänge zurückgenommen", ["1 inzwischen geändert und so gelassen"]),
    )
    assert texts(house, "10001") == ["Annas"]


def decided(house: CustomerDirectory, number: str) -> list[tuple[str | None, str | None]]:
    """Until when a customer's open items are not dunned, and the note at each."""
    items = CustomerDirectory(house.settings, BERT).customer(number).open_items()
    return [(day and day.isoformat(), note) for day, note in items.select("blocked_until", "note").rows()]


def test_what_marked_customers_owe_is_blocked_and_noted_at_once_and_taken_back(
    house: CustomerDirectory, page_of: Callable[..., Page]
) -> None:
    page = page_of(BERT, "?list=debtors")
    page.mark(0, 1)
    page.press("Mahnsperre, Notiz")
    assert set(page.press("Weiter").state["wrong"]) == {"blocked_until", "note"}
    assert set(page.press("Weiter", blocked_until="bald").state["wrong"]) == {"blocked_until"}
    page.press("Weiter", blocked_until="31.10.")
    assert page.note() == "2 überfällige Posten von 2 Kunden. Mahnsperre bis: 31.10.2012."
    assert decided(house, "10001") == [(None, None)]  # nothing has happened yet
    page.press("2 Posten bearbeiten")
    assert page.run()["text"] == "2 Posten bearbeitet"
    assert decided(house, "10001") == decided(house, "10002") == [("2012-10-31", None)]
    chips = page.one(Grid).table.column("decision").to_list()
    assert ["31.10.2012" in chip for chip in chips] == [True, True]  # the list says so at once
    # whose block and note stand there already is said before they are written over
    page.mark(0, 0)
    page.press("Mahnsperre, Notiz")
    page.press("Weiter", blocked_until="30.11.2012", note="wartet auf Versicherung")
    assert page.note() == (
        "1 überfälliger Posten von 1 Kunden. Mahnsperre bis: 30.11.2012. Notiz: wartet auf Versicherung."
        " 1 mit einer anderen Mahnsperre: sie wird ersetzt."
    )
    page.press("1 Posten bearbeiten")
    page.run()
    assert decided(house, "10001") == [("2012-11-30", "wartet auf Versicherung")]
    page.ask(do="undo")
    assert page.run()["text"] == "Bei 1 Posten zurückgenommen"
    assert (decided(house, "10001"), decided(house, "10002")) == ([("2012-10-31", None)],) * 2


def test_a_plan_of_decisions_is_carried_out_for_those_alone_who_may_decide(house: CustomerDirectory) -> None:
    (item,) = CustomerDirectory(house.settings, BERT).customer("10001").open_items()["item_id"]
    plan = {**PLAN, "of": "open_item", "values": {"note": "?"}, "targets": [["10001", item, 0]]}
    for viewer, list_key in ((ANNA, "follow_ups"), (Viewer("petra", frozenset({"service"})), "follow_ups")):
        run = BulkRun(CustomerDirectory(house.settings, viewer), lambda: None)
        for message in ({"do": "found", "plan": plan | {"list": list_key}}, {"do": "resume"}, {"do": "next", "at": 0}):
            run._receive(run, message, [])
        assert run.state["lines"] == ["1 ohne Recht übersprungen"]
    assert decided(house, "10001") == [(None, None)]
    run = BulkRun(CustomerDirectory(house.settings, BERT), lambda: None)
    for values in ({"note": "?", "promised_on": "2012-10-20"}, {"blocked_until": "bald"}):
        for message in ({"do": "found", "plan": plan | {"values": values}}, {"do": "resume"}, {"do": "next", "at": 0}):
            run._receive(run, message, [])
    assert (run.state["phase"], run.plan) == ("stopped", {})
    assert run.state["lines"] == ["Das kann so bei keinem Posten stehen; nichts weiter wird geschrieben."]
    assert decided(house, "10001") == [(None, None)]


def test_a_bulk_waits_for_the_end_of_the_one_before_and_keeps_what_was_typed(
    house: CustomerDirectory, page_of: Callable[..., Page]
) -> None:
    page = page_of(BERT, "?list=debtors&option=all")
    run = page.one(BulkRun)
    run._receive(run, {"do": "found", "plan": PLAN}, [])
    page.mark(0, 0)
    page.press("Vorgänge anlegen")
    page.press("Weiter", text="Besuchen")
    refused = page.press("1 Vorgang anlegen")
    assert "noch nicht beendet" in refused.state["problem"]
    assert run.plan["targets"] == PLAN["targets"]
    run._receive(run, {"do": "close"}, [])
    page.press("1 Vorgang anlegen")
    assert page.run()["text"] == "1 Vorgang angelegt"
    assert [texts(house, each) for each in ("10001", "10002")] == [["Besuchen"], []]


def test_a_bulk_that_cannot_be_written_down_does_not_begin_and_says_why(
    house: CustomerDirectory, page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(BERT, "?list=debtors&option=all")
    page.mark(0, 0)
    page.press("Vorgänge anlegen")
    page.press("Weiter", text="Besuchen")
    with monkeypatch.context() as full:
        full.setattr(bulk_run, "record", Mock(side_effect=AuditNotWritten("disk full")))
        refused = page.press("1 Vorgang anlegen")
    assert refused.state["problem"] == (
        "Das Zugriffsprotokoll kann nicht geschrieben werden. Solange wird nichts gespeichert."
    )
    assert (page.one(BulkRun).state["phase"], page.one(BulkRun).plan) == ("", {})
    page.press("1 Vorgang anlegen")  # what was typed stays for the next try
    assert page.run()["text"] == "1 Vorgang angelegt"
    assert texts(house, "10001") == ["Besuchen"]


def test_cases_are_assigned_and_the_list_says_so_at_once(page_of: Callable[..., Page]) -> None:
    page = page_of(ANNA, "?list=follow_ups&option=all")
    grid = page.one(Grid)
    assert grid.table.rows["text"].to_list() == ["Kombi", "Leasing"]
    page.mark(0, 1)
    page.press("Zuweisen")
    page.press("Weiter", person="Anna Adler")
    assert page.note() == "2 Vorgänge werden Anna Adler zugewiesen."
    page.press("2 Vorgänge zuweisen")
    done = page.run()
    assert (done["text"], done["lines"]) == ("1 Vorgang zugewiesen", ["1 schon so"])
    assert grid.table.rows["person"].to_list() == ["Anna Adler", "Anna Adler"]  # shown at once


def test_who_may_not_write_writes_nothing_whatever_the_browser_sends(house: CustomerDirectory) -> None:
    for role in ("privacy", "service"):  # who sees no list of debtors has begun nothing there either
        run = BulkRun(CustomerDirectory(house.settings, Viewer("petra", frozenset({role}))), lambda: None)
        for message in ({"do": "found", "plan": PLAN}, {"do": "resume"}, {"do": "next", "at": 0}):
            run._receive(run, message, [])
        assert (run.state["phase"], run.plan) == ("", {})
    assert texts(house, "10001") == []


def test_a_plan_of_a_browser_gives_cases_to_those_alone_whom_the_steps_offer(house: CustomerDirectory) -> None:
    """A case that is given to nobody stands in nobody's list."""
    for person, phase in (("Niemand", ""), (BERT.full_name, "found"), ("Anna Adler", "found"), ("", "found")):
        run = BulkRun(CustomerDirectory(house.settings, BERT), lambda: None)
        run._receive(run, {"do": "found", "plan": {**PLAN, "values": {**PLAN["values"], "assignee": person}}}, [])
        assert run.state["phase"] == phase, person


def test_whom_the_brake_of_writing_stops_reads_when_a_bulk_goes_on(
    house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first case was written, and one is what people write in a day here."""
    run = BulkRun(CustomerDirectory(msgspec.structs.replace(house.settings, changes_per_day=1), BERT), lambda: None)
    for message in ({"do": "found", "plan": PLAN}, {"do": "resume"}, {"do": "next", "at": 0}):
        run._receive(run, message, [])
    assert (run.state["phase"], run.state["done"], run.state["buttons"][0][0]) == ("stopped", 1, "resume")
    (line,) = run.state["lines"]
    assert line.startswith(
        "Sie haben in 24 Stunden sehr viel geschrieben (1 Änderungen). In 24 Stunden geht es weiter;"
    )
    # the log of who saw and changed what is full: that is not the store's silence
    monkeypatch.setattr(written_down, "record", Mock(side_effect=AuditNotWritten("disk full")))
    run = BulkRun(CustomerDirectory(house.settings, BERT), lambda: None)
    for message in ({"do": "found", "plan": PLAN}, {"do": "resume"}, {"do": "next", "at": 0}):
        run._receive(run, message, [])
    said = "Das Zugriffsprotokoll kann nicht geschrieben werden. Solange wird nichts gespeichert."
    assert (run.state["phase"], run.state["lines"]) == ("stopped", [said])
    assert [texts(house, each) for each in ("10001", "10002")] == [["Anrufen"], []]


def test_the_counts_of_a_thousand_rows_are_written_as_all_figures_are() -> None:
    # the most that can be marked is 1,000
    assert stopped_said(999, 1000, undoing=False).startswith("999 von 1.000 sind geschrieben")
    assert stopped_said(1000, 1000, undoing=True).startswith("1.000 von 1.000 sind zurückgenommen")
    assert left_out({"changed": 1000}) == ("1.000 inzwischen geändert und so gelassen",)


def test_what_no_case_can_hold_ends_a_bulk_with_its_reason(house: CustomerDirectory) -> None:
    run = BulkRun(CustomerDirectory(house.settings, BERT), lambda: None)
    plan = {
        **PLAN,
        "values": {"kind": "tyre_storage", "text": "4 Räder", "status": "open"},
    }  # no longer in the settings
    run._receive(run, {"do": "found", "plan": plan}, [])
    run._receive(run, {"do": "resume"}, [])
    run._receive(run, {"do": "next", "at": 0}, [])
    assert (run.state["phase"], run.plan, run.state["buttons"]) == ("stopped", {}, [["close", "Aufhören"]])
    assert run.state["lines"] == ["Das kann so in keinem Vorgang stehen; nichts weiter wird geschrieben."]
    assert texts(house, "10001") == []


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        {**PLAN, "bulk": "x"},
        {**PLAN, "bulk": "ä" * 32 + "!"},
        {**PLAN, "targets": []},
        {**PLAN, "targets": [["10001", "", True]]},
        {**PLAN, "targets": [["10001", "", 0], ["10001", "C1", 0]]},
        {**PLAN, "targets": [["10001", "", 0]] * 1001},
        {**PLAN, "values": {"text": 5}},
        {**PLAN, "values": {**PLAN["values"], "handed_over_by": "Der Chef"}},
        {**PLAN, "values": {**PLAN["values"], "status": "closed"}},
        {**PLAN, "targets": [["10001", "C1", 1]]},
        {**PLAN, "values": {**PLAN["values"], "budget": "1.00"}},
        {**PLAN, "list": "debtors\nuser=boss"},
        {**PLAN, "back": None},
        {**PLAN, "back": [[2, "C1", 1]]},
        {**PLAN, "back": [[-1, "C1", 1]]},
        {**PLAN, "back": [[0, "C1", 0]]},
        {**PLAN, "back": [[0, "C1", True]]},
        {**PLAN, "back": [[0, "C1", 1], [0, "C2", 1]]},
        {**PLAN, "of": "account"},
        {**PLAN, "of": ["open_item"]},
        {**PLAN, "of": "open_item", "values": {"note": "?"}},
        {**PLAN, "of": "open_item", "targets": [["10001", "I1", 1]]},
    ],
)
def test_an_odd_plan_of_a_browser_is_none(odd: Any) -> None:
    assert read_plan(odd, {"debtors"}) is None
    assert read_plan({**PLAN, "back": [[1, "C1", 1]]}, {"debtors"}) is not None


def test_what_is_finished_leaves_the_list_at_once_and_comes_back_by_the_way_back(page_of: Callable[..., Page]) -> None:
    page = page_of(ANNA, "?list=follow_ups")
    grid = page.one(Grid)
    grid._receive(grid, {"do": "open", "row": 0}, [])
    opened = next(each for each in with_parts(grid._details.values()) if isinstance(each, FormView))
    page.press("Erledigt", opened)
    assert grid.table.rows.is_empty()
    assert grid.state["count"] == 0
    assert page.note() == "Erledigt: Kombi"
    page.press("Rückgängig")
    assert grid.table.rows["text"].to_list() == ["Kombi"]
    assert page.note() == "Zurückgenommen: Kombi"


def test_only_the_marked_rows_leave_as_a_file_and_no_more_than_a_thousand_are_marked(
    page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(BERT, "?list=debtors&option=all")
    grid = page.one(Grid)
    sent: list[tuple[dict[str, Any], Any]] = []
    monkeypatch.setattr(grid, "send", lambda message, buffers=None: sent.append((message, buffers)))
    page.mark(1, 1)
    page.press("CSV-Datei")
    message, buffers = sent[-1]
    assert message["do"] == "save"
    content = buffers[0].decode("utf-8-sig")
    assert ("Brandl" in content, "Albrecht" in content) == (True, False)
    page.mark(0, 5000, on=False)
    assert not [each for each in with_parts([page.app]) if isinstance(each, FormView)]
    monkeypatch.setattr("widgets.views.marking.MOST_MARKED", 1)
    page.mark(0, 1)
    assert page.note().startswith("1 Zeile markiert (mehr als 1.000")


@pytest.mark.parametrize("key", ["debtors", "follow_ups", "opportunities", "stuck_entries", "news"])
def test_an_address_of_a_row_opens_its_list_at_that_row(
    house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    everything = Viewer("clara", frozenset({"controlling"}), ANNA.full_name)
    write(house, ANNA, "10002", Add("1", "10002", CONTACT, {"channel": "phone", "note": "eben notiert"}))
    monkeypatch.setenv("QUERY_STRING", f"list={key}")
    page = Page(house, everything)
    last = page.one(Grid).table.rows.height - 1
    page.mark(last, last)
    address = page.app.bridge.search
    shown = page.one(Grid)
    name = shown.table.whole().rows["row"][shown._arrangement.shown[last]]
    assert ListAddress.read(address) == ListAddress(key, None, name)
    # whoever is sent it, or loads the page again
    monkeypatch.setenv("QUERY_STRING", address.removeprefix("?"))
    grid = Page(house, everything).one(Grid)
    assert grid.options["wanted"]["row"] == grid.table.rows["row"].to_list().index(name)
    if last:
        page.mark(0, 0)
        assert ListAddress.read(page.app.bridge.search).row is None
    page.mark(0, last, on=False)
    assert ListAddress.read(page.app.bridge.search) == ListAddress(key)
