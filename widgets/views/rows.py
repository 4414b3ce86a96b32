"""A table's rows: put in order, filtered, cut to a window, summed. Pure functions over the frame, vectorised."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from clientinfo_kernel.query.collation import folded, places
from clientinfo_kernel.settings import BERLIN
from widgets.view_models import Column, Value

FIGURES = frozenset({"money", "number", "percent", "share"})
# What is sorted as texts are.
TEXTS = frozenset({"text", "identifier", "plate", "chip"})


def fold_word(word: str) -> str:
    """Return ``folded`` for a word that somebody typed."""
    return str(folded(pl.Series([word]))[0])


def as_text(column: Column) -> pl.Expr:
    """Return what a text-like cell shows: the chip's word, or the value itself."""
    text = pl.col(column.key).cast(pl.String)
    if column.kind == "chip" and column.chips:
        return text.replace({value: chip.text for value, chip in column.chips.items()})
    return text


def order(rows: pl.DataFrame, column: Column, *, descending: bool) -> pl.Series:
    """Return the row numbers in the order of a column: figures and days by value, text as German sorts; empty cells last."""
    keys = rows[column.key]
    if column.kind in TEXTS:
        is_coded = isinstance(keys.dtype, pl.Enum) and not column.chips
        keys = places(keys if is_coded else rows.select(as_text(column).alias("text"))["text"])
    keyed = pl.DataFrame({"value": keys}).with_row_index("row")
    return keyed.sort("value", descending=descending, nulls_last=True, maintain_order=True)["row"]


def local_moment(cell: pl.Expr, kind: pl.Datetime) -> pl.Expr:
    """Return a moment by the clocks of the house: inside it is UTC, also where the frame does not say so."""
    return (cell if kind.time_zone else cell.dt.replace_time_zone("UTC")).dt.convert_time_zone(BERLIN.key)


def cells(rows: pl.DataFrame, columns: Sequence[Column]) -> list[list[Any]]:
    """Return raw values for the browser: figures as decimal text (never a float), days and moments as ISO text."""
    sent = [_sent(column.key, rows.schema[column.key]).alias(str(place)) for place, column in enumerate(columns)]
    return [list(row) for row in rows.select(sent).iter_rows()]


def _sent(key: str, kind: pl.DataType) -> pl.Expr:
    cell = pl.col(key)
    if kind == pl.Boolean:
        return cell
    if isinstance(kind, pl.Datetime):
        utc = cell if kind.time_zone in (None, "UTC") else cell.dt.convert_time_zone("UTC")
        return utc.dt.to_string("%Y-%m-%dT%H:%M:%SZ")
    return cell.cast(pl.String)


def total(rows: pl.DataFrame, column: Column) -> Value:
    """Return what stands in the footer: the exact sum, or what the column says instead. None: nothing."""
    if column.summary is not None:
        return column.summary(rows)
    if not column.total:
        return None
    whole: Decimal | int | float | None = rows[column.key].sum()
    return Decimal(0) if whole is None else whole


def widest(rows: pl.DataFrame, column: Column) -> list[Any]:
    """Return the values that might need the most room in a column: its extremes, or its longest text."""
    if rows.is_empty():
        return []
    kind = rows.schema[column.key]
    if column.kind in FIGURES:
        ends = rows.select(pl.col(column.key).min().alias("low"), pl.col(column.key).max().alias("high"))
        return [value for value in ends.select(_sent("low", kind), _sent("high", kind)).row(0) if value is not None]
    if kind.is_temporal() or kind == pl.Boolean:
        return list(rows.select(_sent(column.key, kind).drop_nulls().head(1)).to_series())
    texts = rows.select(pl.col(column.key).cast(pl.String).alias("text")).to_series().drop_nulls()
    return [] if texts.is_empty() else [texts[texts.str.len_chars().arg_max() or 0]]
