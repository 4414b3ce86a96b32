"""Our own CRM database, read in stretches."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import polars as pl

from data_sources.connector import Batch, connector
from data_sources.crm.contract import Cases, ContactEvents
from data_sources.errors import SourceMalformed
from data_sources.intake import Intake, TextFormats
from data_sources.mapped.sql_database import connected, url_from_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    import dataframely as dy
    from sqlalchemy import ColumnElement, Connection, Table

DEFAULT_URL = "sqlite:///crm.sqlite"
_FORMATS = TextFormats(dates=("%Y-%m-%d",), datetimes=("%Y-%m-%d %H:%M:%S%.f",), time_zone="UTC")
_SCHEMAS: dict[str, type[dy.Schema]] = {"cases": Cases, "contact_events": ContactEvents}


@connector("crm", "database")
@dataclass(frozen=True)
class CrmDatabase:
    """Reads cases and contact events.

    Attributes:
        file: SQLite file; the simplest form of ``url``.
        url: SQLAlchemy URL without secrets.
        url_env: Environment variable with the URL, where it holds a password; it wins over ``url``.
        rows_at_once: Rows per batch.
    """

    url: str = DEFAULT_URL
    url_env: str | None = None
    file: Path | None = None
    rows_at_once: Annotated[int, msgspec.Meta(ge=1)] = 50_000

    def read(self) -> Iterator[Batch]:
        """Yield both tables in the order in which their rows were written.

        Raises:
            SourceAbsent: No such file, or the server does not answer.
            SourceUnreadable: The connection broke.
            SourceMalformed: A table is missing.
            SourceSettingsWrong: The URL cannot work.
        """
        from data_sources.crm import tables

        url = self.url if self.file is None else f"sqlite:///{self.file}"
        if self.url_env is not None:
            url = url_from_environment("crm", self.url_env)
        with connected("crm", url) as connection:
            for table in (tables.cases, tables.contact_events):
                _require(connection, table)
                yield from self._batches(connection, table)

    def _batches(self, connection: Connection, table: Table) -> Iterator[Batch]:
        import sqlalchemy as sa

        wanted = [_as_text(column, connection.dialect.name) for column in table.columns]
        query = sa.select(*wanted).order_by(table.c.row_id)
        streaming = connection.execution_options(stream_results=True, yield_per=self.rows_at_once)
        intake = Intake("crm", table.name, _SCHEMAS[table.name], formats=_FORMATS)
        schema = {column.name: pl.Int64() if column.name == "row_id" else pl.String() for column in table.columns}
        partitions: Iterator[Any] = streaming.execute(query).partitions()
        is_empty = True
        for rows in partitions:
            is_empty = False
            yield _checked(intake, pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row"))
        if is_empty:
            yield _checked(intake, pl.DataFrame(schema=schema))


def _checked(intake: Intake, rows: pl.DataFrame) -> Batch:
    raw = rows.with_columns(pl.lit(intake.table).alias("source_file"), pl.col("row_id").alias("source_row"))
    checked = intake.check(raw.drop("row_id"))
    return Batch(intake.table, intake.table, checked.kept, checked.rejects)


def _require(connection: Connection, table: Table) -> None:
    import sqlalchemy as sa

    if not sa.inspect(connection).has_table(table.name):
        raise SourceMalformed("crm", f"the CRM database has no table {table.name}; write to it once, or check its URL")


def _as_text(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """Select dates and moments as text (UTC): whatever SQLite holds, even if it is not a date, must reach the quarantine."""
    import sqlalchemy as sa

    name = str(column.key)
    if not isinstance(column.type, sa.Date | sa.DateTime):
        return column
    if dialect == "sqlite":
        return sa.type_coerce(column, sa.Text).label(name)
    if isinstance(column.type, sa.DateTime):
        return sa.func.to_char(sa.func.timezone("UTC", column), "YYYY-MM-DD HH24:MI:SS.US").label(name)
    return sa.func.to_char(column, "YYYY-MM-DD").label(name)
