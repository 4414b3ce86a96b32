"""Where documents depart from what is usual in the house: discounts, hours sold below cost, warranty that does not pay.

What is usual is taken from the house's own postings of the same fiscal year, and only where there are enough of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin.measures import quotient
from clientinfo_kernel.query.profit_lines import LABOUR_DIVISIONS, LINES

if TYPE_CHECKING:
    from collections.abc import Mapping

DOCUMENT = ("customer", "number", "year")
# Fewer documents of a kind of work say nothing about what is usual for it.
ENOUGH = 20
# So many robust deviations from the median are unusual (Iglewicz & Hoaglin 1993: modified z-score above 3.5); where most
# documents are alike the deviation is 0, and at least so many hundredths of a per cent are.
_DEVIATIONS, _LEAST_APART = 3.5, 500
_NOT_RARE = 0.95
# A normal distribution's standard deviation in units of its median absolute deviation.
_OF_MEDIAN = 1.4826
# An hour in the unit of ``labour_minutes``: ten-thousandths of a minute.
_HOUR = 60 * 10_000

COLUMNS = (
    *("discount", "usual_discount", "discount_cases"),
    *("hourly_rate", "hourly_cost", "hour_cases"),
    *("warranty_paid", "warranty_cost"),
    "late",
)


@dataclass(frozen=True)
class Codes:
    """What the facts write in place of some words; None: no fact has the word.

    Attributes:
        labour: Divisions that sell hours.
        manufacturer: Payer of warranty.
        internal: Payer of what the house does for itself.
    """

    labour: tuple[int, ...]
    manufacturer: int | None
    internal: int | None

    @classmethod
    def of(cls, words: Mapping[str, pl.Series]) -> Codes:
        """Look the words up in the dictionaries of the facts."""
        places = {name: {word: place for place, word in enumerate(words[name])} for name in ("division", "payer")}
        divisions = (places["division"].get(each) for each in LABOUR_DIVISIONS)
        return cls(
            tuple(each for each in divisions if each is not None),
            places["payer"].get("manufacturer"),
            places["payer"].get("internal"),
        )


def departures(facts: pl.LazyFrame, codes: Codes, late: pl.DataFrame) -> pl.LazyFrame:
    """Return the documents that depart from what is usual, one row each: ``DOCUMENT`` and ``COLUMNS``.

    Shares are hundredths of a per cent, rates cents per hour, amounts cents; null where a document does not depart.
    ``late`` is what it changed in a closed month. Postings without a number are not documents.

    Args:
        facts: All facts of the house in their stored form; what is usual is found in all of them.
        codes: Their codes.
        late: ``DOCUMENT`` and ``late`` (cents) of those that came into a closed month, or changed it.
    """
    numbered = facts.filter(pl.col("number").is_not_null())
    hours = _hours(numbered, codes)
    parts = [unusual_discounts(numbered), _below_cost(hours, codes), _unpaid_warranty(numbered, hours, codes)]
    parts.append(late.lazy().with_columns(pl.col("late").abs().alias("size")))
    every = pl.concat(parts, how="diagonal")
    # Of several departures of one kind in a document the largest is shown.
    return every.group_by(DOCUMENT).agg(pl.col(COLUMNS).sort_by("size", descending=True).drop_nulls().first())


def unusual_discounts(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Return documents with more taken off than is usual for the same kind of work: division, kind of order and payer.

    Usual is the median of the year's documents; unusual what lies above it by more than 3.5 robust deviations and at
    least 5 points, and above what nineteen of twenty documents have: what every tenth customer gets is not an exception.
    """
    kind = ("year", "division", "order_kind", "payer")
    revenue, deductions = pl.col("revenue"), pl.col("revenue_deductions")
    sold = (
        facts.group_by(*DOCUMENT, *kind[1:])
        .agg(pl.col("revenue", "revenue_deductions").cast(pl.Int64).sum())
        .filter(revenue > 0)
        .with_columns(quotient(-deductions * 10_000, revenue).alias("discount"))
    )
    median = pl.col("discount").median()
    usual = sold.group_by(kind).agg(
        median.alias("median"),
        (pl.col("discount") - median).abs().median().alias("deviation"),
        pl.col("discount").quantile(_NOT_RARE, "nearest").alias("not_rare"),
        pl.len().cast(pl.Int64).alias("discount_cases"),
    )
    far = pl.max_horizontal(_DEVIATIONS * _OF_MEDIAN * pl.col("deviation"), pl.lit(float(_LEAST_APART)))
    return (
        sold.join(usual.filter(pl.col("discount_cases") >= ENOUGH), on=kind, nulls_equal=True)
        .filter((pl.col("discount") > pl.col("median") + far) & (pl.col("discount") > pl.col("not_rare")))
        .select(
            *DOCUMENT,
            "discount",
            pl.col("median").round().cast(pl.Int64).alias("usual_discount"),
            "discount_cases",
            (-deductions).alias("size"),
        )
    )


