"""A table of a snapshot, mapped from its file: whole, some columns of it, or the rows of one customer."""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from clientinfo_kernel.errors import SnapshotDamaged
from clientinfo_kernel.query.stored_form import amount_places, as_declared, rows_as_declared, stored_columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clientinfo_kernel.query.table import Table

OFFSET = struct.Struct("<Q")  # of the index: one per customer, and one past the last
_SPAN = struct.Struct("<QQ")


class MappedTable:
    """A table's file and its offset index, mapped when they are first asked for.

    The file is one Polars frame over the mapped bytes: nothing is read before it is looked at, and a slice of the frame
    (the rows of a customer) copies nothing.
    """

    def __init__(self, folder: Path, declared: Table) -> None:
        self._file = folder / f"{declared.name}.arrow"
        self._index = folder / f"{declared.name}.offsets"
        self._declared = declared
        self._amount_places = amount_places(declared.columns)

    def rows(self, customer_id: int) -> pl.DataFrame:
        """Return the rows of a customer, in the order in which they were written.

        Raises:
            SnapshotDamaged: A file is missing or not whole.
        """
        try:
            start, end = _SPAN.unpack_from(self._offsets, customer_id * OFFSET.size)
        except struct.error as error:
            raise damaged(self._index, error) from error
        if start == end:
            return self._no_rows
        return rows_as_declared(self._stored.slice(start, end - start), self._amount_places)

    def place_of(self, column: str, value: str) -> int | None:
        """Return the row of a value in a text column by which the table is sorted, None where it does not occur.

        Raises:
            SnapshotDamaged: The file is missing or not whole.
        """
        values = self._stored[column]
        place = bisect_left(range(len(values)), value, key=values.__getitem__)
        return place if place < len(values) and values[place] == value else None

    def whole(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the whole table, or some of its columns.

        Raises:
            SnapshotDamaged: The file is missing or not whole.
        """
        declared = self._declared.columns if columns is None else self._declared.select(*columns)
        return self._stored[:, declared.names()].with_columns(as_declared(declared))

    @cached_property
    def _stored(self) -> pl.DataFrame:
        frame = mapped_frame(self._file)
        if frame.schema != stored_columns(self._declared.columns):
            raise damaged(self._file, f"its columns are {frame.schema}")
        return frame

    @cached_property
    def _no_rows(self) -> pl.DataFrame:
        return self._declared.columns.to_frame()

    @cached_property
    def _offsets(self) -> mmap.mmap:
        try:
            with self._index.open("rb") as file:
                return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise damaged(self._index, error) from error


def mapped_frame(path: Path) -> pl.DataFrame:
    """Map an Arrow file as a frame, its columns as they lie there; nothing is copied.

    Raises:
        SnapshotDamaged: It is missing or not whole.
    """
    try:
        with pa.memory_map(str(path)) as source:
            frame = pl.from_arrow(pa.ipc.open_file(source).read_all(), rechunk=False)
    except (OSError, pa.ArrowInvalid) as error:
        raise damaged(path, error) from error
    if not isinstance(frame, pl.DataFrame):
        raise damaged(path, "it holds no table")
    return frame


def damaged(path: Path, reason: object) -> SnapshotDamaged:
    """Return the error that says which file cannot be read, why, and what to do."""
    return SnapshotDamaged(f"{path} cannot be read ({reason}); run: clientinfo refresh")
