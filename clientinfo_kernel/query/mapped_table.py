"""A table of a snapshot, mapped from its file: whole, some columns of it, or the rows of one customer.

A packed table (``table.Table.is_packed``) is read from its file by the columns that are asked for.
"""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pyarrow as pa

from clientinfo_kernel.errors import SnapshotDamaged
from clientinfo_kernel.query.coded_table import CodedTable
from clientinfo_kernel.query.stored_form import (
    Converter,
    Words,
    as_declared,
    converters,
    is_stored_form,
    stored_types,
)
from clientinfo_kernel.query.tables import table_named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from clientinfo_kernel.query.table import Table

WORDS = ".words"  # ending of the file that holds the words of a table, as one row with a list per column
# Of the index: one per customer, and one past the last. A Polars frame has no more rows than 32 bits count.
OFFSET = struct.Struct("<I")
_PLACE = "_place"  # of a row, while it is looked for
_SPAN = struct.Struct("<II")


class _Part(NamedTuple):
    """Some columns of a table, made ready for the rows of whichever customer.

    Attributes:
        stored: All rows, as they lie in the file.
        converters: By the place of a column (``stored_form.converters``).
        no_rows: The answer about a customer who has none.
    """

    stored: pl.DataFrame
    converters: Mapping[int, Converter]
    no_rows: pl.DataFrame


