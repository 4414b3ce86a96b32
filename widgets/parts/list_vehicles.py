"""Vehicles for lists over millions of them: looked at as they lie in their file, and read where they are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from widgets.parts.row_parts import Part
from widgets.parts.vehicle_due import model_first
from widgets.view_models import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from widgets.work_list import Desk

_TABLE, _WHOSE = "vehicles", ("customer_id", "is_owner", "is_keeper", "sold_on")
_NAME, _OF_NAME = "vehicle", ("make", "model")


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
    others = found.filter(pl.col("is_owner") != pl.col("is_keeper"))
    owned, kept = (_vehicle_numbers(desk, others.filter(pl.col(how))) for how in ("is_owner", "is_keeper"))
    elsewhere = owned.join(kept, on="vehicle_number", how="semi")["place"]
    once = found if elsewhere.is_empty() else found.filter(~pl.col("place").is_in(elsewhere.implode()))
    return once.drop("is_owner", "is_keeper")


def with_vehicles_at(desk: Desk, rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Return rows with these columns of the vehicle at their ``place``; texts that repeat are Enums."""
    vehicles = desk.coded(_TABLE, columns)
    return rows.hstack(vehicles.in_codes(vehicles.rows.select(pl.all().gather(rows["place"]))))


def vehicle_part(desk: Desk, columns: Sequence[str]) -> Part:
    """Return what gives rows these columns of the vehicle at their ``place``, and ``vehicle``, its model and make."""

    def made(rows: pl.DataFrame, wanted: Sequence[str]) -> pl.DataFrame:
        read = with_vehicles_at(desk, rows, [name for name in wanted if name != _NAME])
        return read.with_columns(_names(desk, rows["place"])) if _NAME in wanted else read

    def every(wanted: Collection[str]) -> pl.DataFrame:
        if _NAME in wanted:
            return pl.DataFrame([_names(desk)])
        vehicles = desk.coded(_TABLE, list(wanted))
        return vehicles.in_codes(vehicles.rows)

    height = desk.coded(_TABLE, ("customer_id",)).rows.height
    return Part((*columns, _NAME), made, source=Source("place", height, every))


def _names(desk: Desk, places: pl.Series | None = None) -> pl.Series:
    """Return the names of the vehicles at places, or of all, each make and model put together once."""
    vehicles = desk.coded(_TABLE, _OF_NAME)
    # Both codes are one number, of which there are few: each is looked up, and none is hashed. 0 stands for null.
    wide = len(vehicles.words[_OF_NAME[1]]) + 1
    rows = vehicles.rows if places is None else vehicles.rows.select(pl.all().gather(places))
    make, model = ((rows[name].cast(pl.UInt32) + 1).fill_null(0) for name in _OF_NAME)
    pairs = make * wide + model
    every = (len(vehicles.words[_OF_NAME[0]]) + 1) * wide
    known = pl.repeat(value=False, n=every, dtype=pl.Boolean, eager=True).scatter(pairs, values=True).arg_true()
    both = zip(_OF_NAME, (known // wide, known % wide), strict=True)
    parts = [vehicles.texts(name, (code.set(code == 0, None) - 1).alias(name)) for name, code in both]
    names = pl.Series([model_first(row) for row in pl.DataFrame(parts).iter_rows(named=True)], dtype=pl.String)
    words = names.unique().sort()
    codes = pl.repeat(0, every, dtype=pl.UInt32, eager=True)
    return codes.scatter(known, words.search_sorted(names)).gather(pairs).cat.to(pl.Enum(words)).alias(_NAME)


def _vehicle_numbers(desk: Desk, rows: pl.DataFrame) -> pl.DataFrame:
    return with_vehicles_at(desk, rows.select("place"), ("vehicle_number",))
