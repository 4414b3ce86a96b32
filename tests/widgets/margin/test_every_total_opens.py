"""Every total of the page that a controller can click opens: of the equation, the pivot, the change, each list below."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from lxml import html

from tests.widgets.margin.page import state
from widgets.margin import documents_below as below
from widgets.margin.below import _PARTS
from widgets.margin.documents_below import documents_below
from widgets.margin.outliers import outlier_table
from widgets.margin.place import Place
from widgets.margin.view import LIST, PIVOT, SHOWS, View
from widgets.margin.words import EQUATION
from widgets.view_models import Choice, ItemList, Stack, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from widgets.margin.app import MarginApp
    from widgets.view_models import ViewModel
    from widgets.views.markup_view import MarkupView

NOTHING = Decimal("0.00")


def _press(page: MarkupView, node: html.HtmlElement) -> None:
    page._receive(page, {"do": "act", "number": int(node.get("data-act"))}, [])


def _place(app: MarginApp, view: View) -> Place:
    return Place(app._margin, view, app._go, lambda _done: None)


def _tables(shown: ViewModel, depth: int = 0) -> Iterator[Table]:
    """Every table of a view model, and those below its first row and its sums."""
    if isinstance(shown, Stack):
        for each in shown.items:
            yield from _tables(each, depth)
    elif isinstance(shown, Choice):
        for key in shown.options:
            yield from _tables(shown.build(key), depth)
    elif isinstance(shown, Table):
        yield shown
        if shown.detail is not None and shown.rows.height and depth < 2:
            yield from _tables(shown.detail(shown.rows.row(0, named=True)), depth + 1)
        if shown.sum_detail is not None and depth < 2:
            yield from _tables(shown.sum_detail(shown.rows), depth + 1)


def _is_last(table: Table) -> bool:
    """Its rows are where every drill ends: postings with file and line, labour of single documents."""
    return {"source_file", "source_row"} <= set(table.rows.columns) or "units_before" in table.rows.columns


@pytest.mark.parametrize("show", [each for each in SHOWS if each != PIVOT])
def test_each_list_with_sums_opens_them(opened_page: MarginApp, show: str) -> None:
    view = replace(state(opened_page)[0].grouped(("branch", "division")), show=show)
    summed = [
        each
        for each in _tables(_PARTS[show](_place(opened_page, view)))
        if any(column.total for column in each.columns)
    ]
    assert summed
    for table in summed:
        assert _is_last(table) or (table.detail is not None and table.sum_detail is not None), table.title


@pytest.mark.slow
def test_each_figure_of_the_equation_leads_to_its_origin(app: MarginApp) -> None:
    """The first click shows its charts, the next one where the total comes from, and the third one closes that."""
    app._go(replace(state(app)[0], show=LIST))
    for measure in EQUATION:
        seen = []
        for _click in range(3):
            (figure,) = html.fromstring(app._equation.html).xpath(f"//*[@data-measure='{measure}']")
            if seen or figure.get("aria-pressed") == "false":
                _press(app._equation, figure)
            view = state(app)[0]
            seen.append((view.measure, view.cell, bool(app._below._origin.html)))
        assert seen == [(measure, None, False), (measure, (), True), (measure, None, False)]
    assert state(app)[0].show == PIVOT


def test_the_origin_is_brought_into_sight_from_above_the_charts(app: MarginApp) -> None:
    (figure,) = html.fromstring(app._equation.html).xpath("//*[@aria-pressed='true']")
    _press(app._equation, figure)
    (wanted,) = html.fromstring(app._below._origin.html).xpath("//*[@data-wanted]")
    assert wanted.xpath("string(.//h3)") == "Gesamt"


@pytest.mark.slow
def test_each_row_of_the_pivot_opens(app: MarginApp) -> None:
    first = state(app)[0]
    opened = set()
    count = len(html.fromstring(app._below._pivot.html).xpath("//tbody/tr"))
    for place in range(count):
        app._go(first)
        _press(app._below._pivot, html.fromstring(app._below._pivot.html).xpath("//tbody/tr")[place])
        view = state(app)[0]
        assert view.cell is not None
        opened.add((view.cell, view.rest))
    assert len(opened) == count > 3


def test_what_is_compared_with_opens_to_the_year_before(app: MarginApp) -> None:
    before = state(app)[1].head.total["gross_profit_before"]
    app._go(replace(state(app)[0], cell=()))
    (there,) = html.fromstring(app._below._origin.html).xpath("//button[contains(., 'ggü. Vorjahr')]")
    _press(app._below._origin, there)
    view, figures = state(app)
    assert view.values_of("month") == ("2010-01..2010-12",)
    assert view.cell == ()
    assert figures.head.total["gross_profit"] == before


def test_a_row_of_a_month_says_the_month_that_it_is_compared_with(app: MarginApp) -> None:
    """The page stands beside all of 2010, its row of October beside October."""
    question = state(app)[0].question.compared_to("month=2010-01..2010-12")
    view = replace(state(app)[0], question=replace(question, by=("month",)))
    app._go(replace(view, cell=("2011-10",)))
    shown = html.fromstring(app._below._origin.html).text_content()
    assert "ggü. Oktober 2010" in shown
    assert "ggü. Jan" not in shown


@pytest.mark.slow
def test_what_a_branch_is_compared_with_opens_only_where_a_filter_says_which(app: MarginApp) -> None:
    """As a row of the pivot, the branch is no filter of the page: the other one's page would not have that row."""
    view = replace(state(app)[0], question=state(app)[0].question.compared_to("branch=Naila"))
    app._go(replace(view, cell=("Hof",)))
    ways = html.fromstring(app._below._origin.html).xpath("//button[contains(., 'ggü. Naila')]")
    assert not ways
    app._go(replace(view.filtered("branch", ["Hof"]), cell=()))
    before = state(app)[1].head.total["gross_profit_before"]
    (there,) = html.fromstring(app._below._origin.html).xpath("//button[contains(., 'ggü. Naila')]")
    _press(app._below._origin, there)
    assert state(app)[1].head.total["gross_profit"] == before


def test_the_sums_of_documents_open_to_all_postings_of_them(app: MarginApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(below, "MOST", 100_000)
    where = (*state(app)[0].question.where, ("customer", ("10012",)))
    table = documents_below(app._margin, where)
    assert table.sum_detail is not None
    assert _sum(table.sum_detail(table.rows)) == sum(table.rows["gross_profit"], NOTHING) != 0


def test_the_sums_of_outliers_open_to_the_postings_of_those_that_are_shown(opened_page: MarginApp) -> None:
    """Numbers are shared: of each document it is those of its own customer and years."""
    table = outlier_table(_place(opened_page, state(opened_page)[0]))
    assert table.sum_detail is not None
    for shown in (table.rows.head(3), table.rows.slice(3, 5), table.rows.clear()):
        assert _sum(table.sum_detail(shown)) == sum(shown["gross_profit"], NOTHING)


def _sum(shown: ViewModel) -> Decimal:
    assert isinstance(shown, ItemList)
    return sum((each.amount for each in shown.items if isinstance(each.amount, Decimal)), NOTHING)
