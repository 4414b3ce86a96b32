"""Parquet files, in stretches of bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data_sources.delimited_text import BROKEN_SCHEMA, LINE, Records
from data_sources.mapped.damage import FileDamaged, FileUnread
from data_sources.mapped.opened import STRETCH_ROWS, Opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def open_parquet(path: Path) -> Opened:
    """Open a Parquet file; its rows count from 1.

    Raises:
        FileDamaged: It is not a Parquet file.
        FileUnread: It cannot be read.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(path)
    except OSError as error:
        raise FileUnread(f"cannot be read: {error}") from None
    except pa.ArrowException as error:
        raise FileDamaged(f"is not a complete Parquet file: {error}") from None

    def stretches(names: Sequence[str]) -> Iterator[Records]:
        number = 1
        with file:
            try:
                for batch in file.iter_batches(STRETCH_ROWS):
                    frame = pl.DataFrame(pl.from_arrow(batch.rename_columns([*names])))
                    lines = pl.Series(LINE, range(number, number + frame.height), pl.Int64)
                    yield Records(frame.with_columns(lines), BROKEN_SCHEMA.to_frame())
                    number += frame.height
            except (OSError, pa.ArrowException) as error:
                raise FileDamaged(f"broken after {number - 1} rows: {error}") from None

    return Opened([*file.schema_arrow.names], stretches)
