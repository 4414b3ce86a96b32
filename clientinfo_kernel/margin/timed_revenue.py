"""Revenue and wages of documents that say how many hours were worked: a price or cost per hour is made of these alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.departures import DOCUMENT
from clientinfo_kernel.money import euros

if TYPE_CHECKING:
    from clientinfo_kernel.margin.opened import Opened
    from clientinfo_kernel.margin.where import Where

_BY = ("division", "payer")
_AMOUNTS = ("revenue", "calculated_labour_cost")


def timed_revenue(opened: Opened, where: Where) -> pl.DataFrame:
    """Return it (``Margin.timed_revenue``).

    Args:
        opened: The snapshot.
        where: Filters on what the facts know.
    """
    facts = opened.rows("facts")
    met = facts.those(where)
    every = pl.concat([met.owned, met.unassigned], how="vertical_relaxed")
    sums = with_hours(every).with_columns(euros(pl.col(name)) for name in _AMOUNTS).collect()
    return opened.decoded(sums, _BY, facts)


def with_hours(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Return ``division``, ``payer``, ``revenue`` and ``calculated_labour_cost`` (cents), ``labour_minutes`` (ten-thousandths) of documents with hours.

    Args:
        facts: Some facts in their stored form; a document counts with all its revenue of a division and payer.
    """
    return (
        facts.group_by(*_BY, *DOCUMENT)
        .agg(pl.col(*_AMOUNTS, "labour_minutes").cast(pl.Int64).sum())
        .filter(pl.col("labour_minutes") != 0)
        .group_by(_BY)
        .agg(pl.col(*_AMOUNTS, "labour_minutes").sum())
    )
