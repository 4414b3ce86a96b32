"""The grid of targets: what is typed or pasted there becomes targets, and the page stands beside them."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from lxml import html

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.margin.saved import keep
from clientinfo_kernel.margin.targets import set_target, targets
from tests.hostile_typist import HOSTILE, require_text
from tests.widgets.clicks import click
from tests.widgets.margin.page import state, text
from widgets.margin.app import MarginApp
from widgets.margin.margin_list import margin_list
from widgets.margin.margin_paper import paper_values
from widgets.margin.question_tiles import QuestionTiles
from widgets.margin.view_address import address_of
from widgets.margin.workbook import margin_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.commands import Conflict, Saved
    from clientinfo_kernel.live.store import Command
    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.margin.target_grid import TargetGrid

pytestmark = pytest.mark.slow

# Columns of the grid: new_vehicles, used_vehicles, workshop, body_and_paint, parts, other.
WORKSHOP, PARTS = 2, 4


def page_of(directory: CustomerDirectory, name: str, monkeypatch: pytest.MonkeyPatch) -> MarginApp:
    monkeypatch.setenv("QUERY_STRING", "where=year%3D2012&where=branch%3DHof&by=division,customer&compare=target")
    return MarginApp(replace(directory, viewer=Viewer(name, frozenset({"controlling"}), name.title())))


@pytest.fixture
def page(own_house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch) -> MarginApp:
    found = page_of(own_house, "clara", monkeypatch)
    click(found._head, "Ziele")
    return found


def grid(page: MarginApp) -> TargetGrid:
    assert page._targets._grid is not None
    return page._targets._grid


def save(page: MarginApp, cells: Mapping[str, str]) -> dict[str, object]:
    shown = grid(page)
    shown._receive(shown, {"do": "save", "turn": shown.state["turn"], "cells": cells}, [])
    return dict(shown.state)


def test_markup_in_a_cell_is_no_target_and_stays_a_text(page: MarginApp, own_house: CustomerDirectory) -> None:
    typed = HOSTILE.format(name="target")
    said = save(page, {f"0,{WORKSHOP}": typed, f"1,{WORKSHOP}": "=1+1", f"2,{WORKSHOP}": "{{7*7}}"})
    assert set(said["wrong"]) == {f"{row},{WORKSHOP}" for row in range(3)}  # type: ignore[call-overload]
    assert targets(own_house).is_empty()
    assert "onerror" not in str(said)  # nobody's text is sent back
    for shown in (page._head, page._equation, page._below._pivot, page._targets._foot):
        require_text("html", shown.html.encode())


def test_what_is_typed_stands_beside_the_figures(page: MarginApp, own_house: CustomerDirectory) -> None:
    """January 1.000 and February 2.000,50 for the workshop of Hof; October's figures have none."""
    assert grid(page).grid["rows"][0] == "Jan 2012"
    assert "–" in text(page._below._pivot.html)
    save(page, {f"0,{WORKSHOP}": "1.000", f"1,{WORKSHOP}": "2.000,50 €"})
    rows = targets(own_house).select("branch", "division", "gross_profit", "revenue").rows()
    assert rows == [
        ("Hof", "workshop", Decimal(1000), None),
        ("Hof", "workshop", Decimal("2000.50"), None),
    ]
    assert grid(page).grid["values"][1][WORKSHOP] == "2.000,50"
    assert grid(page).state["sums"][WORKSHOP] == "3.000,50"
    head = state(page)[1].head.total
    assert head["gross_profit_before"] == Decimal("3000.50")
    assert head["net_revenue_before"] is None
    # The other months have none: every spelling of the question says so.
    view, figures = state(page)
    assert "ggü. Ziel (lückenhaft)" in text(page._equation.html)
    # A year's profit beside two months' targets is neither good nor so many per cent more.
    (told,) = html.fromstring(page._equation.html).xpath(
        "//*[contains(@class, 'ci-equation__change')][contains(., 'lückenhaft')]"
    )
    assert "%" not in told.text_content()
    assert not told.xpath(".//*[contains(@class, 'is-good') or contains(@class, 'is-bad')]")
    pivot = html.fromstring(page._below._pivot.html)
    compared = pivot.xpath("//*[contains(@class, 'ci-pivot__compared') or contains(@class, 'ci-pivot__change')]")
    assert compared[0].text_content() == "Rohertrag ggü. Ziel (lückenhaft)"
    assert not [each for each in compared if "%" in each.text_content() or {"is-good", "is-bad"} & {*each.classes}]
    printed = {each["name"]: each["change"] for each in paper_values(own_house, view, figures, {})["equation"]}
    assert printed["Rohertrag"] == ""
    for table in paper_values(own_house, view, figures, {})["tables"]:
        assert table["heads"][-1] == "Rohertrag ggü. Ziel (lückenhaft)"
        assert {len(row["cells"]) for row in table["rows"]} == {len(table["heads"]) - 1}
    assert ("Vergleich", "ggü. Ziel (lückenhaft)") in paper_values(own_house, view, figures, {})["facts"]
    book = zipfile.ZipFile(BytesIO(margin_workbook(page._margin, view, figures)))
    words = book.read("xl/sharedStrings.xml").decode()
    for head in ("ggü. Ziel (lückenhaft)", "Ziel des Rohertrags (lückenhaft)", "Rohertrag ggü. Ziel (lückenhaft)"):
        assert f">{head}<" in words
    assert margin_list(page._margin, view).columns[-1].title == "Rohertrag ggü. Ziel (lückenhaft)"
    tile = page._charts.widget.children[0]
    assert "Linie = Ziel (lückenhaft)" in text(tile._head.html)
    assert "%" not in text(tile._table.html)
    own_house.live_of_house().do(keep(own_house, "k", "Ziele Hof", address_of(view), is_shared=True))
    (tile,) = QuestionTiles(own_house).of(own_house.viewer)
    assert "ggü. Ziel (lückenhaft)" in tile.more
    assert ("%" in tile.more, tile.tone) == (False, "")
    page._go(replace(state(page)[0], cell=("workshop",)))
    origin = text(page._below._origin.html)
    assert "Ziel (lückenhaft)3.000,50" in origin
    assert "Abweichung" not in origin
    page._go(replace(state(page)[0].in_months(("2012-01..2012-02",)), cell=("workshop",)))
    origin = text(page._below._origin.html)
    assert ("Ziel3.000,50" in origin, "Abweichung vom Ziel" in origin) == (True, True)
    assert "Warum hat sie sich geändert?" not in origin


