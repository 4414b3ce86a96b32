"""The analysts' examples run, and show what the sources' own files say."""

from __future__ import annotations

import ast
import csv
import json
import tomllib
from collections import Counter
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.query.directory import open_directory
from widgets.app.in_cell import CellDress
from widgets.app.page import AppPage
from widgets.views.table import Grid

EXAMPLES = Path(__file__).resolve().parents[1] / "notebooks" / "examples"
_MARGIN, _ADVISER = ("revenue", "gross_profit", "margin_percent"), ("adviser",)


def run(name: str) -> dict[str, Any]:
    """The names of a notebook after its cells, and ``shown``: the value of its last line."""
    lines = "\n".join("".join(cell["source"]) for cell in json.loads((EXAMPLES / name).read_text())["cells"])
    program = ast.parse(lines)
    last = program.body.pop()
    names: dict[str, Any] = {}
    exec(compile(program, name, "exec"), names)  # noqa: S102 - our own notebook
    return {**names, "shown": eval(compile(ast.Expression(last.value), name, "eval"), names)}  # noqa: S307


@pytest.fixture(autouse=True)
def _house(demo_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(demo_settings))


def delivered(demo_settings: Path, table: str) -> list[dict[str, str]]:
    """The records of one of the dealer system's files, as they are written there."""
    [file] = (demo_settings.parent / "exports" / "alphaplus").glob(f"{table}_*.csv")
    with file.open(encoding="cp1252", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def key_date(demo_settings: Path) -> date:
    return tomllib.loads(demo_settings.read_text())["as_of"]


def test_every_example_is_tried_here() -> None:
    tried = {name for name in Path(__file__).read_text().split('"') if name.endswith(".ipynb")}
    assert {path.name for path in EXAMPLES.glob("*.ipynb")} <= tried


def test_the_margin_by_adviser_in_pandas_is_the_kernel_s(demo_settings: Path) -> None:
    shown = run("margin_by_adviser.ipynb")["shown"]
    answer = Margin(open_directory(demo_settings)).ask(Question(_MARGIN, _ADVISER))
    expected = {row["adviser"]: row for row in answer.rows.to_dicts()}
    assert len(shown) == len(expected) > 3
    for adviser, row in shown.iterrows():
        known = expected[adviser if isinstance(adviser, str) else None]
        assert (row["revenue"], row["gross_profit"]) == (known["revenue"], known["gross_profit"])
        assert known["margin_percent"] is None or row["margin_percent"] == pytest.approx(float(known["margin_percent"]))


def test_a_question_as_code_is_the_kernel_s_answer(demo_settings: Path) -> None:
    names = run("margin_question.ipynb")
    answer = Margin(open_directory(demo_settings)).ask(names["question"])
    assert list(names["shown"]["gross_profit"]) == answer.rows["gross_profit"].to_list()
    assert names["answer"].total == answer.total


def test_who_has_not_come_for_long_is_counted_from_the_orders_file(demo_settings: Path) -> None:
    last: dict[str, date] = {}
    for order in delivered(demo_settings, "AUFTRAG"):
        with suppress(ValueError):  # the 31st of a month of 30 days: in quarantine, as the page says
            day = date(*map(int, reversed((order["ANNAHME"] or "")[:10].split("."))))
            last[order["KDNR"]] = max(day, last.get(order["KDNR"], day))
    today = key_date(demo_settings)
    words = ("unter 1 Jahr", "1 bis 2 Jahre", "über 2 Jahre")
    expected = Counter(words[((today - day).days > 365) + ((today - day).days > 730)] for day in last.values())
    shown = run("churn_by_last_visit.ipynb")["shown"]
    assert dict(zip(shown["last_visit"], shown["customers"], strict=True)) == expected
    assert len(expected) == 3


def test_an_own_list_holds_the_vehicles_of_that_many_kilometres(demo_settings: Path) -> None:
    names = run("own_list.ipynb")
    grid, dress = names["shown"].children
    assert isinstance(grid, Grid)
    assert isinstance(dress, CellDress), "it looks as on the pages"
    vehicles = [each for each in delivered(demo_settings, "FAHRZEUG") if (each["KMSTAND"] or "").isdecimal()]
    far = {each["KENNZEICHEN"] for each in vehicles if int(each["KMSTAND"]) > 150_000}
    assert set(names["high_mileage"](names["directory"]).rows["license_plate"]) == far != set()


def test_the_template_counts_the_vehicles_file(demo_settings: Path) -> None:
    names = run("template.ipynb")
    assert isinstance(names["shown"], AppPage)
    # Owner and keeper have a row each; who is both has one.
    pairs = {(each["FZNR"], each["MARKE"], who) for each in delivered(demo_settings, "FAHRZEUG")
             for who in (each["EIGENTUEMER"], each["HALTER"]) if who}  # fmt: skip
    assert dict(names["rows"].iter_rows()) == Counter(make for _number, make, _who in pairs)


def test_an_own_source_keeps_the_good_line_and_says_what_is_wrong_with_the_other() -> None:
    shown = run("own_source.ipynb")["shown"]
    assert shown["kept"]["latitude"].to_list() == [50.3129]
    assert shown["in quarantine"].select("line", "rule", "value").rows() == [(3, "latitude|not_a_number", "nördlich")]


def owed(demo_settings: Path, field: str) -> Decimal:
    """What the ledger's own list says is open of all customers who share a field of the address with Meier."""
    customers = delivered(demo_settings, "KUNDEN")
    wanted = next(each[field] for each in customers if each["KDNR"] == "10012")
    numbers = {each["KDNR"] for each in customers if each[field] == wanted}
    debtors = {each["DEBITOR"] for each in delivered(demo_settings, "KDDEB") if each["KDNR"] in numbers}
    [file] = (demo_settings.parent / "exports" / "datev").glob("OPOS_*.csv")
    with file.open(encoding="cp1252", newline="") as lines:
        balances = [each["Saldo"] for each in csv.DictReader(lines, delimiter=";") if each["Konto"] in debtors]
    return sum((Decimal(balance.replace(".", "").replace(",", ".")) for balance in balances), Decimal(0))


def test_the_items_of_a_town_are_the_ledger_s_own_list_of_its_customers(demo_settings: Path) -> None:
    rows = run("open_items_by_town.ipynb")["rows"]
    town = next(each["ORT"] for each in delivered(demo_settings, "KUNDEN") if each["KDNR"] == "10012")
    assert dict(rows.select("town", "balance").iter_rows())[town] == owed(demo_settings, "ORT") > 0


def test_a_map_of_one_s_own_asks_nobody_and_has_a_circle_where_money_is_owed(demo_settings: Path) -> None:
    layers = run("own_map.ipynb")["shown"].layers
    assert {type(each).__name__ for each in layers} == {"Circle"}, "the demo has no tile server"
    (place,) = open_directory(demo_settings).customer("10012").place().to_dicts()
    (circle,) = (each for each in layers if each.location == [place["latitude"], place["longitude"]])
    # 50 m for the root of each euro: 100 EUR have 500 m
    assert circle.radius == pytest.approx(50 * float(owed(demo_settings, "PLZ")) ** 0.5, abs=1)


def test_an_own_tab_stands_in_the_real_page_and_holds_the_large_orders(
    demo_settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    names = run("own_tab.ipynb")
    rows = names["large_orders"](open_directory(demo_settings).customer("10012")).rows
    assert rows.height > 0
    assert min(rows["amount"]) > 1000
    page = names["shown"]
    page.show_customer("10012", "large_orders")
    titles = {tab["key"]: tab["title"] for tab in page._tabs.tabs}
    assert titles["large_orders"] == "Große Aufträge"
    assert "open_items" in titles, "beside the tabs that everybody has"
    assert (page._tabs.selected, "large_orders" in page._tabs.drawn) == ("large_orders", True)


def test_the_page_for_publishing_shows_what_all_divisions_earn(demo_settings: Path) -> None:
    names = run("publishing.ipynb")
    assert isinstance(names["shown"], AppPage)
    total = Margin(open_directory(demo_settings)).ask(Question(("revenue",), ())).total["revenue"]
    assert names["rows"]["revenue"].sum() == total
    assert "Werkstatt" in names["rows"]["division"].to_list()
