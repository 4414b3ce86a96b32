"""Lists of what people write, and of what belongs to nobody, in a house of three customers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from msgspec.structs import replace as with_changes

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.commands import Add, Change, close_case
from clientinfo_kernel.live.consents import CONSENT
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.query.corrections import open_corrections
from clientinfo_kernel.query.decided_items import with_decisions
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.lights import TrafficLight
from tests.house import House
from widgets.list_counts import ListCount, ListCounts
from widgets.parts import list_decisions
from widgets.parts.about_customer import change_notices
from widgets.view_models import Refusal, Stack, Table
from widgets.work_list import REGISTRY, all_lists

if TYPE_CHECKING:
    from pathlib import Path

ANNA = Viewer("anna", frozenset({"sales"}), "Anna Adler")
BERT = Viewer("bert", frozenset({"accounting"}), "Bert Brandt")
CRM: dict[str, Any] = {
    "customer_number": "10001",
    "kind": "Verkaufschance",
    "status": "Neu",
    "due_at": None,
    "created_at": datetime(2012, 9, 1, 8, tzinfo=UTC),
    "closed_at": None,
}


@pytest.fixture
def house(built: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    """The house, in which nobody has written anything yet."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    return CustomerDirectory(with_changes(built.settings, live_database=f"sqlite:///{tmp_path / 'live.sqlite'}"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    house = House.at(tmp_path_factory.mktemp("lists") / "house")
    names = {"10001": "Albrecht", "10002": "Brandl", "10003": "Conrad"}
    born = {"10001": date(1960, 10, 20), "10002": date(1970, 10, 21)}
    customers = [
        {"customer_number": number, "kind": "person", "name": name, "birthday": born.get(number)}
        | {"credit_limit": Decimal("100.00")}
        for number, name in names.items()
    ]
    house.dealer_system("customers", *customers)
    number = {"customer_number": "10002", "kind": "phone", "address": "+49 9282 555", "is_preferred": True}
    house.dealer_system("communication", number)
    accounts = {"10001": "1010001", "10002": "1010002"}
    debtors = [{"customer_number": number, "debtor_account": account} for number, account in accounts.items()]
    house.dealer_system("debtor_accounts", *debtors)
    house.open_items(
        "1010001;R1;01.06.2012;01.07.2012;119,00;0,00;119,00;840000;Inspektion;1",
        "1010002;R2;01.06.2012;01.07.2012;50,00;0,00;50,00;840000;Inspektion;1",
    )
    cases = [
        {**CRM, "case_id": "C1", "text": "Kombi", "assignee": "Anna Adler", "follow_up_on": date(2012, 10, 1)},
        {**CRM, "case_id": "C2", "text": "Leasing", "assignee": "Bert Brandt", "follow_up_on": date(2012, 10, 11)},
    ]
    contacts = [
        {
            "event_id": "E1",
            "case_id": "C1",
            "customer_number": "10001",
            "at": datetime(2012, 9, 2, 8, tzinfo=UTC),
            "employee": "Anna Adler",
            "contact_person": None,
            "channel": "Telefon",
            "note": "ruft zurück",
        }
    ]
    house.crm(cases, contacts)
    house.inbox(
        "dms",
        (
            "E1;F;;R;R3;10.03.2012;;01.10.2012 09:00;;;;Unbekannt GmbH;;40,00;7,60;47,60;EUR;",
            "E2;F;;R;R4;10.03.2012;;02.10.2012 09:00;10003;;;;;40,00;7,60;47,60;EUR;",
        ),
    )
    return house.refresh()


def rows(house: CustomerDirectory, viewer: Viewer, key: str, option: str = "") -> pl.DataFrame:
    wanted = next(each for each in all_lists() if each.key == key)
    asked = CustomerDirectory(house.settings, viewer)
    return wanted.table(wanted.desk(asked, option)).rows


def write(house: CustomerDirectory, viewer: Viewer, number: str, make: Any) -> None:
    asked = CustomerDirectory(house.settings, viewer)
    asked.live(asked.customer(number)).do(make)


