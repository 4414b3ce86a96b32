"""The ways between some places, and the embedded estimate that needs nobody: the straight line with a detour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence


# Latitude and longitude, degrees (WGS 84).
Place = tuple[float, float]
# Mean radius of the Earth (IUGG), m.
_EARTH_M = 6_371_008.8
# No day is so long: what stands for "there is no way".
NO_WAY = 1_000_000


@dataclass(frozen=True)
class Ways:
    """From each place (row) to each (column).

    Attributes:
        metres, seconds: Shape (places, places); ``NO_WAY`` where there is none.
        source: Who says so.
        problem: Why a service that was asked did not answer; empty: it did, or none was asked.
    """

    metres: NDArray[np.int64]
    seconds: NDArray[np.int64]
    source: Literal["haversine", "osrm"] = "haversine"
    problem: str = ""


def straight_ways(places: Sequence[Place], detour: float, speed_kmh: float) -> Ways:
    """Return the great circles between places (haversine), lengthened by a detour, at a mean speed."""
    north, east = np.radians(np.array(places, dtype=np.float64).reshape(-1, 2)).T
    half = np.sin((north[:, None] - north) / 2) ** 2
    half += np.cos(north)[:, None] * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    metres = 2 * _EARTH_M * np.arcsin(np.sqrt(half)) * detour
    seconds = np.ceil(metres / (speed_kmh / 3.6)).astype(np.int64)
    return Ways(np.rint(metres).astype(np.int64), seconds)
