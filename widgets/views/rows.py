"""A table's rows: put in order, filtered, cut to a window, summed. Pure functions over the frame, vectorised."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from clientinfo_kernel.settings import BERLIN
from widgets.texts.language import _, language
from widgets.view_models import Column, Value

FIGURES = frozenset({"money", "number", "percent", "share"})
_NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*")
# Between the cells of a row: a word of the filter never matches across it.
_GAP = "\x1f"


def fold(text: pl.Expr) -> pl.Expr:
    """Return text as DIN 5007-1 sorts it: without case and accents, ä as a, ß as ss."""
    bare = text.str.to_lowercase().str.replace_all("ß", "ss", literal=True).str.normalize("NFKD")
    return bare.str.replace_all(r"\p{M}+", "")


def fold_word(word: str) -> str:
    """Return ``fold`` for a word that somebody typed."""
    return str(pl.select(fold(pl.lit(word))).item())


def as_text(column: Column) -> pl.Expr:
    """Return what a text-like cell shows: the chip's word, or the value itself."""
    text = pl.col(column.key).cast(pl.String)
    if column.kind == "chip" and column.chips:
        return text.replace({value: chip.text for value, chip in column.chips.items()})
    return text


def order(rows: pl.DataFrame, column: Column, *, descending: bool) -> pl.Series:
    """Return the row numbers in the order of a column: figures and days by value, text as German sorts; empty cells last."""
    if column.kind in {"text", "identifier", "plate", "chip"}:
        keys = [fold(as_text(column)).alias("folded"), as_text(column).alias("text")]
    else:
        keys = [pl.col(column.key).alias("value")]
    keyed = rows.select(*keys).with_row_index("row")
    names = keyed.columns[1:]
    return keyed.sort(names, descending=descending, nulls_last=True, maintain_order=True)["row"]


def haystack(rows: pl.DataFrame, columns: Iterable[Column]) -> pl.Series:
    """Return one searchable text per row: all shown columns, as they are shown and raw."""
    parts: list[pl.Expr] = []
    for column in columns:
        parts += _searchable(column, rows.schema[column.key])
        if column.beside:
            parts.append(_searched_chip(column))
    return rows.select(pl.concat_str(parts, separator=_GAP, ignore_nulls=True).alias("text"))["text"]


def _searchable(column: Column, kind: pl.DataType) -> list[pl.Expr]:
    cell = pl.col(column.key)
    if kind == pl.Boolean:
        return [pl.when(cell).then(pl.lit(_("ja"))).when(~cell).then(pl.lit(_("nein")))]
    if isinstance(kind, pl.Datetime):
        cell = local_moment(cell, kind)
    if kind.is_temporal():
        shown = "%d.%m.%Y" if language() == "de" else "%d/%m/%Y"
        shown += " %H:%M" if isinstance(kind, pl.Datetime) else ""
        return [cell.dt.to_string(shown), cell.dt.to_string("%Y-%m-%d")]
    if kind.is_numeric():
        return [cell.cast(pl.String)]
    return [fold(as_text(column))]


def _searched_chip(column: Column) -> pl.Expr:
    text = pl.col(str(column.beside)).cast(pl.String)
    return fold(text.replace({value: chip.text for value, chip in column.chips.items()}) if column.chips else text)


def local_moment(cell: pl.Expr, kind: pl.Datetime) -> pl.Expr:
    """Return a moment by the clocks of the house: inside it is UTC, also where the frame does not say so."""
    return (cell if kind.time_zone else cell.dt.replace_time_zone("UTC")).dt.convert_time_zone(BERLIN.key)


def matching(texts: pl.Series, words: str) -> pl.Series:
    """Return which rows contain every word; a figure can be typed as shown (1.803,22) or raw (1803.22)."""
    found = pl.repeat(value=True, n=len(texts), dtype=pl.Boolean, eager=True)
    for word in words.split():
        any_form = pl.repeat(value=False, n=len(texts), dtype=pl.Boolean, eager=True)
        for form in _forms(word):
            any_form |= texts.str.contains(form, literal=True).fill_null(value=False)
        found &= any_form
    return found


def _forms(word: str) -> set[str]:
    folded = fold_word(word)
    forms = {folded}
    if _NUMBER.fullmatch(word):
        forms |= {word.replace(".", "").replace(",", "."), word.replace(",", "")}
    for spelled, letter in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        forms |= {form.replace(spelled, letter) for form in forms}
    return {form for form in forms if form}


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