def test_everybody_has_their_own_follow_ups_and_what_is_done_is_gone(house: CustomerDirectory) -> None:
    noted = {"channel": "phone", "note": "wegen Reifen", "employee": "Anna Adler", "follow_up_on": date(2012, 10, 20)}
    write(house, ANNA, "10002", Add("1", "10002", CONTACT, noted))
    mine = rows(house, ANNA, "follow_ups")
    assert mine.select("customer", "text", "is_urgent").rows() == [
        ("Albrecht", "Kombi", True),
        ("Brandl", "wegen Reifen", False),
    ]
    # due today is not overdue
    assert rows(house, BERT, "follow_ups").select("text", "is_urgent").rows() == [("Leasing", False)]
    assert rows(house, BERT, "follow_ups", "all")["text"].to_list() == ["Kombi", "Leasing", "wegen Reifen"]

    write(house, ANNA, "10001", close_case("2", "10001", "C1", 0))
    assert rows(house, ANNA, "follow_ups")["text"].to_list() == ["wegen Reifen"]
    # handed over: it leaves one list and stands in the other
    write(house, BERT, "10001", Change("3", "10001", CASE, "C2", 0, {"assignee": "Anna Adler"}))
    assert rows(house, BERT, "follow_ups").is_empty()
    assert rows(house, ANNA, "follow_ups")["text"].to_list() == ["Leasing", "wegen Reifen"]


def test_opportunities_of_another_crm_and_of_our_own_stand_in_one_list(house: CustomerDirectory) -> None:
    case = {"kind": "opportunity", "text": "Zweitwagen", "status": "waiting"}
    write(house, ANNA, "10003", Add("1", "10003", CASE, case))
    write(house, ANNA, "10003", Add("2", "10003", CASE, {**case, "kind": "complaint", "text": "Lack"}))
    shown = rows(house, ANNA, "opportunities")
    assert sorted(shown["text"]) == ["Kombi", "Leasing", "Zweitwagen"]
    assert set(shown["status"]) == {"Neu", "wartet auf Antwort"}
    assert rows(house, ANNA, "opportunities", "mine")["text"].to_list() == ["Kombi"]


def test_opportunities_stand_by_stage_with_the_sum_of_their_budgets(house: CustomerDirectory) -> None:
    case = {"kind": "opportunity", "status": "open"}
    for stage, budget in (("negotiation", "25000.50"), ("interest", "8000.00"), ("offer", "12000.00")):
        more = {"text": stage, "stage": stage, "budget": budget, "probability": 40, "expected_on": date(2012, 12, 1)}
        write(house, ANNA, "10003", Add(stage, "10003", CASE, case | more))
    wanted = next(each for each in all_lists() if each.key == "opportunities")
    table = wanted.table(wanted.desk(CustomerDirectory(house.settings, ANNA)))
    # from the first talk to the deal; what another CRM wrote has no stage
    assert table.rows["stage"].to_list() == ["Interesse", "Angebot", "Verhandlung", None, None]
    shown = {column.key: column for column in table.columns}
    assert {"stage", "status", "budget", "probability", "expected_on"} <= set(shown)
    assert (shown["budget"].total, table.rows["budget"].sum()) == (True, Decimal("45000.50"))


def test_the_state_changes_with_each_change(house: CustomerDirectory) -> None:
    before = house.state()
    write(house, ANNA, "10001", close_case("1", "10001", "C1", 0))
    # taken over from the CRM, then closed
    assert house.state() == (before[0], before[1] + 2, before[2])


def test_an_entry_of_nobody_hangs_in_the_inbox(house: CustomerDirectory) -> None:
    shown = rows(house, BERT, "stuck_entries").filter(pl.col("customer_number").is_null())
    assert shown.select("who", "what", "days", "gross", "customer_number").rows() == [
        ("ohne Kunde: Unbekannt GmbH", "Rechnung R3", 10, Decimal("47.60"), None)
    ]


def test_what_was_decided_about_an_entry_stands_there_and_it_is_urgent_no_more(house: CustomerDirectory) -> None:
    def stuck() -> list[Any]:
        shown = rows(house, BERT, "stuck_entries").filter(pl.col("customer_number") == "10003")
        return shown.select("what", "decided", "is_urgent").rows()

    assert stuck() == [("Rechnung R4", None, True)]
    (entry,) = house.customer("10003").inbox_invoices()["entry_id"]
    noted = {"decision": "sent_back", "assigned_to": "10002"}
    write(house, BERT, "10003", Change("1", "10003", INBOX_DECISION, entry, 0, {"note": "wird geklärt"}))
    assert stuck() == [("Rechnung R4", None, True)]  # a note decides nothing
    write(house, BERT, "10003", Change("2", "10003", INBOX_DECISION, entry, 2, noted))
    # still in the list: whether it is posted, the ledger alone says
    assert stuck() == [("Rechnung R4", "zurückgegeben, gehört zu Kd.-Nr. 10002", False)]