def test_nothing_is_saved_while_a_cell_holds_no_amount_and_a_save_is_taken_back(
    page: MarginApp, own_house: CustomerDirectory
) -> None:
    assert "0,0" in save(page, {"0,0": "viel", "1,0": "5"})["wrong"]  # type: ignore[operator]
    save(page, {"99,0": "1", "0,0": 7})  # type: ignore[dict-item]  # what no grid has, and no text
    assert targets(own_house).is_empty()
    # An amount that is too large is said at its cell, and stops no other; the minus sign of papers is one.
    too_large = save(page, {"0,0": "1000000000000", "1,1": "\N{MINUS SIGN}5"})
    assert "Billion" in too_large["wrong"]["0,0"]  # type: ignore[index]
    assert grid(page).typed == {"0,0": "1000000000000"}
    assert targets(own_house)["gross_profit"].to_list() == [-5]
    grid(page)._receive(grid(page), {"do": "discard"}, [])
    click(page._targets._foot, "Rückgängig")
    save(page, {"0,0": "5", "0,1": "6"})
    click(page._targets._foot, "Rückgängig")
    assert targets(own_house).is_empty()
    save(page, {"0,0": "5"})
    save(page, {"0,0": ""})
    assert targets(own_house)["gross_profit"].to_list() == [None]


