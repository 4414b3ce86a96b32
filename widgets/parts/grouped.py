"""A table by groups: a row per value of one of its columns, which opens to the rows that have it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.search.spelling import fold
from widgets.texts.language import _
from widgets.view_models import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.view_models import ViewModel

# What rows are put together by; every amount or day would be a group of its own.
_KINDS = frozenset({"text", "chip", "yes_no"})
# Each row has its own, or it is of the customer: who is shown is written down by rows, and a group has no customer.
_OWN = frozenset({"text", "note", "value", "customer", "phone", "promised_by", "who", "what"})


def groupable(table: Table) -> Mapping[str, str]:
    """Return the columns by which a table can be grouped: key and heading."""
    return {each.key: each.title for each in table.columns if each.kind in _KINDS and each.key not in _OWN}


def grouped(table: Table, key: str) -> Table:
    """Return a row per value of a column, most rows first, with the sums of the table's own sums.

    Colleagues stand by their names, with nothing by which they could be compared: neither numbers nor sums, also below.
    """
    column = next(each for each in table.columns if each.key == key)
    summed = [each for each in table.columns if each.total]
    values = table.column(key)
    groups = (
        table.rows.with_columns(values)
        .group_by(key, maintain_order=True)
        .agg(pl.len().alias("group_size"), *(pl.col(each.key).sum() for each in summed))
    )
    figures: tuple[Column, ...] = (
        Column("group_size", _("Anzahl"), "number", total=True, phone="figure"),
        *(replace(each, phone="row") for each in summed),
    )
    groups = groups.sort("group_size", descending=True, maintain_order=True)
    below = table
    if column.names_colleague:
        groups, figures = _by_name(groups.select(key)), ()
        below = replace(table, columns=tuple(replace(each, total=False, summary=None) for each in table.columns))

    def rows_of(row: Mapping[str, Any]) -> ViewModel:
        theirs = below.rows.filter(values.eq_missing(pl.Series([row[key]], dtype=values.dtype)))
        return replace(below, rows=theirs, title="", names=None, marked=None)

    return replace(
        table,
        columns=(replace(column, phone="title", link=None, beside=None), *figures),
        rows=groups,
        more=None,
        detail=rows_of,
        names=None,
        leads=False,
        customers="",
        marked=None,
    )


def _by_name(groups: pl.DataFrame) -> pl.DataFrame:
    """Return a frame of one column of names in their order; what has none comes last."""
    names = sorted(groups.to_series().to_list(), key=lambda name: (name is None, fold(name or "")))
    return pl.DataFrame({groups.columns[0]: names}, groups.schema)
