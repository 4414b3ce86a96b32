"""Read over all customers which cases are open, and how far the history of all changes is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clientinfo_kernel.live import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from clientinfo_kernel.live.database import LiveDatabase
    from clientinfo_kernel.live.fields import Entity

# As many values as one question carries on every version of SQLite.
_MOST_VALUES = 500
# To ask for more ids than these takes longer than to read which there are.
_MANY_IDS = 5000


def open_cases(
    database: LiveDatabase,
    assignees: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
    filled: str | None = None,
) -> list[dict[str, Any]]:
    """Return the cases that have no closing moment, of all customers.

    Args:
        database: Where they are.
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
    query = sa.select(tables.cases).where(cases.is_withdrawn.is_(False), *wanted).order_by(cases.created_at)
    return database.answer(lambda connection: found_rows(connection, query), [])


def found_rows(connection: sa.Connection, query: sa.Select[Any]) -> list[dict[str, Any]]:
    """Return what a query finds by the names of its columns, of many rows faster than ``mappings`` does."""
    found = connection.execute(query)
    names = list(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.all()]


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
    queries = [sa.select(key)]
    if len(ids) <= _MANY_IDS:
        queries = [sa.select(key).where(key.in_(portion)) for portion in portions(ids)]
    found: frozenset[str] = database.answer(
        lambda connection: frozenset(each for query in queries for each in connection.scalars(query).all()),
        frozenset(),
    )
    return found.intersection(ids)


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
