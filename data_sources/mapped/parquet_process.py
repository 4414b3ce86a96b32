"""The process that reads a Parquet file: ``python -m data_sources.mapped.parquet_process``. It reads one and ends.

It is asked for ``Wanted``, whose file is open in it already, and answers with the headings and then with rows
(``Answer``), in one thread: in the box no other can be started.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa
from pyarrow import parquet

from data_sources.box.limits import allow_processor_time, shut_in
from data_sources.box.messages import OUT_OF_MEMORY, message_of, say

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS_AT_ONCE, _BYTES_AT_ONCE = 100_000, 8 << 20
_PLAIN = (
    *(pa.types.is_boolean, pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_null),
    *(pa.types.is_date, pa.types.is_time, pa.types.is_timestamp, pa.types.is_duration),
    *(pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary),
)
# Arrow compresses and uncompresses with these.
_CODECS = ("snappy", "gzip", "brotli", "zstd", "lz4")


class Wanted(msgspec.Struct, frozen=True):
    """Which file.

    Attributes:
        descriptor: Of the open file.
        seconds: Processor time that it is allowed.
    """

    descriptor: int
    seconds: int


class Rows(msgspec.Struct, frozen=True):
    """Rows with all columns.

    Attributes:
        stream: A whole stream of Arrow IPC with one batch.
    """

    stream: bytes


# The headings; then rows; then a text, what is wrong with the file, or None: that was all.
Answer = list[str] | Rows | str | None


def main() -> None:
    """Answer the one question."""
    questions, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is not an answer
    _read_one_of_ours()
    say(answers, shut_in().encode())
    wanted = msgspec.msgpack.decode(message_of(questions) or b"", type=Wanted)
    allow_processor_time(wanted.seconds)
    encode = msgspec.msgpack.Encoder().encode
    try:
        for answer in _answers(os.fdopen(wanted.descriptor, "rb")):
            say(answers, encode(answer))
    except MemoryError:  # Arrow's own is one
        sys.exit(OUT_OF_MEMORY)


def _answers(file: io.BufferedReader) -> Iterator[Answer]:
    """Yield everything that is said of a file."""
    try:
        opened = parquet.ParquetFile(file, pre_buffer=False)
    except MemoryError:  # Arrow's own is one, and an ArrowException
        raise
    except (OSError, pa.ArrowException) as error:
        yield f"is not a complete Parquet file: {error}"
        return
    yield [*opened.schema_arrow.names]
    number = 0
    try:
        for batch in opened.iter_batches(ROWS_AT_ONCE, use_threads=False):
            batch.validate(full=True)
            rows = pa.RecordBatch.from_arrays([*map(_plain, batch.columns)], names=batch.schema.names)
            step = max(1, rows.num_rows * _BYTES_AT_ONCE // max(1, rows.nbytes))
            for start in range(0, rows.num_rows, step):
                yield Rows(_stream(rows.slice(start, step)))
            number += rows.num_rows
    except MemoryError:
        raise
    except (OSError, pa.ArrowException) as error:
        yield f"broken after {number} rows: {error}"
        return
    yield None


def is_plain(kind: pa.DataType) -> bool:
    """Return whether values of a type stand one after the other: in no other can a value stand once and count often."""
    return any(check(kind) for check in _PLAIN)


def _plain(column: pa.Array) -> pa.Array:
    """Return the values of a column one after the other, those of a list or a structure as text."""
    if pa.types.is_dictionary(column.type):
        return _plain(column.dictionary_decode())
    if pa.types.is_string_view(column.type):
        return column.cast(pa.large_string())
    if is_plain(column.type):
        return column
    return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.large_string())


def _stream(rows: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema, options=pa.ipc.IpcWriteOptions(use_threads=False)) as writer:
        writer.write_batch(rows)
    return bytes(sink.getvalue())


def _read_one_of_ours() -> None:
    """Read a small file in each compression: what a library loads at its first use cannot be loaded in the box."""
    table = pa.table({"text": ["a"], "day": pa.array([0], pa.date32()), "moment": pa.array([0], pa.timestamp("us"))})
    for codec in _CODECS:
        file = io.BytesIO()
        parquet.write_table(table, file, compression=codec)
        for _answer in _answers(io.BufferedReader(file)):
            pass


if __name__ == "__main__":
    main()
