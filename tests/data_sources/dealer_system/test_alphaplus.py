"""alphaPlus exports: real bytes in, contract tables and quarantine out."""

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from data_sources.connector import UNREAD, Batch, connector_class
from data_sources.errors import SourceAbsent
from data_sources.remarks import remark

CUSTOMERS = (
    "KDNR;KDART;ANREDE;TITEL;VORNAME;NAME1;NAME2;STRASSE;PLZ;ORT;LAND;USTID;GEBDAT;KDGRUPPE;KLASSE;BONITAET;"
    "KREDITLIMIT;KONDITION;BEMERKUNG;VERKAEUFER;BETRIEB;ANLAGEDAT\r\n"
)


def read(folder: Path) -> list[Batch]:
    return list(connector_class("dealer_system", "alphaplus")(folder=folder).read())


def write(folder: Path, name: str, text: str, encoding: str = "cp1252") -> None:
    (folder / name).write_bytes(text.encode(encoding))


def test_values_in_german_writing(tmp_path):
    write(
        tmp_path,
        "KUNDEN.csv",
        CUSTOMERS
        + '0010012;F;Firma;;;"Meier; Vakuumtechnik ""GmbH""";;Musterstraße 4;01067;Dresden;DE;DE123456789;;55;'
        + "Neufahrzeugkunde;Kreditkunde;8.000,00;30 NETTO;;;01;03.05.2004\r\n",
    )
    write(
        tmp_path,
        "AUFTRAG_2011.csv",
        "AUFNR;KDNR;FZNR;ANNAHME;FERTIG;KMSTAND;BERATER;TITEL;BETRIEB\r\n"
        "403865;0010012;77;01.07.2011 08:15;01.12.2011 17:00;81234;Huber;Inspektion;01\r\n",
    )
    customers, orders = read(tmp_path)
    (meier,) = customers.kept.to_dicts()
    assert meier["customer_number"] == "0010012"
    assert meier["name"] == 'Meier; Vakuumtechnik "GmbH"'
    assert meier["kind"] == "company"
    assert meier["postal_code"] == "01067"
    assert meier["credit_limit"] == Decimal("8000.00")
    assert meier["created_on"] == date(2004, 5, 3)
    assert meier["title"] is None
    assert (meier["source_file"], meier["source_row"]) == ("KUNDEN.csv", 2)
    (order,) = orders.kept.to_dicts()
    assert order["ordered_at"] == datetime(2011, 7, 1, 6, 15, tzinfo=UTC)
    assert order["promised_at"] == datetime(2011, 12, 1, 16, 0, tzinfo=UTC)
    assert customers.notes == orders.notes == ()


def test_every_record_is_kept_or_quarantined(tmp_path):
    write(
        tmp_path,
        "AUFPOS_1.csv",
        "AUFNR;SPLIT;POS;POSART;NUMMER;TEXT;MENGE;AW;PREIS;BETRAG;EINSATZ;MONTEUR\r\n"
        "1;1;1;L;54-1;Ölwechsel;1,000;12,00;9,00;108,00;;7\r\n"
        "1;1;2;T;A000;Filter;1,000;;55,20;55,20;31,10;\r\n"
        "1;1;3;Z;A000;unbekannte Art;1,000;;1,00;1,00;;\r\n"
        "1;1;4;T;A000;Preis mit drei Stellen;1,000;;1,005;1,00;;\r\n"
        "1;1;5;T;A000;zu wenig\r\n"
        '1;1;6;T;A000;"offen;1;;1,00;1,00;;\r\n'
        ";1;7;T;A000;ohne Auftrag;1;;1,00;1,00;;\r\n"
        "1;1;8;T;A000;zuletzt abgeschn",
    )
    (batch,) = read(tmp_path)
    assert batch.kept.select("line", "kind", "labour_units", "amount", "cost", "source_row").rows() == [
        (1, "labour", Decimal("12.00"), Decimal("108.00"), None, 2),
        (2, "parts", None, Decimal("55.20"), Decimal("31.10"), 3),
    ]
    rejects = batch.rejects.sort("line").select("line", "rule", "file", "table", "source").rows()
    assert [row[:2] for row in rejects] == [
        (4, "kind|unknown_code"),
        (5, "unit_price|not_a_number"),
        (6, "fragment"),
        (7, "broken_quotes"),
        (8, "order_number|nullability"),
        (9, "truncated"),
    ]
    assert {row[2:] for row in rejects} == {("AUFPOS_1.csv", "order_lines", "dealer_system")}
    assert batch.rows == 8
    record = batch.rejects.filter(pl.col("line") == 7)["record"].item()
    assert record == '1;1;6;T;A000;"offen;1;;1,00;1,00;;'