def test_of_two_who_set_a_target_the_second_is_asked(
    page: MarginApp, own_house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = page_of(own_house, "kurt", monkeypatch)
    click(other._head, "Ziele")
    save(page, {"0,0": "500"})
    found = save(other, {"0,0": "600", "1,0": "700"})
    assert "500,00 (von Clara)" in str(found["wrong"])
    assert grid(other).typed == {"0,0": "600"}
    save(other, {"0,0": "600"})
    assert sorted(targets(own_house)["gross_profit"]) == [600, 700]


def test_what_is_not_saved_keeps_the_grid_where_it_is(page: MarginApp) -> None:
    grid(page).typed = {"0,0": "5"}
    click(page._head, "Ziele")
    assert page._targets.is_open
    assert "nicht gespeichert" in grid(page).state["problem"]
    grid(page)._receive(grid(page), {"do": "discard"}, [])
    click(page._head, "Ziele")
    assert not page._targets.is_open


def test_the_other_figure_and_another_branch_have_targets_of_their_own(
    page: MarginApp, own_house: CustomerDirectory
) -> None:
    save(page, {"0,0": "5"})
    click(page._targets._head, "Erlöse nach Minderungen")
    save(page, {"0,0": "50"})
    click(page._targets._head, "ohne Filiale")
    save(page, {"0,0": "70"})
    found = targets(own_house).select("branch", "gross_profit", "revenue").rows()
    assert found == [("Hof", 5, 50), (None, None, 70)]


def test_what_was_saved_before_the_store_failed_counts_and_is_taken_back(
    page: MarginApp, own_house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two targets the store takes one; then it fails at the first attempt to take it back."""
    carry_out, answers = LiveStore.do, iter((True, False, False, True))

    def do(store: LiveStore, command: Command) -> Saved | Conflict:
        if not next(answers):
            raise LiveUnavailable("away")
        return carry_out(store, command)

    monkeypatch.setattr(LiveStore, "do", do)
    assert "antwortet nicht" in str(save(page, {"0,0": "5", "1,0": "6"})["problem"])
    assert grid(page).typed == {"1,0": "6"}
    assert grid(page).grid["values"][0][0] == "5,00"
    assert state(page)[1].head.total["gross_profit_before"] == 5
    assert "1 Ziel gespeichert." in text(page._targets._foot.html)
    grid(page)._receive(grid(page), {"do": "discard"}, [])
    click(page._targets._foot, "Rückgängig")
    assert "antwortet nicht" in text(page._targets._foot.html)
    click(page._targets._foot, "Rückgängig")
    assert targets(own_house).is_empty()
    assert "Rückgängig" not in text(page._targets._foot.html)


def test_targets_of_a_branch_that_has_another_name_now_are_found(page: MarginApp, own_house: CustomerDirectory) -> None:
    own_house.live_of_house().do(set_target("t", (date(2012, 1, 1), "parts", "Altstadt"), {"gross_profit": Decimal(7)}))
    click(page._head, "Ziele")
    click(page._head, "Ziele")
    click(page._targets._head, "Altstadt")
    assert grid(page).state["sums"][PARTS] == "7,00"


def test_a_target_opens_to_the_entries_that_it_is_the_sum_of(page: MarginApp, own_house: CustomerDirectory) -> None:
    """Of the workshop in Hof two months; neither the parts', nor what is of no branch or of a month to come."""
    store = own_house.live_of_house()
    entries = {
        (date(2012, 1, 1), "workshop", "Hof"): {"gross_profit": Decimal(7), "revenue": Decimal(20)},
        (date(2012, 2, 1), "workshop", "Hof"): {"gross_profit": Decimal("8.50")},
        (date(2012, 2, 1), "parts", "Hof"): {"gross_profit": Decimal(100)},
        (date(2012, 2, 1), "workshop", None): {"gross_profit": Decimal(1000)},
        (date(2012, 12, 1), "workshop", "Hof"): {"gross_profit": Decimal(10000)},
    }
    for number, (place, figures) in enumerate(entries.items()):
        store.do(set_target(str(number), place, figures))
    page._go(replace(state(page)[0], cell=("workshop",)))
    lists = html.fromstring(page._below._origin.html).xpath("//li[.//h3[text()='2 Ziele']]//div/div")
    assert [each.text_content() for each in lists] == [
        "Januar 2012 · Werkstatt · HofErlöse nach Minderungen 20,00 · Clara Kurz7,00",
        "Februar 2012 · Werkstatt · HofClara Kurz8,50",
        "Summe15,50",
    ]
    assert "Ziel (lückenhaft)15,50" in text(page._below._origin.html)
    page._go(replace(state(page)[0], cell=("workshop", "10012")))
    assert "Ziele" not in text(page._below._origin.html), "no customer has a target"


def test_very_many_targets_open_by_and_by(page: MarginApp, own_house: CustomerDirectory) -> None:
    """Nine months of 1,00 each are one more than a step shows at first."""
    store = own_house.live_of_house()
    for number in range(1, 10):
        store.do(set_target(str(number), (date(2012, number, 1), "parts", "Hof"), {"gross_profit": Decimal(1)}))
    page._go(replace(state(page)[0], cell=()))
    shown = text(page._below._origin.html)
    assert "9 Ziele" in shown
    assert "September" not in shown
    click(page._below._origin, "1 weiteres Ziel zeigen1,00")
    assert "September 2012 · Teile · Hof" in text(page._below._origin.html)
