"""The exact point of a customer, where somebody set one for the address that they have now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clientinfo_kernel.live.fields import LONGEST_NAME
from clientinfo_kernel.live.plain_text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

_ADDRESS = ("street", "postal_code", "town")
_MILLIONTHS = 1_000_000
GEOCODER = "geocoder"


class ExactPoint(NamedTuple):
    """A point that somebody set.

    Attributes:
        latitude, longitude: Degrees, WGS 84.
        written_by: Who, as people call them.
        written_at: When (UTC).
        attribution: What the licence of a geocoder's data asks to be shown; empty: a person set it.
    """

    latitude: float
    longitude: float
    note: str
    written_by: str
    written_at: datetime
    attribution: str = ""


def exact_point(rows: Iterable[Mapping[str, Any]], customer: Mapping[str, Any]) -> ExactPoint | None:
    """Return the point for the address that a customer has now: the newest that a person set, else a geocoder's.

    Args:
        rows: Rows of ``live.customer_points`` of the customer, in the order of writing, withdrawn ones left out.
        customer: ``street``, ``postal_code`` and ``town`` as the sources have them.
    """
    somewhere = [row for row in rows if row["latitude_e6"] is not None and _is_sure(row)]
    now = address_of(customer) if somewhere else {}
    here = [row for row in somewhere if address_of(row) == now]
    if not here:
        return None
    row = ([each for each in here if each["source"] != GEOCODER] or here)[-1]
    latitude, longitude = row["latitude_e6"] / _MILLIONTHS, row["longitude_e6"] / _MILLIONTHS
    return ExactPoint(
        latitude, longitude, row["note"] or "", row["written_by"] or "", row["created_at"], row["attribution"] or ""
    )


def _is_sure(row: Mapping[str, Any]) -> bool:
    """Return whether a point can be believed: a geocoder that knew a street alone took the first one in the world."""
    return row["source"] != GEOCODER or bool(row["postal_code"] or row["town"])


def exact_points(
    customers: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[Mapping[str, Any], ExactPoint]]:
    """Yield those of some customers for whose address there is an exact point, with it.

    Args:
        customers: ``customer_number``, and the address as ``exact_point`` takes it.
        rows: Rows of ``live.customer_points`` of all of them, in any order, withdrawn ones left out.
    """
    of_each: dict[str, list[Mapping[str, Any]]] = {}
    for row in sorted(rows, key=lambda each: each["created_at"]):
        of_each.setdefault(row["customer_number"], []).append(row)
    for customer in customers:
        exact = exact_point(of_each.get(customer["customer_number"], ()), customer)
        if exact is not None:
            yield customer, exact


def address_of(row: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the address for which a point holds, as it can be kept."""
    return {name: plain_text(row.get(name) or "", LONGEST_NAME) or None for name in _ADDRESS}


def point_values(latitude: float, longitude: float, customer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a command about a new point says."""
    place = {"latitude_e6": round(latitude * _MILLIONTHS), "longitude_e6": round(longitude * _MILLIONTHS)}
    return {**place, **address_of(customer)}
