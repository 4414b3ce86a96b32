"""The charts: what the four linked ones draw, write and select, and how each is fitted to other figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import bqplot
import polars as pl
import pytest
from lxml import html

from clientinfo_kernel.margin import Answer, Question
from clientinfo_kernel.money import MONEY
from tests.widgets.clicks import click
from widgets.margin.charts import BarChart, RowChart, decades
from widgets.margin.figures import Figures
from widgets.margin.linked_charts import LinkedCharts
from widgets.margin.marks import FULL, QUIET, name_ticks, value_axis
from widgets.margin.view import View
from widgets.views.context import ViewContext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from widgets.margin.chart_tile import ChartTile
    from widgets.margin.view import Selection

# January and February 2011 beside the year before; the workshop is selected where something is.
QUESTION = Question(("gross_profit",), ("branch",), (("month", ("2011-01..2011-02",)),), "previous_year")
JANUARY, FEBRUARY = date(2011, 1, 1), date(2011, 2, 1)


def test_the_first_row_stays_at_the_top_whatever_was_shown_before() -> None:
    """An ordinal scale begins at the bottom, and turned round it is so only until its domain changes."""
    chart = RowChart(lambda _at: None, 24)
    for values in ([5.0, 3.0, 1.0], [7.0], [4.0, 2.0]):
        chart.show(values)
        bars = chart.figure.marks[0]
        places = bars.scales["x"]
        assert not places.reverse
        assert list(bars.y) == values
        assert list(places.domain) == sorted(bars.x, reverse=True)


@pytest.mark.parametrize(
    ("chart", "places"), [(RowChart(lambda _at: None, 24), "y"), (BarChart(lambda _at: None), "x")]
)
def test_nothing_stands_outside_the_places_while_bars_become_fewer(chart: RowChart | BarChart, places: str) -> None:
    """The browser would be told to draw it at no number at all."""
    before = chart.figure.marks[2]
    scale = before.scales[places]
    scale.observe(lambda change: outside.append(set(getattr(before, places)) - set(change["new"])), "domain")
    outside: list[set[Any]] = []
    for count in (3, 1, 2):
        chart.show([1.0] * count, [2.0] * count)
        assert len(getattr(before, places)) == count
    assert outside == [set()] * 3


def test_ticks_are_named_before_they_are_placed() -> None:
    axis, told = value_axis(bqplot.LinearScale()), []

    def note(change: Any) -> None:
        told.append(change["name"])

    axis.observe(note, ["tick_labels", "tick_values"])
    name_ticks(axis, [Decimal(0), Decimal(50)], " %")
    assert told == ["tick_labels", "tick_values"]
    assert axis.tick_labels == {"0": "0 %", "50": "50 %"}


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [(0.05, 30, ["0.1", "1", "10"]), (8, 80, ["10", "20", "50"]), (12, 95, ["20", "50"])],
)
def test_an_axis_of_powers_has_two_ticks_at_least(first: float, last: float, ticks: list[str]) -> None:
    assert decades(first, last) == [Decimal(each) for each in ticks]


def _answer(names: str, *rows: tuple[Any, ...], nobody: int = 0, percent: str = "0") -> Answer:
    """An answer with these rows, whose profit in all is 40,000, ``nobody``'s with it."""
    money = {name: MONEY for name in names.split() if name.startswith(("gross", "net", "margin"))}
    drawn = pl.DataFrame(rows, names.split(), orient="row", schema_overrides=money)
    total = {"gross_profit": Decimal(40_000), "margin_percent": Decimal(percent)}
    return Answer(QUESTION, drawn, total, {"gross_profit": Decimal(nobody)}, "s", counts=(drawn.height, drawn.height))


PROFITS = "gross_profit gross_profit_before"
CUSTOMERS = "customer customer_name gross_profit net_revenue margin_percent"
WHOLE = {
    "head": _answer("gross_profit", (40_000,), percent="20"),
    "months": _answer(f"month {PROFITS}", (JANUARY, 10_000, 8_000), (FEBRUARY, 30_000, 40_000)),
    "divisions": _answer(
        f"division {PROFITS} margin_percent margin_percent_before margin_percent_change",
        ("workshop", 15_000, 20_000, 30, 29, 1),
        ("parts", 25_000, 28_000, 20, 22, -2),
    ),
    "customers": _answer(
        CUSTOMERS,
        ("C", "Conrad", 9_000, 90_000, 10),
        ("A", "Albers", 20_000, 80_000, 25),
        ("D", None, -3_000, 10_000, -30),
        ("B", "Behrens", 10_000, 20_000, 50),
        nobody=4_000,
    ),
}
CHOSEN = {
    "months": _answer("month gross_profit", (FEBRUARY, 10_000), (JANUARY, 5_000)),
    "divisions": _answer("division gross_profit", ("workshop", 15_000)),
    "customers": _answer("customer gross_profit", ("A", 9_000), ("C", 6_000)),
}


