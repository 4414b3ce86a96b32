"""How the values of a table lie in the files of a snapshot: decimals as whole numbers, texts that repeat as codes.

A decimal is the one type that Polars cannot use where it is mapped (its values take 16 bytes, Arrow files align to 8),
so every process would copy every amount. As a whole number, counted in the last declared digit (EUR: in cents), it is
used where it is mapped and takes less space; 32 bits do where all values of a column are small. A text that repeats
(``table.Table.words``) is the place of the text among the column's words, which stand once in a file of their own
beside the table, sorted: in a column of the names of files it takes one byte instead of some fifty.

The writer and the readers of a snapshot convert here and nowhere else: whole tables by expressions, the few rows of a
customer series by series, for which a query plan is the dearer way.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from polars._typing import PolarsDataType

    from clientinfo_kernel.query.table import Table

Words: TypeAlias = "Mapping[str, pl.Series]"

CODE = pl.UInt32  # of the widest column of codes
_DIGITS = 18  # of a whole number of 64 bits, whatever they are
_WHOLE = pl.Decimal(_DIGITS, 0)
_CODES = (pl.UInt8(), pl.UInt16(), pl.UInt32())
_NUMBERS = (pl.Int32(), pl.Int64())


def stored_types(table: Table) -> dict[str, tuple[pl.DataType, ...]]:
    """Return the types that each column of a table can have in its file, narrowest first.

    Raises:
        ValueError: A decimal has more than 18 digits.
    """
    return {
        name: _CODES if name in table.words else _NUMBERS if _is_wide(dtype) else (dtype,)
        for name, dtype in table.columns.items()
    }


def is_stored_form(columns: Mapping[str, PolarsDataType], table: Table) -> bool:
    """Return whether a file with these columns holds the table."""
    types = stored_types(table)
    return list(columns) == list(types) and all(dtype in types[name] for name, dtype in columns.items())


def numbers_as_stored(columns: pl.Schema) -> list[pl.Expr]:
    """Return the expressions that turn declared decimals into whole numbers; none for what is the same in both."""
    return [pl.col(name).to_physical().cast(pl.Int64) for name in _amounts(columns)]


def as_declared(table: Table, words: Words) -> list[pl.Expr]:
    """Return the expressions that turn the columns of a file into declared ones; none for what is the same in both."""
    columns = table.columns
    return [
        *(pl.col(name).cast(pl.Int128).reinterpret(dtype=columns[name]) for name in _amounts(columns)),
        *(pl.col(name).cast(pl.Int64) for name, dtype in columns.items() if dtype == pl.Int64),
        *(
            pl.col(name).map_batches(partial(texts, words[name]), return_dtype=pl.String, is_elementwise=True)
            for name in columns
            if name in table.words
        ),
    ]


def texts(words: pl.Series, codes: pl.Series) -> pl.Series:
    """Return the words of a column of codes, null for null."""
    if words.is_empty():
        return pl.Series(codes.name, [None], pl.String).new_from_index(0, len(codes))
    return words[codes.cast(CODE)].alias(codes.name)


def converters(table: Table) -> dict[int, Callable[[pl.Series, Words], pl.Series]]:
    """Return what turns the columns of a file into declared ones, by their place; none for what is the same in both.

    For a few rows this does as ``as_declared`` for many.
    """
    found: dict[int, Callable[[pl.Series, Words], pl.Series]] = {}
    for place, (name, dtype) in enumerate(table.columns.items()):
        if name in table.words:
            found[place] = _texts
        elif isinstance(dtype, pl.Decimal):
            found[place] = partial(_amounts_of, dtype)
        elif dtype == pl.Int64:
            found[place] = _wide
    return found


def amounts(whole: pl.Series, dtype: pl.Decimal) -> pl.Series:
    """Return the decimals of whole numbers of their last digit (12345 -> 123.45)."""
    return (whole.cast(_WHOLE) * _one(Decimal(1).scaleb(-dtype.scale), dtype)).cast(dtype)


def whole_numbers(amounts: pl.Series, dtype: pl.Decimal) -> pl.Series:
    """Return decimals as whole numbers (Int64) of their last digit (123.45 -> 12345)."""
    return (amounts * _one(Decimal(10) ** dtype.scale, _WHOLE)).cast(pl.Int64)


def narrowest(lowest: int | None, highest: int | None) -> pl.DataType:
    """Return the narrowest type of a file's whole numbers that holds both bounds."""
    small, wide = _NUMBERS
    return small if (lowest or 0) >= -(2**31) and (highest or 0) < 2**31 else wide


def code_type(words: int) -> pl.DataType:
    """Return the narrowest type of codes for so many words."""
    return next(dtype for dtype, bits in zip(_CODES, (8, 16, 32), strict=True) if words <= 2**bits)


@cache
def _one(factor: Decimal, dtype: pl.Decimal) -> pl.Series:
    return pl.Series([factor], dtype=dtype)


def _texts(codes: pl.Series, words: Words) -> pl.Series:
    return texts(words[codes.name], codes)


def _wide(numbers: pl.Series, _words: Words) -> pl.Series:
    return numbers.cast(pl.Int64)


def _amounts_of(dtype: pl.Decimal, whole: pl.Series, _words: Words) -> pl.Series:
    return amounts(whole, dtype)


def _amounts(columns: pl.Schema) -> list[str]:
    return [name for name, dtype in columns.items() if _is_amount(dtype)]


def _is_wide(dtype: pl.DataType) -> bool:
    return dtype == pl.Int64 or _is_amount(dtype)


def _is_amount(dtype: pl.DataType) -> bool:
    if not isinstance(dtype, pl.Decimal):
        return False
    if dtype.precision > _DIGITS:
        raise ValueError(f"a column of a snapshot has at most {_DIGITS} digits, not {dtype}")
    return True
