"""Which rule a value breaks that is not of its column's type."""

from __future__ import annotations

import polars as pl


def type_fault(dtype: pl.DataType) -> str:
    """Return the rule that a text breaks which cannot be read as a type."""
    if dtype.is_decimal() or dtype.is_float():
        return "not_a_number"
    if dtype.is_integer():
        return "not_a_whole_number"
    if dtype == pl.Date:
        return "not_a_date"
    if dtype == pl.Datetime:
        return "not_a_moment"
    if dtype == pl.Boolean:
        return "not_yes_or_no"
    return "unknown_code"
