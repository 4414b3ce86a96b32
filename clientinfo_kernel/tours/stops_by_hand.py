"""Stops that planners added: they stand beside the dealer system's appointments as if they were some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.tour_stops import KINDS_OF_SERVICE, TOUR_STOP, appointment_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.tour_stops import StopKind
    from clientinfo_kernel.query.directory import CustomerDirectory

_SERVICES = {frozenset(kinds): service for service, kinds in KINDS_OF_SERVICE.items()}
# When the driver is at the customer's.
HOURS_OF_KIND: Mapping[StopKind, str] = {"fetch": "bring_at", "bring": "return_at"}


def by_hand(directory: CustomerDirectory, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return the stops of all days that have no appointment, in the columns of appointments.

    Args:
        directory: Who is asked.
        columns: Names and types of the answer.

    Raises:
        NotPermitted: The viewer is not allowed to see customers.
        SnapshotMissing: Nothing has been refreshed yet.
        LiveUnavailable: The live store does not answer.
    """
    written = directory.written(TOUR_STOP, "agreed_at")
    found: dict[str, dict[str, Any]] = {}
    for row in written.iter_rows(named=True):
        number, kind = appointment_of(row["stop_id"])
        one = found.setdefault(number, {"appointment_number": number, "customer_number": row["customer_number"]})
        one |= {hour: row["agreed_at"] for way, hour in HOURS_OF_KIND.items() if way == kind}
    customer_numbers = {each["customer_number"] for each in found.values()}
    if not customer_numbers:
        return pl.DataFrame(schema=dict(columns))
    known = directory.table(
        "customers", ("customer_id", "customer_number"), pl.col("customer_number").is_in(list(customer_numbers))
    )
    ids = dict(known.select("customer_number", "customer_id").iter_rows())
    rows = [
        {
            **each,
            "customer_id": ids[each["customer_number"]],
            "service": _SERVICES[frozenset(way for way, hour in HOURS_OF_KIND.items() if each.get(hour))],
        }
        for each in found.values()
        if each["customer_number"] in ids
    ]
    return pl.DataFrame([{name: each.get(name) for name in columns} for each in rows], schema=dict(columns))
