"""Rows of the pivot by customer: few of a million are asked for, and the others stand together, so that all adds up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from lxml import html

from tests.widgets.margin.page import state, text
from widgets.margin.origin import origin
from widgets.margin.pivot import Pivot
from widgets.margin.pivot_rows import pivot_rows, rest_filters
from widgets.margin.view_address import address_of, view_at
from widgets.views.context import ViewContext
from widgets.views.markup_writer import MarkupWriter

if TYPE_CHECKING:
    from widgets.margin.app import MarginApp

MOST = 20


@pytest.mark.parametrize("compare", ["", "previous_year", "target"])
@pytest.mark.parametrize("whole", [frozenset(), frozenset({()})])
def test_the_customers_and_the_rest_are_the_total(
    app: MarginApp, monkeypatch: pytest.MonkeyPatch, compare: str, whole: frozenset[tuple[str, ...]]
) -> None:
    monkeypatch.setattr("widgets.margin.figures.MOST_ROWS", MOST)
    monkeypatch.setattr("widgets.margin.pivot_rows.MOST_ROWS", MOST)
    view = state(app)[0].grouped(["customer"])
    app._go(replace(view, question=replace(view.question, compare=compare), whole=whole))
    view, figures = state(app)
    everybody = app._margin.ask(figures.nodes[()].question)
    *shown, rest = pivot_rows(figures, view)
    most = sorted(everybody.rows.drop_nulls("customer")["gross_profit"], reverse=True)[: MOST if whole else 12]
    assert [row.figures["gross_profit"] for row in shown] == most
    assert rest.rest == everybody.rows.height - len(most)
    assert compare != "target" or rest.figures["gross_profit_before"] is None, "no customer has a target"
    for key in ("gross_profit", "revenue", *(["gross_profit_before"] if compare == "previous_year" else [])):
        assert sum(row.figures[key] for row in shown) + rest.figures[key] == everybody.total[key]


@pytest.mark.parametrize("path", [(), pytest.param(("Hof", "workshop"), marks=pytest.mark.slow)])
@pytest.mark.parametrize("whole", [False, True])
def test_the_rest_opens_to_what_it_is_made_of(
    app: MarginApp, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...], *, whole: bool
) -> None:
    """Its figures with their change, its customers and its documents are those of no row that stands above it."""
    for module in ("figures", "pivot_rows"):
        monkeypatch.setattr(f"widgets.margin.{module}.MOST_ROWS", MOST)
    view = state(app)[0] if path else state(app)[0].grouped(["customer"])
    opened = frozenset({path[:1], path}) - {()}
    app._go(replace(view, opened=opened, whole=frozenset({path}) if whole else frozenset()))
    view, figures = state(app)
    *shown, rest = [
        row for row in pivot_rows(figures, view) if row.depth == len(path) + 1 and row.path[: len(path)] == path
    ]
    assert rest.rest > 0
    (row,) = html.fromstring(app._below._pivot.html).xpath("//tr[contains(@class, 'is-rest')]")
    app._below._pivot._receive(app._below._pivot, {"do": "act", "number": int(row.get("data-act"))}, [])
    view, figures = state(app)
    assert (view.cell, view.rest) == (path, True)
    assert view_at(address_of(view), app._first) == view
    found = origin(app._margin, view, rest_filters(app._margin, figures, view))
    for key in ("revenue", "gross_profit", "gross_profit_before"):
        assert found.figures[key] == rest.figures[key]
    assert sum(found.customers["amount"]) == rest.figures["gross_profit"]
    assert not {each.path[-1] for each in shown} & set(found.customers["customer"])
    (documents,) = found.documents
    assert documents.profit == rest.figures["gross_profit"]
    assert text(app._below._origin.html).count("weitere Zeilen") == 2, "the way there and the figure say what is open"
    (row,) = html.fromstring(app._below._pivot.html).xpath("//tr[contains(@class, 'is-cell')]")
    assert "is-rest" in row.get("class")


def test_the_audit_log_is_told_of_the_customers_who_stand_there(app: MarginApp) -> None:
    """Not of those with the lowest numbers."""
    app._go(state(app)[0].grouped(["customer"]))
    view, figures = state(app)
    pivot = Pivot(figures, view, lambda _view: None, MarkupWriter(ViewContext(print)))
    everybody = app._margin.ask(figures.nodes[()].question).rows.drop_nulls("customer")
    twelfth = everybody["gross_profit"].sort(descending=True)[11]
    named = set(pivot.customers())
    assert named == set(everybody.filter(everybody["gross_profit"] >= twelfth)["customer"])
