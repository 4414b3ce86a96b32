"""Parquet files, read in the box, in stretches of bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import polars as pl

from data_sources.mapped.boxed_file import boxed_parts
from data_sources.mapped.damage import FileDamaged
from data_sources.mapped.opened import Opened
from data_sources.records import BROKEN_SCHEMA, LINE, Records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


# A run of equal rows takes some bytes, whatever its length: so many rows, and so many more for each byte of the file.
_LEAST_ROWS, _ROWS_PER_BYTE = 1_000_000, 10


def open_parquet(path: Path) -> Opened:
    """Open a Parquet file; its rows count from 1.

    Raises:
        FileDamaged: It is not a Parquet file, or one that exceeds what is read.
        FileUnread: It cannot be read.
    """
    import pyarrow as pa

    from data_sources.mapped.parquet_process import ROWS_AT_ONCE, Answer, Rows, Wanted, is_plain

    decode = msgspec.msgpack.Decoder(Answer).decode

    def understood(answer: bytes) -> list[str] | pa.RecordBatch | str | None:
        said = decode(answer)
        if not isinstance(said, Rows):
            return said
        try:
            with pa.ipc.open_stream(said.stream) as stream:
                rows = stream.read_next_batch()
            rows.validate(full=True)
        except (pa.ArrowException, OSError, StopIteration) as error:
            raise ValueError("no rows") from error
        if rows.num_rows > ROWS_AT_ONCE or not all(map(is_plain, rows.schema.types)):
            raise ValueError("not the rows that our process sends")
        return rows

    parts = boxed_parts(path, "data_sources.mapped.parquet_process", Wanted, understood)
    headings = next(parts, None)
    if not isinstance(headings, list):
        raise FileDamaged("is not a complete Parquet file")

    def stretches(names: Sequence[str]) -> Iterator[Records]:
        number = 1
        most = _LEAST_ROWS + _ROWS_PER_BYTE * path.stat().st_size
        for rows in parts:
            if number + rows.num_rows > most:
                raise FileDamaged("is refused: it has more rows than a file of its size holds", "parser_answer")
            frame = pl.DataFrame(pl.from_arrow(rows.rename_columns([*names])))
            lines = pl.Series(LINE, range(number, number + frame.height), pl.Int64)
            yield Records(frame.with_columns(lines), BROKEN_SCHEMA.to_frame())
            number += frame.height

    return Opened(headings, stretches)
