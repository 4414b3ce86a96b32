"""Rows of the pivot by customer: few of a million are asked for, and the others stand together, so that all adds up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.widgets.margin.page import state
from widgets.margin.pivot import Pivot
from widgets.margin.pivot_rows import pivot_rows
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


def test_the_audit_log_is_told_of_the_customers_who_stand_there(app: MarginApp) -> None:
    """Not of those with the lowest numbers."""
    app._go(state(app)[0].grouped(["customer"]))
    view, figures = state(app)
    pivot = Pivot(figures, view, lambda _view: None, MarkupWriter(ViewContext(print)))
    everybody = app._margin.ask(figures.nodes[()].question).rows.drop_nulls("customer")
    twelfth = everybody["gross_profit"].sort(descending=True)[11]
    named = set(pivot.customers())
    assert named == set(everybody.filter(everybody["gross_profit"] >= twelfth)["customer"])
