"""Write to the CRM database: bring its tables up to date, and fill it in bulk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

_ROWS_AT_ONCE = 20_000


def upgrade(url: str) -> None:
    """Create the tables, or change them to their newest form; a missing SQLite file is made.

    Args:
        url: SQLAlchemy URL.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: The database does not answer or refuses.
    """
    import sqlalchemy as sa
    from alembic import command
    from alembic.config import Config

    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def write_crm(url: str, cases: pl.DataFrame, contact_events: pl.DataFrame) -> None:
    """Add cases and contact events in bulk, all or nothing; the tables are brought up to date first.

    Args:
        url: SQLAlchemy URL.
        cases: Columns of ``contract.Cases``; nullable ones can be left out, ``source_*`` are ignored.
        contact_events: Columns of ``contract.ContactEvents``, likewise.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: An id is there already, a required value is null, or the database refuses.
    """
    import sqlalchemy as sa

    from data_sources.crm import tables

    upgrade(url)
    # an error message must not carry the rows: they are about people
    engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True)
    with engine.begin() as connection:
        _insert(connection, tables.cases, cases)
        _insert(connection, tables.contact_events, contact_events)


def _insert(connection: Connection, table: Table, rows: pl.DataFrame) -> None:
    names = [column.name for column in table.columns if column.name in rows.columns and column.name != "row_id"]
    wanted = rows.select(names).with_columns(_utc(name, rows.schema[name]) for name in names)
    for stretch in wanted.iter_slices(_ROWS_AT_ONCE):
        connection.execute(table.insert(), stretch.to_dicts())


def _utc(name: str, dtype: pl.DataType) -> pl.Expr:
    """Convert moments to UTC: SQLite keeps no zone."""
    if isinstance(dtype, pl.Datetime) and dtype.time_zone not in {None, "UTC"}:
        return pl.col(name).dt.convert_time_zone("UTC")
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is None:
        return pl.col(name).dt.replace_time_zone("UTC")
    return pl.col(name)
