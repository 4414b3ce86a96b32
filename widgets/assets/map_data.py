"""What the map without internet draws, as constants of a script: countries, lakes and state lines, towns, postal codes.

Countries, state lines and lakes are Natural Earth's 1:10 m data (public domain), simplified to about 0.003 degrees
(``map_base.json``, GeoJSON; property ``k``: ``de``, ``land``, ``state``, ``lake``). Towns are GeoNames' (CC BY 4.0), the
middles of postal codes OpenStreetMap's (ODbL).
"""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from data_sources.places.postal_codes import middles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Beside the scripts' own names: the data that a script can be put together with.
MAP_DATA = ("map_base", "map_places")
Degrees: TypeAlias = "tuple[float, float]"  # longitude, latitude: GeoJSON's order
_WORLD, _ORIGIN = 2**20, (10.5, 51.0)
_KINDS = ("land", "de", "lake", "state")
# What the data hold; beyond it nothing is known.
_EDGES: Sequence[Degrees] = ((4.5, 46.2), (16.5, 46.2), (16.5, 55.8), (4.5, 55.8))
ATTRIBUTION = "Natural Earth; GeoNames, CC BY 4.0; OpenStreetMap, ODbL"


def map_data(name: str) -> str:
    """Return a script that defines ``MAP_OUTLINES``, or ``MAP_TOWNS`` and ``MAP_POSTAL_CODES``.

    All lies in the map units of orientation_map.js, whole ones (38 m at the equator): a browser would take longer to
    compute and to read the places than to draw them.

    Outlines are lines by the kind of what they surround, or what they are: the x and y of their first point, and the way
    from each to the next. Places are a column each: ``names`` (one text, a line each), ``x``, ``y``, and of towns, the
    largest first, ``population``.
    """
    if name == "map_base":
        return f"const MAP_OUTLINES = {_parsed(_outlines())};"
    return f"const MAP_TOWNS = {_parsed(_towns())};\nconst MAP_POSTAL_CODES = {_parsed(_postal_codes())};"


def _outlines() -> dict[str, list[list[int]]]:
    base = json.loads(Path(__file__).with_name("map_base.json").read_text(encoding="utf-8"))
    lines: dict[str, list[list[Degrees]]] = {"sea": [[*_EDGES]]} | {kind: [] for kind in _KINDS}
    for feature in base["features"]:
        lines[feature["properties"]["k"]] += _lines(feature["geometry"])
    # A border of states comes in thousands of pieces, and a browser would begin its dashes again at each.
    lines["state"] = joined(lines["state"])
    return {kind: [ways for each in of_kind if (ways := _ways(each))] for kind, of_kind in lines.items()}


def _lines(geometry: dict[str, Any]) -> list[list[Degrees]]:
    """Return the lines of a shape of GeoJSON."""
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "LineString":
            shapes = [coordinates]
        case "MultiPolygon":
            shapes = [ring for polygon in coordinates for ring in polygon]
        case _:  # MultiLineString, Polygon
            shapes = coordinates
    return [[(longitude, latitude) for longitude, latitude in line] for line in shapes]


def joined(lines: Iterable[Sequence[Degrees]]) -> list[list[Degrees]]:
    """Return lines as long as they can be: where one ends, another that begins or ends there goes on."""
    rest = {number: list(line) for number, line in enumerate(lines)}
    at: defaultdict[Degrees, set[int]] = defaultdict(set)
    for number, line in rest.items():
        at[line[0]].add(number)
        at[line[-1]].add(number)
    whole = []
    while rest:
        _number, line = rest.popitem()
        for _end in range(2):
            line.reverse()
            while here := at[line[-1]] & rest.keys():
                more = rest.pop(here.pop())
                line += more[1:] if more[0] == line[-1] else more[-2::-1]
        whole.append(line)
    return whole


def _ways(line: Sequence[Degrees]) -> list[int]:
    """Return a line in whole units: its first point, then the way to each next one; empty: all lies within one unit."""
    points = [_whole_units(*each) for each in line]
    steps = ((x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(points))
    ways = [way for step in steps if any(step) for way in step]
    return [*points[0], *ways] if ways else []


def _whole_units(longitude: float, latitude: float) -> tuple[int, int]:
    x, y = _map_units(longitude, latitude)
    return round(x), round(y)


def _map_units(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a place's map units (spherical Mercator, x to the east, y to the south), as orientation_map.js counts them."""
    return _from_west(longitude) - _from_west(_ORIGIN[0]), _from_north(latitude) - _from_north(_ORIGIN[1])


def _from_west(longitude: float) -> float:
    return (longitude + 180) / 360 * _WORLD


def _from_north(latitude: float) -> float:
    sine = math.sin(math.radians(latitude))
    return (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * _WORLD


def _towns() -> dict[str, Any]:
    text = (files("data_sources.places") / "map_towns.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    places = [(row["town"], float(row["latitude"]), float(row["longitude"])) for row in rows]
    return _columns(places) | {"population": [int(row["population"]) for row in rows]}


def _postal_codes() -> dict[str, Any]:
    return _columns([(code, *middle) for code, middle in middles().items()])


def _columns(places: Sequence[tuple[str, float, float]]) -> dict[str, Any]:
    """Return named places (latitude, longitude) as columns."""
    units = [_whole_units(longitude, latitude) for _name, latitude, longitude in places]
    return {
        "names": "\n".join(name for name, _latitude, _longitude in places),
        "x": [x for x, _y in units],
        "y": [y for _x, y in units],
    }


def _parsed(value: dict[str, Any]) -> str:
    """Return the expression that reads a value as JSON: a browser reads that in half the time that the same script takes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"JSON.parse('{quoted}')"
