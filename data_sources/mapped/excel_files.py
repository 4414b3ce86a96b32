"""Excel sheets as records: what a cell shows, or its row in quarantine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from data_sources.invisible import without_invisible
from data_sources.mapped.boxed_sheet import boxed_rows
from data_sources.mapped.damage import FileDamaged
from data_sources.mapped.opened import STRETCH_ROWS, Opened
from data_sources.records import BROKEN_SCHEMA, LINE, Records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from data_sources.mapped.mapping import Formats
    from data_sources.mapped.sheet import Row

_CELLS_AT_ONCE = 2_000_000
_CHARACTERS_AT_ONCE = 64 << 20


def open_excel(path: Path, sheet: str | int, formats: Formats) -> Opened:
    """Open a sheet: its first row with cells after ``skip_lines`` holds the headings; only columns under one are read.

    Raises:
        FileDamaged: No such sheet, no headings, no Excel file, or larger than what is read.
    """
    found = boxed_rows(path, sheet)
    head = next((row for row in found if row.number > formats.skip_lines), None)
    if head is None or not head.cells:
        raise FileDamaged("the sheet is empty: no headings")
    columns = sorted(head.cells)

    def stretches(names: Sequence[str]) -> Iterator[Records]:
        at_once = max(1, min(STRETCH_ROWS, _CELLS_AT_ONCE // len(columns)))
        waiting: list[Row] = []
        characters = count = 0
        for row in found:
            if len(waiting) == at_once or characters > _CHARACTERS_AT_ONCE:
                yield _records(waiting, columns, names, formats)
                waiting, characters, count = [], 0, count + 1
            waiting.append(row)
            characters += sum(map(len, row.cells.values()))
        if waiting or not count:
            yield _records(waiting, columns, names, formats)

    return Opened([without_invisible(head.cells[column]) for column in columns], stretches)


def _records(found: Sequence[Row], columns: Sequence[int], names: Sequence[str], formats: Formats) -> Records:
    sound = [row for row in found if not row.fault and not row.cells.keys().isdisjoint(columns)]
    cells = {
        name: [_written(row, column, formats) for row in sound] for name, column in zip(names, columns, strict=True)
    }
    fields = pl.DataFrame(
        {**cells, LINE: [row.number for row in sound]}, schema={**dict.fromkeys(names, pl.String()), LINE: pl.Int64()}
    )
    # a row whose cells stand under no heading is shown, too: a stray cell, or headings that were forgotten
    broken = [
        (row.number, json.dumps(list(row.cells.values()), ensure_ascii=False), row.fault or "cells_without_heading")
        for row in found
        if row.fault or row.cells.keys().isdisjoint(columns)
    ]
    return Records(fields, pl.DataFrame(broken, schema=BROKEN_SCHEMA, orient="row"))


def _written(row: Row, column: int, formats: Formats) -> str | None:
    """Write a number as the source's texts do."""
    text = row.cells.get(column)
    if text is None:
        return None
    is_comma = formats.decimal_comma and column in row.numeric
    return text.replace(".", ",") if is_comma else without_invisible(text)
