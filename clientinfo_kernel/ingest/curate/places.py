"""Where a customer lives, as exactly as the directory of places knows it."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest import normalise

_DISTANCES = {"address": 0, "street": 1, "postal_code": 2, "town": 3}


def places(customers: pl.DataFrame, directory: pl.DataFrame) -> pl.DataFrame:
    """Return where each customer is (``answers.PLACE``): the most exact place that the address agrees with."""
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
