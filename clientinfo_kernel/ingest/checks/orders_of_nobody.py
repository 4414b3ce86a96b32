"""Orders that stand on no customer's page: neither their header nor their invoice nor a payer leads to one."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest.checks.finding import findings
from clientinfo_kernel.money import cents


def orders_of_nobody(splits: pl.LazyFrame, orders: pl.LazyFrame, shown: pl.LazyFrame) -> pl.LazyFrame:
    """Return splits that no customer has. Internal work whose header names nobody is done on the house's own vehicles.

    Args:
        splits: Contract ``dealer_system.OrderSplits``.
        orders: Contract ``dealer_system.Orders``.
        shown: Table ``orders`` of the snapshot.
    """
    is_internal = pl.col("payer").cast(pl.String) == "internal"
    named = orders.filter(pl.col("customer_number").is_null()).select("order_number", is_house=pl.lit(value=True))
    place = [pl.col("source_file").cast(pl.String), pl.col("source_row").cast(pl.Int64)]
    rows = splits.with_columns(place)
    if splits.select(pl.len()).collect().item() == shown.select(pl.len()).collect().item():
        rows = rows.clear()  # hardly any house has one
    hidden = (
        rows.join(shown.select(place), on=["source_file", "source_row"], how="anti")
        .join(named, on="order_number", how="left")
        .filter(~(is_internal & pl.col("is_house").fill_null(value=False)))
    )
    return findings(
        "order_of_nobody",
        hidden.select(
            pl.concat_str("order_number", "split", separator=" / ").alias("subject"),
            cents(pl.col("amount")).fill_null(0).alias("cents"),
            *("source_file", "source_row"),
        ),
    )
