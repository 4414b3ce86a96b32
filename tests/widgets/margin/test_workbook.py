"""The page as a workbook: formulas with their values, days that are days, and words."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from ironcalc import Model, column_number_from_name, load_from_xlsx
from lxml import html

from clientinfo_kernel.margin.targets import set_target
from tests.widgets.margin.page import state
from widgets.margin.app import MarginApp
from widgets.margin.workbook import margin_workbook

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from clientinfo_kernel.query.directory import CustomerDirectory

MEIER = "10012"


def test_the_workbooks_formulas_have_the_values_that_they_compute(opened_page: MarginApp) -> None:
    view, figures = state(opened_page)
    book = zipfile.ZipFile(BytesIO(margin_workbook(opened_page._margin, view, figures)))
    sheet = html.fromstring(book.read("xl/worksheets/sheet2.xml"))
    cells = {cell.get("r"): cell for cell in sheet.xpath("//c[f]")}
    values = {cell.get("r"): cell.findtext("v") for cell in sheet.xpath("//c[v]")}
    last = max(int(re.sub(r"\D", "", name)) for name in cells)
    assert cells[f"E{last}"].findtext("f") == f"SUBTOTAL(109,E2:E{last - 1})"
    for column in "EFGH":
        parts = [Decimal(values[f"{column}{line}"]) for line in range(2, last)]
        assert sum(parts) == Decimal(values[f"{column}{last}"])
    first = next(line for line in range(2, last) if Decimal(values[f"E{line}"]))
    for line in (first, last):
        assert cells[f"I{line}"].findtext("f") == f"SUM(E{line}:H{line})"
        profit = sum(Decimal(values[f"{column}{line}"]) for column in "EFGH")
        assert profit == Decimal(values[f"I{line}"])
        margin = round(profit * 100 / Decimal(values[f"E{line}"]), 2)
        assert abs(margin - Decimal(values[f"J{line}"])) <= Decimal("0.01")
        assert cells[f"L{line}"].findtext("f") == f"I{line}-K{line}"
        assert Decimal(values[f"L{line}"]) == profit - Decimal(values[f"K{line}"])
    assert Decimal(values[f"I{last}"]) == figures.head.total["gross_profit"]
    assert Decimal(values[f"K{last}"]) == figures.head.total["gross_profit_before"]
    before = [Decimal(values[f"K{line}"]) for line in range(2, last)]
    assert sum(before) == Decimal(values[f"K{last}"])


def computed(book: bytes, path: Path) -> tuple[Model, dict[tuple[int, str], str]]:
    """Return the workbook in another program, everything computed again, and the values that stand beside its formulas."""
    path.write_bytes(book)
    with zipfile.ZipFile(path) as parts:
        count = sum(name.startswith("xl/worksheets/sheet") for name in parts.namelist())
        sheets = [html.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml")) for number in range(1, count + 1)]
    beside = {(at, cell.get("r")): cell.findtext("v") for at, sheet in enumerate(sheets) for cell in sheet.xpath("//c[f]")}  # fmt: skip
    model = load_from_xlsx(str(path))
    model.evaluate()
    return model, beside


def figure(model: Model, sheet: int, name: str) -> str:
    """Return what a cell comes to, rounded as it is shown."""
    column, row = column_number_from_name(re.sub(r"\d", "", name)), int(re.sub(r"\D", "", name))
    value = model.get_cell_value(sheet, row, column)
    return f"{value:.2f}" if isinstance(value, int | float) else str(value or "")


def test_another_program_computes_the_same_figures(app: MarginApp, tmp_path: Path) -> None:
    """All formulas of figures, totals and model; and a figure that is typed over changes its row and the total."""
    view, _figures = state(app)
    app._go(replace(view, model="rate:120"))
    model, beside = computed(margin_workbook(app._margin, *state(app)), tmp_path / "a.xlsx")
    assert {sheet for sheet, _name in beside} == {1, 2}  # figures and model
    anew = {place: figure(model, *place) for place in beside}
    assert anew == {place: f"{float(value):.2f}" if value else "" for place, value in beside.items()}
    last = max(int(re.sub(r"\D", "", name)) for sheet, name in beside if sheet == 1)
    names = ("I2", f"E{last}", f"I{last}")
    before = [Decimal(figure(model, 1, name)) for name in names]
    model.update_cell_with_number(1, 2, column_number_from_name("E"), float(figure(model, 1, "E2")) + 1)
    model.evaluate()
    assert [Decimal(figure(model, 1, name)) - was for name, was in zip(names, before, strict=True)] == [1, 1, 1]


def test_a_filter_leaves_the_total_of_what_is_compared_too(opened_page: MarginApp, tmp_path: Path) -> None:
    """Of one branch alone, profit and what it is compared with are of that branch."""
    model, _beside = computed(margin_workbook(opened_page._margin, *state(opened_page)), tmp_path / "a.xlsx")
    last = max(row for row in range(1, 10_000) if model.get_cell_value(1, row, 1) == "Gesamt")
    branches = {row: model.get_cell_value(1, row, 1) for row in range(2, last)}
    for row, branch in branches.items():
        model.set_row_hidden(1, row, branch != branches[2])
    model.evaluate()
    shown = [row for row, branch in branches.items() if branch == branches[2]]
    assert 0 < len(shown) < len(branches)
    for column in "IK":
        cells = [Decimal(figure(model, 1, f"{column}{row}") or 0) for row in shown]
        assert Decimal(figure(model, 1, f"{column}{last}")) == sum(cells)


def test_a_workbook_says_days_as_days_and_words_in_german(app: MarginApp) -> None:
    """Excel counts days from 30 December 1899: then they are sorted and filtered as days."""
    view = state(app)[0].filtered("customer", [MEIER])
    app._go(replace(view, question=view.question.grouped("month")))
    book = zipfile.ZipFile(BytesIO(margin_workbook(app._margin, *state(app))))
    months, documents = (html.fromstring(book.read(f"xl/worksheets/sheet{number}.xml")) for number in (2, 3))
    whole = (date(2011, 1, 1) - date(1899, 12, 30)).days
    days = [int(day) for day in documents.xpath("//c[starts-with(@r, 'E')][not(@t)]/v/text()")]
    assert days
    assert all(whole <= day < whole + 365 for day in days)
    first = {whole + (date(2011, month, 1) - date(2011, 1, 1)).days for month in range(1, 13)}
    assert {int(day) for day in months.xpath("//c[starts-with(@r, 'A')][not(@t)]/v/text()")} <= first
    words = html.fromstring(book.read("xl/sharedStrings.xml")).xpath("//t/text()")
    assert {"kalkuliert", "gebucht", "Wareneinsatz"} <= set(words)
    assert not {"calculated", "posted", "cost_of_goods"} & set(words)


def test_a_workbook_says_its_filters_its_snapshot_and_the_line_of_each_posting(
    app: MarginApp, directory: CustomerDirectory, demo_settings: Path, tmp_path: Path
) -> None:
    """The brochure's invoice was posted with 1.863,69 on 840000: in that line of that file of the ledger's export."""
    view = state(app)[0].filtered("customer", [MEIER]).filtered("branch", ["Hof"])
    app._go(replace(view, question=view.question.grouped("month")))
    model, _beside = computed(margin_workbook(app._margin, *state(app)), tmp_path / "a.xlsx")
    cover = {model.get_cell_value(0, row, 1): model.get_cell_value(0, row, 2) for row in range(1, 15)}
    said = {name: cover[name] for name in ("Filiale", "Kunde", "Monat", "Vergleich", "Ebenen")}
    assert said == {
        "Filiale": "Hof", "Kunde": MEIER, "Monat": "Jan – Dez 2011", "Vergleich": "ggü. Vorjahr", "Ebenen": "Monat",
    }  # fmt: skip
    current = directory.settings.state_folder / "snapshots" / "current"
    assert cover["Stand der Daten"] == current.read_text("ascii")

    heads = {model.get_cell_value(3, 1, column): column for column in range(1, 14)}
    lines = [{name: model.get_cell_value(3, row, at) for name, at in heads.items()} for row in range(2, 60)]
    wanted = {"Beleg": "01111892", "Konto": "840000", "Herkunft": "gebucht"}
    (posting,) = [line for line in lines if wanted.items() <= line.items()]
    assert posting["Betrag"] == 1566.13
    file = demo_settings.parent / "exports" / "datev" / posting["Datei"]
    delivered = file.read_text("cp1252").splitlines()[int(posting["Zeile"]) - 1]
    assert "1863,69" in delivered
    assert "01111892" in delivered


def test_a_workbook_of_nothing_has_no_total_that_adds_up_itself(app: MarginApp) -> None:
    app._go(state(app)[0].filtered("make", ["Trabant"]))
    book = zipfile.ZipFile(BytesIO(margin_workbook(app._margin, *state(app))))
    assert b"SUBTOTAL" not in book.read("xl/worksheets/sheet2.xml")


def test_what_no_sheet_holds_stands_in_one_row_so_that_the_total_adds_up(
    app: MarginApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _view, figures = state(app)
    all_rows = computed(margin_workbook(app._margin, *state(app)), tmp_path / "all.xlsx")[0]
    count = sum(bool(all_rows.get_cell_value(1, row, 1)) for row in range(2, 5000)) - 1  # without the total
    monkeypatch.setattr("widgets.margin.workbook.MOST_FIGURES", 2)
    model, _beside = computed(margin_workbook(app._margin, *state(app)), tmp_path / "a.xlsx")
    assert [model.get_cell_value(1, row, 1) for row in (4, 5)] == [f"{count - 2} weitere Zeilen", "Gesamt"]
    assert Decimal(figure(model, 1, "I5")) == figures.head.total["gross_profit"]
    assert Decimal(figure(model, 1, "K5")) == figures.head.total["gross_profit_before"]
    cover = {model.get_cell_value(0, row, 1): model.get_cell_value(0, row, 2) for row in range(1, 15)}
    assert cover["Zeilen"] == f"2 von {count}"


def test_a_target_of_the_house_alone_is_no_total_of_customers(
    own_house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would not follow a filter on a customer."""
    own_house.live_of_house().do(set_target("t", (date(2011, 3, 1), "workshop", None), {"gross_profit": Decimal(5)}))
    monkeypatch.setenv("QUERY_STRING", "where=month%3D2011-01..2011-12&by=customer&compare=target")
    page = MarginApp(own_house)
    assert state(page)[1].head.total["gross_profit_before"] == 5
    sheet = html.fromstring(
        zipfile.ZipFile(BytesIO(margin_workbook(page._margin, *state(page)))).read("xl/worksheets/sheet2.xml")
    )
    last = sheet.xpath("//row")[-1]
    assert [re.sub(r"\d", "", cell.get("r")) for cell in last.xpath("c[f]")] == ["C", "D", "E", "F", "G", "H"]


