"""Where a customer lives, as exactly as the directory of places knows it."""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.ingest import normalise
from clientinfo_kernel.query.countries import CODES, GERMANY

# As far as the largest German towns reach, in degrees (Berlin, Hamburg: about 40 km).
_WIDEST = {"latitude": 0.4, "longitude": 0.7}
# A postal code reaches so far from its middle at most, its town as well: more than this apart they contradict each other.
_CONTRADICTION_KM = 30.0
_KM_PER_DEGREE = 111.2
# No German town's name has more words before those that people leave out.
_MOST_WORDS = 4
_DISTANCES = {"address": 0, "street": 1, "postal_code": 2, "town": 3}


def places(customers: pl.DataFrame, directory: pl.DataFrame) -> pl.DataFrame:
    """Return where each customer is (``answers.PLACE``): the most exact place that the address agrees with.

    An address without a postal code that the directory knows is only as exact as its town, and only where there is one
    town of this name: Neustadt is many. ``apart_km`` says how far the postal code lies from the nearest town of the
    address's name where that is too far to be true, else null.
    """
    address = customers.select(
        "customer_id", "street", "postal_code", "town", "country", _country(pl.col("country")).alias("land"),
        normalise.street_key(pl.col("street")).alias("street_key"), normalise.text_key(pl.col("town")).alias("town_key"),
    )  # fmt: skip
    known = directory.with_columns(
        normalise.street_key(pl.col("street")).alias("street_key"),
        normalise.text_key(pl.col("town")).alias("town_key"),
        pl.col("accuracy").cast(pl.String),
        _country(pl.col("country")).alias("land"),
    ).with_columns(pl.col("accuracy").replace_strict(_DISTANCES, default=9, return_dtype=pl.Int32).alias("distance"))
    rules = (
        (pl.col("street").is_not_null(), ["land", "postal_code", "street_key"]),
        (pl.col("street").is_null() & pl.col("postal_code").is_not_null(), ["land", "postal_code", "town_key"]),
        (pl.col("street").is_null() & pl.col("postal_code").is_not_null(), ["land", "postal_code"]),
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
    found.append(address.join(_towns(known), on=["land", "town_key"]).with_columns(pl.lit(len(rules)).alias("rank")))
    columns = ["customer_id", "latitude", "longitude", "accuracy", "rank"]
    best = (
        pl.concat(each.select(columns) for each in found)
        .sort("rank")
        .unique("customer_id", keep="first", maintain_order=True)
    )
    return (
        address.join(best.drop("rank"), on="customer_id", how="left")
        .join(_contradictions(address, known), on=["land", "postal_code", "town_key"], how="left")
        .drop("street_key", "town_key", "land")
        .sort("customer_id")
    )


def _country(written: pl.Expr) -> pl.Expr:
    """Return the code of a country, as ``countries.country_code`` does."""
    return written.cast(pl.String).str.strip_chars().str.to_uppercase().replace(CODES).fill_null(GERMANY)


def _contradictions(address: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return which ``postal_code`` and ``town_key`` of a ``land`` cannot both be true, and how far they are apart (``apart_km``).

    People write Halle for Halle (Saale) and Kirchheim for Kirchheim unter Teck, though another town has just that name: a
    town is meant by its first words, too, and only if none of all those is near, postal code and town contradict.
    """
    middles = known.filter(pl.col("street").is_null())
    code, place = ["land", "postal_code"], ["land", "town_key"]
    codes = middles.filter(pl.col("postal_code").is_not_null()).unique(code, keep="first", maintain_order=True)
    words = pl.col("town_key").str.split(" ")
    begun = [words.list.head(count).list.join(" ") for count in range(1, _MOST_WORDS)]
    towns = middles.with_columns(pl.concat_list(*begun, "town_key").list.unique().alias("town_key")).explode("town_key")
    pairs = address.select("land", "postal_code", "town_key").drop_nulls().unique()
    pairs = pairs.join(codes.select(*code, "latitude", "longitude"), on=code)
    pairs = pairs.join(towns.select(*place, "latitude", "longitude"), on=place, suffix="_of_town")
    north = pl.col("latitude") - pl.col("latitude_of_town")
    east = (pl.col("longitude") - pl.col("longitude_of_town")) * pl.col("latitude").radians().cos()
    apart = ((north.pow(2) + east.pow(2)).sqrt() * _KM_PER_DEGREE).min().alias("apart_km")
    return pairs.group_by("land", "postal_code", "town_key").agg(apart).filter(pl.col("apart_km") > _CONTRADICTION_KM)


def _towns(known: pl.DataFrame) -> pl.DataFrame:
    """Return the middle of each town: the directory's own, or else that of its postal codes; none of a name of several."""
    whole = known.filter(pl.col("street").is_null() & pl.col("town_key").is_not_null() & (pl.col("town_key") != ""))
    is_town = pl.col("accuracy") == "town"
    spread = [(pl.col(axis).max() - pl.col(axis).min()).alias(f"{axis}_spread") for axis in _WIDEST]
    middles = [
        pl.coalesce(pl.col(axis).filter(is_town).mean(), pl.col(axis).mean()).alias(axis)
        for axis in ("latitude", "longitude")
    ]
    towns = whole.group_by("land", "town_key").agg(*middles, *spread)
    one = pl.all_horizontal(pl.col(f"{axis}_spread") <= widest for axis, widest in _WIDEST.items())
    return towns.filter(one).select("land", "town_key", "latitude", "longitude", pl.lit("town").alias("accuracy"))
