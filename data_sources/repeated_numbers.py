"""Numbers that begin again each year: which records of one number are one document."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    import dataframely as dy

# Records of one number that are further apart are of two years; a document that is dated again is one.
APART = 183
# By contract: the day that tells two documents of one number from each other.
_DAYS = {"Invoices": "invoiced_on", "Orders": "ordered_at", "OrderSplits": "invoiced_on"}
# Of these a record without the day behind one that has it is the next document: what is not billed yet was not before. Whether
# two such records are two documents or one that was delivered again, the intake cannot tell.
_UNDATED_AT_FIRST = {"OrderSplits"}
# Without a day: those of the next document begin again with a line that was there.
_LINES = {"OrderLines": "line"}
USE = "__use"
_LAST = dt.date.max


def use_of(key: Sequence[str], day: str, *, is_undated_at_first: bool = False) -> pl.Expr:
    """Return which use of its number (``key``) a record belongs to, counted from 0: the next one begins half a year later.

    Args:
        key: Columns of the number.
        day: Column of the day.
        is_undated_at_first: Records have no day until they are billed: one without it is that of the next one that has it,
            and behind all of them (``is_open``) each another document.
    """
    on = pl.col(day)
    if is_undated_at_first:
        behind = pl.when(on.is_not_null().any()).then(pl.lit(_LAST))
        on = pl.coalesce(on.backward_fill(), behind)
    begins = (on.sort().diff().dt.total_days() > APART).fill_null(value=False).cum_sum()
    use = begins.gather(on.arg_sort().arg_sort()).over(key)
    return (use + is_open(key, day).cum_sum().over(key) if is_undated_at_first else use).alias(USE)


def is_open(key: Sequence[str], day: str) -> pl.Expr:
    """Return whether a record has no day yet, nor any record of its number (``key``) behind it."""
    return pl.col(day).backward_fill().over(key).is_null()


def begun(line: str, document: Sequence[str]) -> pl.Expr:
    """Return how often the lines of a document have begun again before a record, in the order of the files."""
    return (pl.col(line).diff() <= 0).fill_null(value=False).cum_sum().over(document)


def uses_of(schema: type[dy.Schema], key: Sequence[str]) -> list[pl.Expr]:
    """Return what tells records of one key from each other that are different documents (``use_of``); none: the key does."""
    day, line = _DAYS.get(schema.__name__), _LINES.get(schema.__name__)
    if line:
        return [begun(line, [name for name in key if name != line]).alias(USE)]
    return [use_of(key, day, is_undated_at_first=schema.__name__ in _UNDATED_AT_FIRST)] if day else []


def day_of(schema: type[dy.Schema]) -> str | None:
    """Return the column of a contract that tells documents of one number from each other; None: its key does."""
    return _DAYS.get(schema.__name__)
