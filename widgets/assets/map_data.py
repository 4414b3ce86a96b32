"""What the map without internet draws, as constants of a script: countries, lakes and state lines, towns, postal codes.

Countries, state lines and lakes are Natural Earth's 1:10 m data (public domain), simplified to about 0.003 degrees
(``map_base.json``, GeoJSON; property ``k``: ``de``, ``land``, ``state``, ``lake``). Towns are GeoNames' (CC BY 4.0), the
middles of postal codes OpenStreetMap's (ODbL).
"""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from pathlib import Path

from data_sources.places.postal_codes import middles

# Beside the scripts' own names: the data that a script can be put together with.
MAP_DATA = ("map_base", "map_places")
ATTRIBUTION = "Natural Earth; GeoNames, CC BY 4.0; OpenStreetMap, ODbL"


def map_data(name: str) -> str:
    """Return a script that defines ``MAP_BASE`` (GeoJSON), or ``MAP_TOWNS`` and ``MAP_POSTAL_CODES``.

    Towns are ``[name, latitude, longitude, population]``, the largest first; postal codes ``[code, latitude, longitude]``.
    """
    if name == "map_base":
        return f"const MAP_BASE = {Path(__file__).with_name('map_base.json').read_text(encoding='utf-8')};"
    return f"const MAP_TOWNS = {_written(_towns())};\nconst MAP_POSTAL_CODES = {_written(_postal_codes())};"


def _towns() -> list[list[str | float]]:
    text = (files("data_sources.places") / "map_towns.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return [[row["town"], float(row["latitude"]), float(row["longitude"]), int(row["population"])] for row in rows]


def _postal_codes() -> list[list[str | float]]:
    return [[code, round(latitude, 4), round(longitude, 4)] for code, (latitude, longitude) in middles().items()]


def _written(rows: list[list[str | float]]) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
