"""The customers' vehicles, with their inspections."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from demo_dealership import world
from demo_dealership.alphaplus_layouts import VEHICLES
from demo_dealership.plates import plates
from demo_dealership.randomness import stream, weighted
from demo_dealership.vehicle_models import models
from demo_dealership.vins import vins

_EPOCH = date(1970, 1, 1).toordinal()
_TODAY = world.AS_OF.toordinal() - _EPOCH


def fleet(seed: int, chunk: int, traits: pl.DataFrame, first: int, reserved: tuple[str, ...]) -> pl.DataFrame:
    """Draw the vehicles of one chunk of customers.

    Args:
        seed: Seed of the whole dealership.
        chunk: Number of the chunk.
        traits: As in ``Clients``.
        first: Running number of the chunk's first vehicle.
        reserved: Plates that nobody here can have.

    Returns:
        The layout's columns of vehicles, and rate_cents, is_van and price for the later stages.
    """
    rng = stream(seed, chunk, "vehicles")
    count = rng.poisson(np.maximum(traits["fleet"].to_numpy() - 0.85, 0)) + (traits["fleet"].to_numpy() > 0)
    owner = np.repeat(np.arange(traits.height), np.minimum(count, 15))
    size = len(owner)
    counters = first + np.arange(size)
    owners = traits[owner].select("customer_number", "plate", "is_company")
    table = models()
    van = np.where(owners["is_company"].to_numpy() & (rng.random(size) < 0.45), 1, 0)
    weight = table["weight"].to_numpy()
    vans = weighted(rng, weight * table["is_van"].to_numpy(), size)
    model = table[np.where(van == 1, vans, weighted(rng, weight, size))]
    age = np.minimum(rng.gamma(2.2, 850, size), 9_000).astype(np.int64) + 1
    km = (age * rng.lognormal(3.6, 0.4, size)).astype(np.int64)
    registered = _TODAY - age
    frame = model.with_columns(
        pl.Series("vehicle_number", counters + 200_000).cast(pl.String),
        vins(model["wmi"], model["type"], counters).alias("vin"),
        plates(owners["plate"], counters, reserved).alias("license_plate"),
        pl.col("hsn").alias("kba_hsn"),
        pl.col("tsn").alias("kba_tsn"),
        pl.Series("registered", registered),
        pl.Series("mileage_km", np.minimum(km, 480_000)),
        pl.Series("mileage_on", _TODAY - np.minimum(rng.integers(5, 500, size), age)).cast(pl.Int32).cast(pl.Date),
        pl.Series("late", np.where(rng.random(size) < 0.08, 1, 0)),
        pl.Series("service", rng.integers(-40, 400, size)),
        owners["customer_number"].alias("owner_number"),
        pl.Series("sold", rng.random(size) < 0.03),
    )
    return _with_inspections(frame)


def _with_inspections(frame: pl.DataFrame) -> pl.DataFrame:
    """HU and AU: first after three years, then every two; some owners are late by one inspection."""
    registered = pl.col("registered").cast(pl.Int32).cast(pl.Date)
    months = (
        (world.AS_OF.year - registered.dt.year().cast(pl.Int32)) * 12 + world.AS_OF.month - registered.dt.month().cast(pl.Int32)
    )  # fmt: skip
    due_month = pl.when(months < 36).then(36).otherwise(36 + ((months - 36) // 24 + 1) * 24)
    due = due_month - pl.when((due_month > 36) & (pl.col("late") == 1)).then(24).otherwise(0)
    inspection = registered.dt.month_start().dt.offset_by(pl.format("{}mo", due))
    ready = frame.with_columns(
        registered.alias("first_registration_on"),
        inspection.alias("next_general_inspection_on"),
        inspection.alias("next_emission_test_on"),
        pl.lit(world.AS_OF).dt.offset_by(pl.format("{}d", "service")).alias("next_service_on"),
        ((pl.col("mileage_km") // 15_000 + 1) * 15_000).alias("next_service_km"),
        pl.col("owner_number").alias("keeper_number"),
        pl.when("sold").then(pl.col("mileage_on")).alias("sold_on"),
    )
    return VEHICLES.of(ready).with_columns(ready["rate_cents"], ready["is_van"], ready["price"])
