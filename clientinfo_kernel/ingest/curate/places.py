"""Where a customer lives, as exactly as the directory of places knows it."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest import normalise

# As far as the largest German towns reach, in degrees (Berlin, Hamburg: about 40 km).
_WIDEST = {"latitude": 0.4, "longitude": 0.7}
# A postal code reaches so far from its middle at most, its town as well: more than this apart they contradict each other.
_CONTRADICTION_KM = 30.0
_KM_PER_DEGREE = 111.2
_DISTANCES = {"address": 0, "street": 1, "postal_code": 2, "town": 3}


def places(customers: pl.DataFrame, directory: pl.DataFrame) -> pl.DataFrame:
    """Return where each customer is (``answers.PLACE``): the most exact place that the address agrees with.

    An address without a postal code that the directory knows is only as exact as its town, and only where there is one
    town of this name: Neustadt is many. ``apart_km`` says how far the postal code lies from the nearest town of the
    address's name where that is too far to be true, else null.
    """
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
    found.append(address.join(_towns(known), on="town_key").with_columns(pl.lit(len(rules)).alias("rank")))
    columns = ["customer_id", "latitude", "longitude", "accuracy", "rank"]
    best = (
        pl.concat(each.select(columns) for each in found)
        .sort("rank")
        .unique("customer_id", keep="first", maintain_order=True)
    )
    return (
        address.join(best.drop("rank"), on="customer_id", how="left")
        .join(_contradictions(address, known), on=["postal_code", "town_key"], how="left")
        .drop("street_key", "town_key")
        .sort("customer_id")
    )


def _contradictions(address: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return pairs of ``postal_code`` and ``town_key`` that cannot both be true, and how far they are apart (``apart_km``)."""
    middles = known.filter(pl.col("street").is_null())
    codes = middles.filter(pl.col("postal_code").is_not_null()).unique("postal_code", keep="first", maintain_order=True)
    pairs = address.select("postal_code", "town_key").drop_nulls().unique()
    pairs = pairs.join(codes.select("postal_code", "latitude", "longitude"), on="postal_code")
    pairs = pairs.join(middles.select("town_key", "latitude", "longitude"), on="town_key", suffix="_of_town")
    north = pl.col("latitude") - pl.col("latitude_of_town")
    east = (pl.col("longitude") - pl.col("longitude_of_town")) * pl.col("latitude").radians().cos()
    apart = ((north.pow(2) + east.pow(2)).sqrt() * _KM_PER_DEGREE).min().alias("apart_km")
    return pairs.group_by("postal_code", "town_key").agg(apart).filter(pl.col("apart_km") > _CONTRADICTION_KM)


def _towns(known: pl.DataFrame) -> pl.DataFrame:
    """Return the middle of each town: the directory's own, or else that of its postal codes; none of a name of several."""
    whole = known.filter(pl.col("street").is_null() & pl.col("town_key").is_not_null() & (pl.col("town_key") != ""))
    is_town = pl.col("accuracy") == "town"
    spread = [(pl.col(axis).max() - pl.col(axis).min()).alias(f"{axis}_spread") for axis in _WIDEST]
    middles = [
        pl.coalesce(pl.col(axis).filter(is_town).mean(), pl.col(axis).mean()).alias(axis)
        for axis in ("latitude", "longitude")
    ]
    towns = whole.group_by("town_key").agg(*middles, *spread)
    one = pl.all_horizontal(pl.col(f"{axis}_spread") <= widest for axis, widest in _WIDEST.items())
    return towns.filter(one).select("town_key", "latitude", "longitude", pl.lit("town").alias("accuracy"))
