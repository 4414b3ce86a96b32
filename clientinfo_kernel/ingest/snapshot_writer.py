"""Writing a snapshot's files: each table as ``query.tables`` declares it, sorted by customer, with an offset index.

A table is sorted in pieces, each of some customers, so that the memory for it does not grow with the number of customers.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from polars.io.plugins import register_io_source

from clientinfo_kernel.errors import TableNotAsDeclared
from clientinfo_kernel.ingest.coding import Coding
from clientinfo_kernel.ingest.packed_order import sorted_by
from clientinfo_kernel.query.mapped_table import OFFSET, WORDS, mapped_frame, mapped_words, words_before
from clientinfo_kernel.query.stored_form import (
    as_declared,
    in_file,
    narrowest,
    numbers_as_stored,
    short_number,
    stored_types,
)
from clientinfo_kernel.query.table import CUSTOMER_ID, Table
from clientinfo_kernel.query.tables import table_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from clientinfo_kernel.ingest.coding import Codes

_BATCH = 1_000_000
_CUSTOMERS_AT_ONCE = 150_000
_ROWS_AT_ONCE = 2_000_000
_PIECE = "__piece"


@dataclass(frozen=True)
class SnapshotWriter:
    """Writes a snapshot's files into a folder that nobody reads yet.

    Attributes:
        folder: Where to write.
        customers: Number of customers; ids run from 0 to customers - 1.
    """

    folder: Path
    customers: int

    def write(self, table: str, rows: pl.LazyFrame, order: Sequence[str] = (), *, descending: bool = False) -> int:
        """Write one table, sorted by customer and then by ``order``; return the number of rows.

        Args:
            table: Name of the table.
            rows: Frame with ``customer_id``; rows without one are left out (they belong in a table of their own).
            order: Columns that order the rows of a customer.
            descending: Direction of ``order``; nulls come last either way.

        Raises:
            TableUnknown: No such table is declared.
            TableNotAsDeclared: The frame has other columns or types than declared.
        """
        keyed = rows.filter(pl.col(CUSTOMER_ID).is_not_null()).with_columns(pl.col(CUSTOMER_ID).cast(pl.UInt32))
        declared = table_named(table)
        _check(declared, keyed.collect_schema())
        coding = Coding.of(declared, words_before(self.folder, declared))
        stored = _stored(keyed, declared, coding)
        path = self.folder / f"{table}.arrow"
        staged = self.folder / f"{table}.pieces"

        def by_customer(piece: pl.DataFrame) -> pl.DataFrame:
            return sorted_by(piece, [(CUSTOMER_ID, False), *((name, descending) for name in order)])

        try:
            _write_file(path, declared, self._pieces(stored, staged), coding, by_customer)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        offsets = self._offsets(path)
        (self.folder / f"{table}.offsets").write_bytes(offsets)
        return int(OFFSET.unpack_from(offsets, self.customers * OFFSET.size)[0])

    def scan(self, table: str) -> pl.LazyFrame:
        """Read back a table that is written already, with its declared types."""
        path, declared = self.folder / f"{table}.arrow", table_named(table)
        stored = pl.scan_ipc(path)
        return stored.with_columns(as_declared(declared, mapped_words(path, declared), stored.collect_schema()))

    def write_whole(self, table: str, rows: pl.DataFrame) -> None:
        """Write a small table that belongs to no customer (reconciliation, unassigned entries).

        Raises:
            TableUnknown: No such table is declared.
            TableNotAsDeclared: The frame has other columns or types than declared.
        """
        declared = table_named(table)
        _check(declared, rows.schema)
        coding = Coding.of(declared, words_before(self.folder, declared))
        stored = _stored(rows.lazy(), declared, coding).collect()
        _write_file(self.folder / f"{table}.arrow", declared, [stored.lazy()], coding)

    def write_long(self, table: str, rows: pl.LazyFrame) -> None:
        """Write a table of millions of rows that belongs to no customer, in the order of ``rows``, a piece at a time.

        Args:
            table: Name of the table.
            rows: A scan of files with plain expressions on it, so that a slice reads only its own rows.

        Raises:
            TableUnknown: No such table is declared.
            TableNotAsDeclared: The frame has other columns or types than declared.
        """
        declared = table_named(table)
        _check(declared, rows.collect_schema())
        coding = Coding.of(declared, words_before(self.folder, declared))
        staged = self.folder / f"{table}.pieces"
        height = rows.select(pl.len()).collect().item()
        pieces = [
            _stored(rows.slice(at, _ROWS_AT_ONCE), declared, coding) for at in range(0, max(height, 1), _ROWS_AT_ONCE)
        ]
        try:
            _write_file(self.folder / f"{table}.arrow", declared, _made_once(pieces, staged), coding)
        finally:
            shutil.rmtree(staged, ignore_errors=True)

    def _pieces(self, stored: pl.LazyFrame, staged: Path) -> list[pl.LazyFrame]:
        """Return the rows in pieces, each of some customers, in their order."""
        if self.customers <= _CUSTOMERS_AT_ONCE:
            return [stored.collect(engine="streaming").lazy()]
        piece = (pl.col(CUSTOMER_ID) // _CUSTOMERS_AT_ONCE).alias(_PIECE)
        by_piece = pl.PartitionBy(staged, key=piece, include_key=False)
        stored.sink_parquet(by_piece, mkdir=True, compression="lz4", engine="streaming", maintain_order=False)
        pieces = [
            pl.scan_parquet(folder / "*.parquet")
            for number in range(-(-self.customers // _CUSTOMERS_AT_ONCE))
            if (folder := staged / f"{_PIECE}={number}").is_dir()
        ]
        return pieces or [stored.clear()]

    def _offsets(self, path: Path) -> bytes:
        ids = mapped_frame(path)[CUSTOMER_ID]
        starts = ids.search_sorted(pl.int_range(self.customers + 1, dtype=pl.UInt32, eager=True), side="left")
        return starts.cast(pl.UInt32).to_arrow().buffers()[1].to_pybytes() if self.customers else OFFSET.pack(0)


def _made_once(pieces: Sequence[pl.LazyFrame], staged: Path) -> list[pl.LazyFrame]:
    """Make each piece, which is read twice: for its bounds and to be written. One is kept in memory, several in files."""
    if len(pieces) == 1:
        return [pieces[0].collect().lazy()]
    staged.mkdir()
    files = [staged / f"{number}.parquet" for number in range(len(pieces))]
    for piece, file in zip(pieces, files, strict=True):
        piece.collect().write_parquet(file, compression="lz4", statistics=False)
    return [pl.scan_parquet(file) for file in files]


def _stored(rows: pl.LazyFrame, declared: Table, coding: Coding) -> pl.LazyFrame:
    return rows.select(declared.columns.names()).with_columns(*numbers_as_stored(declared), *coding.encoders())


def _write_file(
    path: Path,
    declared: Table,
    pieces: Sequence[pl.LazyFrame],
    coding: Coding,
    ordered: Callable[[pl.DataFrame], pl.DataFrame] = lambda piece: piece,
) -> None:
    """Write pieces one after the other into one file, and the words of their codes beside it."""
    if len(pieces) == 1 and pieces[0].collect().is_empty():
        codes = coding.codes(dict.fromkeys(coding.met))
        _save(path, declared, _nothing(declared, codes).lazy(), codes)
        return
    types = {name: each for name, each in stored_types(declared).items() if len(each) > 1 and name not in coding.met}
    columns = declared.columns
    bounds = _bounds(pieces, [*(short_number(name, columns[name]) for name in types), *map(pl.col, coding.met)])
    codes = coding.codes({name: bounds[name][1] for name in coding.met})
    narrow = [in_file(name, columns[name], narrowest(each, *bounds[name])) for name, each in types.items()]

    def finished(piece: pl.LazyFrame) -> pl.DataFrame:
        return ordered(codes.in_order(piece.with_columns(narrow).collect()))

    first = finished(pieces[0])

    def in_turn(*_wanted: object) -> Iterator[pl.DataFrame]:
        yield first
        yield from map(finished, pieces[1:])

    rows = first.lazy() if len(pieces) == 1 else register_io_source(in_turn, schema=first.schema)
    _save(path, declared, rows, codes)


def _nothing(declared: Table, codes: Codes) -> pl.DataFrame:
    """Return a table without rows as it lies in its file, each column in its narrowest type: a small house has many."""
    narrow = {name: types[0] for name, types in stored_types(declared).items()}
    return pl.DataFrame(schema=narrow | {name: each.dtype for name, each in codes.codes.items()})


def _save(path: Path, declared: Table, rows: pl.LazyFrame, codes: Codes) -> None:
    rows.sink_ipc(
        path,
        compression="zstd" if declared.is_packed else "uncompressed",
        record_batch_size=_BATCH,
        engine="streaming",
    )
    if codes.words:
        lists = pl.DataFrame({name: [each] for name, each in codes.words.items()})
        lists.write_ipc(path.with_suffix(WORDS), compression="uncompressed")


def _bounds(pieces: Sequence[pl.LazyFrame], whole: Sequence[pl.Expr]) -> dict[str, tuple[int | None, int | None]]:
    """Return the lowest and the highest value of whole numbers, by the column that they are of."""
    if not whole:
        return {}
    extremes = [
        *(each.min().cast(pl.Int64) for each in whole),
        *(each.max().cast(pl.Int64).name.suffix("|") for each in whole),
    ]
    found = pl.concat(piece.select(extremes).collect(engine="streaming") for piece in pieces)
    names = [each.meta.output_name() for each in whole]
    lowest = found.select(pl.col(names).min()).row(0)
    highest = found.select(pl.col([f"{name}|" for name in names]).max()).row(0)
    return dict(zip(names, zip(lowest, highest, strict=True), strict=True))


def _check(declared: Table, columns: pl.Schema) -> None:
    differences = [
        *(f"{name} is missing" for name in declared.columns if name not in columns),
        *(f"{name} is not declared" for name in columns if name not in declared.columns),
        *(
            f"{name} is {columns[name]}, declared as {dtype}"
            for name, dtype in declared.columns.items()
            if name in columns and columns[name] != dtype
        ),
    ]
    if differences:
        raise TableNotAsDeclared(declared.name, differences)
