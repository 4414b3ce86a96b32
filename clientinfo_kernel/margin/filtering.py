"""Filters as conditions on rows in their stored form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.dimensions import ALL_BUT, UNASSIGNED
from clientinfo_kernel.margin.where import DAY, bounds, day_of_month

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from clientinfo_kernel.margin.where import Where

_FIRST_STORED = date(1970, 1, 1).toordinal()


def conditions(
    where: Where, words: Mapping[str, pl.Series], customer_ids: Callable[[Iterable[str]], list[int]]
) -> list[pl.Expr]:
    """Return a condition per filter; a row is wanted that meets them all.

    Args:
        where: Filters.
        words: The texts of the columns of codes.
        customer_ids: From customer numbers to the ids of the column ``customer``; of unknown ones there is none.
    """

    def condition(key: str, values: tuple[str, ...]) -> pl.Expr:
        column = pl.col("posted_on" if key == DAY else key)
        named = [value for value in values if value not in {UNASSIGNED, ALL_BUT}]
        if key == "year":
            chosen = [column.is_between(*bounds(key, value)) for value in named]
        elif key == "month":
            ranges = [bounds(key, value) for value in named]
            chosen = [column.is_between(day_of_month(first), day_of_month(last)) for first, last in ranges]
        elif key == DAY:
            ranges = [bounds(key, value) for value in named]
            days = column.cast(pl.Int32)  # since 1970, as they are stored: of two bytes or of four
            chosen = [days.is_between(first - _FIRST_STORED, last - _FIRST_STORED) for first, last in ranges]
        elif key == "customer":
            chosen = _any_of(column, customer_ids(named))
        elif key in words:
            places = {word: place for place, word in enumerate(words[key])}
            chosen = _any_of(column, [places[value] for value in named if value in places])
        else:
            chosen = _any_of(column, named)
        if UNASSIGNED in values:
            chosen.append(column.is_null())
        found = pl.any_horizontal(each.fill_null(value=False) for each in chosen) if chosen else pl.lit(value=False)
        return ~found if ALL_BUT in values else found

    return [condition(key, values) for key, values in where]


def _any_of(column: pl.Expr, values: list[int] | list[str]) -> list[pl.Expr]:
    return [column == values[0]] if len(values) == 1 else [column.is_in(values)] if values else []
