"""Where the customers live: real towns, most of them around the dealership, made-up streets."""

from __future__ import annotations

from importlib import resources

import numpy as np
import polars as pl

from demo_dealership.randomness import pick, weighted

STREETS = (
    "Hauptstraße", "Bahnhofstraße", "Schulstraße", "Gartenstraße", "Dorfstraße", "Bergstraße", "Lindenstraße",
    "Birkenweg", "Waldstraße", "Kirchplatz", "Ringstraße", "Schillerstraße", "Goethestraße", "Jahnstraße", "Am Anger",
    "Mühlweg", "Wiesenstraße", "Ahornweg", "Industriestraße", "Gewerbepark", "Marktplatz", "Hofer Straße",
    "Bayreuther Straße", "Kulmbacher Straße", "Frankenwaldstraße", "Saaleweg", "Am Schloßberg", "Lärchenstraße",
    "Königstraße", "Äußere Bayreuther Straße", "Münchberger Straße", "Ludwigstraße", "Röntgenstraße", "Weißdornweg",
    "Straße des Friedens", "Obere Gasse", "Kreuzäcker", "Von-Eichendorff-Straße", "Hans-Sachs-Straße", "Sankt-Florian-Weg",
)  # fmt: skip

_HOF = (50.3219, 11.9178)


def towns() -> pl.DataFrame:
    """Return the towns of the embedded directory.

    Returns:
        One row per postal code: country, postal_code, town, plate (text), km (from the dealership, float).
    """
    text = (resources.files("data_sources.places") / "towns.csv").read_bytes()
    frame = pl.read_csv(text, separator=";", infer_schema=False).filter(pl.col("country") == "DE")
    north = (pl.col("latitude").cast(pl.Float64) - _HOF[0]) * 111.2
    east = (pl.col("longitude").cast(pl.Float64) - _HOF[1]) * 71.0
    return frame.select("country", "postal_code", "town", "plate", (north.pow(2) + east.pow(2)).sqrt().alias("km"))


def addresses(rng: np.random.Generator, size: int) -> pl.DataFrame:
    """Draw addresses; the nearer the town, the more customers.

    Returns:
        ``size`` rows: street (with number), postal_code, town, country, plate.
    """
    places = towns()
    nearness = np.exp(-places["km"].to_numpy() / 35.0) + 0.004
    drawn = places[weighted(rng, nearness, size)].select("postal_code", "town", "country", "plate")
    number = pl.Series(np.ceil(rng.exponential(18, size)).astype(np.int64)).cast(pl.String)
    letter = pick(rng, ("", "a", "b", "c"), size, (90, 6, 3, 1))
    street = (pick(rng, STREETS, size) + " " + number + letter).alias("street")
    return drawn.with_columns(street).select("street", "postal_code", "town", "country", "plate")
