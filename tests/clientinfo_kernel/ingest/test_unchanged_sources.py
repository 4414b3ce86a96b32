"""What is unchanged is not read again, what is new always is, and a delivery that shrank waits until it is accepted."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.ingest.delivery import Delivery, FileRecord, Stamp
from clientinfo_kernel.ingest.known_files import KnownFiles
from clientinfo_kernel.ingest.refresh import RefreshReport, refresh
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from clientinfo_kernel.settings import read_settings
from data_sources.connector import UNREAD
from data_sources.inbox import folder_reading
from data_sources.remarks import remark
from tests.as_refreshed import AsRefreshed
from tests.data_sources.ledger.datev_files import datev_file, header, posting
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class FirstRun:
    """The house after its first refresh, its report, and which files of the dealer system and the ledger were read."""

    refreshed: AsRefreshed
    report: RefreshReport
    read: set[str]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    made = House.at(tmp_path_factory.mktemp("unchanged") / "house")
    made.dealer_system("customers", {"customer_number": "10000", "name": "Meier"})
    made.dealer_system("debtor_accounts", {"customer_number": "10000", "debtor_account": "10000"})
    made.postings(2012, {"f1": "119,00", "f2": "S", "f7": "10000", "f8": "8400", "f10": "101", "f11": "R1"})
    made.inbox("teile", invoices=("1;W;;R;R9;;;;10000;;;;;;;119,00;EUR;",))
    case = {"case_id": "1", "customer_number": "10000", "kind": "note", "text": "t", "status": "offen"}
    made.crm([{**case, "created_at": datetime(2012, 1, 2, tzinfo=UTC)}], [])
    report, read = run(made)
    return FirstRun(AsRefreshed.keep(made.folder), report, read)


@pytest.fixture
def house(first: FirstRun) -> Iterator[House]:
    """A customer with a posting, an inbox and a CRM, refreshed once."""
    with first.refreshed.once_more() as folder:
        yield House(folder)


@pytest.fixture
def new_house(house: House) -> House:
    """The same house, of which nothing was read yet."""
    shutil.rmtree(house.folder / "state")
    return house


def run(house: House, **options: object) -> tuple[RefreshReport, set[str]]:
    """Refresh; the report, and the files of the dealer system and the ledger that were read."""
    steps: list[str] = []
    report = refresh(read_settings(house.folder / "clientinfo.toml"), steps.append, **options)  # type: ignore[arg-type]
    kinds = ("dealer_system: ", "ledger: ")
    return report, {step.split(": ", 1)[1] for step in steps if step.startswith(kinds)}


def ledger_file(house: House, name: str, *rows: str, **head: str) -> Path:
    place = house.folder / "datev" / name
    first = header(**({"f13": "20120101", "f15": "20120101", "f16": "20121231"} | head))
    place.write_bytes(datev_file(list(rows), first=first).encode("cp1252"))
    return place


def revenue(house: House) -> str:
    directory = CustomerDirectory(read_settings(house.folder / "clientinfo.toml"))
    return str(directory.customer("10000").revenue()["total"].sum())


def test_nothing_new_reads_nothing_and_builds_nothing(house: House, first: FirstRun) -> None:
    assert {"EXTF_2012.csv", "KUNDEN1.csv"} <= first.read
    again, read = run(house)
    assert (again.snapshot, read) == (first.report.snapshot, set())
    assert {source.source: source.files for source in again.sources} == {
        source.source: source.files for source in first.report.sources
    }
    assert [source.state for source in again.sources] == ["fresh"] * len(again.sources)


def test_the_data_are_as_of_the_last_look_at_them(house: House, first: FirstRun) -> None:
    again, _ = run(house)
    moments = {source.source: source.as_of for source in first.report.sources}
    assert all(str(source.as_of) > str(moments[source.source]) for source in again.sources)
    shown = CustomerDirectory(read_settings(house.folder / "clientinfo.toml")).sources()
    assert {moment.isoformat() for moment in shown["as_of"]} == {str(source.as_of) for source in again.sources}


def test_only_the_file_that_changed_is_read(house: House) -> None:
    ledger_file(house, "EXTF_neu.csv", posting(f1="238,00", f7="10000", f8="8400", f9="3", f10="102", f11="R2"))
    first, _ = run(house)
    before = revenue(house)
    ledger_file(house, "EXTF_neu.csv", posting(f1="23,80", f7="10000", f8="8400", f9="3", f10="102", f11="R2"))
    again, read = run(house)
    assert read == {"EXTF_neu.csv"}
    assert (again.snapshot != first.snapshot, before, revenue(house)) == (True, "300.00", "120.00")
    (house.folder / "datev" / "EXTF_neu.csv").unlink()
    run(house)
    assert revenue(house) == "100.00"


def test_a_file_that_was_only_touched_is_known_by_its_content(house: House, first: FirstRun) -> None:
    os.utime(house.folder / "datev" / "EXTF_2012.csv", (1, 1))
    again, read = run(house)
    assert (again.snapshot, "EXTF_2012.csv" in read) == (first.report.snapshot, False)


def test_a_file_of_the_same_size_and_another_content_is_read(house: House) -> None:
    place = house.folder / "datev" / "EXTF_2012.csv"
    place.write_bytes(place.read_bytes().replace(b"119,00", b"238,00"))
    assert "EXTF_2012.csv" in run(house)[1]
    assert revenue(house) == "200.00"


@pytest.mark.parametrize("changed", ["settings", "account mapping"])
def test_other_settings_and_another_mapping_build_anew(house: House, first: FirstRun, changed: str) -> None:
    place = house.folder / ("clientinfo.toml" if changed == "settings" else "accounts.csv")
    place.write_text(
        place.read_text("utf-8").replace("Autohaus Probe", "Autohaus Neu").replace("8400;8499", "8400;8498")
    )
    assert run(house)[0].snapshot != first.report.snapshot


def test_a_file_that_could_not_be_opened_is_tried_again_though_nothing_of_it_changed(tmp_path: Path) -> None:
    """Whoever may read it now has changed its rights, which its size and time do not say."""
    place = tmp_path / "EXTF_1.csv"
    place.write_text("locked at the last refresh")
    status = place.stat()
    record = FileRecord("EXTF_1.csv", "postings", stamp=Stamp(status.st_size, status.st_mtime_ns, UNREAD))
    former = Delivery("ledger", "datev", "", (), records=(record,))
    known = KnownFiles(former, tmp_path)
    assert not known.is_unchanged("EXTF_1.csv", "postings", place, is_hashed_in_reading=True)


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_snapshot_is_made_again(house: House, first: FirstRun, damage: str) -> None:
    table = house.folder / "state" / "snapshots" / first.report.snapshot / "customers.arrow"
    if damage == "cut":
        os.truncate(table, 10)
    else:
        table.unlink()
    assert (run(house)[0].snapshot != first.report.snapshot, revenue(house)) == (True, "100.00")


@pytest.mark.parametrize("folder", ["checked/postings", "postings"])
def test_records_that_the_disk_lost_are_read_again(house: House, folder: str) -> None:
    for part in (house.folder / "state" / "raw" / "ledger" / folder).iterdir():
        part.unlink()
    rows = [posting(f1="238,00", f7="10000", f8="8400", f9="3", f10="102", f11="R2")]
    ledger_file(house, "EXTF_neu.csv", *rows)
    assert all(source.state == "fresh" for source in run(house)[0].sources)
    assert revenue(house) == "300.00"


def test_an_account_of_an_older_version_is_understood(house: House, first: FirstRun) -> None:
    """It knew the counts of its files and nothing else of them: everything is read, nothing is held back."""
    account = house.folder / "state" / "raw" / "ledger" / "delivery.json"
    known = json.loads(account.read_text("utf-8"))
    older = ("source", "connector", "read_at", "files", "damage", "damaged", "notes", "attribution")
    account.write_text(json.dumps({name: known[name] for name in older}), "utf-8")
    report, read = run(house)
    assert {file for file in first.read if file.startswith("EXTF")} <= read
    assert all(source.state == "fresh" for source in report.sources)


def test_full_reads_and_builds_everything(house: House, first: FirstRun) -> None:
    again, read = run(house, full=True)
    assert (again.snapshot != first.report.snapshot, read) == (True, first.read)
    assert again.sources[0].files == first.report.sources[0].files


def test_other_code_reads_and_builds_everything(house: House, first: FirstRun, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("known_files", "inputs"):
        monkeypatch.setattr(f"clientinfo_kernel.ingest.{place}.code_of", lambda _: "newer")
    again, read = run(house)
    assert (again.snapshot != first.report.snapshot, read) == (True, first.read)


def test_a_file_cut_between_two_lines_waits_until_it_is_accepted(house: House) -> None:
    rows = [posting(f1="119,00", f7="10000", f8="8400", f9="3", f10="102", f11=f"R{number}") for number in range(30)]
    ledger_file(house, "EXTF_gross.csv", *rows)
    run(house)
    ledger_file(house, "EXTF_gross.csv", *rows[:10])
    for _ in range(2):
        ledger = next(source for source in run(house)[0].sources if source.source == "ledger")
        assert (ledger.state, revenue(house)) == ("stale", "3100.00")
        assert "EXTF_gross.csv has 10 records, 30 the last time" in str(ledger.reason)
        assert "clientinfo refresh --accept ledger" in str(ledger.reason)
        # one posting more is in the other file
        assert ledger.said == (
            remark("far_fewer_records", name="postings", records=11, before=31),
            remark("far_fewer_records", name="EXTF_gross.csv", records=10, before=30),
        )
    accepted = next(
        source for source in run(house, accept=frozenset({"ledger"}))[0].sources if source.source == "ledger"
    )
    assert (accepted.state, revenue(house)) == ("fresh", "1100.00")
    assert next(source for source in run(house)[0].sources if source.source == "ledger").state == "fresh"


def test_a_table_that_lost_most_of_its_records_waits_too(house: House) -> None:
    """The export of today's changes under a new name, in the place of the export of everything."""
    people = [{"customer_number": str(number), "name": "Meier"} for number in range(10000, 10040)]
    house.dealer_system("customers", *people)
    run(house)
    (house.folder / "alphaplus" / "KUNDEN1.csv").unlink()
    house.dealer_system("customers", people[0])
    (house.folder / "alphaplus" / "KUNDEN1.csv").rename(house.folder / "alphaplus" / "KUNDEN2.csv")
    source = run(house)[0].sources[0]
    assert (source.state, "customers has 1 records, 40 the last time" in str(source.reason)) == ("stale", True)


