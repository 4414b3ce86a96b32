"""Typed cells (Excel, Parquet, SQL) in the writing of the source's texts, so that one intake checks them all.

A cast can round or cut silently, whereas the intake refuses. So numbers and moments that are not exactly of the
contract's type become text first.
"""

from __future__ import annotations

import polars as pl

from data_sources.intake import TextFormats

ISO_MOMENT = "%Y-%m-%dT%H:%M:%S%.f"
# what Excel and most databases compare and show; the rest is the noise of binary fractions
_FLOAT_DIGITS = 15


def with_iso(formats: TextFormats) -> TextFormats:
    """Return the same formats, and ISO dates and moments, in which typed cells are written."""
    return TextFormats(
        formats.decimal_comma,
        (*formats.dates, "%Y-%m-%d"),
        (*formats.datetimes, ISO_MOMENT),
        formats.time_zone,
        formats.empty,
    )


def as_written(frame: pl.DataFrame, wanted: pl.Schema, formats: TextFormats) -> pl.DataFrame:
    """Write the cells of typed columns as text where the contract's type differs.

    Args:
        frame: Columns named as contract fields; others become plain text.
        wanted: Types of the contract.
        formats: How the source writes numbers, and its time zone.
    """
    return frame.with_columns(
        _written(pl.col(name), dtype, wanted.get(name, pl.String()), formats).alias(name)
        for name, dtype in frame.schema.items()
        if dtype not in (pl.String(), wanted.get(name))
    )


def number_text(number: pl.Expr, formats: TextFormats) -> pl.Expr:
    """Write a number as the source does, without needless zeros: 10012.0 is "10012", 12.50 is "12,5"."""
    text = number.cast(pl.String)
    has_point = text.str.contains(r"^[+-]?\d+\.\d+$")
    short = pl.when(has_point).then(text.str.replace(r"\.?0+$", "")).otherwise(text)
    return short.str.replace(".", ",", literal=True) if formats.decimal_comma else short


def float_text(number: pl.Expr, formats: TextFormats) -> pl.Expr:
    """Do the same for binary fractions."""
    return number_text(number.cast(pl.Float64).round_sig_figs(_FLOAT_DIGITS), formats)


def _written(cell: pl.Expr, have: pl.DataType, want: pl.DataType, formats: TextFormats) -> pl.Expr:
    if have.is_float() or have.is_decimal():
        # a number in a text field, e.g. a customer number, keeps its point
        writing = formats if want.is_numeric() else TextFormats(decimal_comma=False)
        return float_text(cell, writing) if have.is_float() else number_text(cell, writing)
    if isinstance(have, pl.Datetime):
        return _moment_text(cell, have, want, formats)
    if have == pl.Date:
        return cell.dt.strftime("%Y-%m-%dT00:00:00" if isinstance(want, pl.Datetime) else "%Y-%m-%d")
    if have == pl.Binary:
        return cell.bin.encode("hex")
    return cell.map_elements(str, return_dtype=pl.String) if have.is_nested() else cell.cast(pl.String)


def _moment_text(cell: pl.Expr, have: pl.Datetime, want: pl.DataType, formats: TextFormats) -> pl.Expr:
    if have.time_zone and isinstance(want, pl.Datetime):
        return cell.dt.convert_time_zone("UTC").dt.cast_time_unit("us")
    local = cell.dt.convert_time_zone(formats.time_zone).dt.replace_time_zone(None) if have.time_zone else cell
    return local.dt.strftime("%Y-%m-%d" if want == pl.Date else ISO_MOMENT)
