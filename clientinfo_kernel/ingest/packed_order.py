"""Sorting a piece of a table by many columns: whole numbers that stand one behind the other are compared as one number.

Polars writes the columns of a row behind each other as bytes and compares these; one or two numbers are sorted much
faster. The files of a snapshot hold hardly anything but numbers: days, amounts, codes of texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_BITS = 63  # of a number that is not negative


def sorted_by(piece: pl.DataFrame, order: Sequence[tuple[str, bool]]) -> pl.DataFrame:
    """Return the rows in an order: columns, and whether the greatest of each comes first. Nulls come last either way."""
    keys = {f"__key_{place}": key for place, key in enumerate(_keys(piece, order))}
    keyed = piece.with_columns(key.alias(name) for name, (key, _) in keys.items())
    directions = [is_descending for _, is_descending in keys.values()]
    return keyed.sort([*keys], descending=directions, nulls_last=True).drop([*keys])


def _keys(piece: pl.DataFrame, order: Sequence[tuple[str, bool]]) -> Iterator[tuple[pl.Expr, bool]]:
    """Yield what to sort by, in turn: whole numbers packed together as far as they go, or a column as it is."""
    packed, bits = pl.lit(0, pl.Int64), 0
    for name, is_descending in order:
        if not _is_whole(piece.schema[name]):
            if bits:
                yield packed, False
            yield pl.col(name), is_descending
            packed, bits = pl.lit(0, pl.Int64), 0
            continue
        values = piece[name].to_physical()
        low, high = int(values.min() or 0), int(values.max() or 0)  # type: ignore[arg-type]
        width = (high - low + 1).bit_length()
        if width > _MOST_BITS:
            raise OverflowError(f"{name} has values from {low} to {high}")
        if bits + width > _MOST_BITS:
            yield packed, False
            packed, bits = pl.lit(0, pl.Int64), 0
        number = pl.col(name).to_physical().cast(pl.Int64)
        place = high - number if is_descending else number - low
        packed, bits = packed * 2**width + place.fill_null(high - low + 1), bits + width
    if bits:
        yield packed, False


def _is_whole(dtype: pl.DataType) -> bool:
    return dtype.is_integer() or dtype.is_temporal() or dtype == pl.Boolean