class Drawn:
    """The charts of ``WHOLE``, and what is selected in them."""

    def __init__(self, selection: Selection | None = None, question: Question = QUESTION, **other: Answer) -> None:
        self.selected: list[tuple[str, tuple[str, ...]]] = []
        self.named: list[str] = []
        context = ViewContext(print, shown=self.named.extend)
        self.charts = LinkedCharts(context, lambda dimension, values: self.selected.append((dimension, tuple(values))))
        figures = Figures(**{**WHOLE, **other}, nodes={}, chosen=CHOSEN if selection else {})
        self.charts.show(figures, View(question, selection))
        self.tiles: Sequence[ChartTile] = self.charts._tiles

    def values(self, tile: int, mark: int) -> list[float]:
        """The values of a mark: of the whole bars (0), their selected part (1) and what is behind them."""
        return [float(each) for each in self.tiles[tile]._frame.child.marks[mark].y]

    def table(self, tile: int) -> list[list[str]]:
        rows = html.fromstring(self.tiles[tile]._table.html).xpath("//tbody/tr")
        return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_a_margin_of_hardly_any_revenue_leaves_the_others_their_room() -> None:
    columns = "margin_percent margin_percent_before margin_percent_change"
    divisions = _answer(f"division {columns}", ("workshop", 30, 29, 1), ("unassigned", -2_473, 1_810, -4_283))
    months = _answer(f"month {columns}", (JANUARY, 20, 250, -230), (FEBRUARY, -400, 10, -410))
    drawn = Drawn(question=replace(QUESTION, measures=("margin_percent",)), divisions=divisions, months=months)
    assert (drawn.values(0, 0), drawn.values(0, 2)) == ([20, -100], [100, 10])
    compared = drawn.tiles[1]._frame.child.marks[2]
    assert (drawn.values(1, 0), list(compared.x)) == ([30, -100], [29, 100])
    # the words have the whole figure, once
    assert drawn.table(1) == [["Werkstatt", "30,0 %", "+1,0"], ["nicht zugeordnet", "-2.473,0 %", "-4.283,0"]]


def test_the_four_charts_draw_what_was_asked_for_and_write_the_same_as_a_table() -> None:
    """All customers earn 36,000: 20 are 55.6 % of it, 30 are 83.3 %, 39 are 108.3 %, and less 3 of loss they are all."""
    drawn = Drawn()
    assert (drawn.values(0, 0), drawn.values(0, 2)) == ([10, 30], [8, 40])
    assert drawn.table(0) == [["Jan", "10", "8", "+25,0 %"], ["Feb", "30", "40", "-25,0 %"]]

    assert drawn.values(1, 0) == [25, 15], "the largest stands first"
    compared = drawn.tiles[1]._frame.child.marks[2]
    assert (list(compared.x), list(compared.y)) == ([28, 20], [0, 1])
    assert drawn.table(1) == [["Teile", "25,0", "20,0 %", "-2,0"], ["Werkstatt", "15,0", "30,0 %", "+1,0"]]

    assert drawn.values(2, 0) == [20, 10, 9, -3]
    assert drawn.values(2, 3) == pytest.approx([2000 / 36, 3000 / 36, 3900 / 36, 100])
    assert drawn.table(2) == [
        ["Albers", "20,0", "55,6 %"],
        ["Behrens", "10,0", "83,3 %"],
        ["Conrad", "9,0", "108,3 %"],
        ["D", "-3,0", "100,0 %"],
    ]

    points, average = drawn.tiles[3]._frame.child.marks
    assert (list(points.x), list(points.y)) == ([90, 80, 20, 10], [10, 25, 50, -30])
    assert list(average.y) == [20, 20]
    assert drawn.table(3) == [
        ["Conrad", "90,0", "10,0 %"],
        ["Albers", "80,0", "25,0 %"],
        ["Behrens", "20,0", "50,0 %"],
        ["D", "10,0", "-30,0 %"],
    ]
    assert [drawn.values(tile, 1) for tile in range(3)] == [[], [], []], "nothing is selected"
    assert set(drawn.named) == {"A", "B", "C", "D"}, "whoever is named is counted"


def test_what_is_selected_is_lit_in_all_of_them() -> None:
    drawn = Drawn(("division", ("workshop",)))
    assert [drawn.values(tile, 1) for tile in range(3)] == [[5, 10], [0, 15], [9, 0, 6, 0]]
    assert drawn.tiles[3]._frame.child.marks[0].colors == [FULL, FULL, QUIET, QUIET]
    pressed = html.fromstring(drawn.tiles[1]._table.html).xpath("//button/@aria-pressed")
    assert pressed == ["false", "true"]
    assert [drawn.values(tile, 0) for tile in range(3)] == [[10, 30], [25, 15], [20, 10, 9, -3]], "nothing moves"


@pytest.mark.parametrize(
    ("tile", "bar", "expected"),
    [(0, 1, ("month", ("2011-02",))), (1, 0, ("division", ("parts",))), (2, 3, ("customer", ("D",)))],
)
def test_a_click_on_a_bar_selects_what_it_stands_for(tile: int, bar: int, expected: Selection) -> None:
    drawn = Drawn(("division", ("workshop",)))
    for mark in drawn.tiles[tile]._frame.child.marks[:2]:
        for index in (bar, 99, -1, "0", None):  # a browser can send anything
            mark._handle_custom_msgs(mark, {"event": "element_click", "data": {"index": index}})
    assert drawn.selected == [expected, expected]


def test_a_rectangle_selects_the_customers_within_it_and_a_name_its_own() -> None:
    """80,000 at 25 % and 20,000 at 50 % are within 5,000 to 85,000 and 5 to 60 %, whichever way it is drawn."""
    drawn = Drawn()
    selector = drawn.tiles[3]._frame.child.interaction
    for corners in ([[5, 5], [85, 60]], [[5, 60], [85, 5]]):
        selector.brushing = True
        selector.selected = corners
        assert not drawn.selected, "the rectangle is still being drawn"
        selector.brushing = False
        assert drawn.selected.pop() == ("customer", ("A", "B"))
    click(drawn.tiles[3]._table, "Conrad")
    assert drawn.selected == [("customer", ("C",))]
