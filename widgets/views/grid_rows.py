"""The rows of a grid as its browser gets them: the cells, what stands beside them, and where they lead."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from widgets.view_models import Column, Link, Table
from widgets.views import rows
from widgets.views.context import ViewContext
from widgets.views.grid_traits import GridLink, GridRow
from widgets.views.markup_writer import deep_link, safe_href

# Of a table whose rows are completed when they are seen, so many say how wide its columns are.
_SAMPLE = 1000
# What people read as it stands there; all else is a figure, a day or one of a few words.
_WORDS = frozenset({"text", "identifier", "plate"})
_DIGIT, _LETTERS = "0", ("n", "N")


def grid_rows(
    window: pl.DataFrame, row_numbers: pl.Series, columns: Sequence[Column], context: ViewContext
) -> list[GridRow]:
    """Return the rows of a window.

    Args:
        window: The rows that are sent.
        row_numbers: Of each, its number in the whole frame.
        columns: Of the table.
        context: Knows which links the viewer gets, and to which page they lead.
    """
    drawn: list[GridRow] = [
        {"row": number, "cells": cells}
        for number, cells in zip(row_numbers.to_list(), rows.cells(window, columns), strict=True)
    ]
    for place, column in enumerate(columns):
        if column.beside:
            for line, text in zip(drawn, window[column.beside].cast(pl.String).to_list(), strict=True):
                line.setdefault("beside", {})[place] = text
        if column.link is not None:
            for line, row in zip(drawn, window.iter_rows(named=True), strict=True):
                line.setdefault("links", {})[place] = _address(offered_link(column, row, context), context)
    return drawn


def offered_link(column: Column, row: Mapping[str, Any], context: ViewContext) -> Link | None:
    """Return where a click on a cell leads, if the viewer is allowed to open it."""
    target = column.link(row) if column.link else None
    return target if target is not None and context.offers(target) else None


def _address(target: Link | None, context: ViewContext) -> GridLink | None:
    if target is None:
        return None
    if target.tab or target.customer_number:
        return {"href": context.customers_at + deep_link(target), "inside": not context.customers_at}
    href = safe_href(target.href)
    return {"href": href, "inside": False} if href else None


def widest_cells(table: Table) -> list[list[Any]]:
    """Return, by column, what might need the most room.

    A table that names customers has letters and digits of that room in the place of its texts: they may be of somebody
    whose row is never sent, so that nobody would write down that they were shown.
    """
    some = (
        table.rows if table.more is None else table.complete(table.rows.gather_every(-(-table.rows.height // _SAMPLE)))
    )
    widest = [rows.widest(some, column) for column in table.columns]
    if not table.customers:
        return widest
    return [
        [_of_that_room(value) for value in values] if column.kind in _WORDS else values
        for column, values in zip(table.columns, widest, strict=True)
    ]


def _of_that_room(text: str) -> str:
    return "".join(_DIGIT if each.isdigit() else _LETTERS[each.isupper()] if each.isalpha() else each for each in text)
