"""The list: every combination of the levels as a row of a grid, however many there are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.margin import MEASURES as MEASURED
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_AMOUNTS
from widgets.margin.documents_below import documents_below
from widgets.margin.exact_margin import with_exact_margins
from widgets.margin.words import ADDED, DIMENSIONS, MARGIN, MEASURES, compared_head, margin_of, spelled, value_word
from widgets.texts.language import _
from widgets.view_models import Column, Link, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.margin import Answer, Margin
    from widgets.margin.view import View
    from widgets.view_models import Kind, Value, ViewModel

_PLACE = "place"


def margin_list(margin: Margin, view: View) -> Table:
    """Return the list of a page's question.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: It cannot be asked.
    """
    answer = with_exact_margins(margin.ask(replace(view.question, measures=list_measures(view))))
    rows = answer.rows.with_columns(_worded(answer.rows[each], each) for each in view.levels).with_row_index(_PLACE)
    columns = [_column(each, place) for place, each in enumerate(view.levels)]
    columns += [
        Column(key, _(MEASURES[key]), "money", total=True, strong=key == "gross_profit", phone="figure" if key == "gross_profit" else "hide")
        for key in GROSS_PROFIT_AMOUNTS
    ]  # fmt: skip
    columns.append(Column("margin_percent", _(MEASURES[MARGIN]), "share", phone="row", summary=_margin))
    columns += [_added(key, answer) for key in answer.question.measures if key in ADDED]
    if view.question.compare:
        beside = compared_head(has_gaps="gross_profit" in answer.gaps)
        columns.append(Column("gross_profit_change", beside, "money", total=True, phone="hide"))
    return Table(
        tuple(columns),
        rows,
        detail=partial(_opened, margin, view, answer),
        sum_detail=partial(_opened_sum, margin, view, answer),
        search=_("Zeilen filtern"),
        download=_("margen"),
        sort=("gross_profit", "descending"),
        empty=_("Keine Erlöse in dieser Auswahl."),
        customers="customer" if "customer" in view.levels else "",
    )


def list_measures(view: View) -> tuple[str, ...]:
    """Return what the list measures: money, and what somebody added to it."""
    return (*GROSS_PROFIT_AMOUNTS, MARGIN, *(each for each in view.added if each in view.addable))


def _opened(margin: Margin, view: View, answer: Answer, row: Mapping[str, Any]) -> ViewModel:
    """Return the documents that a row is the sum of."""
    values = answer.rows.row(row[_PLACE], named=True)
    return documents_below(margin, view.where(tuple(spelled(values[each]) for each in view.levels)))


def _opened_sum(margin: Margin, view: View, answer: Answer, shown: pl.DataFrame) -> ViewModel:
    """Return the documents that the sums of the rows which are shown are made of."""
    is_whole = shown.height == answer.rows.height
    among = None if is_whole else answer.rows[shown[_PLACE]].select(view.levels)
    return documents_below(margin, view.where(), among)


def _column(dimension: str, place: int) -> Column:
    beside, named = {"customer": ("customer_name", _("Name")), "account": ("account_name", _("Kontobezeichnung"))}.get(
        dimension, (None, "")
    )
    kind: Kind = "identifier" if beside else "text"
    return Column(
        dimension, _(DIMENSIONS[dimension]), kind, beside=beside, beside_title=named, phone="title" if place == 0 else "meta",
        link=_to_customer if dimension == "customer" else None,
    )  # fmt: skip


def _added(key: str, answer: Answer) -> Column:
    """Return the column of what is counted or divided: below all rows stands what it is of all of them, not a sum."""
    kind: Kind = "money" if MEASURED[key].kind == "money" else "number"
    return Column(key, _(ADDED[key]), kind, phone="hide", summary=partial(_of_all, answer, key))


def _of_all(answer: Answer, key: str, shown: pl.DataFrame) -> Value:
    """Return a figure of all rows; of some of them, which can have customers and invoices in common, it is not known."""
    value: Value = answer.total[key] if shown.height == answer.rows.height else None
    return value


def _to_customer(row: Mapping[str, Any]) -> Link | None:
    number = row["customer"]
    return Link(tab="gross_profit", customer_number=number) if number else None


def _worded(values: pl.Series, dimension: str) -> pl.Series:
    """Return a level's values in words; customers and accounts keep their numbers."""
    if dimension in {"customer", "account"}:
        return values
    known = values.unique()
    words = pl.Series([value_word(dimension, spelled(value)) for value in known], dtype=pl.String)
    return values.replace_strict(known, words, return_dtype=pl.String)


def _margin(rows: pl.DataFrame) -> Decimal | None:
    return margin_of(sum(rows["gross_profit"], Decimal(0)), sum(rows["revenue"], Decimal(0)))
