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
_DAYS = {"Invoices": "invoiced_on"}
USE = "__use"


def use_of(key: Sequence[str], day: str) -> pl.Expr:
    """Return which use of its number (``key``) a record belongs to, counted from 0: the next one begins half a year later."""
    gap = pl.col(day).diff().dt.total_days()
    return (gap > APART).fill_null(value=False).cum_sum().over(key, order_by=day).alias(USE)


def day_of(schema: type[dy.Schema]) -> str | None:
    """Return the column of a contract that tells documents of one number from each other; None: its key does."""
    return _DAYS.get(schema.__name__)
