"""Excel sheets: what a cell shows is what is read, or its row is refused; no file takes the memory of the others."""

import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest
import xlsxwriter

from data_sources.connector import Batch
from tests.data_sources.test_mapped_reader import read

OOXML = "http://schemas.openxmlformats.org"
CUSTOMERS = """[formats]
kind = "excel"
[tables.customers]
files = "*.xlsx"
[tables.customers.columns]
customer_number = "Nr"
name = "Name"
postal_code = "PLZ"
birthday = "Geburtstag"
credit_limit = "Limit"
"""
TERMS = """[formats]
kind = "excel"
[tables.payment_terms]
files = "*.xlsx"
[tables.payment_terms.columns]
number = "Nr"
discount1_percent = "Skonto"
"""


def customers(tmp_path) -> Batch:
    (batch,) = read(tmp_path, CUSTOMERS)
    return batch


@pytest.fixture
def sheet(tmp_path):
    """A sheet with the headings of the customers; the test closes its ``book``."""
    book = xlsxwriter.Workbook(tmp_path / "kunden.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Nr", "Name", "PLZ", "Geburtstag", "Limit"])
    sheet.book = book
    return sheet


def written(sheet, row: int, **formats: tuple[object, str]) -> None:
    """Write numbers in a format each, into the columns of the fields."""
    fields = ["customer_number", "name", "postal_code", "birthday", "credit_limit"]
    for field, (value, code) in formats.items():
        sheet.write(row, fields.index(field), value, sheet.book.add_format({"num_format": code}))


def test_a_postal_code_keeps_the_zero_that_its_format_shows(tmp_path, sheet):
    sheet.write(1, 0, "1")
    written(sheet, 1, postal_code=(1067, "00000"))
    sheet.write(2, 0, "2")
    written(sheet, 2, postal_code=(1067, '"D-"00000'))
    sheet.write(3, 0, "3")
    sheet.write_string(3, 2, "01067")
    sheet.write(4, 0, "4")
    sheet.write(4, 2, 95119)
    sheet.book.close()
    assert customers(tmp_path).kept["postal_code"].to_list() == ["01067", "D-01067", "01067", "95119"]


def test_numbers_as_their_cells_show_them(tmp_path, sheet):
    for row, (value, code) in enumerate(
        [(1234.5, '#,##0.00 "€"'), (-5, "#,##0.00;[Red]-#,##0.00"), (0, '0.00;-0.00;"-"'), (0.1 + 0.2, "0.00")], 1
    ):
        written(sheet, row, customer_number=(10012.0 + row, "General"), credit_limit=(value, code))
    sheet.book.close()
    kept = customers(tmp_path).kept
    assert kept["customer_number"].to_list() == ["10013", "10014", "10015", "10016"]
    assert kept["credit_limit"].to_list() == [Decimal("1234.50"), Decimal("-5.00"), Decimal("0.00"), Decimal("0.30")]


def test_a_row_whose_cell_shows_something_else_is_refused(tmp_path, sheet):
    """12.7 shown as 13; thousands; 16 digits, which Excel cuts; an error; a formula that nobody computed."""
    written(sheet, 1, customer_number=(1, "0"), credit_limit=(12.7, "0"))
    written(sheet, 2, customer_number=(2, "0"), credit_limit=(12000, "#,##0,"))
    written(sheet, 3, customer_number=(1234567890123456, "0"))
    sheet.write(4, 0, "4")
    sheet.write_formula(4, 1, "=NA()", value="#N/A")
    sheet.write(5, 0, "5")
    sheet.write_formula(5, 4, "=1+1", value="")
    sheet.write(6, 0, "6")
    sheet.book.close()
    batch = customers(tmp_path)
    assert batch.kept["customer_number"].to_list() == ["6"]
    assert batch.rejects.sort("line").select("line", "rule").rows() == [
        (2, "cell_shows_otherwise"),
        (3, "cell_shows_otherwise"),
        (4, "number_too_long"),
        (5, "cell_error"),
        (6, "formula_without_value"),
    ]


def test_days_of_both_calendars(tmp_path):
    """1 January 1970 is day 25569 of the calendar of 1900; files of old Macs count from 1904."""
    for name, since_1904 in (("a.xlsx", False), ("b.xlsx", True)):
        with xlsxwriter.Workbook(tmp_path / name, {"date_1904": since_1904}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["Nr", "Name", "PLZ", "Geburtstag", "Limit"])
            sheet.write(1, 0, name)
            day = book.add_format({"num_format": "[$-407]d. mmm yyyy"})
            sheet.write_datetime(1, 3, datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None), day)
    batches = read(tmp_path, CUSTOMERS)
    assert [batch.kept["birthday"].to_list() for batch in batches] == [[date(1970, 1, 1)]] * 2


@pytest.mark.parametrize(
    ("chosen", "numbers"), [("", ["1"]), ("sheet = 1\n", ["3"]), ('sheet = "Alt"\n', ["2"]), ("sheet = 2\n", None)]
)
def test_a_hidden_sheet_is_read_by_its_name_alone(tmp_path, chosen, numbers):
    """Behind what the file shows stand last year's customers: first in the file, and hidden."""
    with xlsxwriter.Workbook(tmp_path / "k.xlsx") as book:
        for name, number in (("Alt", "2"), ("Kunden", "1"), ("Weitere", "3")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Nr", "Name", "PLZ", "Geburtstag", "Limit"])
            sheet.write(1, 0, number)
            if name == "Alt":
                sheet.hide()
            elif name == "Kunden":
                sheet.activate()
                sheet.set_first_sheet()
    batches = read(tmp_path, CUSTOMERS.replace('files = "*.xlsx"\n', f'files = "*.xlsx"\n{chosen}'))
    if numbers is None:
        assert "no sheet number 2; there are: Kunden, Weitere" in (batches[0].damage or "")
    else:
        assert batches[0].kept["customer_number"].to_list() == numbers


def test_per_cent_in_a_column_of_per_cent(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "k.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nr", "Skonto"])
        sheet.write(1, 0, "10")
        sheet.write(1, 1, 0.025, book.add_format({"num_format": "0.0%"}))
    (batch,) = read(tmp_path, TERMS, kind="ledger")
    assert batch.kept["discount1_percent"].to_list() == [Decimal("2.50")]