def test_several_files_of_a_table_in_the_order_of_their_names_whatever_their_case(tmp_path):
    for name in ("kddeb_2.CSV", "KDDEB_1.csv"):
        write(tmp_path, name, f"KDNR;DEBITOR\n{name[6]};10012\n")
    write(tmp_path, "fremd.csv", "irgendwas\n")
    (tmp_path / "alt").mkdir()
    write(tmp_path / "alt", "KDDEB_0.csv", "KDNR;DEBITOR\n0;10012\n")
    batches = read(tmp_path)
    assert [(batch.table, batch.file, batch.kept["customer_number"].to_list()) for batch in batches] == [
        ("debtor_accounts", "KDDEB_1.csv", ["1"]),
        ("debtor_accounts", "kddeb_2.CSV", ["2"]),
    ]
    assert batches[0].notes == (remark("files_skipped", files="fremd.csv"),)
    assert not batches[1].notes


def test_a_missing_heading_leaves_its_field_empty_and_says_so_once(tmp_path):
    write(tmp_path, "KDDEB.csv", "")
    write(tmp_path, "TERMIN.csv", "TERMINNR;BRINGEN;SERVICE;ZUSATZ\n5;01.02.2024 09:00;HB;x\n6;gestern;E;y\n")
    _, batch = read(tmp_path)
    assert batch.kept.select("appointment_number", "service", "customer_number").rows() == [("5", "both", None)]
    assert batch.notes[0] == remark("heading_missing", heading="KDNR", field="customer_number")
    # an export of the version before appointments knew the wish for an automatic lacks nothing
    headings = {dict(each.values)["heading"] for each in batch.notes}
    assert headings == {"KDNR", "FZNR", "AUFNR", "HOLEN", "NOTIZ"}
    assert batch.damage is None
    # what no field names stays readable in the record
    assert '"[ZUSATZ]":"y"' in batch.rejects["record"].item()
    assert batch.rejects["value"].item() == "gestern"


def test_a_file_without_its_key_is_all_quarantine(tmp_path):
    write(tmp_path, "KDDEB.csv", 'KDNR,DEBITOR\n1,10012\n2,"100\n13"\n')
    (batch,) = read(tmp_path)
    assert (
        batch.damage == "the heading 'KDNR' is missing; the heading 'DEBITOR' is missing (headings found: KDNR,DEBITOR)"
    )
    assert batch.kept.is_empty()
    assert batch.rejects["line"].to_list() == [2, 3, 4]
    assert "1,10012" in batch.rejects["record"][0]


def test_empty_and_unreadable_files_are_damage_not_a_crash(tmp_path):
    write(tmp_path, "KDDEB_1.csv", "")
    (tmp_path / "KDDEB_2.csv").symlink_to(tmp_path / "weg")
    write(tmp_path, "KDDEB_3.csv", "KDNR;DEBITOR\n")
    empty, gone, headings = read(tmp_path)
    assert empty.damage == "the file is empty: no headings"
    assert (gone.damage, gone.content) == ("cannot be read: No such file or directory", UNREAD)
    assert (headings.damage, headings.rows) == (None, 0)


def test_no_folder_and_no_file(tmp_path):
    with pytest.raises(SourceAbsent, match="does not exist; export into it"):
        read(tmp_path / "none")
    with pytest.raises(SourceAbsent, match=r"none of the files KUNDEN\*\.csv"):
        read(tmp_path)


def test_what_is_no_file_is_passed_over(tmp_path):
    (tmp_path / "KUNDEN_1.csv").write_text("KDNR;KDART;NAME1\n10012;F;Meier\n")
    os.mkfifo(tmp_path / "KUNDEN_2.csv")  # opening it would wait for a writer for ever
    (tmp_path / "KUNDEN_3.csv").mkdir()
    (tmp_path / "KUNDEN_4.csv").symlink_to(tmp_path / "gone")
    found = [(batch.file, batch.rows, batch.damage is None) for batch in read(tmp_path)]
    assert found == [("KUNDEN_1.csv", 1, True), ("KUNDEN_4.csv", 0, False)]
