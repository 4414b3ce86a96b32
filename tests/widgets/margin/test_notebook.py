"""Als Notebook öffnen: its cells, run as an analyst runs them, print the list that the page shows, cell by cell."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from lxml import html

from clientinfo_kernel.margin import DIMENSIONS, Question
from tests.widgets.margin.page import state
from widgets.margin.margin_list import margin_list
from widgets.margin.notebook import margin_notebook
from widgets.margin.view import View
from widgets.margin.view_address import address_of, view_at
from widgets.margin.words import ADDED, value_word
from widgets.views.rows import order

if TYPE_CHECKING:
    from pathlib import Path

    from widgets.margin.app import MarginApp

HOSTILE = '");raise SystemExit("""{columns}'
YEAR = ("month", ("2011-01..2011-12",))


@pytest.fixture(autouse=True)
def settings(demo_settings: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(demo_settings))
    with pl.Config():  # what the notebook sets is set back
        yield


def _printed(view: View) -> list[list[str]]:
    """What stands below the last cell: the texts of its table, values in words."""
    cells = [cell["source"] for cell in json.loads(margin_notebook(view))["cells"]]
    names: dict[str, Any] = {}
    exec("\n".join(cells[:2]), names)  # noqa: S102 (our own three cells)
    *before, last = cells[2].split("\nanswer.rows")
    exec("\n".join(before), names)  # noqa: S102
    table = html.fromstring(eval(f"answer.rows{last}", names)._repr_html_())  # noqa: S307
    heads = [head.text_content() for head in table.xpath(".//thead/tr[1]/th")]
    rows = [[cell.text_content().strip('"') for cell in row.xpath("td")] for row in table.xpath(".//tbody/tr")]
    return [[_worded(head, text) for head, text in zip(heads, row, strict=True)] for row in rows]


def _worded(column: str, text: str) -> str:
    is_word = column in DIMENSIONS and column not in {"customer", "account"}
    return value_word(column, None if text == "null" else text) if is_word else text


def _shown(app: MarginApp, view: View) -> list[list[Any]]:
    """What the grid shows, column by column, in the order in which it stands there."""
    table = margin_list(app._margin, view)
    assert table.sort is not None
    (by,) = (each for each in table.columns if each.key == table.sort[0])
    two_places = pl.col("margin_percent").round(2, mode="half_away_from_zero")  # the list knows more
    rows = table.rows[order(table.rows, by, descending=True)].with_columns(two_places)
    keys = [name for column in table.columns for name in (column.key, column.beside) if name]
    return [list(row) for row in rows.select(keys).iter_rows()]


def _same(printed: str, shown: Any) -> bool:
    if shown is None:
        return printed == "null"
    try:
        return Decimal(printed) == Decimal(str(shown))
    except InvalidOperation:
        return printed == shown


@pytest.mark.parametrize(
    ("question", "added"),
    [
        (Question(("gross_profit",), ("branch", "division"), (YEAR,), "previous_year"), ()),
        (
            Question(("gross_profit",), ("division",), (YEAR,)),
            ("labour_units", "invoices", "gross_profit_per_labour_hour"),
        ),
        (Question(("gross_profit",), ("account", "division"), (YEAR,)), ()),
        (Question(("gross_profit",), ("make", "payer"), (("make", ("unassigned", "BMW")),)), ()),
        (Question(("gross_profit",), ("make",), (YEAR, ("branch", ("Hof", HOSTILE)))), ()),
    ],
)
def test_the_notebook_prints_the_list_of_the_page(
    opened_page: MarginApp, question: Question, added: tuple[str, ...]
) -> None:
    view = replace(View(question), added=added)
    view = view_at(address_of(view), opened_page._first)
    assert (view.question, view.added) == (question, added)
    _hold(opened_page, view)


def test_it_prints_a_hundred_customers_of_a_filter_by_name(opened_page: MarginApp) -> None:
    """More rows than Polars shows by itself, names longer than it shows, and more values than fit into a line."""
    customers = state(opened_page)[1].customers.rows["customer"].head(60)
    _hold(opened_page, View(Question(("gross_profit",), ("customer",), (YEAR, ("customer", tuple(customers))))))


def test_a_name_of_any_length_is_shown_whole() -> None:
    """Some companies are called by more than a hundred letters."""
    shown = json.loads(margin_notebook(View(Question(("gross_profit",), ("customer",)))))["cells"][2]["source"]
    exec(shown.partition("\nanswer")[0], {"pl": pl})  # noqa: S102 (our own cell)
    name = "Hochfränkische Gesellschaft für Straßenreinigung " * 4
    assert name in pl.DataFrame({"customer_name": [name]})._repr_html_()


def test_a_cell_of_jupyterlab_shows_all_columns() -> None:
    """Beside its list of files there is room for some 110 letters on a laptop."""
    view = replace(
        View(Question(("gross_profit",), ("branch", "division", "customer"), (), "target")), added=tuple(ADDED)
    )
    shown = "".join(json.loads(margin_notebook(view))["cells"][2]["source"])
    assert '"gross_profit_per_labour_hour"' in shown
    assert max(map(len, shown.splitlines())) <= 110


def _hold(app: MarginApp, view: View) -> None:
    printed, shown = _printed(view), _shown(app, view)
    assert len(printed) == len(shown) > 0
    for ours, theirs in zip(printed, shown, strict=True):
        assert len(ours) == len(theirs)
        assert all(map(_same, ours, theirs)), (ours, theirs)
