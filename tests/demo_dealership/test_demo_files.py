"""The written files: formats, determinism, broken rows."""

import csv
import hashlib
import sqlite3
import tomllib
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from data_sources.connector import connector_class
from demo_dealership import write_demo
from demo_dealership.broken_rows import BrokenRows
from demo_dealership.growing_file import GrowingFile

pytestmark = pytest.mark.slow


def fingerprints(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_and_size_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_demo(tmp_path / name, 60, seed=5)
    write_demo(tmp_path / "other", 60, seed=6)
    first = fingerprints(tmp_path / "one")
    assert first == fingerprints(tmp_path / "two")
    other = fingerprints(tmp_path / "other")
    assert (
        first["exports/datev/EXTF_Buchungsstapel_2011-03_001.csv"]
        != other["exports/datev/EXTF_Buchungsstapel_2011-03_001.csv"]
    )


def test_writing_again_replaces_the_earlier_demo(tmp_path):
    write_demo(tmp_path, 300, seed=5)
    write_demo(tmp_path, 20, seed=5)
    write_demo(tmp_path / "fresh", 20, seed=5)
    fresh = fingerprints(tmp_path / "fresh")
    again = {name: mark for name, mark in fingerprints(tmp_path).items() if not name.startswith("fresh/")}
    assert again == fresh


def test_progress_reaches_the_end(tmp_path):
    seen = []
    write_demo(tmp_path, 5, seed=1, progress=lambda done, size: seen.append((done, size)))
    assert seen[-1] == (5, 5)


def test_a_dealership_without_customers_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least 1"):
        write_demo(tmp_path, 0)


def test_text_files_are_cp1252_with_crlf(written):
    for report in written.files:
        data = (written.folder / report.file).read_bytes()
        text = data.decode("cp1252")
        assert text.count("\r\n") >= report.rows
        assert data.endswith(b"\r\n")


def test_posting_files_say_what_they_hold(written):
    folder = written.folder / "exports/datev"
    for path in sorted(folder.glob("EXTF_Buchungsstapel_*.csv")):
        lines = path.read_bytes().decode("cp1252").split("\r\n")
        header = next(csv.reader([lines[0]], delimiter=";"))
        assert (header[0], header[1], header[2], header[13]) == ("EXTF", "700", "21", "6")
        assert len(header) == 31
        year, month = path.stem.split("_")[2].split("-")
        assert header[12] == f"{year}0101"
        assert header[14][:6] == header[15][:6] == year + month
        version, width = ("9", 116) if year == "2009" else ("13", 125)
        assert header[4] == version
        assert len(lines[1].split(";")) == width
        assert header[20] == ("0" if (year, month) == ("2012", "10") else "1")


def test_debtor_file_has_254_columns(written):
    lines = (
        (written.folder / "exports/datev/EXTF_Debitoren_Kreditoren_001.csv").read_bytes().decode("cp1252").split("\r\n")
    )
    heads = lines[1].split(";")
    assert len(heads) == 254
    places = {1: "Konto", 16: "Straße", 29: "Telefon", 33: "E-Mail", 99: "Kunden-/Lief.-Nr.", 108: "Kreditlimit (Debitor)",
              121: "Mahnung", 220: "Nummer Fremdsystem", 233: "Mahnsperre bis", 254: "Letzte Frist"}  # fmt: skip
    assert {place: heads[place - 1] for place in places} == places


def test_conditions_are_in_hundredths(written):
    lines = (written.folder / "exports/datev/EXTF_Zahlungsbedingungen.csv").read_bytes().decode("cp1252").split("\r\n")
    assert '32;"10 TAGE 2 %, 30 NETTO";1;200;10;;;30' in lines


def test_open_item_list_has_its_headings(written):
    text = (written.folder / "exports/datev/OPOS_2012-10-11.csv").read_bytes().decode("cp1252")
    assert text.startswith(
        "Konto;Rechnungsnummer;Datum;Fälligkeit;Sollbetrag;Habenbetrag;Saldo;Gegenkonto;Buchungstext;Mahnstufe\r\n"
    )
    assert "\r\n1010012;U2004;15.06.2009;;0,00;1112,88;-1112,88;120000;U2004/15.06.09/2012500;0\r\n" in text


def test_settings_point_to_what_is_there(written):
    settings = tomllib.loads(written.settings.read_text(encoding="utf-8"))
    assert str(settings["as_of"]) == "2012-10-11"
    assert (written.folder / settings["account_mapping"]).is_file()
    for name in ("dealer_system", "ledger", "inbox"):
        assert (written.folder / settings["sources"][name]["folder"]).is_dir()
    assert (written.folder / settings["sources"]["crm"]["file"]).is_file()


def test_account_mapping_covers_every_account(written, large):
    with (written.folder / "kontenzuordnung.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    used = set(large["postings"]["account"]) | set(large["postings"]["contra_account"])
    wanted = {account for account in used if len(account) == 6}
    assert len(wanted) > 15
    for account in wanted:
        assert [row for row in rows if row["account_from"] <= account <= row["account_to"]], account


def test_broken_rows_are_refused_and_take_nobody_along(written):
    """Each file holds as many broken records as the report says, and everything else is read."""
    sources = (("dealer_system", "alphaplus"), ("ledger", "datev"), ("inbox", "folder"))
    rows: dict[str, int] = defaultdict(int)
    rejected: dict[str, int] = defaultdict(int)
    for kind, name in sources:
        folder = f"exports/{'inbox' if kind == 'inbox' else name}"
        for batch in connector_class(kind, name)(folder=written.folder / folder).read():
            if batch.table != "documents":
                assert batch.damage is None
                rows[f"{folder}/{batch.file}"] += batch.rows
                rejected[f"{folder}/{batch.file}"] += batch.rejects.height
    assert rejected == {report.file: report.broken for report in written.files}
    assert rows == {report.file: report.rows for report in written.files}
    assert min(rejected.values()) >= 3


def test_crm_holds_the_cases_and_contacts(written):
    with sqlite3.connect(written.folder / "crm.sqlite") as database:
        cases = database.execute("select count(*) from cases where customer_number = '10012'").fetchone()
        events = database.execute("select count(*) from contact_events where customer_number = '10012'").fetchone()
    database.close()
    assert (cases, events) == ((1,), (4,))


def test_documents_lie_where_the_lists_say_and_are_of_every_kind(written):
    batches = list(connector_class("inbox", "folder")(folder=written.folder / "exports/inbox").read())
    documents = [row for batch in batches if batch.table == "documents" for row in batch.kept.iter_rows(named=True)]
    entries = [row for batch in batches if batch.table == "invoice_entries" for row in batch.kept.iter_rows(named=True)]
    meier = {row["document_number"] for row in entries if row["customer_number"] == "10012" and row["document_id"]}
    assert meier == {"01111893", "01111892", "01120731", "G-2012-118", "Z-77120"}
    assert {row["format"] for row in documents} >= {"zugferd", "xrechnung_ubl", "xrechnung_cii", "pdf"}
    assert sum(row["document_id"] is not None for row in entries) == written.documents
    assert written.documents <= 300


def test_a_full_part_is_closed_and_the_next_one_begun(tmp_path):
    broken = BrokenRows(("broken",), ("torn",))
    file = GrowingFile(
        tmp_path,
        lambda part: f"part_{part}.csv",
        "head\r\n",
        lambda frame: "".join(f"{n}\r\n" for n in frame["n"]),
        broken,
        limit=5,
    )
    file.append(pl.DataFrame({"n": range(4)}))
    file.append(pl.DataFrame({"n": range(4, 7)}))
    file.close()
    texts = [(tmp_path / f"part_{part}.csv").read_text().split() for part in (1, 2, 3)]
    assert texts == [
        ["head", "0", "1", "broken", "2", "torn"],
        ["head", "3", "broken", "4", "5", "torn"],
        ["head", "6", "broken", "torn"],
    ]
    assert [(report.rows, report.broken) for report in file.reports] == [(5, 2), (5, 2), (3, 2)]
