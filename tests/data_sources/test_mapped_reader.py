"""Excel, Parquet and SQL through the generic reader: typed cells keep their value or are refused."""

import sqlite3
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from data_sources.connector import Batch, connector_class
from data_sources.errors import SourceAbsent, SourceMalformed, SourceSettingsWrong
from data_sources.intake import TextFormats
from data_sources.mapped.cells import as_written
from data_sources.mapped.sql_database import column_of

INVOICES = """
invoice_number = "Rechnung"
kind = "Art"
customer_number = "Kunde"
invoiced_on = "Datum"
net = "Netto"
is_cancelled = "Storno"
branch = { value = "01" }
[tables.invoices.codes.kind]
2 = "workshop"
6 = "warranty"
"""
APPOINTMENTS = """
appointment_number = "id"
bring_at = "bringen"
return_at = "holen"
"""


def wall_clock(*parts: int) -> datetime:
    """A moment without a zone, as files and databases hold it."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


def read(tmp_path, mapping: str, kind: str = "dealer_system", **settings: Any) -> list[Batch]:
    path = tmp_path / "mapping.toml"
    path.write_text(mapping, encoding="utf-8")
    settings = settings or {"folder": tmp_path}
    return list(connector_class(kind, "mapped")(mapping=path, **settings).read())


def excel_mapping(formats: str = "", place: str = 'sheet = "Rechnungen"') -> str:
    head = (
        f'[formats]\nkind = "excel"\n{formats}\n[tables.invoices]\nfiles = "*.xlsx"\n{place}\n[tables.invoices.columns]'
    )
    return head + INVOICES


@pytest.fixture
def workbook(tmp_path):
    """Rows 1-2 empty, row 3 a title, row 4 headings, an empty row between the records."""
    with xlsxwriter.Workbook(tmp_path / "export.xlsx") as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        book.add_worksheet("Deckblatt").write(0, 0, "nichts")
        sheet = book.add_worksheet("Rechnungen")
        sheet.write(2, 0, "Export vom 31.01.2024")
        sheet.write_row(3, 0, ["Rechnung", "Art", "Kunde", "Datum", "Netto", "Storno"])
        sheet.write_string(4, 0, "01111892")
        sheet.write_number(4, 1, 2)
        sheet.write_number(4, 2, 10012)
        sheet.write_datetime(4, 3, wall_clock(2011, 7, 1), day)
        sheet.write_number(4, 4, 1807.75)
        sheet.write_boolean(4, 5, boolean=False)
        sheet.write_row(6, 0, ["01111893", "6", "0010013", "02.07.2011", "1.234", "nein"])
        sheet.write_row(7, 0, ["01111894", "6", "0010013", "02.07.2011"])
        sheet.write_number(7, 4, 1.234)
        sheet.write_row(8, 0, ["01111895", "6", "0010013", "02.07.2011", "-0,5", "vielleicht"])
        sheet.write_row(9, 0, ["01111896", "6"])
        sheet.write_formula(9, 4, "=0.1+0.2", value=0.30000000000000004)
    return tmp_path


def test_excel_cells_by_their_type_and_their_sheet_row(workbook):
    (batch,) = read(workbook, excel_mapping("skip_lines = 3"))
    rows = batch.kept.select("invoice_number", "kind", "customer_number", "invoiced_on", "net", "source_row", "branch")
    assert rows.rows() == [
        ("01111892", "workshop", "10012", date(2011, 7, 1), Decimal("1807.75"), 5, "01"),
        # a text cell in German writing, not the number 1.234
        ("01111893", "warranty", "0010013", date(2011, 7, 2), Decimal("1234.00"), 7, "01"),
        ("01111896", "warranty", None, None, Decimal("0.30"), 10, "01"),
    ]
    assert batch.kept["is_cancelled"].to_list() == [False, False, None]
    assert batch.rejects.sort("line").select("line", "rule", "value").rows() == [
        (8, "net|not_a_number", "1,234"),
        (9, "is_cancelled|not_yes_or_no", "vielleicht"),
    ]


def test_excel_without_the_sheet_or_headings(workbook):
    (batch,) = read(workbook, excel_mapping(place='sheet = "Rechnung"'))
    assert batch.damage == "there is no sheet 'Rechnung'; there are: Deckblatt, Rechnungen"
    (batch,) = read(workbook, excel_mapping())
    assert batch.damage is not None
    assert "headings found: Export vom 31.01.2024" in batch.damage
    assert batch.rows == batch.rejects.height == 6
    (batch,) = read(workbook, excel_mapping("skip_lines = 50"))
    assert batch.damage == "the sheet is empty: no headings"


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_excel_file(tmp_path, content):
    (tmp_path / "a.xlsx").write_bytes(content)
    (batch,) = read(tmp_path, excel_mapping())
    assert (batch.rows, batch.kept.schema["net"]) == (0, pl.Decimal(18, 2))
    assert batch.damage is not None
    assert batch.damage.startswith("is not a readable Excel file")


PARQUET = '[formats]\nkind = "parquet"\n[tables.invoices]\nfiles = "*.parquet"\n[tables.invoices.columns]' + INVOICES


def test_parquet_values_are_never_rounded(tmp_path):
    pl.DataFrame(
        {
            "Rechnung": ["1", "2", "3", "4"],
            "Art": [2, 6, 2, 9],
            "Kunde": pl.Series([10012.0, None, 1e6, 2.5]),
            "Datum": [wall_clock(2011, 7, 1), wall_clock(2011, 7, 2, 23, 30), None, None],
            "Netto": pl.Series(["1807.7500", "-0.5000", "1.0010", "0.0000"]).cast(pl.Decimal(20, 4)),
            "Storno": [True, False, None, None],
        }
    ).write_parquet(tmp_path / "a.parquet")
    (batch,) = read(tmp_path, PARQUET)
    assert batch.kept.select("invoice_number", "customer_number", "invoiced_on", "net", "is_cancelled").rows() == [
        ("1", "10012", date(2011, 7, 1), Decimal("1807.75"), True),
        ("2", None, date(2011, 7, 2), Decimal("-0.50"), False),
    ]
    assert batch.rejects.sort("line").select("line", "rule", "value").rows() == [
        (3, "net|not_a_number", "1,001"),
        (4, "kind|unknown_code", "9"),
    ]


def test_moments_in_local_time_and_with_a_zone(tmp_path):
    head = '[formats]\nkind = "parquet"\n[tables.appointments]\nfiles = "*.parquet"\n[tables.appointments.columns]'
    pl.DataFrame(
        {
            "id": [1, 2],
            "bringen": [wall_clock(2024, 7, 1, 9, 0, 0, 250_000), wall_clock(2024, 3, 31, 2, 30)],
            "holen": pl.Series([wall_clock(2024, 7, 1, 9, 0), None]).dt.replace_time_zone("UTC"),
        }
    ).write_parquet(tmp_path / "a.parquet")
    (batch,) = read(tmp_path, head + APPOINTMENTS)
    assert batch.kept.select("appointment_number", "bring_at", "return_at").rows() == [
        ("1", datetime(2024, 7, 1, 7, 0, 0, 250_000, tzinfo=UTC), datetime(2024, 7, 1, 9, 0, tzinfo=UTC))
    ]
    # half past two does not exist in the night when summer time begins
    assert batch.rejects.select("line", "rule").rows() == [(2, "bring_at|not_a_moment")]


def test_a_moment_with_a_zone_is_of_the_day_that_it_has_here():
    """23:30 in UTC on New Year's Eve is half past midnight in Berlin."""
    new_years_eve = pl.Series("invoiced_on", [datetime(2011, 12, 31, 23, 30, tzinfo=UTC)])
    formats = TextFormats(decimal_comma=True)
    written = as_written(new_years_eve.to_frame(), pl.Schema({"invoiced_on": pl.Date}), formats)
    assert written["invoiced_on"].to_list() == ["2012-01-01"]


