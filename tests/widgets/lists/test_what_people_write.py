"""Lists of what people write, and of what belongs to nobody, in a house of three customers."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.commands import Add, Change
from clientinfo_kernel.live.consents import CONSENT
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.query.corrections import open_corrections
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.lights import TrafficLight
from widgets.entries.decisions import INBOX_FORM
from widgets.entries.form import TypedEntry
from widgets.parts.about_customer import change_notices
from widgets.parts.balance import balance_figure
from widgets.parts.entry_assignment import entry_assignment
from widgets.parts.inbox_decisions import entry_decision
from widgets.parts.unassigned_entries import open_unassigned
from widgets.view_models import Refusal, Stack, Table
from widgets.work_list import all_lists

from .house_of_three import ANNA, BERT, SCANNED, rows, write


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


def test_cases_with_a_day_stand_in_the_order_of_days_and_times(house: CustomerDirectory) -> None:
    late, soon = date(2012, 10, 9), date(2012, 10, 12)
    said = [
        ("test_drive", "nachmittags", soon, "14:30"),
        ("appointment", "vormittags", soon, "09:00"),
        ("complaint", "Frist", late, None),
        ("test_drive", "irgendwann", None, None),
    ]
    for kind, text, day, at in said:
        values = {"kind": kind, "text": text, "status": "open", "assignee": "Anna Adler", "due_at": day, "due_time": at}
        write(house, ANNA, "10003", Add(text, "10003", CASE, values))
    shown = rows(house, ANNA, "due_cases")
    assert shown.select("text", "due_time", "is_urgent", "customer").rows() == [
        ("Frist", None, True, "Conrad"),
        ("vormittags", "09:00", False, "Conrad"),
        ("nachmittags", "14:30", False, "Conrad"),
    ]
    assert rows(house, BERT, "due_cases").is_empty()
    wanted = next(each for each in all_lists() if each.key == "due_cases")
    table = wanted.table(wanted.desk(CustomerDirectory(house.settings, BERT), "all"))
    assert table.rows["text"].to_list() == ["Frist", "vormittags", "nachmittags"]
    assert table.detail is not None
    # an appointment is not put off like a follow-up: its customer has it in the diary
    labels = [button.label for button in table.detail(table.rows.row(0, named=True)).buttons]
    assert labels == ["Erledigt", "Weitergeben …"]
    table.keys["e"](table.rows.row(1, named=True))
    assert rows(house, BERT, "due_cases", "all")["text"].to_list() == ["Frist", "nachmittags"]


def test_an_entry_of_nobody_hangs_in_the_inbox(house: CustomerDirectory) -> None:
    shown = rows(house, BERT, "stuck_entries").filter(pl.col("customer_number").is_null())
    assert shown.select("who", "what", "days", "gross", "customer_number").rows() == [
        ("ohne Kunde: Unbekannt GmbH", "Rechnung R3", 10, Decimal("47.60"), None)
    ]


def test_an_invoice_that_was_assigned_to_a_customer_uses_their_credit(house: CustomerDirectory) -> None:
    accounting = CustomerDirectory(house.settings, BERT)
    table = open_unassigned(accounting)
    assert table.detail is not None
    row = table.rows.row(0, named=True)
    done = table.detail(row).buttons[0].press({"number": "10001"})
    header = accounting.customer("10001").header()
    assert (header.unposted_invoices, header.exposure) == (Decimal("47.60"), Decimal("166.60"))  # 119.00 + 47.60
    over = rows(house, BERT, "over_limit").filter(pl.col("customer") == "Albrecht")
    assert over["exposure"].to_list() == [Decimal("166.60")]
    # The light of those who see no inbox is made of it, too, and they see nothing of it.
    lit = CustomerDirectory(house.settings, ANNA).customer("10001")
    assert lit.written_rows("inbox_entry") == []
    assert [each["entry_id"] for each in lit.written().inbox_decisions()] == [row["entry_id"]]
    done.buttons[0].press({})
    assert accounting.customer("10001").header().exposure == Decimal("119.00")


def test_an_entry_of_nobody_is_assigned_to_a_customer_and_taken_back(house: CustomerDirectory) -> None:
    accounting = CustomerDirectory(house.settings, BERT)

    def nobodys() -> list[str]:
        return open_unassigned(accounting).rows["document_number"].to_list()

    table = open_unassigned(accounting)
    assert table.detail is not None
    form = table.detail(table.rows.row(0, named=True))
    assign = form.buttons[0].press
    # people look for the customer by what they know
    (asked,) = form.fields
    assert asked.find is not None
    (found,) = asked.find("albrecht").hits
    assert (asked.kind, found.value, found.name) == ("customer", "10001", "Albrecht")
    with pytest.raises(Refusal, match="gibt es nicht"):
        assign({"number": "99999"})
    assert nobodys() == ["R3"]
    done = assign({"number": "10001"})
    assert "Albrecht" in done.note
    assert nobodys() == []
    entry = accounting.customer("10001").inbox_invoices().row(0, named=True)
    assert (entry["document_number"], entry["gross"], entry["state"]) == ("R3", Decimal("47.60"), "error")
    assert (entry["net"], entry["tax"], entry["document_format"]) == (Decimal("40.00"), Decimal("7.60"), "image")
    # its document comes along, and to nobody else
    (document,) = accounting.customer("10001").documents(entry["entry_id"]).to_dicts()
    assert (document["file_name"].split("/")[-1], document["content"]) == ("r3.png", SCANNED)
    assert accounting.customer("10002").documents().is_empty()
    (stack,) = entry_decision(accounting.customer("10001"), entry["entry_id"])
    facts = {fact.label: fact.value for fact in stack.items[0].facts}
    assert (facts["gehört zu Kd.-Nr."], facts["Zugeordnet von"]) == ("10001", "Bert Brandt")
    stuck = rows(house, BERT, "stuck_entries").filter(pl.col("document_number") == "R3")
    assert stuck.select("who", "customer_number").rows() == [("Albrecht", "10001")]
    done.buttons[0].press({})
    assert (nobodys(), accounting.customer("10001").inbox_invoices().height) == (["R3"], 0)
    # a wrong assignment that was taken back is put right; it can be corrected at the customer, too
    assign({"number": "10002"})
    assert (nobodys(), accounting.customer("10002").inbox_invoices()["document_number"].to_list()) == ([], ["R3"])
    with pytest.raises(Refusal, match="inzwischen geändert"):
        assign({"number": "10001"})  # by a colleague whose list still shows it
    for number, taken in (("99999 unbekannt", False), ("10001", True)):
        typed = TypedEntry("inbox_entry", number, {"assigned_to": number}, entry["entry_id"], 4)
        here = accounting.customer("10002")
        with nullcontext() if taken else pytest.raises(InputRefused):
            accounting.live(here).do(INBOX_FORM.command(typed, here, BERT))
    assert nobodys() == []
    assert accounting.customer("10001").inbox_invoices()["document_number"].to_list() == ["R3"]
    assert accounting.customer("10002").inbox_invoices().height == 0
    # who is not allowed to decide about inboxes is not asked, and the store refuses
    seller = CustomerDirectory(house.settings, ANNA)
    with pytest.raises(Refusal):
        entry_assignment(seller, entry | {"resembles": None}).buttons[0].press({"number": "10001"})


def test_what_was_decided_about_an_entry_stands_there_and_it_is_urgent_no_more(house: CustomerDirectory) -> None:
    def stuck() -> list[Any]:
        shown = rows(house, BERT, "stuck_entries").filter(pl.col("customer_number") == "10003")
        return shown.select("what", "decided", "is_urgent").rows()

    assert stuck() == [("Rechnung R4", None, True)]
    (entry,) = house.customer("10003").inbox_invoices()["entry_id"]
    noted = {"decision": "sent_back", "reason": "falsche Anschrift", "assigned_to": "10002"}
    write(house, BERT, "10003", Change("1", "10003", INBOX_DECISION, entry, 0, {"note": "wird geklärt"}))
    assert stuck() == [("Rechnung R4", None, True)]  # a note decides nothing
    write(house, BERT, "10003", Change("2", "10003", INBOX_DECISION, entry, 2, noted))
    # still in the list: whether it is posted, the ledger alone says
    assert stuck() == [("Rechnung R4", "zurückgegeben, gehört zu Kd.-Nr. 10002", False)]
    # whoever it is said to belong to has it in front of them, with who said so
    other = CustomerDirectory(house.settings, BERT).customer("10002")
    assert other.inbox_invoices()["document_number"].to_list() == ["R4"]
    (shown,) = entry_decision(other, entry)
    facts = {fact.label: fact.value for fact in shown.items[0].facts}
    assert (facts["Zugeordnet von"], facts["Grund"]) == ("Bert Brandt", "falsche Anschrift")
    # done needs no reason, and is urgent no more either
    done = {"decision": "done", "reason": None, "assigned_to": None}
    write(house, BERT, "10003", Change("3", "10003", INBOX_DECISION, entry, 3, done))
    assert stuck() == [("Rechnung R4", "erledigt", False)]


def test_nothing_is_sent_back_without_a_reason(house: CustomerDirectory) -> None:
    (entry,) = house.customer("10003").inbox_invoices()["entry_id"]

    def decide(command: str, version: int, **values: str | None) -> None:
        write(house, BERT, "10003", Change(command, "10003", INBOX_DECISION, entry, version, values))

    for reason in ({}, {"reason": "  "}):
        with pytest.raises(InputRefused) as refused:
            decide("1", 0, decision="sent_back", **reason)
        assert (refused.value.field, refused.value.rule) == ("reason", "missing")
    decide("2", 0, decision="sent_back", reason="Nettobetrag fehlt")
    with pytest.raises(InputRefused):
        decide("3", 2, reason=None)
    decide("4", 2, note="telefoniert")
    (row,) = house.customer("10003").written_rows("inbox_entry")
    assert (row["decision"], row["reason"], row["note"]) == ("sent_back", "Nettobetrag fehlt", "telefoniert")


def test_a_notice_waits_no_more_once_the_source_says_so(house: CustomerDirectory) -> None:
    for key, number in (("1", "09282 555"), ("2", "09282 556")):
        write(house, ANNA, "10002", Add(key, "10002", CHANGE_NOTICE, {"subject": "phone", "value": number}))
    person = {"subject": "contact_person", "value": "Frau Neu"}
    write(house, ANNA, "10003", Add("3", "10003", CHANGE_NOTICE, person))
    assert rows(house, BERT, "change_notices")["value"].to_list() == ["09282 556", "Frau Neu"]
    # the bar on the customer's page counts the same
    assert [row["value"] for row in open_corrections(house.customer("10002"))] == ["09282 556"]


def test_a_later_notice_about_the_same_replaces_the_earlier_one(house: CustomerDirectory) -> None:
    said = (
        ("phone", "09282 556"),
        ("contact_person", "Frau Neu"),
        ("phone", "09282 557"),
        ("contact_person", "Herr Alt"),
    )
    for subject, value in said:
        write(house, ANNA, "10002", Add(value, "10002", CHANGE_NOTICE, {"subject": subject, "value": value}))
    write(house, ANNA, "10003", Add("1", "10003", CHANGE_NOTICE, {"subject": "phone", "value": "09282 558"}))
    own = ["Frau Neu", "09282 557", "Herr Alt"]
    assert [row["value"] for row in open_corrections(house.customer("10002"))] == own
    assert rows(house, BERT, "change_notices")["value"].to_list() == [*own, "09282 558"]
    # and the earlier one does not come back when the later one is settled
    (settled,) = (row for row in house.customer("10002").written_rows("change_notice") if row["value"] == "09282 557")
    write(
        house, BERT, "10002",
        Change("2", "10002", CHANGE_NOTICE, settled["notice_id"], settled["version"], {"is_done": True}),
    )  # fmt: skip
    left = ["Frau Neu", "Herr Alt"]
    assert [row["value"] for row in open_corrections(house.customer("10002"))] == left
    assert rows(house, BERT, "change_notices")["value"].to_list() == [*left, "09282 558"]


def test_a_broken_promise_stands_in_its_list_and_at_who_owes(house: CustomerDirectory) -> None:
    item = CustomerDirectory(house.settings, BERT).customer("10001").open_items().row(0, named=True)
    promise = {"promised_on": date(2012, 10, 10), "promised_by": "Herr Albrecht"}
    write(house, BERT, "10001", Change("1", "10001", OPEN_ITEM_DECISION, item["item_id"], 0, promise))
    shown = rows(house, BERT, "broken_promises")
    assert shown.select("customer", "balance", "promised_by").rows() == [
        ("Albrecht", Decimal("119.00"), "Herr Albrecht")
    ]
    # Brandl's rating in the dealer system is a block
    assert rows(house, BERT, "debtors").select("customer", "block", "decision").rows() == [
        ("Albrecht", None, "danger Zusage gebrochen"),
        ("Brandl", "blocked", None),
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


def test_the_most_pressing_decision_stands_at_who_owes_and_all_below_the_balance(house: CustomerDirectory) -> None:
    (item,) = house.customer("10001").open_items()["item_id"]
    no_block = "Mahnstufe 1, ältester Posten 01.06.2012 · 1 Zusage gebrochen · strittig: 1"
    for version, decided, chip, foot in (
        # the last day of a block belongs to it
        (0, {"blocked_until": date(2012, 10, 11)}, "warn Mahnsperre bis 11.10.2012", "01.06.2012 · mit Mahnsperre: 1"),
        (2, {"is_disputed": True}, "warn strittig", "01.06.2012 · strittig: 1 · mit Mahnsperre: 1"),
        (3, {"promised_on": date(2012, 10, 10)}, "danger Zusage gebrochen", f"{no_block} · mit Mahnsperre: 1"),
        (4, {"blocked_until": date(2012, 10, 10)}, "danger Zusage gebrochen", no_block),
    ):
        change = Change(str(version), "10001", OPEN_ITEM_DECISION, item, version, decided)
        write(house, BERT, "10001", change)
        assert rows(house, BERT, "debtors")["decision"].to_list() == [chip, None]
        assert balance_figure(house.customer("10001"), "Offene Posten").foot.endswith(foot)


def test_each_item_is_decided_by_its_own_customer_s_decisions_alone(house: CustomerDirectory) -> None:
    debtors = [house.customer(number).open_items().row(0, named=True) for number in ("10001", "10002")]
    for number, item in zip(("10001", "10002"), debtors, strict=True):
        noted = {"promised_on": date(2012, 10, 10)}
        write(house, BERT, number, Change(number, number, OPEN_ITEM_DECISION, item["item_id"], 0, noted))
    shown = rows(house, BERT, "broken_promises")
    assert shown.select("customer", "balance").rows() == [("Albrecht", Decimal("119.00")), ("Brandl", Decimal("50.00"))]


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


def test_who_is_over_the_limit_is_above_it_by_the_difference(house: CustomerDirectory) -> None:
    # limits of 100.00. Conrad: an invoice of 47.60 on its way and an open order of 80.00, which he will pay; Albrecht: an
    # open item of 119.00 and no order; Brandl is below
    shown = rows(house, BERT, "over_limit").select(
        "customer", "above", "exposure", "unbilled", "ordered_on", "is_urgent"
    )
    assert shown.rows() == [
        ("Conrad", Decimal("27.60"), Decimal("127.60"), Decimal("80.00"), date(2012, 9, 20), True),
        ("Albrecht", Decimal("19.00"), Decimal("119.00"), Decimal("0.00"), None, False),
    ]
