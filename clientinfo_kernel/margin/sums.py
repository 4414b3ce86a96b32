"""Adding up the rows of a question: per group, in all, and of what belongs to no customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.measures import DISTINCT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.margin.rows import Rows

_OF_DISTINCT = {
    "customers": pl.col("customer").filter(pl.col("is_sale")).drop_nulls().n_unique(),
    "invoices": pl.col("document").filter(pl.col("is_invoice")).n_unique(),
}


@dataclass(frozen=True)
class Sums:
    """Sums of whole numbers.

    Attributes:
        groups: One row per group: its dimensions, still as codes, and the sums.
        total: One row: the sums of all rows, distinct counts counted again.
        unassigned: One row: those of the rows that lead to no customer.
    """

    groups: pl.DataFrame
    total: pl.DataFrame
    unassigned: pl.DataFrame


def added_up(rows: Rows, those: pl.LazyFrame, by: Sequence[str], sums: Sequence[str]) -> list[pl.LazyFrame]:
    """Return the queries for groups, total and what is unassigned (``Sums``, to be collected together).

    Args:
        rows: Where they are from.
        those: Which of them count.
        by: Their groups.
        sums: Of ``measures.sums_for``.
    """
    whole = [
        (_OF_DISTINCT[each] if each in DISTINCT else pl.col(each).cast(pl.Int64).sum()).cast(pl.Int64).alias(each)
        for each in sums
    ]
    groups = those.group_by(by).agg(whole) if by else those.select(whole)
    return [groups, those.select(whole), those.filter(rows.is_unassigned).select(whole)]
