"""Cases, contacts, inbox entries and places: what else is known at the desk."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest import normalise

_CLOSED_WORDS = ("abgeschlossen", "erledigt", "geschlossen", "gewonnen", "verloren", "closed")
_DISTANCES = {"address": 0, "street": 1, "postal_code": 2, "town": 3}


def cases(raw: pl.LazyFrame, numbers: pl.DataFrame) -> pl.LazyFrame:
    """One row per case (``answers.CASES``); closed by its date or by the word of its status."""
    closed = pl.col("closed_at").is_not_null() | pl.col("status").str.to_lowercase().is_in(_CLOSED_WORDS)
    return (
        raw.with_columns((~closed).alias("is_open")).join(numbers.lazy(), on="customer_number").drop("customer_number")
    )


def inbox_owner(
    entries: pl.LazyFrame, numbers: pl.DataFrame, debtors: pl.DataFrame, customers: pl.DataFrame
) -> pl.LazyFrame:
    """Inbox entries with the customer they concern: by customer number, debtor account, then a unique VAT ID."""
    have = entries.collect_schema().names()
    by_number = numbers.lazy().rename({"customer_id": "by_number"})
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


def places(customers: pl.DataFrame, directory: pl.DataFrame) -> pl.DataFrame:
    """Where each customer lives (``answers.PLACE``): the most exact place that his address agrees with."""
    address = customers.select(
        "customer_id", "street", "postal_code", "town", "country",
        normalise.street_key(pl.col("street")).alias("street_key"), normalise.text_key(pl.col("town")).alias("town_key"),
    )  # fmt: skip
    known = directory.with_columns(
        normalise.street_key(pl.col("street")).alias("street_key"),
        normalise.text_key(pl.col("town")).alias("town_key"),
        pl.col("accuracy").cast(pl.String),
    ).with_columns(pl.col("accuracy").replace_strict(_DISTANCES, default=9, return_dtype=pl.Int32).alias("distance"))
    rules = (
        (pl.col("street").is_not_null(), ["postal_code", "street_key"]),
        (pl.col("street").is_null() & pl.col("postal_code").is_not_null(), ["postal_code", "town_key"]),
        (pl.col("street").is_null() & pl.col("postal_code").is_not_null(), ["postal_code"]),
        (pl.col("street").is_null(), ["town_key"]),
    )
    found = [
        address.join(
            known.filter(condition)
            .select(*key, "latitude", "longitude", "accuracy", "distance")
            .unique(key, keep="first", maintain_order=True),
            on=key,
        ).with_columns(pl.lit(rank).alias("rank"))
        for rank, (condition, key) in enumerate(rules)
    ]
    columns = ["customer_id", "latitude", "longitude", "accuracy", "rank"]
    best = (
        pl.concat(each.select(columns) for each in found)
        .sort("rank")
        .unique("customer_id", keep="first", maintain_order=True)
    )
    return (
        address.drop("street_key", "town_key").join(best.drop("rank"), on="customer_id", how="left").sort("customer_id")
    )
