"""Columns that say nothing take no room."""

import polars as pl

from widgets.view_models import Column


def if_filled(rows: pl.DataFrame, column: Column) -> tuple[Column, ...]:
    """Return the column if any row has a value in it, else none."""
    return (column,) if any(value not in (None, "") for value in rows[column.key]) else ()
