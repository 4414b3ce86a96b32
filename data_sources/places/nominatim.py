"""Asks a geocoder that speaks Nominatim's protocol where an address is (https://nominatim.org/release-docs/latest/api/Search/).

Three answers: a point, none (the geocoder does not know the address, or only something larger than a house), not answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from data_sources.http_exchange import exchange

if TYPE_CHECKING:
    from collections.abc import Mapping

# Nominatim's ranks of an address: 30 is a house, 28 a part of a street with numbers; below is a whole street.
_HOUSE = 28
_MOST_LATITUDE, _MOST_LONGITUDE = 90, 180


@dataclass(frozen=True)
class Located:
    """What a geocoder says of an address.

    Attributes:
        result: ``point``; ``none``: it knows no such house; ``not_answered``.
        latitude, longitude: Degrees, WGS 84, of a point.
        attribution: What its licence asks to be shown with the point.
        why: Why there is no answer: as ``http_exchange`` names it, or ``not_geojson``.
    """

    result: Literal["point", "none", "not_answered"]
    latitude: float = 0.0
    longitude: float = 0.0
    attribution: str = ""
    why: str = ""


def locate(address: Mapping[str, str | None], url: str, seconds: float) -> Located:
    """Ask where an address is.

    Args:
        address: ``street``, ``postal_code``, ``town``, ``country``.
        url: Of the geocoder, without ``/search``.
        seconds: The answer takes no longer, or is none.
    """
    parts = (("street", "street"), ("postalcode", "postal_code"), ("city", "town"), ("country", "country"))
    asked = {name: text for name, key in parts if (text := (address.get(key) or "").strip())}
    question = urlencode({**asked, "format": "geojson", "limit": "1", "addressdetails": "0"})
    came = exchange(f"{url.rstrip('/')}/search?{question}", None, seconds)
    if came.failure or came.status != 200:  # noqa: PLR2004  # HTTP
        return Located("not_answered", why=came.failure or f"http_{came.status}")
    return _read(came.values() or {})


def _read(answer: dict[str, Any]) -> Located:
    """Read a FeatureCollection of GeoJSON (RFC 7946): coordinates are longitude, latitude."""
    features = answer.get("features")
    if not isinstance(features, list):
        return Located("not_answered", why="not_geojson")
    if not features:
        return Located("none")
    try:
        first = features[0]
        longitude, latitude = (float(each) for each in first["geometry"]["coordinates"][:2])
        rank = int(first["properties"].get("place_rank", 0))
    except (KeyError, TypeError, ValueError, OverflowError, IndexError, AttributeError):
        return Located("not_answered", why="not_geojson")
    if not (abs(latitude) <= _MOST_LATITUDE and abs(longitude) <= _MOST_LONGITUDE):
        return Located("not_answered", why="not_geojson")
    if rank < _HOUSE:
        return Located("none")
    return Located("point", latitude, longitude, str(answer.get("licence") or "OpenStreetMap")[:200])
