"""Sorting, cutting and adding up the rows of one customer without a query plan.

A plan of Polars costs some 50 µs before it touches a row, more than a pass over the few rows of a customer does.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from operator import neg
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.money import MONEY
from clientinfo_kernel.query.stored_form import amounts, whole_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

_EPOCH, _MICROSECOND = datetime.fromtimestamp(0, UTC), timedelta(microseconds=1)


def marked_first(rows: pl.DataFrame, flag: str) -> pl.DataFrame:
    """Return the rows whose flag is set before the others (not set, or null), else in their order."""
    marks = rows[flag].to_list()
    return _ordered(rows, lambda place: not marks[place])


def next_first(rows: pl.DataFrame, flag: str, day: str) -> pl.DataFrame:
    """Return the rows whose flag is set before the others, nulls last; each group by day, those without one last."""
    marks, days = rows[flag].to_list(), rows[day].to_list()
    return _ordered(
        rows,
        lambda place: (marks[place] is None, not marks[place], days[place] is None, days[place] or date.max),
    )


def where(rows: pl.DataFrame, holds: Iterable[bool | None]) -> pl.DataFrame:
    """Return the rows for which something holds, in their order.

    Args:
        rows: Any.
        holds: A word for each row; null is no.
    """
    return _chosen(rows, [place for place, held in enumerate(holds) if held])


def earliest_first(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the rows in the order of a column of days or moments, those without one last."""
    moments = rows[column].to_list()
    dated = [place for place, moment in enumerate(moments) if moment is not None]
    undated = [place for place, moment in enumerate(moments) if moment is None]
    return _chosen(rows, sorted(dated, key=moments.__getitem__) + undated)


def up_to(rows: pl.DataFrame, column: str, moment: datetime) -> pl.DataFrame:
    """Return the rows up to a moment; rows without one are left out.

    Args:
        rows: In the order of the column, newest first, nulls last.
        column: Of moments.
        moment: The last one that belongs to them.
    """
    moments = [each for each in rows[column].cast(pl.Int64).to_list() if each is not None]
    later = bisect_left(moments, -((moment - _EPOCH) // _MICROSECOND), key=neg)
    return rows.slice(later, len(moments) - later)


def sums_by(rows: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """Return the sums of amounts in EUR per value of the schema's first column, smallest first.

    Args:
        rows: Have the columns of the schema.
        schema: The column by which is summed, then the amounts (``money.MONEY``).
    """
    key, *names = schema.names()
    values = rows[key].to_list()
    known = sorted(set(values), key=lambda value: (value is not None, value))
    # All columns below each other: each step on a series costs more than its few values do.
    cents = cents_of(pl.concat([rows[name] for name in names]))
    columns = [cents[place * rows.height : (place + 1) * rows.height] for place in range(len(names))]
    sums = amount_series("", [each for column in columns for each in _sums(values, known, column)])
    parts = [sums.slice(place * len(known), len(known)).alias(name) for place, name in enumerate(names)]
    return pl.DataFrame([pl.Series(key, known, schema[key]), *parts])


def cents_of(amounts: pl.Series) -> list[int]:
    """Return amounts in EUR as whole cents, null as 0."""
    return [cents or 0 for cents in whole_numbers(amounts, MONEY).to_list()]


def amount_series(name: str, cents: Iterable[int]) -> pl.Series:
    """Return a series of amounts in EUR (``money.MONEY``) of whole cents."""
    return amounts(pl.Series(name, list(cents), pl.Int64), MONEY)


def _sums(values: Iterable[Any], known: Iterable[Any], cents: Iterable[int]) -> list[int]:
    sums = dict.fromkeys(known, 0)
    for value, each in zip(values, cents, strict=True):
        sums[value] += each
    return list(sums.values())


def _ordered(rows: pl.DataFrame, key: Callable[[int], Any]) -> pl.DataFrame:
    if rows.height < 2:  # noqa: PLR2004  # nothing to put in order
        return rows
    return _chosen(rows, sorted(range(rows.height), key=key))


def _chosen(rows: pl.DataFrame, places: list[int]) -> pl.DataFrame:
    if len(places) == rows.height and places == list(range(rows.height)):
        return rows
    return rows[pl.Series(places, dtype=pl.UInt32)]