@pytest.mark.slow
def test_a_parquet_file_that_is_cut_off(tmp_path):
    whole = tmp_path / "whole"
    pl.DataFrame({"Rechnung": ["1"], "Art": ["2"]}).write_parquet(whole)
    (tmp_path / "a.parquet").write_bytes(whole.read_bytes()[:-9])
    (batch,) = read(tmp_path, PARQUET)
    assert batch.rows == 0
    assert batch.damage is not None
    assert batch.damage.startswith("is not a complete Parquet file")


SQL = '[formats]\nkind = "sql"\ndates = ["%Y-%m-%d"]\n[tables.invoices]\n{place}\n[tables.invoices.columns]' + INVOICES


@pytest.fixture
def database(tmp_path, monkeypatch):
    file = tmp_path / "dms.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("create table rechnungen (rechnung text, art int, kunde int, datum date, netto, storno int)")
        connection.executemany(
            "insert into rechnungen values (?, ?, ?, ?, ?, ?)",
            [
                ("0112", 6, 10013, "2011-07-02", "1.234,50", 1),
                ("0111", 2, 10012, "2011-07-01", 1807.75, 0),
                ("0113", 2, None, "2011-13-01", 5, None),
                ("0114", 2, None, None, 1.001, None),
                ("Anzahl 5", 2, 10012, "2011-07-03", 5, 0),  # no line of totals: nobody adds up below a query
            ],
        )
    connection.close()
    monkeypatch.setenv("DMS_URL", f"sqlite:///{file}")
    return tmp_path


