"""Odd documents: sold below cost, costs without revenue, revenue without costs. Filters find them; they are judged whole.

A document is judged over all its months and divisions, and together with the fiscal year beside it where that one has only
its other side: goods of December that were booked in January are no revenue without costs. Numbers that a house gives out
anew each year stay apart, for both years have revenue of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.answer import Page, measures_of
from clientinfo_kernel.margin.dimensions import ROW_DIMENSIONS, finest
from clientinfo_kernel.margin.measures import LINES

if TYPE_CHECKING:
    from clientinfo_kernel.margin.opened import Opened
    from clientinfo_kernel.margin.where import Where

_NAMES = ("customer", "number", "year")
_COSTS = pl.col("cost_of_goods") + pl.col("calculated_labour_cost")


def odd_documents(opened: Opened, where: Where, limit: int) -> Page:
    """Return odd documents (``Margin.odd_documents``)."""
    rows = opened.rows(finest(["facts", *(ROW_DIMENSIONS[key].level for key, _ in where)]))
    facts = opened.rows("facts")
    met, every = rows.those(where, _NAMES), facts.those(())
    judged = pl.collect_all(
        judge(whole_documents(each, those.select(_NAMES).unique()))
        for each, those in ((every.owned, met.owned), (every.unassigned, met.unassigned))
    )
    found = pl.concat(judged, how="vertical_relaxed")
    total = measures_of(found.select(pl.col(LINES).sum()), ("gross_profit",)).row(0, named=True)
    # What lost money before what may only wait for its costs; the largest first.
    size = pl.sum_horizontal(LINES).abs()
    ordered = found.sort(pl.col("reason") == "no_cost", size, *_NAMES, descending=[False, True, False, False, False])
    page = ordered.head(limit)
    names = page.select("reason", *_NAMES, "last_year", "date", "branch")
    shown = pl.concat([names, measures_of(page, (*LINES, "gross_profit"))], how="horizontal")
    return Page(opened.decoded(shown, ("customer", "branch"), facts), found.height, total, opened.snapshot_id)


def whole_documents(facts: pl.LazyFrame, met: pl.LazyFrame) -> pl.LazyFrame:
    """Return the documents that are met, whole.

    Args:
        facts: All facts in their stored form.
        met: ``customer``, ``number``, ``year`` of what the filters let through.

    Returns:
        These, ``last_year`` (the same, or the next one where that is part of it), ``date``, ``branch`` (null: several),
        and the lines of the gross profit. Postings without a number are no document.
    """
    names = met.drop_nulls("number").with_columns(pl.lit(value=True).alias("is_met"))
    of_year = (
        facts.join(names.select("customer", "number"), on=["customer", "number"], how="semi", nulls_equal=True)
        .group_by(_NAMES)
        .agg(
            pl.col("posted_on").min().alias("date"),
            pl.when(pl.col("branch").n_unique() == 1).then(pl.col("branch").first()).alias("branch"),
            pl.col("is_sale").any(),
            *(pl.col(line).cast(pl.Int64).sum() for line in LINES),
        )
        .join(names, on=_NAMES, how="left", nulls_equal=True)
        .sort(_NAMES)
    )
    beside = ("customer", "number")
    is_late = ~pl.col("is_sale") & (pl.col("year").shift().over(beside) == pl.col("year") - 1)
    is_early = ~pl.col("is_sale") & (pl.col("year").shift(-1).over(beside) == pl.col("year") + 1)
    home = (
        pl.when(is_late.fill_null(value=False))
        .then(pl.col("year") - 1)
        .when(is_early.fill_null(value=False))
        .then(pl.col("year") + 1)
        .otherwise("year")
    )
    return (
        of_year.with_columns(home.alias("home"))
        .group_by("customer", "number", "home", maintain_order=True)
        .agg(
            pl.col("year").min(),
            pl.col("year").max().alias("last_year"),
            pl.col("date").min(),
            pl.when(pl.col("branch").n_unique() == 1).then(pl.col("branch").first()).alias("branch"),
            pl.col("is_met").any(),
            pl.col(LINES).sum(),
        )
        .filter("is_met")
        .drop("home", "is_met")
    )


def judge(documents: pl.LazyFrame) -> pl.LazyFrame:
    """Return those that are odd with their ``reason``: ``loss``, ``no_revenue`` or ``no_cost``.

    Credit notes lose money by their nature and are none. Where a document has neither goods nor calculated wages, nothing
    was taken off its revenue.
    """
    revenue, profit = pl.col("revenue"), pl.sum_horizontal(LINES)
    reason = (
        pl.when((revenue > 0) & (profit < 0))
        .then(pl.lit("loss"))
        .when((revenue > 0) & (_COSTS == 0))
        .then(pl.lit("no_cost"))
        .when((revenue == 0) & (_COSTS < 0))
        .then(pl.lit("no_revenue"))
    )
    return documents.with_columns(reason.alias("reason")).drop_nulls("reason")
