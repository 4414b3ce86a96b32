"""Appointments around today, with the wish for pickup, delivery or a loaner car."""

from __future__ import annotations

import numpy as np
import polars as pl

from demo_dealership import world
from demo_dealership.alphaplus_layouts import APPOINTMENTS
from demo_dealership.randomness import pick, stream

_TODAY = world.AS_OF.toordinal() - 719_163


def appointments(seed: int, chunk: int, fleet: pl.DataFrame, orders: pl.DataFrame, first: int) -> pl.DataFrame:
    """Return the rows: some vehicles come in the next three weeks, some of the latest orders came by appointment."""
    rng = stream(seed, chunk, "appointments")
    coming = fleet.filter(pl.Series(rng.random(fleet.height) < 0.03)).select(
        pl.col("owner_number").alias("customer_number"), "vehicle_number", pl.lit(None, pl.String).alias("order_number")
    )
    ahead = rng.integers(0, 21, coming.height)
    recent = orders.filter(pl.col("ordered_at").dt.date() > pl.date(2012, 9, 1)).select(
        "customer_number", "vehicle_number", "order_number", pl.col("ordered_at").dt.date().to_physical().alias("day")
    )
    both = pl.concat(
        [coming.with_columns(pl.Series("day", _TODAY + 1 + ahead).cast(pl.Int32)), recent], how="vertical_relaxed"
    )
    size = both.height
    bring = pl.Series("bring", 7 * 60 + 15 * rng.integers(0, 20, size))
    back = pl.Series("back", 15 * 60 + 15 * rng.integers(0, 12, size))
    midnight = pl.col("day").cast(pl.Int32).cast(pl.Date).cast(pl.Datetime("us"))
    return APPOINTMENTS.of(both.with_columns(bring, back).with_columns(
            pl.Series("appointment_number", first + np.arange(size) + 500_000).cast(pl.String),
            *(
                (midnight + pl.duration(minutes=minute)).dt.replace_time_zone("Europe/Berlin").dt.convert_time_zone("UTC").alias(name)
                for minute, name in (("bring", "bring_at"), ("back", "return_at"))
            ),
            pick(rng, ("none", "pickup", "delivery", "both", "loaner"), size, (45, 10, 10, 20, 15)).alias("service"),
            # one customer in eight drives an automatic only
            pl.Series("automatic_wanted", (first + np.arange(size)) % 8 == 3),
            pick(rng, (None, "Schlüssel beim Pförtner", "vorher anrufen", "Hof hinten links"), size, (85, 5, 5, 5)).alias("note"),
        ),
    )  # fmt: skip
