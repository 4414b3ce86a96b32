"""Writing a snapshot's files: each table as ``query.tables`` declares it, sorted by customer, with an offset index."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.errors import TableNotAsDeclared
from clientinfo_kernel.query.mapped_table import OFFSET, mapped_frame
from clientinfo_kernel.query.stored_form import as_declared, as_stored
from clientinfo_kernel.query.table import CUSTOMER_ID, Table
from clientinfo_kernel.query.tables import table_named

if TYPE_CHECKING:
    from collections.abc import Sequence

_BATCH = 1_000_000


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
        stored = keyed.select(declared.columns.names()).with_columns(as_stored(declared.columns))
        ordered = stored.sort([CUSTOMER_ID, *order], descending=[False, *[descending] * len(order)], nulls_last=True)
        path = self.folder / f"{table}.arrow"
        ordered.sink_ipc(path, compression="uncompressed", record_batch_size=_BATCH, engine="streaming")
        offsets = self._offsets(path)
        (self.folder / f"{table}.offsets").write_bytes(offsets)
        return int(OFFSET.unpack_from(offsets, self.customers * OFFSET.size)[0])

    def scan(self, table: str) -> pl.LazyFrame:
        """Read back a table that is written already, with its declared types."""
        rows = pl.scan_ipc(self.folder / f"{table}.arrow")
        return rows.with_columns(as_declared(table_named(table).columns))

    def write_whole(self, table: str, rows: pl.DataFrame) -> None:
        """Write a small table that belongs to no customer (reconciliation, unassigned entries).

        Raises:
            TableUnknown: No such table is declared.
            TableNotAsDeclared: The frame has other columns or types than declared.
        """
        declared = table_named(table)
        _check(declared, rows.schema)
        stored = rows.select(declared.columns.names()).with_columns(as_stored(declared.columns))
        stored.write_ipc(self.folder / f"{table}.arrow", compression="uncompressed")

    def _offsets(self, path: Path) -> bytes:
        ids = mapped_frame(path)[CUSTOMER_ID]
        starts = ids.search_sorted(pl.int_range(self.customers + 1, dtype=pl.UInt32, eager=True), side="left")
        return starts.cast(pl.UInt64).to_arrow().buffers()[1].to_pybytes() if self.customers else OFFSET.pack(0)


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