def _hours(facts: pl.LazyFrame, codes: Codes) -> pl.LazyFrame:
    """Return hours sold per document, division and payer, with what the year's hours of the division cost in wages."""
    of_year = ("year", "division")
    sold = (
        facts.filter(pl.col("division").is_in(list(codes.labour)))
        .group_by(*DOCUMENT, "division", "payer")
        .agg(pl.col("revenue", "revenue_deductions", "calculated_labour_cost", "labour_minutes").cast(pl.Int64).sum())
        .with_columns((pl.col("revenue") + pl.col("revenue_deductions")).alias("net"))
    )
    paid = (pl.col("labour_minutes") > 0) & (pl.col("calculated_labour_cost") < 0)
    cost = (
        sold.filter(paid)
        .group_by(of_year)
        .agg(
            quotient(-pl.col("calculated_labour_cost").sum() * _HOUR, pl.col("labour_minutes").sum()).alias(
                "hourly_cost"
            ),
            pl.len().cast(pl.Int64).alias("hour_cases"),
        )
        .filter(pl.col("hour_cases") >= ENOUGH)
    )
    return sold.join(cost, on=of_year, how="left").filter((pl.col("labour_minutes") > 0) & (pl.col("net") > 0))


def _below_cost(hours: pl.LazyFrame, codes: Codes) -> pl.LazyFrame:
    """Return documents whose hours were sold for less than the division's hours cost, by the payers from outside."""
    rate = quotient(pl.col("net") * _HOUR, pl.col("labour_minutes"))
    is_sold = pl.lit(value=True)
    for payer in (codes.manufacturer, codes.internal):
        if payer is not None:
            is_sold &= pl.col("payer").ne_missing(payer)
    return (
        hours.filter(is_sold)
        .with_columns(rate.alias("hourly_rate"))
        .filter(pl.col("hourly_rate") < pl.col("hourly_cost"))
        .select(
            *DOCUMENT,
            *("hourly_rate", "hourly_cost", "hour_cases"),
            quotient((pl.col("hourly_cost") - pl.col("hourly_rate")) * pl.col("labour_minutes"), pl.lit(_HOUR)).alias("size"),
        )
    )  # fmt: skip


def _unpaid_warranty(facts: pl.LazyFrame, hours: pl.LazyFrame, codes: Codes) -> pl.LazyFrame:
    """Return documents for which the manufacturer paid less than goods and hours cost.

    An hour costs what the division's hours cost on the average, unless more is calculated or posted for the document.
    """
    if codes.manufacturer is None:
        return facts.select(
            *DOCUMENT, *(pl.lit(0, pl.Int64).alias(name) for name in ("warranty_paid", "warranty_cost", "size"))
        ).head(0)
    of_maker = pl.col("payer") == codes.manufacturer
    worked = (
        hours.filter(of_maker)
        .with_columns(quotient(pl.col("hourly_cost") * pl.col("labour_minutes"), pl.lit(_HOUR)).alias("of_hours"))
        .group_by(DOCUMENT)
        .agg(pl.col("of_hours").sum())
    )
    wages = pl.max_horizontal(-pl.col("calculated_labour_cost"), pl.col("of_hours").fill_null(0))
    return (
        facts.filter(of_maker)
        .group_by(DOCUMENT)
        .agg(pl.col(LINES).cast(pl.Int64).sum())
        .join(worked, on=DOCUMENT, how="left", nulls_equal=True)
        .select(
            *DOCUMENT,
            (pl.col("revenue") + pl.col("revenue_deductions")).alias("warranty_paid"),
            (wages - pl.col("cost_of_goods")).alias("warranty_cost"),
        )
        .filter((pl.col("warranty_paid") > 0) & (pl.col("warranty_paid") < pl.col("warranty_cost")))
        .with_columns((pl.col("warranty_cost") - pl.col("warranty_paid")).alias("size"))
    )