class MappedTable:
    """A table's file, its words and its offset index, mapped when they are first asked for.

    The file is one Polars frame over the mapped bytes: nothing is read before it is looked at, and a slice of the frame
    (the rows of a customer) copies nothing.
    """

    def __init__(self, folder: Path, declared: Table) -> None:
        self._file = folder / f"{declared.name}.arrow"
        self._index = folder / f"{declared.name}.offsets"
        self._declared = declared
        self._parts: dict[tuple[str, ...] | None, _Part] = {}

    def rows(self, customer_id: int, columns: tuple[str, ...] | None = None) -> pl.DataFrame:
        """Return the rows of a customer, in the order in which they were written.

        Args:
            customer_id: Whose.
            columns: Only these are decoded; None: all.

        Raises:
            SnapshotDamaged: A file is missing or not whole.
            ColumnUnknown: The table has no such column.
        """
        try:
            start, end = _SPAN.unpack_from(self._offsets, customer_id * OFFSET.size)
        except struct.error as error:
            raise damaged(self._index, error) from error
        part = self._parts.get(columns) or self._made_ready(columns)
        if start == end:
            return part.no_rows
        rows = part.stored.slice(start, end - start)
        for place, convert in part.converters.items():
            rows.replace_column(place, convert(rows.to_series(place)))
        return rows

    def place_of(self, column: str, value: str) -> int | None:
        """Return the row of a value in a text column (no words) by which the table is sorted, None where there is none.

        Raises:
            SnapshotDamaged: The file is missing or not whole.
        """
        values = self._stored[column]
        place = bisect_left(range(len(values)), value, key=values.__getitem__)
        return place if place < len(values) and values[place] == value else None

    def places_of(self, column: str, values: pl.Series) -> pl.Series:
        """Return the rows (UInt32) of values in a text column (no words) by which the table is sorted, null where there is none.

        Raises:
            SnapshotDamaged: The file is missing or not whole.
        """
        known = self._stored[column]
        if known.is_empty() or values.is_empty():
            return pl.repeat(None, len(values), dtype=pl.UInt32, eager=True)
        places = known.search_sorted(values.fill_null("")).clip(0, len(known) - 1).cast(pl.UInt32)
        return pl.select(pl.when(known.gather(places) == values).then(places)).to_series()

    def whole(self, columns: Sequence[str] | None = None, where: pl.Expr | None = None) -> pl.DataFrame:
        """Return the whole table, or some of its columns, of all rows or of those that a condition names.

        Raises:
            SnapshotDamaged: The file is missing or not whole.
        """
        declared = self._declared if columns is None else self._declared.part(columns)
        if self._declared.is_packed:
            rows = self.lazily() if where is None else self.lazily().filter(where)
            return self._unpacked(rows.select(declared.columns.names()))
        stored = self._stored[:, declared.columns.names()]
        if where is not None:
            # Looked for in the file as it lies there: only the rows that are wanted are copied. What they are asked by is
            # declared piece by piece, on its way past the condition.
            asked = self._declared.part(where.meta.root_names())
            known = self._stored[:, asked.columns.names()]
            found = (
                known.lazy().with_columns(as_declared(asked, self._words, known.schema)).select(where.alias("wanted"))
            )
            stored = stored.filter(found.collect(engine="streaming")["wanted"])
        if stored.is_empty():
            return declared.columns.to_frame()
        changes = as_declared(declared, self._words, stored.schema)
        return stored.with_columns(changes) if changes else stored

    def lazily(self, columns: Sequence[str] | None = None) -> pl.LazyFrame:
        """Return the whole table, or some of its columns, as a query: of the file it reads the columns that it needs.

        Raises:
            SnapshotDamaged: The file is missing or not whole.
        """
        if not self._declared.is_packed:
            return self.coded(columns).decoded_lazily()
        declared = self._declared if columns is None else self._declared.part(columns)
        rows = self._packed.select(declared.columns.names())
        return rows.with_columns(as_declared(declared, self._words, rows.collect_schema()))

    def at(self, places: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of the rows that have these places, in the order of the table; no others are decoded.

        Raises:
            SnapshotDamaged: The file is missing or not whole.
        """
        declared = self._declared.part(columns)
        rows = self._packed if self._declared.is_packed else self._stored.lazy()
        chosen = rows.select(declared.columns.names()).with_row_index(_PLACE)
        stored = self._unpacked(chosen.filter(pl.col(_PLACE).is_in(places.implode())).drop(_PLACE))
        return stored.with_columns(as_declared(declared, self._words, stored.schema))

    def coded(self, columns: Sequence[str] | None = None) -> CodedTable:
        """Return the table as it lies in its file, or some of its columns; nothing is copied, but what is unpacked.

        Raises:
            SnapshotDamaged: The file is missing or not whole.
        """
        declared = self._declared if columns is None else self._declared.part(columns)
        words = {name: each for name, each in self._words.items() if name in declared.words}
        names = declared.columns.names()
        rows = self._unpacked(self._packed.select(names)) if declared.is_packed else self._stored[:, names]
        return CodedTable(declared, rows, words)

    @cached_property
    def _stored(self) -> pl.DataFrame:
        frame = mapped_frame(self._file)
        self._require_form(frame.schema)
        return frame

    @cached_property
    def _packed(self) -> pl.LazyFrame:
        """The file of a packed table, opened: it stays readable when a newer snapshot has taken its place."""
        try:
            with self._file.open("rb") as file:
                rows = pl.scan_ipc(file)
                self._require_form(rows.collect_schema())
        except (OSError, pl.exceptions.PolarsError) as error:
            raise damaged(self._file, error) from error
        return rows

    def _unpacked(self, rows: pl.LazyFrame) -> pl.DataFrame:
        try:
            return rows.collect(engine="streaming")
        except pl.exceptions.ComputeError as error:
            raise damaged(self._file, error) from error

    def words_of(self, column: str) -> list[str]:
        """Return the texts of a column of codes, each once; no row is read.

        Raises:
            SnapshotDamaged: The file of the words is missing or not whole.
        """
        return self._words[column].to_list()

    def _require_form(self, columns: pl.Schema) -> None:
        if not is_stored_form(columns, self._declared):
            raise damaged(self._file, f"its columns are {columns}, not {stored_types(self._declared)}")

    @cached_property
    def _words(self) -> Words:
        return mapped_words(self._file, self._declared)

    def _made_ready(self, columns: tuple[str, ...] | None) -> _Part:
        declared = self._declared if columns is None else self._declared.part(columns)
        stored = self._stored[:, declared.columns.names()]
        found = converters(declared, self._words, stored.schema)
        return self._parts.setdefault(columns, _Part(stored, found, declared.columns.to_frame()))

    @cached_property
    def _offsets(self) -> mmap.mmap:
        try:
            with self._index.open("rb") as file:
                return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise damaged(self._index, error) from error


def mapped_words(file: Path, declared: Table) -> Words:
    """Map the words of a table's columns of codes.

    Args:
        file: The table's file; that of its words lies beside it.
        declared: The table.

    Raises:
        SnapshotDamaged: The file of the words is missing or not whole, or lacks a column.
    """
    if not declared.words:
        return {}
    path = file.with_suffix(WORDS)
    lists = mapped_frame(path)
    if lists.height != 1 or set(lists.columns) != declared.words:
        raise damaged(path, f"its columns are {lists.columns}")
    own = {name: lists[name][0].alias(name) for name in lists.columns}
    return {
        **own,
        **{name: pl.concat([words, own[name]]) for name, words in words_before(file.parent, declared).items()},
    }


def words_before(folder: Path, declared: Table) -> Words:
    """Map the words of other tables that those of a table go on from (``Table.continued``).

    Args:
        folder: Of the snapshot.
        declared: The table.

    Raises:
        SnapshotDamaged: Their file is missing or not whole.
    """
    return {
        name: mapped_words(folder / f"{table}.arrow", table_named(table))[name]
        for name, table in declared.continued.items()
    }


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