def test_what_was_added_to_the_list_stands_in_the_workbook_too(app: MarginApp, tmp_path: Path) -> None:
    """Units add up in what a filter leaves; customers and invoices are counted of all rows, and of some nobody knows them."""
    view = replace(
        state(app)[0].grouped(("branch", "division")),
        added=("labour_units", "customers", "revenue_per_invoice", "gross_profit_per_labour_hour"),
    )
    app._go(view)
    model, beside = computed(margin_workbook(app._margin, *state(app)), tmp_path / "a.xlsx")
    anew = {place: figure(model, *place) for place in beside}
    assert anew == {place: f"{float(value):.2f}" if value else "" for place, value in beside.items()}
    heads = {model.get_cell_value(1, 1, column): column for column in range(1, 17)}
    assert {"Arbeitswerte", "Kunden", "Rechnungen", "Erlöse je Rechnung", "Rohertrag je Stunde"} <= set(heads)
    last = max(row for row in range(1, 200) if model.get_cell_value(1, row, 1) == "Gesamt")

    def cell(name: str, row: int = last) -> str:
        return str(model.get_cell_value(1, row, heads[name]) or "")

    documents = app._margin.documents(view.question.where, limit=100_000).rows
    sold = documents.filter(documents["revenue"] != 0)
    assert int(float(cell("Kunden"))) == sold["customer"].drop_nulls().n_unique()
    invoices = int(float(cell("Rechnungen")))
    assert Decimal(cell("Erlöse je Rechnung")) == round(sum(documents["revenue"], Decimal(0)) / invoices, 2)
    units = {row: Decimal(cell("Arbeitswerte", row) or 0) for row in range(2, last)}
    assert round(Decimal(cell("Arbeitswerte")), 2) == round(sum(units.values()), 2) > 0
    branch = model.get_cell_value(1, 2, 1)
    shown = [row for row in range(2, last) if model.get_cell_value(1, row, 1) == branch]
    for row in range(2, last):
        model.set_row_hidden(1, row, row not in shown)
    model.evaluate()
    assert round(Decimal(cell("Arbeitswerte")), 2) == round(sum(units[row] for row in shown), 2)
    assert [cell(name) for name in ("Kunden", "Rechnungen", "Erlöse je Rechnung", "Rohertrag je Stunde")] == [""] * 4
