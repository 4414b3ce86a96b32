"""The tabs over the real thing: source files of a demo dealership, refreshed into a snapshot, read by the kernel."""

from dataclasses import replace
from decimal import Decimal

import pytest

from clientinfo_kernel.access.rights import ROLES, SHELL
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from widgets.panel import all_panels
from widgets.texts.formats import format_value
from widgets.view_models import Choice, KeyFigure, Stack, Table, ViewModel

PANELS = {each.key: each for each in all_panels()}
MEIER = "10012"


@pytest.fixture(scope="module")
def directory(demo_settings) -> CustomerDirectory:
    return open_directory(demo_settings)


@pytest.fixture(scope="module")
def meier_of_the_demo(directory):
    return directory.customer(MEIER)


def pieces(view: ViewModel) -> list[ViewModel]:
    """The tiles of a tab, without the notices and frames around them."""
    return [inner for each in view.items for inner in pieces(each)] if isinstance(view, Stack) else [view]


def table_of(view: ViewModel) -> Table:
    return next(each for each in pieces(view) if isinstance(each, Table))


def figures(table: Table, *keys: str) -> list[tuple[str, ...]]:
    kinds = {column.key: column.kind for column in table.columns}
    return [tuple(format_value(row[key], kinds[key]) for key in keys) for row in table.rows.iter_rows(named=True)]


def test_revenue(meier_of_the_demo):
    table = table_of(PANELS["revenue"].build(meier_of_the_demo))
    assert figures(table, "year", "total", "warranty", "without_warranty", "workshop", "parts", "unassigned") == [
        ("2009", "15.960,00", "0,00", "15.960,00", "0,00", "0,00", "15.960,00"),
        ("2010", "2.451,22", "0,00", "2.451,22", "0,00", "2.451,22", "0,00"),
        ("2011", "2.506,16", "0,00", "2.506,16", "1.566,13", "940,03", "0,00"),
        ("2012", "2.651,22", "0,00", "2.651,22", "0,00", "0,00", "2.651,22"),
    ]


def test_open_items(meier_of_the_demo):
    view = PANELS["open_items"].build(meier_of_the_demo)
    figure = next(each for each in pieces(view) if isinstance(each, KeyFigure))
    assert (figure.value, figure.text) == (Decimal("9366.83"), "15 Posten, davon Guthaben -1.112,88")
    assert figure.chip.text == "Limit überschritten"
    read = figures(table_of(view), "kind", "shown_number", "date", "text", "amount", "balance", "dunning_level")
    assert ("R", "0107091089", "14.05.2007", "272237/NA-PT 193 S", "785,00", "785,00", "0") in read
    assert ("U2004", "ohne Nummer", "15.06.2009", "U2004/15.06.09/2012500", "0,00", "-1.112,88", "0") in read
    assert len(read) == 15


def test_gross_profit_of_2011(meier_of_the_demo):
    choice = next(each for each in pieces(PANELS["gross_profit"].build(meier_of_the_demo)) if isinstance(each, Choice))
    calculation, invoices = choice.build("2011").items
    assert [format_value(value, "money") for value in calculation.series[0].values] == [
        "2.506,16",
        "0,00",
        "-467,93",
        "-235,01",
        "1.803,22",
    ]
    read = figures(
        invoices.master, "shown_number", "revenue", "cost_of_goods", "calculated_labour_cost", "gross_profit"
    )
    assert sorted(read) == [
        ("01111892", "1.807,75", "0,00", "-235,01", "1.572,74"),
        ("01111893", "698,41", "-467,93", "0,00", "230,48"),
    ]


def test_an_invoice_leads_to_file_and_line(meier_of_the_demo):
    choice = next(each for each in pieces(PANELS["gross_profit"].build(meier_of_the_demo)) if isinstance(each, Choice))
    invoices = choice.build("2011").items[1]
    row = next(row for row in invoices.master.rows.iter_rows(named=True) if row["number"] == "01111893")
    entries = invoices.detail(row).items[1]
    rule = next(item for item in entries.items if item.chip)
    assert rule.text.startswith("67,00\N{NO-BREAK SPACE}% von 698,41")
    assert sum(item.amount for item in entries.items) == Decimal("230.48")
    assert all(", Zeile " in item.text for item in entries.items)


def test_orders(meier_of_the_demo):
    table = table_of(PANELS["orders"].build(meier_of_the_demo))
    read = {row[0]: row[1:] for row in figures(table, "number", "labour_total", "parts_total", "amount")}
    assert read["403865 / 1"] == ("738,00", "436,47", "1.396,21")
    assert read["634119 / 1"] == ("0,00", "0,00", "0,00")
    assert read["634119 / 2"] == ("55,20", "106,24", "220,84")


def test_case_and_contacts(meier_of_the_demo):
    cases, unlinked, *_closed = [
        each for each in pieces(PANELS["cases"].build(meier_of_the_demo)) if isinstance(each, Table)
    ]
    row = next(row for row in cases.rows.iter_rows(named=True) if "E-Klasse 34wa" in row["text"])
    contacts = cases.detail(row)
    assert set(figures(contacts, "at", "channel")) == {("20.07.2011, 12:12", "Telefon"), ("08.10.2012, 12:53", "Brief")}
    assert set(figures(unlinked, "at", "channel")) == {
        ("08.10.2012, 12:53", "Besuch im Autohaus"),
        ("08.04.2012, 12:53", "Brief"),
    }


def test_every_tab_of_every_customer(directory, every_panel):
    numbers = directory.table("customers", ["customer_number"])["customer_number"].to_list()
    assert len(numbers) >= 50
    for number in numbers:
        assert every_panel(directory.customer(number)) >= len(PANELS)


@pytest.mark.parametrize("role", ROLES)
def test_every_tab_of_a_role_asks_only_what_the_role_may_see(directory, every_panel, role):
    numbers = directory.table("customers", ["customer_number"])["customer_number"].to_list()
    seen = replace(directory, viewer=SHELL.only(role))
    for number in (MEIER, *numbers[::6]):
        assert every_panel(seen.customer(number), role) >= sum(role in panel.roles for panel in PANELS.values())


@pytest.mark.parametrize(
    ("role", "tiles", "filters"),
    [
        ("service", [], ["Kontakte", "Aufträge"]),
        ("privacy", [], ["Kontakte", "Aufträge"]),
        ("sales", ["Jahresumsätze"], ["Kontakte", "Aufträge"]),
        ("accounting", ["Jahresumsätze", "Offene Posten"], ["Kontakte", "Aufträge", "Belege", "Zahlungen"]),
        ("controlling", ["Jahresumsätze", "Offene Posten"], ["Kontakte", "Aufträge", "Belege", "Zahlungen"]),
    ],
)
def test_the_overview_has_the_tiles_and_filters_of_the_role(directory, role, tiles, filters):
    *shown, history = pieces(PANELS["overview"].build(replace(directory, viewer=SHELL.only(role)).customer(MEIER)))
    everybodys = ["Fahrzeuge", "Aktuelle Aufträge", "Nächste Wiedervorlagen"]
    assert [tile.title for tile in shown] == [*tiles, *everybodys]
    assert list(history.filters) == filters
