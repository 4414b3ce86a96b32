"""Vehicles for lists over millions of them: looked at as they lie in their file, and read where they are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from widgets.parts.row_parts import Part
from widgets.parts.vehicle_due import model_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from widgets.work_list import Desk

_TABLE, _WHOSE = "vehicles", ("customer_id", "is_owner", "is_keeper", "sold_on")
_NAME, _OF_NAME = "vehicle", ("make", "model")
_NO_CODE = 2**32 - 1


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
    """Return rows with these columns of the vehicle at their ``place``; texts that repeat are Enums."""
    vehicles = desk.coded(_TABLE, columns)
    return rows.hstack(vehicles.in_codes(vehicles.rows.select(pl.all().gather(rows["place"]))))


def vehicle_part(desk: Desk, columns: Sequence[str]) -> Part:
    """Return what gives rows these columns of the vehicle at their ``place``, and ``vehicle``, its model and make."""

    def made(rows: pl.DataFrame, wanted: Sequence[str]) -> pl.DataFrame:
        read = with_vehicles_at(desk, rows, [name for name in wanted if name != _NAME])
        return read.with_columns(_names(desk, rows)) if _NAME in wanted else read

    return Part((*columns, _NAME), made)


def _names(desk: Desk, rows: pl.DataFrame) -> pl.Series:
    """Return the names of the vehicles of rows, each make and model put together once."""
    pairs = with_vehicles_at(desk, rows.select("place"), _OF_NAME).select(
        *_OF_NAME,
        key=pl.col(_OF_NAME[0]).to_physical().cast(pl.UInt32).fill_null(_NO_CODE).cast(pl.UInt64) * 2**32
        + pl.col(_OF_NAME[1]).to_physical().cast(pl.UInt32).fill_null(_NO_CODE),
    )
    known = pairs.unique("key").sort("key")
    names = pl.Series([model_first(row) for row in known.iter_rows(named=True)], dtype=pl.String)
    words = names.unique().sort()
    codes = words.search_sorted(names).gather(known["key"].search_sorted(pairs["key"]))
    return codes.cat.to(pl.Enum(words)).alias(_NAME)


def _vehicle_numbers(desk: Desk, rows: pl.DataFrame) -> pl.DataFrame:
    return with_vehicles_at(desk, rows.select("place"), ("vehicle_number",))
