"""Excel sheets: cells as text, and numbers, dates and moments recognised by their cell type, not by their look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data_sources.delimited_text import BROKEN_SCHEMA, LINE, Records
from data_sources.mapped.cells import float_text
from data_sources.mapped.opened import STRETCH_ROWS, FileDamaged, Opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from data_sources.intake import TextFormats
    from data_sources.mapped.mapping import Formats

_ISO_CELL = r"^\d{4}-\d\d-\d\d[ T]"
_NUMBER_CELL = r"^[+-]?\d+(\.\d+)?$"


def open_excel(path: Path, sheet: str | int, formats: Formats) -> Opened:
    """Open a sheet: its first row with cells after ``skip_lines`` holds the headings.

    Raises:
        FileDamaged: No such sheet, no headings, or no Excel file.
    """
    text, native = _load(path, sheet)
    filled = text.select(pl.any_horizontal(pl.all().is_not_null())).to_series() if text.width else pl.Series([False])
    rows = filled.arg_true().to_list()
    head = next((row for row in rows if row >= formats.skip_lines), None)
    if head is None:
        raise FileDamaged("the sheet is empty: no headings")
    headings = [str(value or "") for value in text.row(head)]
    cells = _cells(text, native, formats.text).with_columns(pl.Series(LINE, range(1, text.height + 1), pl.Int64))
    records = cells.filter(filled)[rows.index(head) + 1 :]

    def stretches(names: Sequence[str]) -> Iterator[Records]:
        named = records.rename(dict(zip(text.columns, names, strict=True)))
        for start in range(0, max(named.height, 1), STRETCH_ROWS):
            yield Records(named.slice(start, STRETCH_ROWS), BROKEN_SCHEMA.to_frame())

    return Opened(headings, stretches)


def _load(path: Path, sheet: str | int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Load all cells as text, and as moments: numbers and dates have one, texts have none."""
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        if isinstance(sheet, str) and sheet not in book.sheet_names:
            near = next((name for name in book.sheet_names if name.strip().lower() == sheet.strip().lower()), None)
            if near is None:
                raise FileDamaged(f"there is no sheet {sheet!r}; there are: {', '.join(book.sheet_names)}")
            sheet = near
        return (
            book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars(),
            book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="datetime").to_polars(),
        )
    except OSError as error:
        raise FileDamaged(f"cannot be read: {error.strerror or error}") from None
    except fastexcel.FastExcelError as error:
        raise FileDamaged(f"is not a readable Excel file: {str(error).splitlines()[0]}") from None


def _cells(text: pl.DataFrame, native: pl.DataFrame, formats: TextFormats) -> pl.DataFrame:
    """Write numbers as the source does and moments in ISO; texts stay as they are."""
    columns = []
    for name in text.columns:
        cell, is_native = text[name], native[name].is_not_null()
        frame = pl.DataFrame({"cell": cell, "native": is_native})
        is_moment = pl.col("native") & pl.col("cell").str.contains(_ISO_CELL)
        is_number = pl.col("native") & pl.col("cell").str.contains(_NUMBER_CELL) & ~is_moment
        moment = pl.col("cell").str.replace(" ", "T", literal=True)
        day = moment.str.replace(r"T00:00:00(\.0+)?$", "")
        number = float_text(pl.col("cell").cast(pl.Float64, strict=False), formats)
        columns.append(
            frame.select(
                pl.when(is_moment).then(day).when(is_number).then(number).otherwise("cell").alias(name)
            ).to_series()
        )
    return pl.DataFrame(columns)
