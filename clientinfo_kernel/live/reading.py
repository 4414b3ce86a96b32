"""What people wrote, read by index for one viewer: nothing that their roles do not see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa

from clientinfo_kernel.access.audit_detail import without_hands
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live import across, events, tables
from clientinfo_kernel.live.across import columns_read
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.live.errors import RowUnknown
from clientinfo_kernel.live.field_values import is_storable
from clientinfo_kernel.live.fields import Entity
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.live.last_change import LastChange, last_change
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.live.ownership import seen_rows, sees_row
from clientinfo_kernel.live.row_topics import all_as_seen, as_seen
from clientinfo_kernel.live.seen_kinds import is_seen, is_seen_alike, require_seen

if TYPE_CHECKING:
    from datetime import datetime

    from clientinfo_kernel.live.event import Event

# A row that another system holds and nobody here has changed yet: entity and id -> its columns; None: not there either.
Elsewhere: TypeAlias = Callable[[Entity, str], Mapping[str, Any] | None]


# So many changes back somebody is still one of those who write here.
_LATELY = 2000


def nowhere(_entity: Entity, _entity_id: str) -> None:
    """For stores beside which no other system holds rows."""


@dataclass(frozen=True)
class LiveReader:
    """What people wrote, for one viewer.

    Attributes:
        database: Where it is.
        viewer: Who asks; their rights are looked at for each question.
        elsewhere: Finds a row that came with the snapshot.
    """

    database: LiveDatabase
    viewer: Viewer
    elsewhere: Elsewhere = nowhere

    def rows(self, entity: Entity, customer_number: str = "") -> list[dict[str, Any]]:
        """Return a customer's rows of one kind, withdrawn ones included, in the order in which they were written.

        Without a number: the house's, of a kind that is about no customer.

        Raises:
            NotPermitted: The viewer is not allowed to see them.
            LiveUnavailable: The database does not answer.
        """
        access = self.viewer.access
        access.require("customers")
        require_seen(access, entity)
        found: list[dict[str, Any]] = self.database.answer(
            partial(_rows_of, entity=entity, customer_number=customer_number, is_whole=True), []
        )
        return [as_seen(entity, row, access) for row in found if sees_row(entity, row, self.viewer)]

    def of_customer(self, customer_number: str) -> dict[str, list[dict[str, Any]]]:
        """Return all that people wrote about a customer and the viewer is allowed to see, by the name of its kind.

        Archived fields are left empty.

        Raises:
            NotPermitted: The viewer is not allowed to see customers.
            LiveUnavailable: The database does not answer.
        """
        access = self.viewer.access
        access.require("customers")

        def read(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
            return {
                entity.name: [as_seen(entity, row, access) for row in _rows_of(connection, entity, customer_number)]
                for entity in ENTITIES.values()
                if not entity.about and is_seen(access, entity)
            }

        return self.database.answer(read, {})

    def of_everybody(
        self,
        entity: Entity,
        filled: str | None = None,
        *,
        since: datetime | None = None,
        customers: Iterable[str] | None = None,
        named: Mapping[str, Collection[str]] | None = None,
    ) -> list[dict[str, Any]]:
        """Return the rows of one kind of all customers, without withdrawn ones; archived fields are left empty.

        Args:
            entity: Which kind.
            filled: Only rows that hold something in this field (a follow-up, a promise).
            since: Only rows that were written or changed at this moment or later.
            customers: Only of customers of these numbers.
            named: Only rows that name one of these people in each of these fields (who noted a contact).

        Raises:
            NotPermitted: The viewer is not allowed to see them.
            LiveUnavailable: The database does not answer.
        """
        require_seen(self.viewer.access, entity)
        queries = across.of_everybody(
            entity, columns_read(entity), filled, since=since, customers=customers, named=named
        )
        found: list[dict[str, Any]] = self.database.answer(
            lambda connection: [row for each in queries for row in across.found_rows(connection, each)], []
        )
        return all_as_seen(entity, seen_rows(entity, found, self.viewer), self.viewer.access)

    def columns_of_everybody(
        self, entity: Entity, names: Collection[str], filled: str | None = None, **which: Any
    ) -> across.Columns:
        """Return columns of the rows that ``of_everybody`` finds, as they lie in the database (``across.Columns``).

        Args:
            entity: A kind whose rows all who see it see alike (``is_seen_alike``).
            names: Of the columns.
            filled: See ``of_everybody``.
            **which: See ``of_everybody``.

        Raises:
            NotPermitted: The viewer is not allowed to see them.
            LiveUnavailable: The database does not answer.
            ValueError: Which of the rows are seen, or what of them, is decided row by row.
        """
        if not is_seen_alike(entity):
            raise ValueError(f"rows of {entity.name} are seen one by one")
        require_seen(self.viewer.access, entity)
        stored = map(across.as_stored, columns_read(entity, names))
        queries = across.of_everybody(entity, stored, filled, **which)
        return self.database.answer(
            lambda connection: across.found_columns(connection, queries, names), across.found_nothing(names)
        )

    def history(self, entity: Entity, entity_id: str, customer_number: str) -> list[Event]:
        """Return all changes of a row, newest first.

        Raises:
            NotPermitted: The viewer is not allowed to see such rows.
            RowUnknown: The customer has no such row.
            LiveUnavailable: The database does not answer.
        """
        access = self.viewer.access
        require_seen(access, entity)

        def read(connection: sa.Connection) -> list[Event] | None:
            row = find_row(connection, entity, entity_id)
            if row is None or not entity.is_of(row, customer_number) or not sees_row(entity, row, self.viewer):
                return None
            return events.history(connection, entity, entity_id, access)

        changes = self.database.answer(read, None)
        if changes is None and self.found_elsewhere(entity, entity_id, customer_number) is None:
            raise RowUnknown(entity.name, entity_id, customer_number)
        return changes or []

    def writers(self) -> tuple[str, ...]:
        """Return who wrote lately with an account, about anybody, as people call them, in the order of their names.

        Raises:
            NotPermitted: The viewer is not allowed to see customers.
            LiveUnavailable: The database does not answer.
        """
        self.viewer.access.require("customers")
        change = tables.events.c
        newest = sa.select(change.user_name, change.user).order_by(change.row_id.desc()).limit(_LATELY).subquery()
        query = sa.select(newest.c.user_name).where(newest.c.user != "", newest.c.user_name != "").distinct()
        names: Sequence[str] = self.database.answer(lambda connection: connection.execute(query).scalars().all(), ())
        return tuple(sorted({without_hands(name) for name in names}))

    def last_change(self, customer_number: str) -> LastChange | None:
        """Return the newest change about a customer of what the viewer is allowed to see; None: there is none.

        Raises:
            NotPermitted: The viewer is not allowed to see customers.
            LiveUnavailable: The database does not answer.
        """
        self.viewer.access.require("customers")
        return self.database.answer(partial(self._last_change, customer_number=customer_number), None)

    def glance(self, customer_number: str) -> tuple[LastChange | None, list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the newest change about a customer, and what was decided about their open items and inboxes, of one moment.

        The decisions are for viewers who are shown lights in their place; else there are none. A light needs them, and shows
        none of them: they must not leave the kernel.

        Raises:
            NotPermitted: The viewer is not allowed to see customers.
            LiveUnavailable: The database does not answer.
        """
        access = self.viewer.access
        access.require("customers")

        behind: tuple[tuple[Entity, bool], ...] = (
            (OPEN_ITEM_DECISION, access.receivables == "light"),
            (INBOX_DECISION, access.credit != "no" and not is_seen(access, INBOX_DECISION)),
        )

        def read(connection: sa.Connection) -> tuple[LastChange | None, list[list[dict[str, Any]]]]:
            newest = self._last_change(connection, customer_number)
            return newest, [_rows_of(connection, kind, customer_number) if lit else [] for kind, lit in behind]

        nothing: tuple[LastChange | None, list[list[dict[str, Any]]]] = None, [[], []]
        newest, found = self.database.answer(read, nothing)
        decided, inboxes = ([row for row in rows if not row["is_withdrawn"]] for rows in found)
        return newest, decided, inboxes

    def _last_change(self, connection: sa.Connection, customer_number: str) -> LastChange | None:
        return last_change(connection, self.viewer.access, customer_number)

    def row_of_command(self, entity: Entity, command_id: str) -> dict[str, Any] | None:
        """Return the row that a command of the viewer wrote, None where it was not carried out.

        Raises:
            NotPermitted: The viewer is not allowed to see such rows.
            LiveUnavailable: The database does not answer.
        """
        require_seen(self.viewer.access, entity)
        change, table = tables.events.c, tables.BY_NAME[entity.table]
        mine = sa.select(change.entity_id).where(
            change.command_id == command_id, change.user == self.viewer.name, change.entity == entity.name
        )
        query = sa.select(table).where(table.c[entity.key].in_(mine))
        found = self.database.answer(lambda connection: connection.execute(query).mappings().first(), None)
        return None if found is None else dict(found)

    def found_elsewhere(self, entity: Entity, entity_id: str, customer_number: str) -> Mapping[str, Any] | None:
        """Return a row of the customer that came with the snapshot and that nobody here has changed yet."""
        found = self.elsewhere(entity, entity_id) if is_storable(entity_id) else None
        return found if found is not None and found["customer_number"] == customer_number else None


def find_row(
    connection: sa.Connection, entity: Entity, entity_id: str, *, lock: bool = False
) -> Mapping[str, Any] | None:
    """Return a row by its id, no matter whose it is.

    Args:
        connection: In a transaction.
        entity: Its kind.
        entity_id: Its id.
        lock: Nobody else changes it until the transaction ends.
    """
    if not is_storable(entity_id):  # outside text; a database would break off
        return None
    table = tables.BY_NAME[entity.table]
    query = sa.select(table).where(table.c[entity.key] == entity_id)
    found = connection.execute(query.with_for_update() if lock else query).mappings().first()
    return None if found is None else dict(found)


def _rows_of(
    connection: sa.Connection, entity: Entity, customer_number: str, *, is_whole: bool = False
) -> list[dict[str, Any]]:
    table = tables.BY_NAME[entity.table]
    wanted = table.c.customer_number == customer_number
    if entity.owner:
        wanted |= table.c[entity.owner] == customer_number
    columns = [*table.columns] if is_whole else columns_read(entity)
    query = sa.select(*columns).where(wanted).order_by(table.c.created_at)
    return [dict(row) for row in connection.execute(query).mappings()]