def test_a_shorter_list_of_balances_holds_nothing_back(house: House) -> None:
    place = house.folder / "datev" / "SuSa_2012-03.csv"
    lines = ["Konto;Name;Soll;Haben;Saldo", *(f"{account};Konto;0;0;0" for account in range(4000, 4040))]
    place.write_text("\n".join(lines), "cp1252")
    run(house)
    place.write_text("\n".join(lines[:3]), "cp1252")
    ledger = next(source for source in run(house)[0].sources if source.source == "ledger")
    assert (ledger.state, ledger.reason) == ("fresh", None)


def test_a_month_that_is_gone_holds_nothing_back(house: House) -> None:
    rows = [posting(f1="119,00", f7="10000", f8="8400", f9="3", f10="102", f11=f"R{number}") for number in range(30)]
    ledger_file(house, "EXTF_1.csv", *rows)
    ledger_file(house, "EXTF_2.csv", *(row.replace("R", "S") for row in rows), f17="Zwei")
    run(house)
    (house.folder / "datev" / "EXTF_2.csv").unlink()
    ledger = next(source for source in run(house)[0].sources if source.source == "ledger")
    assert (ledger.state, revenue(house)) == ("fresh", "3100.00")


def test_an_inbox_may_empty_itself(house: House) -> None:
    lines = tuple(f"{number};W;;R;R{number};;;;10000;;;;;;;119,00;EUR;" for number in range(30))
    house.inbox("post", invoices=lines)
    run(house)
    (house.folder / "inbox" / "post" / "rechnungen.csv").write_text("EINGANG_ID;STATUS\n")
    assert all(source.state == "fresh" for source in run(house)[0].sources)


