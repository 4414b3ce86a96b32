"""A SQL database by its SQLAlchemy URL: read in stretches through a cursor that stays on the server."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from data_sources.errors import SourceAbsent, SourceMalformed, SourceSettingsWrong, SourceUnreadable
from data_sources.mapped.opened import Opened
from data_sources.records import BROKEN_SCHEMA, LINE, Records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Select

    from data_sources.mapped.mapping import TableMapping

_ROWS_PER_FETCH = 50_000
_MOST_DIGITS = 38  # of a Decimal


def url_from_environment(source: str, variable: str) -> str:
    """Return the address with its secrets: it is in the environment, never in the settings.

    Raises:
        SourceSettingsWrong: The variable is not set.
    """
    url = os.environ.get(variable, "").strip()
    if not url:
        raise SourceSettingsWrong(source, f"the environment variable {variable} with the database URL is not set")
    return url


@contextmanager
def connected(source: str, url: str) -> Iterator[Connection]:
    """Open a connection to the database and close it at the end.

    Raises:
        SourceSettingsWrong: The URL is none, or its driver is not installed.
        SourceAbsent: No answer, or no such SQLite file.
        SourceUnreadable: The connection broke while reading.
    """
    import sqlalchemy as sa

    try:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
    except sa.exc.ArgumentError:
        raise SourceSettingsWrong(
            source, "the database URL cannot be understood (driver://user:password@host/name)"
        ) from None
    except ModuleNotFoundError as error:
        raise SourceSettingsWrong(source, f"the database driver {error.name!r} is not installed") from None
    place = engine.url.render_as_string(hide_password=True)
    file = engine.url.database
    # SQLite would create the missing file
    if engine.dialect.name == "sqlite" and file and ":" not in file and not Path(file).is_file():
        raise SourceAbsent(source, f"the database file {file} is not there")
    try:
        connection = engine.connect()
    except sa.exc.DBAPIError as error:
        raise SourceAbsent(source, f"the database {place} does not answer: {_first_line(error)}") from None
    try:
        with connection:
            yield connection
    except sa.exc.OperationalError as error:
        raise SourceUnreadable(source, f"the database {place} broke off: {_first_line(error)}") from None
    except sa.exc.DBAPIError as error:
        raise SourceMalformed(source, f"the database {place} refused the query: {_first_line(error)}") from None
    finally:
        engine.dispose()


def open_query(source: str, connection: Connection, mapped: TableMapping, key: Sequence[str]) -> Opened:
    """Open a table or query; rows count from 1 in its order (a table is read in the order of its key).

    Raises:
        SourceMalformed: No such table or column.
    """
    import sqlalchemy as sa

    statement = sa.text(mapped.query) if mapped.query else _select(mapped, key)
    streaming = connection.execution_options(stream_results=True, yield_per=_ROWS_PER_FETCH)
    try:
        result = streaming.execute(statement)
    except sa.exc.DBAPIError as error:
        wanted = mapped.table or "the query"
        raise SourceMalformed(source, f"{wanted} cannot be read: {_first_line(error)}") from None

    def stretches(names: Sequence[str]) -> Iterator[Records]:
        number = 1
        for rows in result.partitions(_ROWS_PER_FETCH):
            columns = zip(*rows, strict=True)
            frame = pl.DataFrame(
                [
                    column_of(name, values, decimal_comma=mapped.formats.decimal_comma)
                    for name, values in zip(names, columns, strict=True)
                ]
            )
            yield Records(
                frame.with_columns(pl.Series(LINE, range(number, number + frame.height), pl.Int64)),
                BROKEN_SCHEMA.to_frame(),
            )
            number += frame.height
        if number == 1:
            empty = pl.DataFrame(schema={**dict.fromkeys(names, pl.String()), LINE: pl.Int64()})
            yield Records(empty, BROKEN_SCHEMA.to_frame())

    return Opened([*result.keys()], stretches)


def _select(mapped: TableMapping, key: Sequence[str]) -> Select[Any]:
    import sqlalchemy as sa

    schema, _, name = (mapped.table or "").rpartition(".")
    table = sa.table(name, schema=schema or None)
    headings = mapped.headings
    order: list[sa.ColumnClause[Any]] = [sa.column(headings[field]) for field in key if field in headings]
    return sa.select(sa.literal_column("*")).select_from(table).order_by(*order)


def column_of(name: str, values: Sequence[Any], *, decimal_comma: bool) -> pl.Series:
    """Return one column of a result: typed where all its values are of one type that holds them, else text.

    PostgreSQL has numbers of any length, NaN and infinity in its decimals; Polars has 38 digits, and panics at the others.
    """
    kinds = {type(value) for value in values} - {type(None)}
    is_held = kinds != {Decimal} or _is_held(value for value in values if value is not None)
    if len(kinds) == 1 and kinds <= {int, float, bool, str, date, datetime, Decimal} and is_held:
        with suppress(OverflowError):  # an integer of more than 128 bits
            return pl.Series(name, values)
    # columns of SQLite can hold anything; what is mixed is compared as text, in the source's writing
    return pl.Series(name, [_written(value, decimal_comma=decimal_comma) for value in values], pl.String)


def _is_held(values: Iterable[Decimal]) -> bool:
    """Return whether one type of Polars holds all decimals: as many digits before and behind the point as any of them has."""
    before = behind = 0
    for value in values:
        if not value.is_finite():
            return False
        behind = max(behind, -int(value.as_tuple().exponent))
        before = max(before, value.adjusted() + 1)
    return before + behind <= _MOST_DIGITS


def _written(value: Any, *, decimal_comma: bool) -> str | None:
    if value is None:
        return None
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return text.replace(".", ",") if isinstance(value, float | Decimal) and decimal_comma else text


def _first_line(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    return lines[0] if lines else type(cause).__name__
