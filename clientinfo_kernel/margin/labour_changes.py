"""Labour units by document: what a month had when it was closed, and which documents have others now.

Nobody posts labour units: they come from the orders (``ingest.curate.margin``), so a refresh can change those of a month
in which no posting is another.
"""

from __future__ import annotations

import polars as pl

from clientinfo_kernel.margin.measures import quotient

KEYS = ("customer", "year", "number", "division", "branch", "payer")
UNITS, MINUTES = pl.Decimal(18, 2), pl.Decimal(18, 4)
# How labour stands among the postings that are kept of a month: rows of this origin, with these columns beside theirs.
ORIGIN = "labour"
SUMS = {"labour_units": UNITS, "labour_minutes": MINUTES}
LABOUR = pl.Schema({**dict.fromkeys(KEYS, pl.String()), "year": pl.Int32(), **SUMS})
_SIDES = ("units_before", "units_now", "units_difference", "hours_before", "hours_now")
CHANGES = pl.Schema({**{name: LABOUR[name] for name in KEYS}, **dict.fromkeys(_SIDES, UNITS)})
_MINUTE, _HOUR = 10_000, 60


def labour_changes(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Return the documents that have other labour units or hours (``CHANGES``), the largest difference first.

    Args:
        before: ``LABOUR``; what says the same (but of several months) is added up.
        now: Likewise.
    """
    sums = [side.group_by(KEYS).agg(pl.col(tuple(SUMS)).sum()) for side in (now, before)]
    both = sums[0].join(sums[1], on=KEYS, how="full", nulls_equal=True, suffix="_before", coalesce=True)
    both = both.with_columns(
        pl.col(each).fill_null(0).cast(LABOUR[name]) for name in SUMS for each in (name, f"{name}_before")
    )
    is_other = pl.any_horizontal(pl.col(name) != pl.col(f"{name}_before") for name in SUMS)
    units = (pl.col("labour_units") - pl.col("labour_units_before")).cast(UNITS)
    shown = both.filter(is_other).select(
        *KEYS,
        pl.col("labour_units_before").alias("units_before"),
        pl.col("labour_units").alias("units_now"),
        units.alias("units_difference"),
        _hours("labour_minutes_before").alias("hours_before"),
        _hours("labour_minutes").alias("hours_now"),
    )
    return changes_in_order(shown.select(CHANGES.names()))


def changes_in_order(changes: pl.DataFrame) -> pl.DataFrame:
    """Return changes (``CHANGES``), the largest difference first."""
    descending = [True, *[False] * len(KEYS)]
    return changes.sort(pl.col("units_difference").abs(), *KEYS, descending=descending, nulls_last=True)


def in_order(labour: pl.DataFrame) -> pl.DataFrame:
    """Return labour (``LABOUR``) in an order of its own: what a month is known by."""
    return labour.select(LABOUR.names()).cast(LABOUR).sort(KEYS)


def _hours(minutes: str) -> pl.Expr:
    whole = quotient(pl.col(minutes).to_physical().cast(pl.Int64), pl.lit(_HOUR * _MINUTE // 100))
    return whole.cast(pl.Int128).reinterpret(dtype=UNITS)
