"""Who near a customer has an appointment in the workshop on a day, so that one way can serve both."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from math import cos, radians
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.exact_point import exact_points
from clientinfo_kernel.query.permitted import permitted_table
from clientinfo_kernel.query.table import MOMENT
from clientinfo_kernel.settings import BERLIN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from clientinfo_kernel.access.rights import Access
    from clientinfo_kernel.query.snapshot import Snapshot

# ``at``: when the vehicle comes on that day, else when it goes; ``is_brought``: it comes then. ``far_km``: as the crow
# flies, to the exact point where somebody set one (``accuracy`` is ``address``, ``attribution`` what its licence asks to
# be shown), else to what the directory of places knows.
_TEXTS = ("customer_number", "name", "postal_code", "town", "service", "accuracy", "attribution")
NEIGHBOURS = pl.Schema(
    [
        *((name, pl.String) for name in _TEXTS),
        *((name, pl.Float64) for name in ("latitude", "longitude", "far_km")),
        ("at", MOMENT),
        ("is_brought", pl.Boolean),
    ]
)
_KM_PER_DEGREE = 111.195
_AXES = ("latitude", "longitude")
_SET = {"latitude": pl.Float64(), "longitude": pl.Float64(), "attribution": pl.String()}
_APPOINTMENTS = ("customer_id", "bring_at", "return_at", "service")
_CUSTOMERS = ("customer_id", "customer_number", "first_name", "name")
_PLACES = ("customer_id", "street", "postal_code", "town", "latitude", "longitude", "accuracy")


def neighbours(
    snapshot: Snapshot,
    access: Access,
    customer_id: int,
    point: tuple[float, float],
    *,
    day: date,
    within_km: float,
    points: Callable[[Sequence[str]], pl.DataFrame],
) -> pl.DataFrame:
    """Return other customers with an appointment on a day, the nearest first, each once (``NEIGHBOURS``).

    Args:
        snapshot: Where they are.
        access: What the viewer is allowed to see.
        customer_id: Whose neighbours.
        point: Where that customer is: latitude and longitude, degrees.
        day: Of the house.
        within_km: How far away they are at most; on so short a way the Earth is flat.
        points: From customers' numbers to the exact points that were set for them (``live.customer_points``).

    Raises:
        NotPermitted: The viewer is not allowed to see customers.
    """
    start, end = (datetime.combine(each, time.min, BERLIN).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    comes, goes = (pl.col(name).is_between(start, end, closed="left") for name in ("bring_at", "return_at"))
    others = (comes | goes) & (pl.col("customer_id") != customer_id)
    rows = permitted_table(snapshot, "appointments", access, _APPOINTMENTS, others)
    if rows.is_empty():
        return pl.DataFrame(schema=NEIGHBOURS)
    theirs = pl.col("customer_id").is_in(rows["customer_id"].unique().implode())
    north, east = ((pl.col(name) - here) * _KM_PER_DEGREE for name, here in zip(_AXES, point, strict=True))
    far = (north**2 + (east * cos(radians(point[0]))) ** 2).sqrt()
    whole = pl.concat_str("first_name", "name", separator=" ", ignore_nulls=True)
    names = permitted_table(snapshot, "customers", access, _CUSTOMERS, theirs).with_columns(name=whole)
    places = names.join(permitted_table(snapshot, "places", access, _PLACES, theirs), on="customer_id", how="left")
    placed = _at_exact_points(places, points(places["customer_number"].to_list()))
    near = placed.with_columns(far_km=far).filter(pl.col("far_km") <= within_km)
    found = rows.join(near, on="customer_id")
    at = pl.when(comes).then("bring_at").otherwise("return_at")
    return (
        found.with_columns(at=at, is_brought=comes)
        .sort("far_km", "at", "customer_number")
        .unique("customer_number", keep="first", maintain_order=True)
        .select(NEIGHBOURS.names())
    )


def _at_exact_points(places: pl.DataFrame, written: pl.DataFrame) -> pl.DataFrame:
    """Return the places with the exact point where there is one, whether or not the directory knows the address."""
    of_these = places.join(written.select("customer_number").unique(), on="customer_number", how="semi")
    found = [
        (row["customer_id"], exact.latitude, exact.longitude, exact.attribution)
        for row, exact in exact_points(of_these.iter_rows(named=True), written.iter_rows(named=True))
    ]
    exact = pl.DataFrame(found, {"customer_id": places.schema["customer_id"], **_SET}, orient="row")
    is_set = pl.col("latitude_set").is_not_null()
    return places.join(exact, on="customer_id", how="left", suffix="_set").with_columns(
        *(pl.coalesce(f"{name}_set", name).alias(name) for name in _AXES),
        accuracy=pl.when(is_set).then(pl.lit("address")).otherwise(pl.col("accuracy").cast(pl.String)),
    )
