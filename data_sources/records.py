"""What a reader of files makes of a stretch of one: sound records, and what is not a record with its line and rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

LINE = "source_row"
BROKEN_SCHEMA = pl.Schema({"line": pl.Int64(), "record": pl.String(), "rule": pl.String()})
WRITTEN_SCHEMA = pl.Schema({"line": pl.Int64(), "record": pl.String()})


@dataclass(frozen=True)
class Records:
    """One stretch of a file.

    Attributes:
        fields: The sound records: one text column per field (empty and left-out ones are empty or null), and
            ``source_row``, the physical line where the record begins.
        broken: What is not a record: ``line``, ``record`` (raw text), ``rule`` (broken_quotes, too_many_fields,
            fragment, split_record, truncated, unreadable_character, control_character).
        written: Returns the sound records that begin in some lines (numbers, None: in all) as they stand in the file:
            ``line`` and ``record``; none where a file is not text.
    """

    fields: pl.DataFrame
    broken: pl.DataFrame
    written: Callable[[pl.Series | None], pl.DataFrame] = lambda _: WRITTEN_SCHEMA.to_frame()


def cut_off(broken: pl.DataFrame) -> str | None:
    """Return the damage of a file whose last record is cut off, None for a whole file (frame: ``Records.broken``)."""
    lines = broken.filter(pl.col("rule") == "truncated")["line"]
    return f"the file is cut off in line {lines[0]}; export it again" if len(lines) else None