def test_a_notice_waits_no_more_once_the_source_says_so(house: CustomerDirectory) -> None:
    for key, number in (("1", "09282 555"), ("2", "09282 556")):
        write(house, ANNA, "10002", Add(key, "10002", CHANGE_NOTICE, {"subject": "phone", "value": number}))
    person = {"subject": "contact_person", "value": "Frau Neu"}
    write(house, ANNA, "10003", Add("3", "10003", CHANGE_NOTICE, person))
    assert rows(house, BERT, "change_notices")["value"].to_list() == ["09282 556", "Frau Neu"]
    # the bar on the customer's page counts the same
    assert [row["value"] for row in open_corrections(house.customer("10002"))] == ["09282 556"]


def test_counts_are_one_s_own_and_follow_what_people_write(house: CustomerDirectory) -> None:
    counts = ListCounts(house)
    assert counts.of(ANNA)["follow_ups"] == ListCount(1, 1)
    assert counts.of(BERT)["follow_ups"] == ListCount(1, 0)
    write(house, BERT, "10001", close_case("1", "10001", "C2", 0))
    assert counts.of(BERT)["follow_ups"] == ListCount(0, 0)
    # what a role does not have is not counted for it
    assert "stuck_entries" in counts.of(BERT)
    assert "stuck_entries" not in counts.of(ANNA)
    assert counts.of(Viewer("dora", frozenset({"privacy"}))) == {}


