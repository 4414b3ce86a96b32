"""Sheets with headings that stand there again, or with a second table below the first: its rows are no records of the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
import xlsxwriter

from tests.data_sources.test_excel_files import CUSTOMERS
from tests.data_sources.test_mapped_reader import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADINGS = ("Nr", "Name", "PLZ", "Geburtstag", "Limit")
VEHICLES = [[], ["Fahrzeug", "Modell"], ["F1", "E 220"]]


def read_sheet(
    folder: Path, rows: Sequence[Sequence[str]], mapping: str = CUSTOMERS, headings: Sequence[str] = HEADINGS
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is kept of the rows of a sheet, and what is refused."""
    book = xlsxwriter.Workbook(folder / "kunden.xlsx")
    sheet = book.add_worksheet()
    for row, cells in enumerate([headings, *rows]):
        sheet.write_row(row, 0, cells)
    book.close()
    batches = read(folder, mapping)
    return pl.concat(each.kept for each in batches), pl.concat(each.rejects for each in batches).sort("line")


def lines(rejects: pl.DataFrame, rule: str) -> list[int]:
    return rejects.filter(pl.col("rule") == rule)["line"].to_list()


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_headings_again_and_a_second_table_below_are_no_customers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("data_sources.mapped.excel_files.STRETCH_ROWS", at_once)
    rows = [["1", "Meier"], [" NR ", "Name", "PLZ"], ["2", "Name"], ["Nr", "Betrag"], ["9", "5"], ["Nr", "Name"]]
    kept, rejects = read_sheet(tmp_path, [*rows, ["8", "6"]])
    assert kept.select("customer_number", "name").rows() == [("1", "Meier"), ("2", "Name")]
    refused = [(3, "heading_again"), *((line, "other_table") for line in range(5, 9))]
    assert rejects.select("line", "rule").rows() == refused
    assert '"Betrag"' in rejects["record"][1]


@pytest.mark.parametrize(
    ("below", "others", "at_once"),
    [
        (VEHICLES, [5, 6], 100),
        (VEHICLES, [5, 6], 1),
        ([[], ["Fahrzeuge"], ["Fahrzeug", "Modell"], ["F1", "E 220"]], [5, 6, 7], 100),
        ([[], ["", "", "Ort", "Tag"], ["F1", "E 220"]], [5, 6], 3),
        ([[], ["K3", "Rau"], [], ["Summen", "je Monat"], ["1", "2"]], [7, 8], 3),
        ([[], ["K3", "Rau"], [], ["K4", "Ast"]], [], 1),  # people leave rows empty between records
        ([["DIVERSE", "Laufkunde"]], [], 100),  # no empty row
        ([["DIVERSE", "Laufkunde"], [], ["INTERN", "Werkstatt"]], [], 1),  # numbers of words are numbers here
        ([[], ["Neukunden"]], [], 100),  # one word alone says too little
    ],
)
def test_a_second_table_with_other_headings_below_an_empty_row_is_no_customer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: list[list[str]], others: list[int], at_once: int
) -> None:
    """The rows below, which of them are of another table, and how many are read at once."""
    monkeypatch.setattr("data_sources.mapped.excel_files.STRETCH_ROWS", at_once)
    kept, rejects = read_sheet(tmp_path, [["K1", "Meier"], ["K2", "Blum"], *below])
    assert lines(rejects, "other_table") == others
    assert kept.height + len(others) == 2 + sum(map(bool, below))


@pytest.mark.parametrize(
    ("constant", "below", "others"),
    [
        ('town = { value = "Hof" }', [[], ["Neukunden"], ["K3", "Rau"]], []),  # one word in its cells
        ('street = { value = "Markt 1" }', VEHICLES, [5, 6]),  # no figure in its cells
    ],
)
def test_what_a_mapping_writes_into_every_record_is_no_cell_of_headings(
    tmp_path: Path, constant: str, below: list[list[str]], others: list[int]
) -> None:
    _kept, rejects = read_sheet(tmp_path, [["K1", "Meier"], ["K2", "Blum"], *below], f"{CUSTOMERS}{constant}\n")
    assert lines(rejects, "other_table") == others


@pytest.mark.parametrize("records", [[], [["K1", "Meier"], ["1. Nr", "Name"], ["2", "Blum"]]])
def test_a_heading_can_begin_with_a_figure(tmp_path: Path, records: list[list[str]]) -> None:
    numbered = CUSTOMERS.replace('"Nr"', '"1. Nr"')
    kept, rejects = read_sheet(tmp_path, records, numbered, ("1. Nr", *HEADINGS[1:]))
    assert kept["name"].to_list() == [name for _number, name in records if name != "Name"]
    assert lines(rejects, "heading_again") == ([3] if records else [])
