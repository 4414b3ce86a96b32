"""Every figure of the list, the model and the months opens to documents and postings that add up to it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clientinfo_kernel.margin import Question
from tests.widgets.margin.page import state
from widgets.margin import documents_below as below
from widgets.margin.margin_list import margin_list
from widgets.margin.periods import month_table
from widgets.margin.place import Place
from widgets.margin.what_if_view import what_if_view
from widgets.margin.words import cents
from widgets.view_models import ItemList, Stack, Table

if TYPE_CHECKING:
    from widgets.margin.app import MarginApp
    from widgets.view_models import ViewModel

NOTHING = Decimal("0.00")


def _place(app: MarginApp, **more: Any) -> Place:
    return Place(app._margin, replace(state(app)[0], **more), app._go, lambda _done: None)


def _opened(table: Table, row: dict[str, Any]) -> Table:
    """The documents below a row."""
    assert table.detail is not None
    found = table.detail(row)
    if isinstance(found, Stack):
        (found,) = (part for part in found.items if isinstance(part, Table) and part.title.startswith("Belege"))
    assert isinstance(found, Table)
    return found


def _sum(table: Table) -> Decimal:
    return sum(table.rows["gross_profit"], NOTHING)


def _postings(shown: ViewModel) -> Decimal:
    assert isinstance(shown, ItemList)
    return sum((each.amount for each in shown.items if isinstance(each.amount, Decimal)), NOTHING)


@pytest.fixture(autouse=True)
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """All documents, so that they can be added up here."""
    monkeypatch.setattr(below, "MOST", 100_000)


@pytest.mark.parametrize("levels", [("branch", "division"), ("payer", "make"), ("division", "account")])
def test_each_row_of_the_list_is_the_sum_of_the_documents_below_it(
    opened_page: MarginApp, levels: tuple[str, ...]
) -> None:
    view = state(opened_page)[0].grouped(levels)
    table = margin_list(opened_page._margin, view)
    assert table.rows.height > 3
    for row in table.rows.iter_rows(named=True):
        assert _sum(_opened(table, row)) == row["gross_profit"], row
    assert (
        sum(table.rows["gross_profit"], NOTHING)
        == opened_page._margin.ask(Question(("gross_profit",), (), view.question.where)).total["gross_profit"]
    )


@pytest.mark.parametrize("levels", [("branch", "division"), ("month", "payer", "customer"), ("make", "account")])
def test_the_sums_of_the_list_open_to_the_documents_of_the_rows_that_are_shown(
    opened_page: MarginApp, levels: tuple[str, ...]
) -> None:
    """Of all rows, and of those that a search leaves, hundreds that have nothing in common as well as a single one or none."""
    table = margin_list(opened_page._margin, state(opened_page)[0].grouped(levels))
    assert table.sum_detail is not None
    rows = table.rows
    nobody = rows.filter(
        pl.any_horizontal(pl.col(each).is_null() | (pl.col(each) == "nicht zugeordnet") for each in levels)
    )
    for shown in (rows, rows.gather_every(2), rows.head(1), nobody, rows.clear()):
        found = table.sum_detail(shown)
        assert isinstance(found, Table)
        assert _sum(found) == sum(shown["gross_profit"], NOTHING)
        assert found.sum_detail is not None
        assert found.sum_detail(found.rows).title.endswith(f"{cents(_sum(found))} €")
        for document in found.rows.head(2).iter_rows(named=True):  # of it no posting that belongs to another row
            assert found.detail is not None
            assert _postings(found.detail(document)) == document["gross_profit"]


def test_a_document_of_the_list_opens_to_postings_of_its_row_alone(opened_page: MarginApp) -> None:
    """A document of two divisions has in the workshop's row the workshop's postings, and each says file and line."""
    table = margin_list(
        opened_page._margin, state(opened_page)[0].filtered("division", ["workshop"]).grouped(("division",))
    )
    (row,) = table.rows.iter_rows(named=True)
    documents = _opened(table, row)
    for document in documents.rows.head(5).iter_rows(named=True):
        assert documents.detail is not None
        postings = documents.detail(document)
        assert _postings(postings) == document["gross_profit"]
        assert isinstance(postings, ItemList)
        assert all("Zeile" in item.origin for item in postings.items)


def test_both_tables_of_the_model_open_to_what_is_posted(opened_page: MarginApp) -> None:
    found = what_if_view(_place(opened_page))
    assert isinstance(found, Stack)
    _said, beside, divisions = found.items
    assert isinstance(beside, Stack)
    lines = beside.items[0]
    assert isinstance(lines, Table)
    assert isinstance(divisions, Table)
    for table in (lines, divisions):
        for row in table.rows.iter_rows(named=True):
            assert _sum(_opened(table, row)) == row["facts"], row
    assert divisions.sum_detail is not None
    whole = divisions.sum_detail(divisions.rows)
    assert isinstance(whole, Table)
    assert _sum(whole) == sum(divisions.rows["facts"], NOTHING)


def test_a_month_opens_to_its_documents_whatever_the_page_filters(opened_page: MarginApp) -> None:
    table = month_table(
        _place(opened_page, question=Question(("gross_profit",), ("branch",), (("branch", ("Naila",)),)))
    )
    rows = table.rows.head(2).to_dicts()
    assert [_sum(_opened(table, row)) for row in rows] == [row["now"] for row in rows]


def test_what_is_left_out_of_many_documents_is_in_the_sum_above_them(
    app: MarginApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = state(app)[0].question.where
    every = below.documents_below(app._margin, where)
    monkeypatch.setattr(below, "MOST", 3)
    few = below.documents_below(app._margin, where)
    assert few.rows.equals(every.rows.head(3))
    assert few.title.startswith(every.title)
    assert f"die 3 größten von {every.rows.height:,}".replace(",", ".") in few.title
    assert few.every is not None
    file = few.every()
    assert file.rows.equals(every.rows), "a file has all of them"
    assert file.title == every.title
    assert every.every is None


def test_of_costs_the_largest_come_first(opened_page: MarginApp) -> None:
    where = (*state(opened_page)[0].question.where, ("role", ("cost_of_goods",)))
    costs = below.documents_below(opened_page._margin, where).rows["gross_profit"]
    assert costs[0] < 0
    assert costs.is_sorted()
