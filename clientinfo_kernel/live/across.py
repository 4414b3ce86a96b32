"""Read over all customers what people wrote, which cases are open, and how far the history of all changes is."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa

from clientinfo_kernel.live import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from clientinfo_kernel.live.database import LiveDatabase
    from clientinfo_kernel.live.fields import Entity

# Name -> what rows hold in it as the driver of the database gives it: amounts in cents; of SQLite days and moments (UTC) are
# texts, flags numbers.
Columns: TypeAlias = "dict[str, Sequence[Any]]"

# As many values as one question carries on every version of SQLite.
_MOST_VALUES = 500
# To ask for more ids than these takes longer than to read which there are.
_MANY_IDS = 5000


def open_cases(
    database: LiveDatabase,
    columns: Collection[str],
    assignees: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
    filled: str | None = None,
) -> Columns:
    """Return the cases that have no closing moment, of all customers.

    Args:
        database: Where they are.
        columns: What is read of them.
        assignees: Only those of these people; None: of anybody.
        kinds: Only of these kinds; None: of any.
        filled: Only those that hold something in this field.

    Raises:
        LiveUnavailable: The database does not answer.
    """
    cases = tables.cases.c
    wanted = [cases.closed_at.is_(None)]
    if assignees is not None:
        wanted.append(cases.assignee.in_(assignees))
    if kinds is not None:
        wanted.append(cases.kind.in_(kinds))
    if filled is not None:
        wanted.append(cases[filled].is_not(None))
    query = sa.select(*(as_stored(cases[name]) for name in columns))
    query = query.where(cases.is_withdrawn.is_(False), *wanted).order_by(cases.created_at)
    return database.answer(lambda connection: found_columns(connection, [query], columns), found_nothing(columns))


def of_everybody(
    entity: Entity,
    columns: Iterable[sa.ColumnElement[Any]],
    filled: str | None = None,
    *,
    since: datetime | None = None,
    customers: Iterable[str] | None = None,
    named: Mapping[str, Collection[str]] | None = None,
) -> list[sa.Select[Any]]:
    """Return the queries for columns of the rows of one kind of all customers that were not withdrawn (``LiveReader.of_everybody``)."""
    table, change = tables.BY_NAME[entity.table], tables.events.c
    query = sa.select(*columns).where(table.c.is_withdrawn.is_(False))
    if filled is not None:
        query = query.where(table.c[filled].is_not(None))
    for field, people in (named or {}).items():
        query = query.where(table.c[field].in_(people))
    if since is not None:
        changed = sa.select(change.entity_id).where(change.entity == entity.name, change.at >= since)
        query = query.where(table.c[entity.key].in_(changed))
    if customers is None:
        return [query]
    return [query.where(table.c.customer_number.in_(each)) for each in portions(list(customers))]


def columns_read(entity: Entity, names: Iterable[str] | None = None) -> list[sa.ColumnElement[Any]]:
    """Return columns of a table (None: all), archived ones empty: raw answers of years need not pass through memory."""
    archived = {name for name, field in entity.fields.items() if field.is_archived}
    columns = tables.BY_NAME[entity.table].c
    return [
        sa.null().label(name) if name in archived else columns[name]
        for name in (columns.keys() if names is None else names)
    ]


def found_rows(connection: sa.Connection, query: sa.Select[Any]) -> list[dict[str, Any]]:
    """Return what a query finds by the names of its columns, of many rows faster than ``mappings`` does."""
    found = connection.execute(query)
    names = list(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.all()]


def found_columns(connection: sa.Connection, queries: Iterable[sa.Select[Any]], names: Collection[str]) -> Columns:
    """Return what queries for columns ``as_stored`` find, without an object for each row and value.

    Args:
        connection: In a transaction.
        queries: Each for the same columns.
        names: Those of the columns, in their order.
    """
    rows = [row for query in queries for row in _fetched(connection, connection.execute(query))]
    return {name: list(map(itemgetter(place), rows)) for place, name in enumerate(names)}


def found_nothing(names: Iterable[str]) -> Columns:
    """Return the columns of no rows."""
    return dict.fromkeys(names, ())


def as_stored(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return a column of which the driver's values are taken as they are."""
    return sa.type_coerce(column, sa.types.NULLTYPE)


def _fetched(connection: sa.Connection, found: sa.CursorResult[Any]) -> Sequence[tuple[Any, ...]]:
    """Return all rows as the driver gives them; what it fails at is said in SQLAlchemy's words, as everywhere else."""
    try:
        rows: Sequence[tuple[Any, ...]] = () if found.cursor is None else found.cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise sa.exc.DBAPIError(None, None, error) from error
    finally:
        found.close()
    return rows


def known_contents(database: LiveDatabase, hashes: Collection[str]) -> frozenset[str]:
    """Return which of these contents a document has, also one that was withdrawn, or the closing of a month.

    Raises:
        LiveUnavailable: The database does not answer.
    """
    columns = [table.c.content_hash for table in tables.BY_NAME.values() if "content_hash" in table.c]
    with database.reading() as connection:
        queries = (
            sa.select(column).where(column.in_(portion)) for column in columns for portion in portions(list(hashes))
        )
        return frozenset(row[0] for query in queries for row in connection.execute(query))


def written_ids(database: LiveDatabase, entity: Entity, ids: Sequence[str]) -> frozenset[str]:
    """Return which of these rows have been written here, so that what the snapshot says of them is out of date.

    Raises:
        LiveUnavailable: The database does not answer.
    """
    if not ids:
        return frozenset()
    key = tables.BY_NAME[entity.table].c[entity.key]
    queries = [sa.select(as_stored(key))]
    if len(ids) <= _MANY_IDS:
        queries = [sa.select(as_stored(key)).where(key.in_(portion)) for portion in portions(ids)]
    found: Sequence[str] = database.answer(
        lambda connection: found_columns(connection, queries, [entity.key])[entity.key], ()
    )
    return frozenset(found).intersection(ids)


def portions(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield values in portions, each of which one question can carry."""
    for start in range(0, len(values), _MOST_VALUES):
        yield values[start : start + _MOST_VALUES]


def wrote_since(database: LiveDatabase, user: str, place: int) -> bool:
    """Return whether somebody (login name) changed anything after a place in the history.

    Raises:
        LiveUnavailable: The database does not answer.
    """
    change = tables.events.c
    query = sa.select(change.row_id).where(change.row_id > place, change.user == user).limit(1)
    return database.answer(lambda connection: connection.execute(query).first() is not None, nothing=False)


def last_event(database: LiveDatabase) -> int:
    """Return the number of the last change; 0 before the first.

    Raises:
        LiveUnavailable: The database does not answer.
    """
    query = sa.select(sa.func.max(tables.events.c.row_id))
    return database.answer(lambda connection: int(connection.execute(query).scalar() or 0), 0)
