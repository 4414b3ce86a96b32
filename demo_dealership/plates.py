"""License plates by the town's prefix, unique over the whole dealership."""

from __future__ import annotations

import polars as pl

from demo_dealership.randomness import Ints, spread

_LETTERS = "ABCDEFGHIJKLMNOPRSTUVWXYZ"
_FORBIDDEN = ("HJ", "KZ", "NS", "SA", "SS", "SD")
_PAIRS = tuple(a + b for a in _LETTERS for b in ("", *_LETTERS) if a + b not in _FORBIDDEN)
_SHORT = len(_PAIRS) * 999  # numbers of one to three digits are given first
_LONG = len(_PAIRS) * 9000


def plates(prefix: pl.Series, counters: Ints, reserved: tuple[str, ...]) -> pl.Series:
    """Return one plate per vehicle; distinct counters give distinct plates whatever the prefix.

    Args:
        prefix: District letters, e.g. ``NA``.
        counters: Running numbers of the vehicles.
        reserved: Plates of others: a vehicle that would get one of them is historic (suffix H).
    """
    pairs = pl.Series(_PAIRS)
    low = spread(counters % _SHORT, 15_485_863, _SHORT)
    high = spread((counters - _SHORT) % _LONG, 15_485_863, _LONG)
    frame = pl.DataFrame({"prefix": prefix, "counter": counters, "low": low, "high": high})
    short = pl.col("counter") < _SHORT
    parts = frame.select(
        "prefix",
        pl.when(short).then(pl.col("low") // 999).otherwise(pl.col("high") // 9000).alias("pair"),
        pl.when(short).then(pl.col("low") % 999 + 1).otherwise(pl.col("high") % 9000 + 1000).alias("number"),
    )
    plate = parts.with_columns(pairs.gather(parts["pair"]).alias("letters")).select(
        pl.format("{}-{} {}", "prefix", "letters", "number").alias("plate")
    )
    taken = pl.col("plate").is_in(list(reserved))
    return plate.select(pl.when(taken).then(pl.col("plate") + "H").otherwise("plate").alias("plate"))["plate"]
