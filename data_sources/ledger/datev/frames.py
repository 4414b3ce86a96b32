"""From the sound records of a stretch to a frame of text columns, one per value that the layout names."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import polars as pl

from data_sources.ledger.datev.records import Records, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data_sources.ledger.datev.quotes import Form

STRETCH = 48 * 1024 * 1024  # bytes: bounds the memory for files larger than DATEV's 99,999 records


def stretches(data: bytes, form: Form, first_line: int, stretch: int | None = None) -> Iterator[Records]:
    """Split a whole file into records, one stretch of at most some 48 MB after the other.

    Args:
        data: UTF-8 text from the first record on.
        form: What a record looks like.
        first_line: Number of the first record's line in the file.
        stretch: Bytes to look at in one go.
    """
    begin, line = 0, first_line
    while begin < len(data):
        end = data.find(b"\n", begin + (stretch or STRETCH)) + 1 or len(data)
        records, taken = split(data[begin:end], form, line, is_last=end == len(data))
        yield records
        begin += taken
        line += len(records.line_starts)


def frame(records: Records, columns: Mapping[int, str], separator: str = ";") -> pl.DataFrame:
    """Return the named values of the sound records, as they stand in the file.

    Args:
        records: Records of one stretch.
        columns: Names of the values by position, counted from 1.
        separator: The file's separator.

    Returns:
        One String column per name (null where a short record has no such value) and ``source_row`` (Int64).
    """
    rows = _read(records, columns, separator)
    if rows.height != len(records.lines):  # our own count disagrees with the reader's: take the exact, slow way
        rows = _read_exactly(records, columns, separator)
    if records.newline is not None:
        rows = rows.with_columns(pl.all().str.replace_all(records.newline, "\n", literal=True))
    return rows.with_columns(pl.Series("source_row", records.lines, pl.Int64))


def _read(records: Records, columns: Mapping[int, str], separator: str) -> pl.DataFrame:
    width = max(records.width, *columns)
    guide = separator.encode() * (width - 1) + b"\n"  # a first line of full width, so that no column is missed
    read = pl.read_csv(
        guide + records.clean,
        has_header=False,
        separator=separator,
        quote_char='"',
        schema={f"column_{position}": pl.String for position in range(1, width + 1)},
        columns=[f"column_{position}" for position in columns],
        truncate_ragged_lines=True,
    )
    return read.slice(1).rename({f"column_{position}": name for position, name in columns.items()})


def _read_exactly(records: Records, columns: Mapping[int, str], separator: str) -> pl.DataFrame:
    text = io.StringIO(records.clean.decode(), newline="")
    rows = list(csv.reader(text, delimiter=separator, strict=True))
    return pl.DataFrame(
        {
            name: [row[position - 1] if position <= len(row) else None for row in rows]
            for position, name in columns.items()
        },
        schema=dict.fromkeys(columns.values(), pl.String),
    )
