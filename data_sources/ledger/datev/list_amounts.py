"""Amounts in the lists of an accounting program: open items, totals and balances.

Each is read in steps over frames: as one expression, which uses each part of it several times, the plan of a list of a
single line took a quarter of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data_sources.ledger.datev.values import filled
from data_sources.written_numbers import without_print

if TYPE_CHECKING:
    from collections.abc import Iterable

GERMAN_AMOUNT = r"^[+-]?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)(,[0-9]{1,2})?$"


def signed_texts(raw: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Return columns of amounts with their sign in front: ``12,00-`` and ``12,00 H`` are negative, ``12,00 S`` is positive."""
    texts = raw.select(filled(name) for name in names)
    bare = texts.select(without_print(pl.col(name)).alias(name) for name in texts.columns)
    return bare.select(_signed(name) for name in bare.columns)


def signed_cents(raw: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Return columns of amounts in whole cents, their sign before or after them; null where a text is not an amount.

    ``1.234,56`` and ``1234,5`` are amounts; of ``1234.56`` and ``12,345`` nobody knows which program wrote them.
    """
    signed = signed_texts(raw, names)
    return signed.select(
        pl.when(pl.col(name).str.contains(GERMAN_AMOUNT))
        .then(decimal_amount(pl.col(name)))
        .cast(pl.Decimal(18, 2))
        .to_physical()
        .cast(pl.Int64)
        .alias(name)
        for name in signed.columns
    )


def decimal_amount(text: pl.Expr) -> pl.Expr:
    """Read a German amount with its sign in front; null where it is none."""
    plain = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    return plain.cast(pl.Decimal(18, 2), strict=False)


def _signed(name: str) -> pl.Expr:
    text = pl.col(name)
    number = text.str.replace(r"\s*[-SsHh]$", "").str.strip_chars()
    is_negative = text.str.contains(r"^[0-9.,]+\s*[-Hh]$")
    return (
        pl.when(is_negative)
        .then("-" + number)
        .when(text.str.contains(r"^[0-9.,]+\s*[Ss]$"))
        .then(number)
        .otherwise(text)
        .alias(name)
    )
