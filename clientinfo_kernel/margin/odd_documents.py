"""Odd documents: sold below cost, costs without revenue, revenue without costs, and what departs from what is usual.

Filters find them; they are judged whole. A document is judged over all its months and divisions, and together with the
fiscal year beside it where that one has only its other side: goods of December that were booked in January are not revenue
without costs. Numbers that a house gives out again each year stay apart, for both years have revenue of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.answer import Page, measures_of
from clientinfo_kernel.margin.departures import COLUMNS, DOCUMENT, Codes, departures
from clientinfo_kernel.margin.dimensions import ROW_DIMENSIONS, finest
from clientinfo_kernel.margin.reviews import REVIEWED, newest_reviews, with_reviews
from clientinfo_kernel.margin.rows import Sides
from clientinfo_kernel.money import MONEY, cents
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_AMOUNTS, LINES

if TYPE_CHECKING:
    from clientinfo_kernel.margin.opened import Opened
    from clientinfo_kernel.margin.where import Where

# What lost money before what may only wait for its costs.
REASONS = ("loss", "no_revenue", "warranty", "below_cost", "late", "discount", "no_cost")
_PLACES = {reason: place for place, reason in enumerate(REASONS)}
_COSTS = pl.col("cost_of_goods") + pl.col("calculated_labour_cost")


def odd_documents(
    opened: Opened,
    where: Where,
    reviews: pl.DataFrame,
    late: pl.DataFrame | None,
    limit: int | None,
    *,
    reviewed: bool,
    losses: bool = False,
    among: pl.DataFrame | None = None,
) -> Page:
    """Return odd documents (``Margin.odd_documents``).

    Args:
        opened: The snapshot.
        where: Which documents are looked at.
        reviews: Which of them somebody looked at (``live.outlier_reviews``).
        late: Documents that came into a closed month, or changed it (``closed_periods.late_documents``).
        limit: So many are returned; None: all.
        reviewed: Those that are in order, in place of the others.
        losses: Only those that lost money: what is usual in the house is not asked for.
        among: Only these documents of customers (``customer`` and ``number``); None: all that filters let through.
    """
    rows = opened.rows(finest(["facts", *(ROW_DIMENSIONS[key].level for key, _ in where)]))
    facts = opened.rows("facts")
    met, every = rows.those(where, DOCUMENT), facts.those(())
    if among is not None:
        some = opened.coded(among.select("customer", "number"), facts).lazy()
        met = Sides(met.owned.join(some, on=["customer", "number"], how="semi"), met.unassigned.clear())
    # A document has one customer: all of it is among their facts.
    own = facts.those(tuple(each for each in where if each[0] == "customer"))
    apart = departures(
        pl.concat([every.owned, every.unassigned], how="vertical_relaxed"), Codes.of(facts.words), _late(opened, late)
    )
    if losses:
        apart = pl.LazyFrame(schema=apart.collect_schema())
    judged = pl.collect_all(
        judge(with_departures(whole_documents(each, those.select(DOCUMENT).unique()), apart))
        for each, those in ((own.owned, met.owned), (own.unassigned, met.unassigned))
    )
    odd = pl.concat(judged, how="vertical_relaxed").filter((pl.col("reason") == "loss") | (not losses))
    known = with_reviews(odd, newest_reviews(reviews, opened.source.customer_id))
    found = known.filter(pl.col("reviewed_at").is_not_null() == reviewed)
    total = measures_of(found.select(pl.col(LINES).sum()), ("gross_profit",)).row(0, named=True)
    size, place = pl.sum_horizontal(LINES).abs(), pl.col("reason").replace_strict(_PLACES, return_dtype=pl.Int8)
    page = found.sort(place, size, *DOCUMENT, descending=[False, True, False, False, False])
    page = page if limit is None else page.head(limit)
    names = page.select("reason", "reasons", *DOCUMENT, "last_year", "date", "branch")
    beside = page.select(*COLUMNS, "figures", *REVIEWED)
    shown = pl.concat([names, measures_of(page, GROSS_PROFIT_AMOUNTS), beside], how="horizontal")
    height = {"reviewed": known.height - known["reviewed_at"].null_count()}
    return Page(opened.decoded(shown, ("customer", "branch"), facts), found.height, total | height, opened.snapshot_id)


def _late(opened: Opened, late: pl.DataFrame | None) -> pl.DataFrame:
    """Return late documents by the ids of this snapshot, in cents; a customer who is gone has none."""
    known = opened.rows("facts").those(()).owned.collect_schema()
    form = {name: known[name] for name in DOCUMENT} | {"late": pl.Int64()}
    if late is None or late.is_empty():
        return pl.DataFrame(schema=form)
    ids = [number and opened.source.customer_id(number) for number in late["customer"]]
    rows = late.with_columns(pl.Series("id", ids, dtype=pl.UInt32), pl.col("late").cast(MONEY))
    there = rows.filter(pl.col("id").is_not_null() | pl.col("customer").is_null())
    return there.select(pl.col("id").alias("customer"), "number", "year", cents(pl.col("late"))).cast(pl.Schema(form))


def whole_documents(facts: pl.LazyFrame, met: pl.LazyFrame) -> pl.LazyFrame:
    """Return the documents that are met, whole.

    Args:
        facts: All facts in their stored form.
        met: ``customer``, ``number``, ``year`` of what the filters let through.

    Returns:
        These, ``last_year`` (the same, or the next one where that is part of it), ``date``, ``branch`` (null: several),
        and the lines of the gross profit. Postings without a number are not documents.
    """
    names = met.drop_nulls("number").with_columns(pl.lit(value=True).alias("is_met"))
    of_year = (
        facts.join(names.select("customer", "number"), on=["customer", "number"], how="semi", nulls_equal=True)
        .group_by(DOCUMENT)
        .agg(
            pl.col("posted_on").min().alias("date"),
            pl.when(pl.col("branch").n_unique() == 1).then(pl.col("branch").first()).alias("branch"),
            pl.col("is_sale").any(),
            *(pl.col(line).cast(pl.Int64).sum() for line in LINES),
        )
        .join(names, on=DOCUMENT, how="left", nulls_equal=True)
        .sort(DOCUMENT)
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


def with_departures(documents: pl.LazyFrame, apart: pl.LazyFrame) -> pl.LazyFrame:
    """Return documents with where they depart from what is usual, in either of their fiscal years.

    Args:
        documents: Result of ``whole_documents``.
        apart: Result of ``departures``.
    """
    late = apart.rename({"year": "last_year", **{name: f"{name}_late" for name in COLUMNS}})
    both = documents.join(apart, on=DOCUMENT, how="left", nulls_equal=True).join(
        late, on=("customer", "number", "last_year"), how="left", nulls_equal=True
    )
    columns = [pl.coalesce(name, f"{name}_late").alias(name) for name in COLUMNS]
    return both.with_columns(columns).drop(f"{name}_late" for name in COLUMNS)


def judge(documents: pl.LazyFrame) -> pl.LazyFrame:
    """Return those that are odd with all their ``reasons`` (of ``REASONS``, in this order) and ``reason``, the first.

    Credit notes lose money by their nature and are none. Where a document has neither goods nor calculated wages, nothing
    was taken off its revenue.
    """
    revenue, profit = pl.col("revenue"), pl.sum_horizontal(LINES)
    is_so = {
        "loss": (revenue > 0) & (profit < 0),
        "no_revenue": (revenue == 0) & (_COSTS < 0),
        "warranty": pl.col("warranty_paid").is_not_null(),
        "below_cost": pl.col("hourly_rate").is_not_null(),
        "late": pl.col("late").is_not_null(),
        "discount": pl.col("discount").is_not_null(),
        "no_cost": (revenue > 0) & (_COSTS == 0),
    }
    said = [pl.when(is_so[reason]).then(pl.lit(reason)) for reason in REASONS]
    reasons = pl.concat_list(said).list.drop_nulls()
    return documents.with_columns(reasons.alias("reasons"), reasons.list.first().alias("reason")).drop_nulls("reason")