INVOICE = """<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:ID>{number}</cbc:ID></Invoice>"""


def read_documents(house: House) -> set[str]:
    """Refresh; the files of the inbox that were read."""
    steps: list[str] = []
    refresh(read_settings(house.folder / "clientinfo.toml"), steps.append)
    return {step.removeprefix("inbox: ") for step in steps if step.startswith("inbox: ")}


def assert_nothing_is_parsed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refresh with nothing new: no file is read, and no list is opened to see which documents it names."""
    with monkeypatch.context() as watched:
        watched.setattr(folder_reading, "read_list", None)
        assert read_documents(house) == set()


def test_of_an_inbox_only_new_documents_are_read(new_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = "1;W;;R;R9;;;;10000;;;;;;;119,00;EUR;belege/r9.xml"
    folder = new_house.inbox("post", invoices=(listed,))
    for name in ("belege/r9.xml", "waiting/a.xml", "waiting/b.xml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(INVOICE.format(number=name))
    lists = {"teile/kunden.csv", "post/kunden.csv"}
    everything = {"post/belege/r9.xml", "post/waiting/a.xml", "post/waiting/b.xml", "post/rechnungen.csv"}
    assert read_documents(new_house) == {*everything, *lists, "teile/rechnungen.csv"}
    assert_nothing_is_parsed(new_house, monkeypatch)
    (folder / "waiting" / "c.xml").write_text(INVOICE.format(number="C"))
    (folder / "waiting" / "b.xml.reason.txt").write_text("Kunde unbekannt")
    assert read_documents(new_house) == {"post/waiting/c.xml", "post/waiting/b.xml"}
    (folder / "belege" / "r9.xml").write_text(INVOICE.format(number="R8"))
    assert read_documents(new_house) == {"post/rechnungen.csv", "post/belege/r9.xml"}
    entries = open_directory(new_house.folder / "clientinfo.toml").table("inbox_unassigned")
    reasons = {row["entry_id"]: row["reason"] for row in entries.to_dicts()}
    assert set(reasons) == {"post/waiting/a.xml", "post/waiting/b.xml", "post/waiting/c.xml"}
    assert "Kunde unbekannt" in reasons["post/waiting/b.xml"]
    (invoice,) = (
        row
        for row in CustomerDirectory(read_settings(new_house.folder / "clientinfo.toml"))
        .customer("10000")
        .inbox_invoices()
        .to_dicts()
        if row["entry_id"] == "post/1"
    )
    assert "number_differs" in invoice["reason"]
    (folder / "belege" / "r9.xml").unlink()
    assert read_documents(new_house) == {"post/rechnungen.csv"}
    assert_nothing_is_parsed(new_house, monkeypatch)


def test_a_named_document_above_the_limit_makes_no_entry_of_its_own_at_the_next_refresh(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = house.inbox("post", invoices=("1;W;;R;R9;;;;10000;;;;;;;119,00;EUR;gross.pdf",))
    large = folder / "gross.pdf"
    large.touch()
    os.truncate(large, 1 << 30)  # 1 GB that needs no room: the limit is far below
    directory = CustomerDirectory(read_settings(house.folder / "clientinfo.toml"))

    def entries() -> dict[str, str]:
        rows = [
            *directory.table("inbox_unassigned").to_dicts(),
            *directory.customer("10000").inbox_invoices().to_dicts(),
        ]
        return {row["entry_id"]: row["reason"] for row in rows if row["entry_id"].startswith("post/")}

    read_documents(house)
    first = entries()
    assert (list(first), "file_too_large" in first["post/1"]) == (["post/1"], True)
    assert_nothing_is_parsed(house, monkeypatch)
    assert entries() == first
    large.unlink()
    assert read_documents(house) == {"post/rechnungen.csv"}
    assert "document_missing" in entries()["post/1"], "gone is not the same as too large"
