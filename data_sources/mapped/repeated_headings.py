"""Headings that stand in a file again: files that were put together, pages of a print, a second table below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data_sources.contract import ORIGIN
from data_sources.mapped.below_empty_rows import BelowEmptyRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data_sources.mapped.binding import Binding

_DIGITS = frozenset("0123456789")
AGAIN, OTHER = "heading_again", "other_table"


class RepeatedHeadings:
    """Takes such rows out of the stretches of one file, and whatever stands below the headings of another table."""

    def __init__(self, binding: Binding, keys: Sequence[str], *, is_sheet: bool = False) -> None:
        """Remember the headings.

        Args:
            binding: Of the file.
            keys: Fields that no record has the heading's own word in.
            is_sheet: A row number that is left out is an empty row: what begins below it can be another table.
        """
        self._headings = {field: _plain(binding.names[at]) for field, at in binding.positions.items()}
        self._keys = [field for field in keys if field in self._headings]
        self._is_other = False
        self._below = BelowEmptyRows(self._keys, binding.constants) if is_sheet else None

    def split(self, fields: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[str, pl.DataFrame]]]:
        """Return the records, and the rows taken out by rule (``line``, ``record``).

        Args:
            fields: Columns named as contract fields, and ``source_row``; typed columns hold no headings.
        """
        if self._is_other:
            return fields.clear(), [(OTHER, as_lines(fields))]
        keys = [name for name in self._keys if fields.schema[name] == pl.String]
        if not keys:
            return fields, []
        can_be = pl.any_horizontal(self._can_be_heading(name) for name in keys)
        places = fields.select(can_be.fill_null(value=False).arg_true()).to_series()
        is_again = pl.any_horizontal(
            pl.col(name).str.strip_chars().str.to_lowercase() == self._headings[name] for name in keys
        )
        found = places.filter(fields.select(keys)[places].select(is_again.fill_null(value=False)).to_series())
        ends = [at for at in found if self._names_others(fields.row(at, named=True))][:1]
        if self._below:
            ends += self._below.begins(fields, found)
        if found.is_empty() and not ends:
            return fields, []
        end = min(ends, default=fields.height)
        self._is_other = end < fields.height
        again = found.filter(found < end)
        kept = fields.head(end).filter(~pl.int_range(pl.len()).is_in(again.implode()))
        taken = ((AGAIN, fields[again]), (OTHER, fields[end:]))
        return kept, [(rule, as_lines(rows)) for rule, rows in taken if rows.height]

    def _can_be_heading(self, name: str) -> pl.Expr:
        """Return whether a text does not begin with a digit, as nearly all numbers do and hardly a heading: the quickest look."""
        if self._headings[name][:1] in _DIGITS:
            return pl.col(name).is_not_null()
        return ~pl.col(name).is_between(pl.lit("0"), pl.lit(":"), closed="left")

    def _names_others(self, row: dict[str, object]) -> bool:
        stated = ((heading, row[field]) for field, heading in self._headings.items())
        return any(value is not None and _plain(str(value)) not in {"", heading} for heading, value in stated)


def as_lines(fields: pl.DataFrame) -> pl.DataFrame:
    """Return rows that are not records as the quarantine shows them (``line``, ``record``)."""
    names = [name for name in fields.columns if name not in ORIGIN]
    record = pl.struct(pl.col(name).cast(pl.String, strict=False) for name in names).struct.json_encode()
    return fields.select(pl.col("source_row").alias("line"), record.alias("record"))


def _plain(heading: str) -> str:
    return heading.strip().lower()
