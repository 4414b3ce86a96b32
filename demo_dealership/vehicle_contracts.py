"""What runs on a vehicle beside its inspections: leasing or financing, warranty, the manufacturer's recalls."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from demo_dealership import world
from demo_dealership.alphaplus_layouts import RECALLS
from demo_dealership.randomness import stream

_EPOCH = date(1970, 1, 1).toordinal()
_TODAY = world.AS_OF.toordinal() - _EPOCH
# Of a new vehicle; companies lease, people finance.
_LEASED, _FINANCED, _EXTENDED = 0.35, 0.4, 0.15
_RECALLED, _DONE = 0.05, 0.45
_CAMPAIGNS = (
    "Gasgenerator des Fahrerairbags ersetzen",
    "Software des Motorsteuergeräts aktualisieren",
    "Bremsschlauch vorn prüfen und ersetzen",
    "Kraftstoffleitung im Motorraum prüfen",
    "Befestigung der Sitzschiene nachziehen",
)


def with_contracts(seed: int, chunk: int, fleet: pl.DataFrame, traits: pl.DataFrame) -> pl.DataFrame:
    """Return the fleet with the days on which leasing, financing and warranty end; only those that still matter.

    Args:
        seed: Seed of the whole dealership.
        chunk: Number of the chunk.
        fleet: As ``vehicles.fleet`` returns it.
        traits: As in ``Clients``.
    """
    rng = stream(seed, chunk, "vehicle_contracts")
    size = fleet.height
    owners = traits.select(pl.col("customer_number").alias("owner_number"), "is_company")
    drawn = fleet.join(owners, on="owner_number", how="left", maintain_order="left").with_columns(
        pl.Series("chance", rng.random(size)),
        pl.Series("months", 12 * rng.integers(3, 6, size)),
        pl.Series("warranty", 24 + np.where(rng.random(size) < _EXTENDED, 12 * rng.integers(1, 4, size), 0)),
    )
    leased = pl.col("is_company") & (pl.col("chance") < _LEASED)
    financed = ~pl.col("is_company") & (pl.col("chance") < _FINANCED)
    return drawn.with_columns(
        pl.when(leased).then(_last_day("months")).alias("leasing_end_on"),
        pl.when(financed).then(_last_day("months")).alias("financing_end_on"),
        _last_day("warranty").alias("warranty_end_on"),
    ).select(fleet.columns)


def _last_day(months: str) -> pl.Expr:
    """Return the last day of what began with the first registration; null if it has passed or the vehicle is sold."""
    last = pl.col("first_registration_on").dt.offset_by(pl.format("{}mo", months)).dt.offset_by("-1d")
    return pl.when((last >= world.AS_OF) & pl.col("sold_on").is_null()).then(last)


def recalls(seed: int, chunk: int, fleet: pl.DataFrame) -> pl.DataFrame:
    """Return rows: one vehicle in twenty is part of a recall; a little less than half of them were in already."""
    rng = stream(seed, chunk, "recalls")
    recalled = fleet.filter(pl.Series(rng.random(fleet.height) < _RECALLED)).select("vehicle_number")
    size = recalled.height
    announced = _TODAY - rng.integers(20, 700, size)
    done = np.minimum(announced + rng.integers(10, 200, size), _TODAY - 1)
    campaign = rng.integers(0, len(_CAMPAIGNS), size)
    return RECALLS.of(
        recalled.with_columns(
            pl.Series("recall_number", 3100 + 7 * campaign).cast(pl.String),
            pl.Series("text", [_CAMPAIGNS[each] for each in campaign], dtype=pl.String),
            pl.Series("announced_on", announced).cast(pl.Int32).cast(pl.Date),
            pl.Series("done_on", done).cast(pl.Int32).cast(pl.Date),
            pl.Series("is_done", rng.random(size) < _DONE),
        ).with_columns(pl.when("is_done").then("done_on").alias("done_on")),
    )