def test_a_list_is_counted_once_for_all_who_look(house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []

    def build(desk: Any) -> Any:
        counted.append(desk.viewer.name)
        return Table((), pl.DataFrame({"row": ["1", "2", "3"], "branch": ["Hof", "Naila", "Hof"]}))

    known = {"opportunities": replace(REGISTRY.entries["opportunities"], build=build)}
    monkeypatch.setattr(REGISTRY, "entries", REGISTRY.entries | known)
    now = [100.0]
    counts, carl = ListCounts(house, clock=lambda: now[0]), Viewer("carl", frozenset({"sales"}))
    for viewer in (ANNA, carl, ANNA):
        assert counts.of(viewer)["opportunities"] == ListCount(3, 0, (("Hof", 2), ("Naila", 1)))
    assert counted == ["anna"]
    # somebody writes all the time: what all share is counted again after a while, and not at each change
    for command, passed, whose in (("1", 14, ["anna"]), ("2", 1, ["anna", "carl"]), ("3", 1, ["anna", "carl"])):
        write(house, ANNA, "10002", Add(command, "10002", CONTACT, {"channel": "phone", "note": "n"}))
        now[0] += passed
        counts.of(carl)
        assert counted == whose


def test_a_list_that_fails_costs_its_own_count_only(house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(_desk: Any) -> Any:
        raise ValueError("secret of a customer")

    known = {"opportunities": replace(REGISTRY.entries["opportunities"], build=build)}
    monkeypatch.setattr(REGISTRY, "entries", REGISTRY.entries | known)
    found = ListCounts(house).of(ANNA)
    assert "opportunities" not in found
    assert "follow_ups" in found


def test_a_broken_promise_stands_in_its_list_and_at_who_owes(house: CustomerDirectory) -> None:
    item = CustomerDirectory(house.settings, BERT).customer("10001").open_items().row(0, named=True)
    promise = {"promised_on": date(2012, 10, 10), "promised_by": "Herr Albrecht"}
    write(house, BERT, "10001", Change("1", "10001", OPEN_ITEM_DECISION, item["item_id"], 0, promise))
    shown = rows(house, BERT, "broken_promises")
    assert shown.select("customer", "balance", "promised_by").rows() == [
        ("Albrecht", Decimal("119.00"), "Herr Albrecht")
    ]
    assert rows(house, BERT, "debtors").select("customer", "decision").rows() == [
        ("Albrecht", "danger Zusage gebrochen"),
        ("Brandl", None),
    ]
    # sales sees a light, and nothing else of it
    seller = CustomerDirectory(house.settings, Viewer("carl", frozenset({"sales"}))).customer("10001")
    lights = seller.header().receivables_lights
    assert lights is not None
    assert lights.open_items == TrafficLight("red", "a promise to pay is broken")
    assert seller.written().shown("open_item") == []
    assert seller.written().last_change == 0
    # the key date itself still keeps it
    kept = Change("2", "10001", OPEN_ITEM_DECISION, item["item_id"], 2, {"promised_on": date(2012, 10, 11)})
    write(house, BERT, "10001", kept)
    assert rows(house, BERT, "broken_promises").is_empty()


def test_each_item_is_decided_by_its_own_customer_s_decisions_alone(
    house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    debtors = [house.customer(number).open_items().row(0, named=True) for number in ("10001", "10002")]
    for number, item in zip(("10001", "10002"), debtors, strict=True):
        noted = {"promised_on": date(2012, 10, 10)}
        write(house, BERT, number, Change(number, number, OPEN_ITEM_DECISION, item["item_id"], 0, noted))
    looked_at: list[int] = []

    def counted(items: pl.DataFrame, number: str, decisions: Any, day: date) -> pl.DataFrame:
        looked_at.append(len(decisions))
        return with_decisions(items, number, decisions, day)

    monkeypatch.setattr(list_decisions, "with_decisions", counted)
    shown = rows(house, BERT, "broken_promises")
    assert shown.select("customer", "balance").rows() == [("Albrecht", Decimal("119.00")), ("Brandl", Decimal("50.00"))]
    assert looked_at == [1, 1]  # and not all decisions for each customer


def test_what_was_written_now_is_news_though_the_sources_are_of_an_earlier_day(house: CustomerDirectory) -> None:
    write(house, ANNA, "10002", Add("1", "10002", CONTACT, {"channel": "phone", "note": "eben notiert"}))
    # taken over and changed now, but not new
    write(house, ANNA, "10001", Change("2", "10001", CASE, "C1", 0, {"assignee": "Bert Brandt"}))
    assert rows(house, ANNA, "news")["text"].to_list() == ["eben notiert"]


def test_a_change_notice_waits_until_it_is_done(house: CustomerDirectory) -> None:
    notice = Add("1", "10003", CHANGE_NOTICE, {"subject": "phone", "value": "09281 4711"})
    write(house, ANNA, "10003", notice)
    shown = rows(house, BERT, "change_notices")
    assert shown.select("customer", "subject", "value").rows() == [("Conrad", "Telefon", "09281 4711")]
    undone = Change("1b", "10003", CHANGE_NOTICE, shown["row"][0], 1, {"is_done": False})
    write(house, BERT, "10003", undone)
    tab = change_notices(CustomerDirectory(house.settings, BERT).customer("10003"))
    assert isinstance(tab, Stack)
    assert isinstance(tab.items[0], Table)
    assert tab.items[0].rows["is_done"].to_list() == ["nein"]
    assert rows(house, BERT, "change_notices").height == 1
    done = Change("2", "10003", CHANGE_NOTICE, shown["row"][0], 2, {"is_done": True})
    write(house, BERT, "10003", done)
    assert rows(house, BERT, "change_notices").is_empty()


def test_a_list_to_call_says_who_may_be_advertised_to(house: CustomerDirectory) -> None:
    asked = {"channel": "call", "statement": "given", "stated_on": date(2012, 10, 1)}
    write(house, ANNA, "10001", Add("1", "10001", CONSENT, asked))
    shown = dict(rows(house, ANNA, "birthdays", "31").select("customer", "advertising").rows())
    # a letter needs no consent (UWG § 7)
    assert shown == {"Albrecht": "Anruf, Brief", "Brandl": "Brief"}


def pressed(house: CustomerDirectory, viewer: Viewer, text: str, label: str, **values: str) -> Any:
    """What a button does that stands below the row with this text."""
    wanted = next(each for each in all_lists() if each.key == "follow_ups")
    table = wanted.table(wanted.desk(CustomerDirectory(house.settings, viewer)))
    row = table.rows.filter(pl.col("text") == text).row(0, named=True)
    form = table.detail(row) if table.detail else None
    return press(form, label, values)


def press(form: Any, label: str, values: dict[str, str]) -> Any:
    return next(button for button in form.buttons if button.label == label).press(values)


def test_a_follow_up_is_put_off_handed_over_finished_and_taken_back(house: CustomerDirectory) -> None:
    def mine(viewer: Viewer) -> dict[str, date]:
        return dict(rows(house, viewer, "follow_ups").select("text", "on").rows())

    # a week from the key date, for what was due before it
    pressed(house, ANNA, "Kombi", "Eine Woche später")
    assert mine(ANNA) == {"Kombi": date(2012, 10, 18)}
    pressed(house, ANNA, "Kombi", "Weitergeben", person="Bert Brandt")
    assert (set(mine(ANNA)), set(mine(BERT))) == (set(), {"Kombi", "Leasing"})
    done = pressed(house, BERT, "Leasing", "Erledigt")
    assert set(mine(BERT)) == {"Kombi"}
    back = press(done, "Rückgängig", {})
    assert set(mine(BERT)) == {"Kombi", "Leasing"}
    press(back, "Erledigt", {})
    assert set(mine(BERT)) == {"Kombi"}


def test_a_misspelt_colleague_is_asked_about_and_a_known_one_is_meant_however_it_is_written(
    house: CustomerDirectory,
) -> None:
    asked = pressed(house, ANNA, "Kombi", "Weitergeben", person="Bert Brand")
    assert "Bert Brand“" in asked.note
    assert [each.label for each in asked.buttons] == [
        "An Bert Brandt weitergeben",
        "Trotzdem an Bert Brand weitergeben",
        "Zurück",
    ]
    assert rows(house, ANNA, "follow_ups")["text"].to_list() == ["Kombi"]  # nothing has happened yet
    back = press(asked, "Zurück", {})
    press(back, "Weitergeben", {"person": " bert BRANDT "})
    assert set(rows(house, BERT, "follow_ups")["person"]) == {"Bert Brandt"}
    press(
        pressed(house, BERT, "Kombi", "Weitergeben", person="Neue Kollegin"),
        "Trotzdem an Neue Kollegin weitergeben",
        {},
    )
    assert "Neue Kollegin" in rows(house, ANNA, "follow_ups", "all")["person"].to_list()


def test_what_changed_nothing_offers_no_way_back(house: CustomerDirectory) -> None:
    case = {"kind": "other", "text": "Neu", "status": "open", "assignee": "Anna Adler"}
    write(house, ANNA, "10002", Add("1", "10002", CASE, case | {"follow_up_on": date(2012, 10, 12)}))
    done = pressed(house, ANNA, "Neu", "Weitergeben", person="Anna Adler")
    assert done.buttons == ()  # taking back would have withdrawn the case
    # nor is a change taken back that came after the one that the button belongs to
    later = pressed(house, ANNA, "Neu", "Eine Woche später")
    row = rows(house, ANNA, "follow_ups").filter(pl.col("text") == "Neu").row(0, named=True)
    write(house, ANNA, "10002", Change("2", "10002", CASE, row["row"], row["version"], {"text": "Ganz neu"}))
    with pytest.raises(Refusal, match="inzwischen geändert"):
        press(later, "Rückgängig", {})
    assert "Ganz neu" in rows(house, ANNA, "follow_ups")["text"].to_list()


def test_a_follow_up_that_somebody_changed_meanwhile_is_not_overwritten(house: CustomerDirectory) -> None:
    wanted = next(each for each in all_lists() if each.key == "follow_ups")
    table = wanted.table(wanted.desk(CustomerDirectory(house.settings, ANNA)))
    assert table.detail is not None
    form = table.detail(table.rows.row(0, named=True))
    pressed(house, ANNA, "Kombi", "Weitergeben", person="Bert Brandt")
    with pytest.raises(Refusal):
        press(press(form, "Weitergeben", {"person": "Carl"}), "Trotzdem an Carl weitergeben", {})
    with pytest.raises(Refusal):
        press(form, "Weitergeben", {"person": ""})
    assert "Kombi" in rows(house, BERT, "follow_ups")["text"].to_list()


def test_who_is_over_the_limit_is_above_it_by_the_difference(house: CustomerDirectory) -> None:
    # an open item of 119.00, a limit of 100.00; the others are below theirs
    assert rows(house, BERT, "over_limit").select("customer", "above", "exposure").rows() == [
        ("Albrecht", Decimal("19.00"), Decimal("119.00"))
    ]
