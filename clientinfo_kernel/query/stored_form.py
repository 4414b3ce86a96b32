"""How the values of a table lie in the files of a snapshot: decimals as whole numbers, all else as declared.

A decimal is the one type that Polars cannot use where it is mapped (its values take 16 bytes, Arrow files align to 8),
so every process would copy every amount. As Int64, counted in the last declared digit (EUR: in cents), it is used where
it is mapped and takes half the space. The writer and the readers of a snapshot convert here and nowhere else: whole
tables by expressions, the few rows of a customer series by series, for which a query plan is the dearer way.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS = 18  # of a whole number of 64 bits, whatever they are
_WHOLE = pl.Decimal(_DIGITS, 0)


def stored_columns(columns: pl.Schema) -> pl.Schema:
    """Return the columns of a table's file.

    Args:
        columns: As declared (``table.Table.columns``).

    Raises:
        ValueError: A decimal has more than 18 digits.
    """
    return pl.Schema({name: pl.Int64 if _is_amount(dtype) else dtype for name, dtype in columns.items()})


def as_stored(columns: pl.Schema) -> list[pl.Expr]:
    """Return the expressions that turn declared columns into those of the file; none for what is the same in both."""
    return [pl.col(name).to_physical().cast(pl.Int64) for name in _amounts(columns)]


def as_declared(columns: pl.Schema) -> list[pl.Expr]:
    """Return the expressions that turn the columns of a file into declared ones; none for what is the same in both."""
    return [pl.col(name).cast(pl.Int128).reinterpret(dtype=columns[name]) for name in _amounts(columns)]


def rows_as_declared(stored: pl.DataFrame, places: Mapping[int, pl.Decimal]) -> pl.DataFrame:
    """Return a few rows of a file with their declared types, as ``as_declared`` does.

    Args:
        stored: Has the columns of the file (``stored_columns``).
        places: Where among the declared columns decimals are (``amount_places``).
    """
    rows = stored.clone()
    for place, dtype in places.items():
        rows.replace_column(place, amounts(stored.to_series(place), dtype))
    return rows


def amount_places(columns: pl.Schema) -> dict[int, pl.Decimal]:
    """Return where among the columns decimals are, and which."""
    return {place: dtype for place, dtype in enumerate(columns.dtypes()) if isinstance(dtype, pl.Decimal)}


def amounts(whole: pl.Series, dtype: pl.Decimal) -> pl.Series:
    """Return the decimals of whole numbers of their last digit (12345 -> 123.45)."""
    return (whole.cast(_WHOLE) * _one(Decimal(1).scaleb(-dtype.scale), dtype)).cast(dtype)


def whole_numbers(amounts: pl.Series, dtype: pl.Decimal) -> pl.Series:
    """Return decimals as whole numbers (Int64) of their last digit (123.45 -> 12345)."""
    return (amounts * _one(Decimal(10) ** dtype.scale, _WHOLE)).cast(pl.Int64)


@cache
def _one(factor: Decimal, dtype: pl.Decimal) -> pl.Series:
    return pl.Series([factor], dtype=dtype)


def _amounts(columns: pl.Schema) -> list[str]:
    return [name for name, dtype in columns.items() if _is_amount(dtype)]


def _is_amount(dtype: pl.DataType) -> bool:
    if not isinstance(dtype, pl.Decimal):
        return False
    if dtype.precision > _DIGITS:
        raise ValueError(f"a column of a snapshot has at most {_DIGITS} digits, not {dtype}")
    return True
