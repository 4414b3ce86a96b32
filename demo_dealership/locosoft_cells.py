"""Small forms of values in Loco-Soft's tables."""

from __future__ import annotations

import polars as pl

from demo_dealership.locosoft_layouts import INVOICE_TYPES


def numbered(texts: list[pl.Series]) -> dict[str, int]:
    """Return a number for each distinct text."""
    names = pl.concat([text.rename("name") for text in texts]).drop_nulls().unique().sort().to_list()
    return {name: number for number, name in enumerate(names, 1)}


def number(column: str, number_of: dict[str, int]) -> pl.Expr:
    """Return the number that stands for a text."""
    return pl.col(column).replace_strict(number_of, default=None, return_dtype=pl.Int64)


def invoice_type(column: str) -> pl.Expr:
    """Return Loco-Soft's number of an invoice's kind."""
    return pl.col(column).cast(pl.String).replace_strict(INVOICE_TYPES, return_dtype=pl.Int64)


def position(column: str, words: dict[str, str]) -> pl.Expr:
    """Return the place of a word in its description table."""
    places = {word: number for number, word in enumerate(words)}
    return pl.col(column).cast(pl.String).replace_strict(places, default=None, return_dtype=pl.Int64)


def described(words: dict[str, str]) -> pl.DataFrame:
    """Return a description table: ``type``, ``description``."""
    return pl.DataFrame({"type": list(range(len(words))), "description": list(words.values())})


def local_time(column: str) -> pl.Expr:
    """Return a moment as Loco-Soft writes it: the house's time."""
    return pl.col(column).dt.convert_time_zone("Europe/Berlin").dt.strftime("%Y-%m-%d %H:%M:%S%.f")
