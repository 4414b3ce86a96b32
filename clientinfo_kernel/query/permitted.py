"""The gate to the rows of a snapshot: a viewer gets the tables, columns and events that they are allowed to see.

Every read of a customer's rows (``CustomerFile``) and of a whole table (``CustomerDirectory.table``) passes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.tables import table_named
from clientinfo_kernel.query.tables.customers import CUSTOMERS
from clientinfo_kernel.query.tables.dealings import TIMELINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.access.rights import Access
    from clientinfo_kernel.query.snapshot import Snapshot


def permitted_rows(rows: pl.DataFrame, table: str, access: Access) -> pl.DataFrame:
    """Return rows of a table, of one customer or of all, without the columns and events that are not allowed."""
    if table == CUSTOMERS.name:
        hidden = access.hidden_fields()
        return rows[:, [name for name in rows.columns if name not in hidden]] if hidden else rows
    kinds = access.events() if table == TIMELINE.name else None
    return rows if kinds is None else rows.filter(pl.col("kind").is_in(kinds))


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
    declared = table_named(table)
    access.require(declared.topic)
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
