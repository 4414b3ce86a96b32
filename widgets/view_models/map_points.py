"""Points on a map."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.view_models.base import ViewModel


@dataclass(frozen=True)
class Point:
    """A point on the map, WGS 84 degrees.

    ``radius_m``: the true place lies within so many metres of it (0: it is there).
    """

    latitude: float
    longitude: float
    label: str
    text: str = ""
    radius_m: int = 0


@dataclass(frozen=True)
class Neighbour(Point):
    """Another customer on somebody's map."""

    customer_number: str = ""


@dataclass(frozen=True)
class MapPoints(ViewModel):
    """Points on the map that needs no internet, or on the layers of the settings (streets, satellite, hybrid).

    ``destination``: the address that navigation is asked for, also where no point is known; empty: none.
    ``warning``: what about the address cannot be true.
    ``attribution``: what the licence of the points asks to be shown with them.
    ``near``: other customers, as dots; ``near_note``: what is to be said where there are none.
    ``form``: the form that takes a point from a click on the map; empty: none does.
    """

    points: tuple[Point, ...]
    title: str = ""
    note: str = ""
    destination: str = ""
    warning: str = ""
    attribution: str = ""
    form: str = ""
    near: tuple[Neighbour, ...] = ()
    near_note: str = ""
