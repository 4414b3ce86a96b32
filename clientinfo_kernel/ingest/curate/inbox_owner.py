"""Whom an entry of an inbox concerns."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest import normalise


def inbox_owner(
    entries: pl.LazyFrame, customer_ids: pl.DataFrame, debtors: pl.DataFrame, customers: pl.DataFrame
) -> pl.LazyFrame:
    """Return the inbox entries with the customer they concern: by customer number, debtor account, then a unique VAT ID."""
    have = entries.collect_schema().names()
    by_number = customer_ids.lazy().rename({"customer_id": "by_number"})
    by_account = debtors.lazy().select(
        pl.col("account").alias("debtor_account"), pl.col("customer_id").alias("by_account")
    )
    vat = customers.select(normalise.vat_key(pl.col("vat_id")).alias("vat"), pl.col("customer_id").alias("by_vat"))
    found = entries.join(by_number, on="customer_number", how="left")
    candidates = ["by_number"]
    if "debtor_account" in have:
        found = found.join(by_account, on="debtor_account", how="left")
        candidates.append("by_account")
    if "buyer_vat_id" in have:
        unique = vat.filter(pl.col("vat").is_not_null()).unique("vat", keep="none").lazy()
        found = (
            found.with_columns(normalise.vat_key(pl.col("buyer_vat_id")).alias("vat"))
            .join(unique, on="vat", how="left")
            .drop("vat")
        )
        candidates.append("by_vat")
    return found.with_columns(pl.coalesce(candidates).alias("customer_id"), pl.col(pl.Enum).cast(pl.String)).drop(
        candidates
    )