@pytest.mark.parametrize("place", ['table = "rechnungen"', 'query = "select * from rechnungen order by rechnung"'])
def test_sql_tables_and_queries(database, place):
    (batch,) = read(database, SQL.replace("{place}", place), url_env="DMS_URL")
    assert batch.kept.select("invoice_number", "kind", "net", "invoiced_on", "is_cancelled", "source_row").rows() == [
        ("0111", "workshop", Decimal("1807.75"), date(2011, 7, 1), False, 1),
        ("0112", "warranty", Decimal("1234.50"), date(2011, 7, 2), True, 2),
        ("Anzahl 5", "workshop", Decimal("5.00"), date(2011, 7, 3), False, 5),
    ]
    assert batch.rejects.sort("line").select("line", "rule", "value").rows() == [
        (3, "invoiced_on|not_a_date", "2011-13-01"),
        (4, "net|not_a_number", "1,001"),
    ]
    assert batch.file == ("rechnungen" if "table" in place else "query invoices")


@pytest.mark.parametrize(
    ("odd", "written"),
    [
        (Decimal("NaN"), "NaN"),
        (Decimal("-Infinity"), "-Infinity"),
        (Decimal("1E+45"), "1" + 45 * "0"),
        (Decimal("1E-45"), "0," + 44 * "0" + "1"),
    ],
)
def test_a_decimal_that_does_not_fit_is_text_and_the_others_keep_their_value(odd, written):
    assert column_of("net", [Decimal("1.50"), None, odd], decimal_comma=True).to_list() == ["1,50", None, written]


def test_an_empty_table_is_read_too(database):
    mapping = SQL.replace("{place}", 'query = "select * from rechnungen where 1 = 0"')
    (batch,) = read(database, mapping, url_env="DMS_URL")
    assert (batch.rows, batch.damage) == (0, None)


@pytest.mark.parametrize(
    "refusal",
    [
        ("", 'table = "rechnungen"', SourceSettingsWrong, "environment variable DMS_URL"),
        ("sqlite:///{folder}/none.sqlite", 'table = "rechnungen"', SourceAbsent, "is not there"),
        ("nonsense", 'table = "rechnungen"', SourceSettingsWrong, "cannot be understood"),
        (None, 'table = "none"', SourceMalformed, "none cannot be read: no such table: none"),
        (None, 'query = "selec"', SourceMalformed, "the query cannot be read"),
        (
            "postgresql+psycopg://user:secret@localhost:1/x?connect_timeout=2",
            'table = "rechnungen"',
            SourceAbsent,
            r"postgresql\+psycopg://user:\*\*\*@localhost:1/x\?connect_timeout=2 does not answer",
        ),
    ],
)
def test_a_database_that_cannot_deliver(database, monkeypatch, refusal):
    url, place, error, message = refusal
    if url is not None:
        monkeypatch.setenv("DMS_URL", url.format(folder=database))
    with pytest.raises(error, match=message) as refused:
        read(database, SQL.replace("{place}", place), url_env="DMS_URL")
    assert "secret" not in str(refused.value)
    assert not (database / "none.sqlite").exists()


def test_settings_must_name_the_place(database):
    with pytest.raises(SourceSettingsWrong, match="set url_env"):
        read(database, SQL.replace("{place}", 'table = "rechnungen"'))
    with pytest.raises(SourceSettingsWrong, match="set folder"):
        read(database, PARQUET, url_env="DMS_URL")


def test_one_mapping_may_mix_files_and_a_database(database):
    mapping = SQL.replace("{place}", 'table = "rechnungen"') + (
        '[tables.debtor_accounts]\nfiles = "*.csv"\n[tables.debtor_accounts.formats]\nkind = "csv"\nseparator = ","\n'
        '[tables.debtor_accounts.columns]\ncustomer_number = "k"\ndebtor_account = "d"\n'
    )
    (database / "a.csv").write_text("k,d\n1,10001\n", encoding="utf-8")
    batches = read(database, mapping, folder=database, url_env="DMS_URL")
    assert [(batch.table, batch.file) for batch in batches] == [
        ("debtor_accounts", "a.csv"),
        ("invoices", "rechnungen"),
    ]


def test_a_ledger_by_a_mapping(tmp_path):
    (tmp_path / "opos.csv").write_bytes(
        "Konto;Beleg;Datum;Fällig;Soll;Haben;Saldo;MSt\r\n"
        "10012;0111892;01.07.2011;31.07.2011;2.151,22;0,00;2.151,22;3\r\n"
        "10012;;01.07.2011;;abc;0,00;0,00;\r\n".encode("cp1252")
    )
    mapping = """
        [tables.open_items]
        files = "opos.csv"
        [tables.open_items.columns]
        account = "Konto"
        document_ref1 = "Beleg"
        document_on = "Datum"
        due_on = "Fällig"
        debit = "Soll"
        credit = "Haben"
        balance = "Saldo"
        dunning_level = "MSt"
    """
    (batch,) = read(tmp_path, mapping, "ledger")
    assert batch.kept.select("account", "document_ref1", "due_on", "balance", "dunning_level").rows() == [
        ("10012", "0111892", date(2011, 7, 31), Decimal("2151.22"), 3)
    ]
    assert batch.rejects.select("source", "table", "line", "rule", "value").rows() == [
        ("ledger", "open_items", 3, "debit|not_a_number", "abc")
    ]
