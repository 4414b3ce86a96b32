"""Numbers that begin again each year: which records of one number are one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    import dataframely as dy

# Records of one number that are further apart are of two years; a document that is dated again is one.
APART = 183
# By contract: the day that tells two documents of one number from each other.
_DAYS = {"Invoices": "invoiced_on", "Orders": "ordered_at", "OrderSplits": "invoiced_on"}
# These have no day until they are billed: which of several orders each of them is, the intake cannot tell.
_UNDATED_AT_FIRST = {"OrderSplits"}
# Without a day: those of the next document begin again with a line that was there.
_LINES = {"OrderLines": "line"}
USE = "__use"


def use_of(key: Sequence[str], day: str) -> pl.Expr:
    """Return which use of its number (``key``) a record belongs to, counted from 0: the next one begins half a year later.

    Args:
        key: Columns of the number.
        day: Column of the day.
    """
    on = pl.col(day)
    begins = (on.sort().diff().dt.total_days() > APART).fill_null(value=False).cum_sum()
    return begins.gather(on.arg_sort().arg_sort()).over(key).cast(pl.Int64).alias(USE)


def _use_or_own(key: Sequence[str], day: str) -> pl.Expr:
    """Return ``use_of`` of a record with a day; each one without it has a use of its own, below 0."""
    is_undated = pl.col(day).is_null()
    own = -is_undated.cast(pl.Int64).cum_sum().over(key)
    return pl.when(is_undated).then(own).otherwise(use_of(key, day)).alias(USE)


def begun(line: str, document: Sequence[str]) -> pl.Expr:
    """Return how often the lines of a document have begun again before a record, in the order of the files."""
    return (pl.col(line).diff() <= 0).fill_null(value=False).cum_sum().over(document)


def uses_of(schema: type[dy.Schema], key: Sequence[str]) -> list[pl.Expr]:
    """Return what tells records of one key from each other that are different documents (``use_of``); none: the key does."""
    day, line = _DAYS.get(schema.__name__), _LINES.get(schema.__name__)
    if line:
        return [begun(line, [name for name in key if name != line]).alias(USE)]
    if not day:
        return []
    return [_use_or_own(key, day) if schema.__name__ in _UNDATED_AT_FIRST else use_of(key, day)]


def day_of(schema: type[dy.Schema]) -> str | None:
    """Return the column of a contract that tells documents of one number from each other; None: its key does."""
    return _DAYS.get(schema.__name__)
