"""Documents with revenue and no cost of goods, on accounts whose documents nearly all have one."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings, where
from clientinfo_kernel.money import cents

_FEWEST_DOCUMENTS = 20
_USUAL_PERCENT = 98


def revenue_without_cost(entries: pl.LazyFrame) -> pl.LazyFrame:
    """Return documents with revenue on an account that is usually sold with goods, and neither posted nor calculated cost.

    Args:
        entries: Posted and calculated entries of all customers (``tables.gross_profit.PROFIT_ENTRIES``).
    """
    document = ("customer_id", "number", "division")
    known = entries.filter(pl.col("number").is_not_null() & pl.col("customer_id").is_not_null())
    revenue = known.filter(pl.col("role") == "revenue")
    sold = (
        revenue.group_by(*document, "account")
        .agg(cents(pl.col("amount")).sum().alias("cents"))
        .filter(pl.col("cents") > 0)
    )
    goods = known.filter((pl.col("role") == "cost_of_goods") & (pl.col("amount") != 0)).select(document).unique()
    counted = sold.join(goods.with_columns(pl.lit(value=True).alias("has_cost")), on=document, how="left").with_columns(
        pl.len().over("account").alias("documents"), pl.col("has_cost").sum().over("account").alias("usual")
    )
    odd = counted.filter(
        pl.col("has_cost").is_null() & (pl.col("documents") >= _FEWEST_DOCUMENTS)
        & (pl.col("usual") * 100 >= pl.col("documents") * _USUAL_PERCENT)
    )  # fmt: skip
    # File and line are looked for where there is something to show: few of all documents.
    places = revenue.join(odd, on=[*document, "account"], how="semi").group_by(*document, "account").agg(*where())
    shown = odd.join(places, on=[*document, "account"], how="left")
    return findings("revenue_without_cost", shown.rename({"number": "subject"}))
