"""All rows of one live store into another, for backups: a server's database into a file, and back, by no program but ours.

What is read is the state of one moment, even if others write meanwhile; what is written is there whole or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from clientinfo_kernel.live.tables import metadata

if TYPE_CHECKING:
    from clientinfo_kernel.live.database import LiveDatabase

_AT_ONCE = 1000


def copy_rows(source: LiveDatabase, target: LiveDatabase) -> int:
    """Replace everything in one live store by what is in another; return the number of rows.

    Raises:
        LiveUnavailable: One of them does not answer, or is of a newer version.
    """
    copied = 0
    with source.reading() as reader, target.writing() as writer:
        for table in reversed(metadata.sorted_tables):
            writer.execute(sa.delete(table))
        for table in metadata.sorted_tables:
            every = reader.execution_options(stream_results=True).execute(sa.select(table))
            for rows in every.mappings().partitions(_AT_ONCE):
                writer.execute(sa.insert(table), [dict(row) for row in rows])
                copied += len(rows)
            _number_on(writer, table)
    return copied


def _number_on(writer: sa.Connection, table: sa.Table) -> None:
    """Let a server number the next row after the last one that was copied; SQLite does so by itself."""
    column = table.autoincrement_column
    if column is None or writer.dialect.name != "postgresql":
        return
    sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
    last = writer.scalar(sa.select(sa.func.max(column)))
    writer.execute(sa.select(sa.func.setval(sequence, last or 1, last is not None)))