def test_hours_and_times_are_no_days(tmp_path, sheet):
    written(sheet, 1, customer_number=(1, "0"), birthday=(1.5, "[h]:mm"))
    written(sheet, 2, customer_number=(2, "0"), birthday=(0.5, "hh:mm"))
    written(sheet, 3, customer_number=(3, "0"), birthday=(0.5, "dd.mm.yyyy"))
    written(sheet, 4, customer_number=(4, "0"), birthday=(0, "dd.mm.yyyy"))  # 00.01.1900: a formula found none
    sheet.book.close()
    batch = customers(tmp_path)
    assert batch.kept.select("customer_number", "birthday").rows() == [("4", None)]
    assert batch.rejects.filter(pl.col("line") < 4).select("rule", "value").rows() == [
        ("birthday|not_a_date", "36:00"),
        ("birthday|not_a_date", "12:00:00"),
    ]


def cells(*rows: str, head: str = "") -> bytes:
    names = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("Nr", "Name", "PLZ"))
    names += '<c t="inlineStr"><is><t>Geburtstag</t></is></c><c t="inlineStr"><is><t>Limit</t></is></c>'
    data = f"<sheetData><row>{names}</row>{''.join(rows)}</sheetData>"
    return f'{head}<worksheet xmlns="{OOXML}/spreadsheetml/2006/main">{data}</worksheet>'.encode()


def package(path, sheet: bytes) -> None:
    """Write an .xlsx file by hand, with this as its only sheet."""
    relations = f"{OOXML}/officeDocument/2006/relationships"
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{OOXML}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{OOXML}/spreadsheetml/2006/main" xmlns:r="{relations}"><sheets>'
        '<sheet name="K" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{OOXML}/package/2006/relationships"><Relationship '
        f'Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)


def test_cells_without_references_and_a_stray_cell_far_away(tmp_path):
    stray = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>vergessen</t></is></c></row>'
    package(tmp_path / "k.xlsx", cells("<row><c><v>7</v></c><c t='str'><v>Meier</v></c></row>", stray))
    batch = customers(tmp_path)
    assert batch.kept.select("customer_number", "name", "source_row").rows() == [("7", "Meier", 2)]
    assert batch.rejects.select("line", "rule", "record").rows() == [
        (1048576, "cells_without_heading", '["vergessen"]')
    ]


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (cells(f"<row><c t='str'><v>{'A' * 40_000}</v></c></row>"), "a cell holds more than 32767 characters"),
        (cells(f"<row><c r='{'A' * 3_000_000}'><v>1</v></c></row>"), "a tag without end"),
        (cells("<x>" * 100), "too many elements"),
        (cells(head="<!DOCTYPE worksheet [<!ENTITY a 'b'>]>"), "a document type inside a sheet"),
        (cells("<row r='1048577'><c><v>1</v></c></row>"), "there is no row 1048577 in Excel"),
        (cells("<row><c r='XFE2'><v>1</v></c></row>"), "columns that Excel does not have"),
        (cells("<row><c t='s'><v>5</v></c></row>"), "contradicts itself"),
        (cells()[:-20], "is not a readable Excel file"),
    ],
)
def test_what_is_no_sheet_of_a_spreadsheet_is_refused(tmp_path, sheet, reason):
    package(tmp_path / "k.xlsx", sheet)
    batches = read(tmp_path, CUSTOMERS)
    assert reason in str(batches[-1].damage)
    assert sum(batch.kept.height for batch in batches) == 0


@pytest.mark.slow
def test_a_file_that_unpacks_to_gigabytes_is_refused_by_its_directory(tmp_path):
    """A gigabyte of blanks in one sheet, 4 MB on disk: refused before it is unpacked."""
    package(tmp_path / "k.xlsx", cells())
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:
        with zipfile.ZipFile(tmp_path / "k.xlsx") as book:
            for name in book.namelist():
                if "sheet1" not in name:
                    bomb.writestr(name, book.read(name))
        with bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            blanks = b" " * 1024**2
            for _ in range(1025):
                part.write(blanks)
    (tmp_path / "k.xlsx").unlink()
    assert customers(tmp_path).damage == ("is refused: xl/worksheets/sheet1.xml unpacks to 1025 MB, more than 1024 MB")


@pytest.mark.parametrize("content", [bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600])
def test_an_old_or_protected_file_says_what_to_do(tmp_path, content):
    (tmp_path / "k.xlsx").write_bytes(content)
    assert "save it as an Excel workbook (.xlsx)" in str(customers(tmp_path).damage)


def test_more_rows_than_a_stretch(tmp_path, monkeypatch):
    monkeypatch.setattr("data_sources.mapped.excel_files.STRETCH_ROWS", 2)
    package(tmp_path / "k.xlsx", cells(*(f"<row><c><v>{number}</v></c></row>" for number in range(1, 6))))
    batches = read(tmp_path, CUSTOMERS)
    assert [batch.kept["customer_number"].to_list() for batch in batches] == [["1", "2"], ["3", "4"], ["5"]]
    assert pl.concat([batch.kept for batch in batches])["source_row"].to_list() == [2, 3, 4, 5, 6]
