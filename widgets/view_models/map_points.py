"""Points on a map."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.view_models.base import ViewModel


@dataclass(frozen=True)
class Point:
    """A point on the map, WGS 84 degrees."""

    latitude: float
    longitude: float
    label: str
    text: str = ""


@dataclass(frozen=True)
class MapPoints(ViewModel):
    """Points on a map with the layers of the settings (streets, satellite, hybrid).

    ``destination``: the address that navigation is asked for, also where no point is known; empty: none.
    ``attribution``: what the licence of the points asks to be shown with them.
    """

    points: tuple[Point, ...]
    title: str = ""
    note: str = ""
    destination: str = ""
    attribution: str = ""
