"""Typed frames as the text of German exports: decimal comma, dd.mm.yyyy, J and N."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping


def german(name: str, dtype: pl.DataType, codes: Mapping[str, str] | None = None) -> pl.Expr:
    """Return a column as text.

    Args:
        name: Column.
        dtype: Its type.
        codes: The demo's words and the source's codes for them.
    """
    column = pl.col(name)
    if codes:
        return column.cast(pl.String).replace_strict(dict(codes), return_dtype=pl.String)
    if dtype.is_decimal():
        return column.cast(pl.String).str.replace(".", ",", literal=True)
    if dtype == pl.Date:
        return column.dt.to_string("%d.%m.%Y")
    if isinstance(dtype, pl.Datetime):
        return column.dt.convert_time_zone("Europe/Berlin").dt.to_string("%d.%m.%Y %H:%M")
    if dtype == pl.Boolean:
        return pl.when(column).then(pl.lit("J")).when(~column).then(pl.lit("N"))
    return column.cast(pl.String)


def csv_lines(frame: pl.DataFrame) -> str:
    """Semicolon-separated lines with CRLF; texts are quoted where they must be."""
    return frame.write_csv(separator=";", line_terminator="\r\n", include_header=False, quote_style="necessary")
