"""``clientinfo case``, ``contact`` and ``crm`` as somebody at a shell meets them."""

from __future__ import annotations

import json
import os
import pwd
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.data_sources.vat_ids.scripted_service import http, service
from tests.house import House
from tests.hub.test_command_line import clientinfo

if TYPE_CHECKING:
    from pathlib import Path

ANNA = "30001"
AT_THE_SHELL = f"shell:{pwd.getpwuid(os.getuid()).pw_name}"
SPRING = datetime(2012, 4, 1, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = House.at(tmp_path_factory.mktemp("written") / "house")
    house.dealer_system("customers", {"customer_number": ANNA, "kind": "person", "name": "Anna Berg"})
    house.crm(
        [{"case_id": "V-1", "customer_number": ANNA, "kind": "Service", "text": "Klappert", "status": "Neu", "created_at": SPRING}],
        [{"event_id": "K-1", "customer_number": ANNA, "case_id": "V-1", "at": SPRING, "channel": "Telefon", "note": None}],
    )  # fmt: skip
    house.dealer_system("debtor_accounts", {"customer_number": ANNA, "debtor_account": ANNA})
    house.open_items(
        f"{ANNA};R1;01.09.2012;01.10.2012;100,00;0,00;100,00;8400;Inspektion;2",
        f"{ANNA};R2;01.09.2012;01.10.2012;50,00;0,00;50,00;8400;Reifen;0",
    )
    house.refresh()
    return house.folder


def said(folder: Path, *arguments: str) -> Any:
    done = clientinfo(folder, *arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_what_only_a_kind_of_case_has_is_written_and_said(folder: Path) -> None:
    settings = folder / "own_kinds.toml"
    settings.write_text(
        (folder / "clientinfo.toml").read_text("utf-8")
        + """
[cases.kinds.tyre_storage]
title = "Reifeneinlagerung"
fields = [{ name = "place", title = "Lagerplatz" }, { name = "price", title = "Preis", type = "amount" }]
""",
        "utf-8",
    )
    asked = ("--settings", str(settings))
    tyres = ("case", "add", ANNA, "--kind", "tyre_storage", "--text", "Winterräder", *asked)
    added = said(folder, *tyres, "--field", "place=R 12", "--field", "price=49.90")["case_id"]
    said(folder, "case", "change", ANNA, added, "--field", "place=R 13", *asked)
    bought = said(folder, "case", "add", ANNA, "--kind", "opportunity", "--text", "Kombi", "--field", "budget=15000.00")
    rows = {row["case_id"]: row for row in said(folder, "case", "list", ANNA, *asked)["cases"]}
    assert rows[added]["own"] == {"place": "R 13", "price": "49.90"}
    assert (rows[bought["case_id"]]["budget"], rows[bought["case_id"]]["own"]) == ("15000.00", {})
    wrong = clientinfo(folder, *tyres, "--field", "size=17")
    assert (wrong.returncode, "tyre_storage has of its own: place, price" in wrong.stderr) == (2, True)


def test_a_case_from_its_start_to_its_end(folder: Path) -> None:
    call = (
        "case",
        "add",
        ANNA,
        "--kind",
        "opportunity",
        "--text",
        "Sucht Kombi",
        "--due",
        "2012-11-30",
        "--command-id",
        "c1",
    )
    added = said(folder, *call)
    assert added == {"case_id": added["case_id"], "version": 1}
    assert said(folder, *call) == added
    case_id = added["case_id"]
    changed = said(
        folder, "case", "change", ANNA, case_id, "--assignee", "Rathelz", "--due", "", "--follow-up", "2012-10-20"
    )
    assert changed == {"case_id": case_id, "version": 2}
    (case,) = [row for row in said(folder, "case", "list", ANNA)["cases"] if row["case_id"] == case_id]
    assert (case["kind"], case["status"], case["text"], case["assignee"]) == (
        "opportunity",
        "open",
        "Sucht Kombi",
        "Rathelz",
    )
    assert (case["due_at"], case["follow_up_on"], case["version"], case["is_open"]) == (None, "2012-10-20", 2, True)
    late = clientinfo(folder, "case", "change", ANNA, case_id, "--version", "1", "--follow-up", "2012-12-24", "--json")
    assert late.returncode == 1
    assert json.loads(late.stdout)["conflict"] == {
        "version": 2,
        "changed_by": AT_THE_SHELL,
        "fields": {"follow_up_on": {"mine": "2012-12-24", "theirs": "2012-10-20", "was": None}},
    }
    assert said(folder, "case", "close", ANNA, case_id, "--command-id", "c2")["version"] == 3
    assert said(folder, "case", "close", ANNA, case_id, "--command-id", "c2")["version"] == 3
    assert said(folder, "case", "undo", ANNA, case_id)["version"] == 4
    events = said(folder, "case", "history", ANNA, case_id)["events"]
    assert [event["action"] for event in events] == ["undo", "change", "change", "add"]
    assert {(event["user"], event["user_name"]) for event in events} == {("", AT_THE_SHELL)}
    assert (events[1]["before"]["status"], events[1]["after"]["status"]) == ("open", "closed")
    assert said(folder, "customer", ANNA)["cases"][0]["case_id"] == case_id


def test_a_contact_is_noted_linked_and_read_again(folder: Path) -> None:
    call = ("contact", "add", ANNA, "--channel", "phone", "--note", "Rückruf zugesagt", "--at", "2012-10-11T09:05")
    event_id = said(folder, *call, "--person", "Frau Berg")["event_id"]
    assert said(folder, "contact", "link", ANNA, event_id, "V-1") == {"event_id": event_id, "version": 2}
    (row,) = [each for each in said(folder, "contact", "list", ANNA)["contact_events"] if each["event_id"] == event_id]
    assert (row["channel"], row["note"], row["contact_person"]) == ("phone", "Rückruf zugesagt", "Frau Berg")
    assert (row["case_id"], row["at"]) == ("V-1", "2012-10-11T07:05:00+00:00")
    assert "Rückruf zugesagt" in clientinfo(folder, "contact", "list", ANNA).stdout


def test_whoever_acts_as_an_account_has_its_name_and_no_more_than_its_rights(folder: Path) -> None:
    account = ("--role", "service", "--full-name", "Sina Sommer", "--generate")
    assert clientinfo(folder, "user", "add", "sina", *account).returncode == 0
    call = ("contact", "add", ANNA, "--channel", "phone", "--note", "Holt ihn um vier", "--command-id", "as1")
    event_id = said(folder, *call, "--as", "Sina")["event_id"]
    assert said(folder, *call, "--as", "sina")["event_id"] == event_id
    (event,) = said(folder, "contact", "history", ANNA, event_id)["events"]
    assert (event["user"], event["user_name"]) == ("sina", f"Sina Sommer ({AT_THE_SHELL})")
    # only whoever wrote it takes it back
    assert clientinfo(folder, "contact", "undo", ANNA, event_id).returncode == 1
    assert said(folder, "contact", "undo", ANNA, event_id, "--as", "sina")["version"] == 2
    refused = clientinfo(folder, "dunning", "note", ANNA, "R2", "Bitte warten", "--as", "sina")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert said(folder, "dunning", "list", ANNA)["open_items"][1]["note"] is None
    (log,) = (folder / "state" / "audit").glob("audit-*.jsonl")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    changes = [
        (each["subject"], each["detail"]) for each in lines if (each["user"], each["action"]) == ("sina", "change")
    ]
    assert changes == [
        (f"customer {ANNA}", f"contact {event_id}: add, new ({AT_THE_SHELL})"),
        (f"customer {ANNA}", f"contact {event_id}: undo, is_withdrawn ({AT_THE_SHELL})"),
    ]


def test_nobody_acts_as_an_account_that_could_not_log_in(folder: Path) -> None:
    call = ("case", "add", ANNA, "--kind", "other", "--text", "x", "--as")
    unknown = clientinfo(folder, *call, "nobody")
    assert (unknown.returncode, "'nobody'" in unknown.stderr) == (2, True)
    clientinfo(folder, "user", "add", "lea", "--role", "sales", "--generate")
    clientinfo(folder, "user", "lock", "lea")
    locked = clientinfo(folder, *call, "lea")
    assert (locked.returncode, "locked" in locked.stderr) == (2, True)
    clientinfo(folder, "user", "add", "adam", "--admin", "--generate")
    assert clientinfo(folder, *call, "adam").returncode == 1  # administrators see no customers
    # a kernel of the publication works for whom the service says
    inside = clientinfo(folder, *call, "adam", CLIENTINFO_USER="sina", CLIENTINFO_ROLES="service")
    assert (inside.returncode, "'sina'" in inside.stderr) == (2, True)


def test_what_accounting_decides_stands_beside_the_ledger_s_level(folder: Path) -> None:
    call = ("dunning", "promise", ANNA, "R1", "--on", "2012-10-10", "--amount", "60.00", "--by", "Frau Berg")
    done = said(folder, *call, "--command-id", "p1")
    assert said(folder, *call, "--command-id", "p1") == done
    said(folder, "dunning", "block", ANNA, "R1", "--until", "2012-10-31")
    said(folder, "dunning", "note", ANNA, "R1", "Lack beanstandet", "--disputed")
    first, second = said(folder, "dunning", "list", ANNA)["open_items"]
    assert (first["dunning_level"], first["blocked_until"], first["promise"]) == (2, "2012-10-31", "broken")
    assert (first["promised_amount"], first["promised_by"], first["is_disputed"]) == ("60.00", "Frau Berg", True)
    assert (second["blocked_until"], second["promise"], second["version"]) == (None, None, 0)
    assert said(folder, "customer", ANNA)["open_items"][0]["note"] == "Lack beanstandet"
    assert said(folder, "dunning", "undo", ANNA, done["item_id"])["version"] == 5
    assert said(folder, "dunning", "list", ANNA)["open_items"][0]["is_disputed"] is None
    assert "Frau Berg" in clientinfo(folder, "dunning", "list", ANNA).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("case", "add", ANNA, "--kind", "nonsense", "--text", "x"), 2, "opportunity"),
        (("case", "add", ANNA, "--kind", "other", "--text", " "), 2, "text"),
        (("case", "add", ANNA, "--kind", "other", "--text", "x", "--due", "31.12.2012"), 2, "2026-11-30"),
        (("dunning", "block", ANNA, "R9", "--until", "2012-10-31"), 2, "R9"),
        (("dunning", "promise", ANNA, "R1", "--on", "2012-10-31", "--amount", "60,00"), 2, "1803.22"),
        (("case", "add", "99999", "--kind", "other", "--text", "x"), 1, "99999"),
        (("case", "close", ANNA, "nope"), 1, "nope"),
        (("case", "history", ANNA, "nope"), 1, "nope"),
        (("contact", "add", ANNA, "--channel", "phone", "--note", "x", "--case", "nope"), 1, "nope"),
        (("contact", "add", ANNA, "--channel", "phone", "--note", "x", "--at", "gestern"), 2, "gestern"),
        (
            ("contact", "add", ANNA, "--channel", "phone", "--note", "x" * 10_001, "--follow-up", "bald"),
            2,
            "characters; follow_up_on: a day",
        ),
    ],
)
def test_what_cannot_be_is_one_clear_line(folder: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = clientinfo(folder, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_crm_is_taken_over_once(tmp_path: Path) -> None:
    house = House.at(tmp_path / "house")
    house.dealer_system("customers", {"customer_number": ANNA, "kind": "person", "name": "Anna Berg"})
    case = {"customer_number": ANNA, "kind": "Service", "text": "Klappert", "status": "Neu", "created_at": SPRING}
    contact = {"customer_number": ANNA, "at": SPRING, "channel": "Telefon", "note": None}
    house.crm([{"case_id": f"V-{n}", **case} for n in range(700)], [{"event_id": "K-1", "case_id": "V-1", **contact}])
    house.refresh()
    first = said(house.folder, "crm", "take-over")
    assert first == {"cases": 700, "contacts": 1, "known": 0, "quarantined": 0, "unlinked": 0}
    said(house.folder, "case", "change", ANNA, "V-3", "--text", "Klappert nicht mehr")
    house.crm([{"case_id": "V-700", **case}], [{"event_id": "K-2", "case_id": "V-700", **contact}])
    again = said(house.folder, "crm", "take-over")
    assert again == {"cases": 1, "contacts": 1, "known": 701, "quarantined": 0, "unlinked": 0}
    cases = {row["case_id"]: row for row in said(house.folder, "case", "list", ANNA)["cases"]}
    assert len(cases) == 701
    assert cases["V-3"]["text"] == "Klappert nicht mehr"
    assert cases["V-4"]["created_at"] == "2012-04-01T08:30:00+00:00"


@pytest.mark.slow
def test_a_crm_of_files_is_taken_over_by_a_mapping(tmp_path: Path) -> None:
    house = House.at(tmp_path / "house")
    house.dealer_system("customers", {"customer_number": ANNA, "kind": "person", "name": "Anna Berg"})
    (house.folder / "crm").mkdir()
    (house.folder / "crm" / "vorgaenge.csv").write_text(
        "Nr;Kunde;Art;Betreff;Stand;Angelegt\n7;30001;Reklamation;Lack;offen;01.03.2012 10:00\n8;30001;x;y;z;kein Tag\n",
        "cp1252",
    )
    (house.folder / "crm" / "kontakte.csv").write_text(
        "Nr;Kunde;Vorgang;Wann;Weg;Text\n1;30001;7;02.03.2012 11:30;Anruf;zugesagt\n2;30001;99;03.03.2012 12:00;Brief;\n",
        "cp1252",
    )
    (house.folder / "crm.toml").write_text(
        """
[formats]
kind = "csv"
encoding = "cp1252"
separator = ";"
datetimes = ["%d.%m.%Y %H:%M"]
[tables.cases]
files = "vorgaenge.csv"
[tables.cases.columns]
case_id = "Nr"
customer_number = "Kunde"
kind = "Art"
text = "Betreff"
status = "Stand"
created_at = "Angelegt"
[tables.contact_events]
files = "kontakte.csv"
[tables.contact_events.columns]
event_id = "Nr"
customer_number = "Kunde"
case_id = "Vorgang"
at = "Wann"
channel = "Weg"
note = "Text"
""",
        "utf-8",
    )
    settings = (house.folder / "clientinfo.toml").read_text("utf-8")
    foreign = 'connector = "mapped"\nfolder = "crm"\nmapping = "crm.toml"'
    (house.folder / "clientinfo.toml").write_text(
        settings.replace('connector = "database"\nfile = "crm.sqlite"', foreign), "utf-8"
    )
    house.refresh()
    done = said(house.folder, "crm", "take-over")
    assert done == {"cases": 1, "contacts": 2, "known": 0, "quarantined": 1, "unlinked": 1}
    contacts = {row["event_id"]: row for row in said(house.folder, "contact", "list", ANNA)["contact_events"]}
    assert (contacts["1"]["case_id"], contacts["1"]["at"]) == ("7", "2012-03-02T10:30:00+00:00")
    assert contacts["2"]["case_id"] is None
    (event,) = said(house.folder, "contact", "history", ANNA, "2")["events"]
    assert (event["action"], event["after"]["case_id"]) == ("take_over", "99")


def test_a_list_over_all_customers_and_which_there_are(folder: Path) -> None:
    said(folder, "case", "add", ANNA, "--kind", "opportunity", "--text", "Cabrio", "--follow-up", "2012-10-01")
    rows = said(folder, "list", "opportunities")["rows"]
    cabrio = next(row for row in rows if row["text"] == "Cabrio")
    assert (cabrio["customer_number"], cabrio["customer"], cabrio["follow_up_on"]) == (ANNA, "Anna Berg", "2012-10-01")
    lists = {each["key"]: each["options"] for each in said(folder, "list", "--role", "sales")["lists"]}
    assert lists["opportunities"] == ["all", "mine"]
    assert "debtors" not in lists
    refused = clientinfo(folder, "list", "debtors", "--role", "sales")
    assert refused.returncode == 2
    assert "the list debtors is not for sales" in refused.stderr


@pytest.mark.slow
def test_a_vat_id_is_asked_about_once_per_command_and_the_proof_is_kept(tmp_path: Path) -> None:
    answers = [
        http(404, {"status": "evatr-2001"}),
        http(200, {"status": "evatr-0000", "ergFirmenname": "A", "ergOrt": "B"}),
    ]
    with service(lambda _path, _asked: answers.pop()) as running:
        house = House.at(tmp_path / "house")
        house.dealer_system(
            "customers",
            {"customer_number": ANNA, "kind": "company", "name": "Test", "town": "Wien", "vat_id": "AT U13585627"},
        )
        house.refresh()
        settings = house.folder / "clientinfo.toml"
        own = f'own_vat_id = "DE136695976"\nevatr_url = "{running.url}"\nvies_url = ""\n'
        settings.write_text(settings.read_text(encoding="utf-8") + f"\n[services.vat]\n{own}", encoding="utf-8")
        first = said(house.folder, "vat", ANNA, "--command-id", "v1")
        assert said(house.folder, "vat", ANNA, "--command-id", "v1") == first  # nobody is asked again
        assert len(running.asked) == 1
        assert (first["result"], first["source"], bool(first["proof"])) == ("valid", "evatr", True)
        assert first["matches"] == {"name": "A", "street": None, "postal_code": None, "town": "B"}
        no = clientinfo(house.folder, "vat", "ATU13585627", "--json")
        assert (no.returncode, json.loads(no.stdout)["result"], json.loads(no.stdout)["proof"]) == (1, "invalid", None)
