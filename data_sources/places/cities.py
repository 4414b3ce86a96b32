"""An embedded directory of town centres and postal codes: no server, no network.

``towns.csv`` holds about 150 German postal codes, written by hand: enough for the demo and a first look, not for all
customers of a dealership. For those, download the postal code file of GeoNames once (CC BY 4.0, the attribution must
be shown) and name it as ``directory``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from data_sources.connector import Batch, connector
from data_sources.contract import REJECT_SCHEMA
from data_sources.delimited_text import LINE, Delimited
from data_sources.errors import SourceAbsent, SourceUnreadable
from data_sources.intake import Intake, TextFormats, rejected
from data_sources.places.contract import Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TOWNS = Path(__file__).with_name("towns.csv")
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

    @property
    def attribution(self) -> str:
        """What must be shown where these places are drawn; empty where nothing must."""
        return "GeoNames, CC BY 4.0" if self.directory else ""

    def read(self) -> Iterator[Batch]:
        """Yield the postal codes per file, then the towns computed from them.

        Raises:
            SourceAbsent: The named directory is not there.
            SourceUnreadable: It cannot be opened.
        """
        batches = [*_batches(TOWNS, Delimited(";"), _TOWN_COLUMNS, first_line=2)]
        if self.directory is not None:
            if not self.directory.is_file():
                raise SourceAbsent("places", f"no directory of postal codes at {self.directory}")
            form = Delimited("\t", quote="", encoding="utf-8")
            given = _batches(self.directory, form, _GEONAMES_COLUMNS, first_line=1)
            batches += (replace(batch, attribution=self.attribution) for batch in given)
        yield from batches
        towns = town_centres(pl.concat(batch.kept for batch in batches))
        yield Batch("places", "town centres", towns, REJECT_SCHEMA.to_frame())


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
