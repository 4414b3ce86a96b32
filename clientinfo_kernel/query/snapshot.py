"""The snapshot on disk: one Arrow IPC file per table, uncompressed but for packed ones, sorted by customer, with an offset index.

Every process maps the same files, so their pages are shared. The rows of a customer are a slice of the mapped
table: ``offsets[customer_id] .. offsets[customer_id + 1]``. ``polars.read_ipc`` would copy the whole table.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.errors import SnapshotDamaged, SnapshotMissing
from clientinfo_kernel.operation.on_disk import to_disk
from clientinfo_kernel.operation.private_folder import let_group_read, make_private, make_readable
from clientinfo_kernel.query.answers import SOURCES
from clientinfo_kernel.query.mapped_table import MappedTable, damaged
from clientinfo_kernel.query.snapshot_format import snapshot_format
from clientinfo_kernel.query.tables import table_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.query.coded_table import CodedTable


@dataclass(frozen=True)
class Snapshot:
    """A published snapshot, opened for reading. Tables are mapped when they are first asked for."""

    folder: Path
    _tables: dict[str, MappedTable] = field(default_factory=dict, repr=False)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the refresh wrote about it: id, created_at, key figures, sources with their freshness."""
        file = self.folder / "manifest.json"
        try:
            values: dict[str, Any] = dict(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise damaged(file, error) from error
        return values

    @cached_property
    def sources(self) -> pl.DataFrame:
        """Return the freshness per source (``answers.SOURCES``)."""
        rows = [tuple(each[name] for name in SOURCES.names()) for each in self.manifest["sources"]]
        place = SOURCES.names().index("as_of")
        moments = [None if row[place] is None else datetime.fromisoformat(row[place]) for row in rows]
        rows = [(*row[:place], at, *row[place + 1 :]) for row, at in zip(rows, moments, strict=True)]
        return pl.DataFrame(rows, SOURCES, orient="row")

    @property
    def lists_open_items(self) -> bool:
        """Whether the open items are those of the ledger's own list; without one they are made of the postings."""
        return bool(self.manifest["lists_open_items"])

    def rows(self, table: str, customer_id: int, columns: tuple[str, ...] | None = None) -> pl.DataFrame:
        """Return all rows of a table that belong to a customer, in the order in which they were written.

        Args:
            table: Its name.
            customer_id: Whose.
            columns: Only these; None: all.

        Raises:
            TableUnknown: There is no such table.
            ColumnUnknown: The table has no such column.
        """
        return self._open(table).rows(customer_id, columns)

    def find(self, table: str, column: str, value: str) -> int | None:
        """Return the place of a value in a table that is sorted by this text column, None where it does not occur.

        Raises:
            TableUnknown: There is no such table.
            ColumnUnknown: The table has no such column.
        """
        table_named(table).known([column])
        return self._open(table).place_of(column, value)

    def find_all(self, table: str, column: str, values: pl.Series) -> pl.Series:
        """Return the places (UInt32) of values in a table that is sorted by this text column, null for what does not occur.

        Raises:
            TableUnknown: There is no such table.
            ColumnUnknown: The table has no such column.
        """
        table_named(table).known([column])
        return self._open(table).places_of(column, values)

    def whole(self, table: str, where: pl.Expr | None = None) -> pl.DataFrame:
        """Return a whole table, or its rows that a condition names.

        It asks nobody's access; screens read ``CustomerDirectory.table``.

        Raises:
            TableUnknown: There is no such table.
        """
        return self._open(table).whole(where=where)

    def columns(self, table: str, columns: Sequence[str], where: pl.Expr | None = None) -> pl.DataFrame:
        """Return some columns of a whole table, as ``whole`` does.

        Raises:
            TableUnknown: There is no such table.
            ColumnUnknown: The table has no such column.
        """
        return self._open(table).whole(table_named(table).known(columns), where)

    def lazily(self, table: str, columns: Sequence[str] | None = None) -> pl.LazyFrame:
        """Return a whole table as a query, or some of its columns; nothing is read before it is collected.

        It asks nobody's access; ``permitted.OpenedSnapshot`` does.

        Raises:
            TableUnknown: There is no such table.
            ColumnUnknown: The table has no such column.
        """
        return self._open(table).lazily(columns)

    def rows_at(self, table: str, places: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
        """Return some rows of a whole table by their places in it, in the order of the table.

        It asks nobody's access; ``permitted.OpenedSnapshot`` does.

        Raises:
            TableUnknown: There is no such table.
            ColumnUnknown: The table has no such column.
        """
        return self._open(table).at(places, columns)

    def coded(self, table: str, columns: Sequence[str] | None = None) -> CodedTable:
        """Return a whole table as it lies in its file, or some of its columns; nothing is copied.

        It asks nobody's access; ``permitted.OpenedSnapshot`` does.

        Raises:
            TableUnknown: There is no such table.
            ColumnUnknown: The table has no such column.
        """
        return self._open(table).coded(columns)

    def words_of(self, table: str, column: str) -> list[str]:
        """Return the texts of a table's column of words, each once.

        It asks nobody's access; ``permitted.OpenedSnapshot`` does.

        Raises:
            TableUnknown: There is no such table.
        """
        return self._open(table).words_of(column)

    def _open(self, table: str) -> MappedTable:
        if table not in self._tables:
            self._tables[table] = MappedTable(self.folder, table_named(table))
        return self._tables[table]


@dataclass(frozen=True)
class SnapshotStore:
    """All snapshots of a state folder: the newest is the one that the file ``current`` names.

    Attributes:
        folder: Their folder; its user alone enters it.
        readers: Unix group that can read what is published from now on, empty for none.
    """

    folder: Path
    readers: str = ""

    def newest_id(self) -> str:
        """Return the id of the current snapshot.

        Raises:
            SnapshotMissing: Nothing has been refreshed yet.
        """
        try:
            return self._pointer.read_bytes().decode("ascii").strip() or "none"
        except UnicodeDecodeError as error:
            raise damaged(self._pointer, error) from error
        except FileNotFoundError:
            raise SnapshotMissing(f"no snapshot in {self.folder}; run: clientinfo refresh") from None

    def newest(self) -> Snapshot:
        """Open the current snapshot.

        Raises:
            SnapshotMissing: Nothing has been refreshed yet, or by another version.
            SnapshotDamaged: Its files are not whole.
        """
        snapshot = Snapshot(self.folder / self.newest_id())
        if snapshot.manifest.get("format") != snapshot_format():
            raise SnapshotMissing("the snapshot was made by another version; run: clientinfo refresh")
        return snapshot

    def former(self, newest: str) -> Snapshot | None:
        """Open the snapshot that stayed beside the newest one.

        Args:
            newest: The one that its reader takes for the newest.

        Returns:
            None: there is none, another version made it, or the reader's is not the newest any more. Names are moments of a
            clock that can be set back, so that what came before an older one nobody knows; its former one is deleted.
        """
        if self.newest_id() != newest:
            return None
        for folder in sorted(self.folder.iterdir(), reverse=True):
            if folder.is_dir() and folder.name != newest and not folder.name.endswith(".new"):
                try:
                    snapshot = Snapshot(folder)
                    if snapshot.manifest.get("format") == snapshot_format():
                        # A refresh that ended in between would have been taken for the former one.
                        return snapshot if self.newest_id() == newest else None
                except (SnapshotMissing, SnapshotDamaged):
                    continue
        return None

    def stage(self, snapshot_id: str) -> Path:
        """Make an empty folder in which to write the next snapshot; clear what a crash left behind."""
        if self.readers:
            make_readable(self.folder, self.readers)
        else:
            make_private(self.folder)
        for left in self.folder.glob("*.new"):
            shutil.rmtree(left)
        staged = self.folder / f"{snapshot_id}.new"
        staged.mkdir()
        return staged

    def publish(self, staged: Path) -> str:
        """Make a staged snapshot the current one, in one rename; prune old ones.

        The former one stays for who reads it still. Names are moments, and a clock that was set back makes the newest
        the first of them: which ones stay is not asked of the names.
        """
        former = self._current_id()
        for file in staged.iterdir():
            to_disk(file)
        if self.readers:
            self._share(staged)
        snapshot_id = staged.name.removesuffix(".new")
        staged.replace(self.folder / snapshot_id)
        pointer = self.folder / "current.new"
        pointer.write_text(snapshot_id, encoding="ascii")
        if self.readers:
            let_group_read(pointer, self.readers)
        to_disk(pointer)
        pointer.replace(self.folder / "current")
        to_disk(self.folder)
        for old in self.folder.iterdir():
            if old.is_dir() and old.name not in {snapshot_id, former}:
                shutil.rmtree(old)
        return snapshot_id

    @cached_property
    def _pointer(self) -> Path:
        return self.folder / "current"

    def _current_id(self) -> str | None:
        try:
            return self.newest_id()
        except (SnapshotMissing, SnapshotDamaged):
            return None

    def _share(self, staged: Path) -> None:
        for file in staged.iterdir():
            let_group_read(file, self.readers)
        make_readable(staged, self.readers)
