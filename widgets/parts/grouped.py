"""A table by groups: a row per value of one of its columns, which opens to the rows that have it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from widgets.texts.language import _
from widgets.view_models import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.view_models import ViewModel

# What rows are put together by; every amount or day would be a group of its own.
_KINDS = frozenset({"text", "chip", "yes_no"})
# Each row has its own.
_OWN = frozenset({"text", "note", "customer", "phone", "who", "what"})


def groupable(table: Table) -> Mapping[str, str]:
    """Return the columns by which a table can be grouped: key and heading."""
    return {each.key: each.title for each in table.columns if each.kind in _KINDS and each.key not in _OWN}


def grouped(table: Table, key: str) -> Table:
    """Return a row per value of a column, most rows first, with the sums of the table's own sums."""
    column = next(each for each in table.columns if each.key == key)
    summed = [each for each in table.columns if each.total]
    groups = table.rows.group_by(key, maintain_order=True).agg(
        pl.len().alias("group_size"), *(pl.col(each.key).sum() for each in summed)
    )

    def rows_of(row: Mapping[str, Any]) -> ViewModel:
        return replace(
            table, rows=table.rows.filter(pl.col(key).eq_missing(pl.lit(row[key]))), title="", names=None, marked=None
        )

    return replace(
        table,
        columns=(
            replace(column, phone="title", link=None, beside=None),
            Column("group_size", _("Anzahl"), "number", total=True, phone="figure"),
            *(replace(each, phone="row") for each in summed),
        ),
        rows=groups.sort("group_size", descending=True, maintain_order=True),
        detail=rows_of,
        names=None,
        leads=False,
        customers="",
        marked=None,
    )
