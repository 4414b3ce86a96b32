"""Vehicles for lists over millions of them: looked at as they lie in their file, and read where they are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from widgets.work_list import Desk

_TABLE, _WHOSE = "vehicles", ("customer_id", "is_owner", "is_keeper", "sold_on")


def kept_vehicles(desk: Desk, columns: Sequence[str], where: pl.Expr) -> pl.DataFrame:
    """Return the vehicles that are not sold, each once, for who keeps it: ``place``, ``customer_id``, some columns.

    Args:
        desk: Where the vehicles are.
        columns: What is read of them; ``with_vehicles_at`` reads more of those that are seen.
        where: What must hold for a vehicle, said of these columns.

    Returns:
        Sorted by ``place``, the number of the row in its table, and so by customer.
    """
    vehicles = desk.coded(_TABLE, (*_WHOSE, *columns)).decoded_lazily().with_row_index("place")
    found = vehicles.filter(pl.col("sold_on").is_null() & where).drop("sold_on").collect(engine="streaming")
    # Who both owns and keeps a vehicle is the only one who has it.
    owned = _vehicle_numbers(desk, found.filter(pl.col("is_owner") & ~pl.col("is_keeper")))
    kept = _vehicle_numbers(desk, found.filter(pl.col("is_keeper") & ~pl.col("is_owner")))
    elsewhere = owned.join(kept, on="vehicle_number", how="semi")["place"]
    return found.filter(~pl.col("place").is_in(elsewhere.implode())).drop("is_owner", "is_keeper")


def with_vehicles_at(desk: Desk, rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Return rows with these columns of the vehicle at their ``place``."""
    vehicles = desk.coded(_TABLE, columns)
    return rows.hstack(vehicles.decoded(vehicles.rows.select(pl.all().gather(rows["place"]))))


def _vehicle_numbers(desk: Desk, rows: pl.DataFrame) -> pl.DataFrame:
    return with_vehicles_at(desk, rows.select("place"), ("vehicle_number",))
