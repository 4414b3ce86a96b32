"""Cells that a program wrote as a formula, so that a spreadsheet keeps their leading zeros: ``="00123"`` is 00123."""

from __future__ import annotations

import polars as pl

_BEGINS = '="'
_FORMULA = r'^\s*="((?:[^"]|"")*)"\s*$'


def without_formulas(fields: pl.DataFrame) -> pl.DataFrame:
    """Return text columns with what such cells say; any other text stays as it is."""
    written = [
        name
        for name, dtype in fields.schema.items()
        if dtype == pl.String and fields[name].str.starts_with(_BEGINS).any()
    ]
    said = (
        pl.coalesce(pl.col(name).str.extract(_FORMULA).str.replace_all('""', '"', literal=True), name).alias(name)
        for name in written
    )
    return fields.with_columns(said) if written else fields
