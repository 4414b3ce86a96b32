"""Who near a customer has an appointment in the workshop on a day, so that one way can serve both."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from math import cos, hypot, radians
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from clientinfo_kernel.query.exact_point import exact_points
from clientinfo_kernel.query.permitted import permitted_row, permitted_table
from clientinfo_kernel.query.table import MOMENT
from clientinfo_kernel.settings import BERLIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
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
_EPOCH, _MICROSECOND = datetime.fromtimestamp(0, UTC), timedelta(microseconds=1)
_APPOINTMENTS = ("customer_id", "bring_at", "return_at", "service")
_CUSTOMERS = ("customer_number", "first_name", "name")
_PLACES = ("street", "postal_code", "town", "latitude", "longitude", "accuracy")


class _Visit(NamedTuple):
    at: datetime
    is_brought: bool
    service: str | None


def neighbours(
    snapshot: Snapshot,
    access: Access,
    customer_id: int,
    point: tuple[float, float],
    *,
    day: date,
    within_km: float,
    points: Callable[[Sequence[str]], Iterable[Mapping[str, Any]]],
) -> pl.DataFrame:
    """Return other customers with an appointment on a day, the nearest first, each once (``NEIGHBOURS``).

    The appointments are found by one query; who they are of is read by the index, for a plan for each step took longer
    than all of the map.

    Args:
        snapshot: Where they are.
        access: What the viewer is allowed to see.
        customer_id: Whose neighbours.
        point: Where that customer is: latitude and longitude, degrees.
        day: Of the house.
        within_km: How far away they are at most; on so short a way the Earth is flat.
        points: From customers' numbers to the exact points that were set for them (rows of ``live.customer_points``).

    Raises:
        NotPermitted: The viewer is not allowed to see customers.
    """
    start, end = (datetime.combine(each, time.min, BERLIN).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    visits = _visits(snapshot, access, start, end)
    visits.pop(customer_id, None)
    placed = {each: _placed(snapshot, access, each) for each in visits}
    written = points([row["customer_number"] for row in placed.values()]) if placed else ()
    exact = {row["customer_number"]: set_there for row, set_there in exact_points(placed.values(), written)}
    near = []
    for each, row in placed.items():
        set_there = exact.get(row["customer_number"])
        if set_there is not None:
            row |= {"latitude": set_there.latitude, "longitude": set_there.longitude}
            row |= {"accuracy": "address", "attribution": set_there.attribution}
        far = _far_km(point, row)
        if far is not None and far <= within_km:
            near.append({**row, **visits[each]._asdict(), "far_km": far})
    near.sort(key=lambda row: (row["far_km"], row["at"], row["customer_number"]))
    return pl.DataFrame(near, schema=NEIGHBOURS)


def _visits(snapshot: Snapshot, access: Access, start: datetime, end: datetime) -> dict[int, _Visit]:
    """Return the first visit of each customer between two moments, by the customer's id."""
    first_moment, end_moment = (pl.lit((each - _EPOCH) // _MICROSECOND).cast(MOMENT) for each in (start, end))
    comes, goes = (
        pl.col(name).is_between(first_moment, end_moment, closed="left") for name in ("bring_at", "return_at")
    )
    rows = permitted_table(snapshot, "appointments", access, _APPOINTMENTS, comes | goes)
    first: dict[int, _Visit] = {}
    for customer_id, bring_at, return_at, service in rows.iter_rows():
        is_brought = bring_at is not None and start <= bring_at < end
        visit = _Visit(bring_at if is_brought else return_at, is_brought, service)
        if customer_id not in first or visit.at < first[customer_id].at:
            first[customer_id] = visit
    return first


def _placed(snapshot: Snapshot, access: Access, customer_id: int) -> dict[str, Any]:
    """Return who a customer is and where, as the directory of places knows it, or nowhere."""
    row = permitted_row(snapshot, "customers", access, customer_id, _CUSTOMERS)
    row["name"] = " ".join(filter(None, (row.pop("first_name"), row["name"])))
    place = permitted_row(snapshot, "places", access, customer_id, _PLACES) or dict.fromkeys(_PLACES)
    return {**row, **place, "attribution": None}


def _far_km(point: tuple[float, float], row: Mapping[str, Any]) -> float | None:
    if row["latitude"] is None or row["longitude"] is None:
        return None
    north, east = row["latitude"] - point[0], (row["longitude"] - point[1]) * cos(radians(point[0]))
    return hypot(north, east) * _KM_PER_DEGREE
