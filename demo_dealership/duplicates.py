"""About two in a hundred customers were entered twice, under another spelling."""

from __future__ import annotations

import numpy as np
import polars as pl

_SHARE = 0.02
_IDENTITY = (
    "kind", "salutation", "title", "first_name", "name", "name_2", "street", "postal_code", "town", "country", "plate",
    "vat_id", "birthday", "is_company", "contact_index",
)  # fmt: skip
_LONGHAND = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
_SOUNDS = {"Meier": "Meyer", "Meyer": "Meier", "Maier": "Mayer", "Mayer": "Maier", "Schmidt": "Schmitt", "Hofmann": "Hoffmann"}  # fmt: skip
_STREETS = {"straße": "str.", "Straße": "Str."}
_FORMS = {"GmbH & Co. KG": "GmbH & Co KG", " GmbH": " G.m.b.H.", "& Söhne": "u. Söhne", "Spedition": "Sped."}


def respell(rng: np.random.Generator, frame: pl.DataFrame) -> pl.DataFrame:
    """Turn some customers into earlier ones of the frame, respelled; their numbers, terms and debtors stay their own.

    Half of the companies keep the VAT ID; the phone digits stay the same (``contact_index``).
    """
    size = frame.height
    place = np.arange(size)
    again = (rng.random(size) < _SHARE) & (place >= 40)  # the first ones are the hostile texts' and the brochure's
    source = np.where(
        again, np.minimum((rng.random(size) * np.maximum(place - 12, 1)).astype(np.int64) + 11, place), place
    )
    way = pl.Series("way", rng.integers(0, 4, size))
    keeps_vat_id = pl.Series("keeps_vat_id", rng.random(size) < 0.5)
    twin = frame.select(pl.col(name).gather(pl.Series(source)) for name in _IDENTITY)
    name, street = pl.col("name"), pl.col("street")
    spelled = twin.with_columns(pl.Series("again", again), way, keeps_vat_id).with_columns(
        pl.when(~pl.col("again"))
        .then(name)
        .when(pl.col("way") == 0)
        .then(_replace(name, _LONGHAND))
        .when(pl.col("way") == 1)
        .then(_replace(name, _SOUNDS))
        .when(pl.col("way") == 2)
        .then(_replace(name, _FORMS))
        .otherwise(name)
        .alias("name"),
        pl.when("again").then(_replace(street, _STREETS)).otherwise(street).alias("street"),
        pl.when(pl.col("again") & (pl.col("way") == 3))
        .then(pl.col("first_name").str.slice(0, 1) + ".")
        .otherwise("first_name")
        .alias("first_name"),
        pl.when(~pl.col("again") | pl.col("keeps_vat_id")).then("vat_id").alias("vat_id"),
    )
    return frame.with_columns(spelled.select(*_IDENTITY))


def _replace(text: pl.Expr, spellings: dict[str, str]) -> pl.Expr:
    return text.str.replace_many(list(spellings), list(spellings.values()), leftmost=True)
