"""The gate to the rows of a snapshot: a viewer gets the tables, columns and events that they are allowed to see.

Every read of a customer's rows (``CustomerFile``) and of a whole table (``CustomerDirectory.table``, ``neighbours``) passes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.access.rights import Access
from clientinfo_kernel.errors import NotPermitted
from clientinfo_kernel.query import small_frames
from clientinfo_kernel.query.snapshot import Snapshot
from clientinfo_kernel.query.tables import table_named
from clientinfo_kernel.query.tables.customers import CUSTOMERS
from clientinfo_kernel.query.tables.dealings import TIMELINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.query.coded_table import CodedTable
    from clientinfo_kernel.query.table import Table


# One customer's: a query would take longer than a look at each.
_FEW = 1000


def permitted_rows(rows: pl.DataFrame, table: str, access: Access) -> pl.DataFrame:
    """Return rows of a table, of one customer or of all, without the columns and events that are not allowed."""
    if table == CUSTOMERS.name:
        hidden = access.hidden_fields()
        return rows[:, [name for name in rows.columns if name not in hidden]] if hidden else rows
    kinds = access.events() if table == TIMELINE.name else None
    if kinds is None:
        return rows
    if rows.height > _FEW:
        return rows.filter(pl.col("kind").is_in(kinds))
    return small_frames.where(rows, (kind in kinds for kind in rows["kind"].to_list()))


def permitted_table(
    snapshot: Snapshot,
    table: str,
    access: Access,
    columns: Sequence[str] | None = None,
    where: pl.Expr | None = None,
) -> pl.DataFrame:
    """Read a whole table, as far as it is allowed.

    Args:
        snapshot: Where it is read.
        table: Its name (``tables.TABLES``).
        access: What the viewer is allowed to see.
        columns: Only these; None: all that are allowed.
        where: Only the rows for which this is true; what it looks at must be allowed, too.

    Raises:
        TableUnknown: There is no such table.
        ColumnUnknown: The table has no such column.
        NotPermitted: The table, or a column that was asked for, is not allowed.
    """
    declared = _permitted(table, access)
    looked_at = [] if where is None else declared.known(where.meta.root_names())
    if table == CUSTOMERS.name:
        access.require_fields(looked_at)
    if columns is None:
        return permitted_rows(snapshot.whole(table, where), table, access)
    wanted = declared.known(columns)
    if table == CUSTOMERS.name:
        access.require_fields(wanted)
    # The kind of an event decides whether it is allowed, so it is read even where nobody asked for it.
    read = [*wanted, "kind"] if table == TIMELINE.name and "kind" not in wanted else wanted
    return permitted_rows(snapshot.columns(table, read, where), table, access).select(wanted)


def permitted_row(
    snapshot: Snapshot, table: str, access: Access, customer_id: int, columns: tuple[str, ...]
) -> dict[str, Any]:
    """Return what a customer's first row of a table holds, found by the index; empty: there is none.

    Raises:
        NotPermitted: The table, or a column that was asked for, is not allowed.
    """
    _permitted(table, access)
    if table == CUSTOMERS.name:
        access.require_fields(columns)
    rows = snapshot.rows(table, customer_id, columns)
    return dict(zip(columns, rows.row(0), strict=True)) if rows.height else {}


@dataclass(frozen=True)
class OpenedSnapshot:
    """One snapshot as far as somebody is allowed to see it, its tables as they lie in their files (``coded_table``).

    Attributes:
        snapshot_id: Its name.
        access: What is allowed.
    """

    snapshot_id: str
    access: Access
    _snapshot: Snapshot = field(repr=False)

    def table(self, name: str, columns: Sequence[str] | None = None, where: pl.Expr | None = None) -> pl.DataFrame:
        """Return a whole table, copied into memory (``CustomerDirectory.table``).

        Raises:
            TableUnknown: There is no such table.
            ColumnUnknown: The table has no such column.
            NotPermitted: The table, or a column that was asked for, is not allowed.
        """
        return permitted_table(self._snapshot, name, self.access, columns, where)

    def coded(self, table: str, columns: Sequence[str] | None = None) -> CodedTable:
        """Return a whole table, or some of its columns; nothing is copied.

        Raises:
            TableUnknown: There is no such table.
            ColumnUnknown: The table has no such column.
            NotPermitted: The table, or a column that was asked for, is not allowed; the timeline is for nobody, for
                what is allowed of it depends on its rows.
        """
        self._require_whole(table, columns)
        return self._snapshot.coded(table, columns)

    def words_of(self, table: str, column: str) -> list[str]:
        """Return the texts of a table's column of words (``table.words``), each once, whoever has them.

        Raises:
            TableUnknown: There is no such table.
            NotPermitted: As for ``coded``.
        """
        self._require_whole(table, [column])
        return self._snapshot.words_of(table, column)

    def lazily(self, table: str, columns: Sequence[str] | None = None) -> pl.LazyFrame:
        """Return a whole table as a query, or some of its columns; of the file it reads only what it needs.

        Raises:
            TableUnknown: There is no such table.
            ColumnUnknown: The table has no such column.
            NotPermitted: As for ``coded``.
        """
        self._require_whole(table, columns)
        return self._snapshot.lazily(table, columns)

    def rows_at(self, table: str, places: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
        """Return some rows of a table by their places in it (``lazily``, numbered), in the order of the table.

        Raises:
            TableUnknown: There is no such table.
            ColumnUnknown: The table has no such column.
            NotPermitted: As for ``coded``.
        """
        self._require_whole(table, columns)
        return self._snapshot.rows_at(table, places, columns)

    def _require_whole(self, table: str, columns: Sequence[str] | None) -> None:
        declared = _permitted(table, self.access)
        if table == TIMELINE.name:
            raise NotPermitted(declared.topic)
        if table == CUSTOMERS.name:
            self.access.require_fields(declared.columns.names() if columns is None else columns)

    def customer_ids(self, customer_numbers: pl.Series) -> pl.Series:
        """Return the ids of customers in this snapshot (UInt32), null for a number that no customer has.

        Raises:
            NotPermitted: Customers are not allowed.
        """
        self.access.require("customers")
        return self._snapshot.find_all(CUSTOMERS.name, "customer_number", customer_numbers)

    def customer_id(self, customer_number: str) -> int | None:
        """Return the id of a customer in this snapshot, None where no customer has the number.

        Raises:
            NotPermitted: Customers are not allowed.
        """
        self.access.require("customers")
        return self._snapshot.find(CUSTOMERS.name, "customer_number", customer_number)


def _permitted(table: str, access: Access) -> Table:
    declared = table_named(table)
    access.require(declared.topic)
    return declared
