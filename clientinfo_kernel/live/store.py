"""Carry out commands: check who asks, merge, write the row and its line of history in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa

from clientinfo_kernel.live import events, tables
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.command_checks import require_allowed
from clientinfo_kernel.live.commands import Add, Change, Conflict, Differing, Saved, Undo
from clientinfo_kernel.live.consequences import with_consequences
from clientinfo_kernel.live.endings import ended
from clientinfo_kernel.live.errors import CommandReused, LiveUnavailable, NothingToUndo, RowFixed, RowUnknown
from clientinfo_kernel.live.event import Action, Done, Event
from clientinfo_kernel.live.house_cases import folded, unfolded
from clientinfo_kernel.live.merging import added, as_it_was, merge
from clientinfo_kernel.live.ownership import require_own
from clientinfo_kernel.live.reading import LiveReader, find_row
from clientinfo_kernel.live.row_topics import own_topics, require_topics
from clientinfo_kernel.live.take_over import arrival
from clientinfo_kernel.live.writing_limit import WritingLimit
from clientinfo_kernel.live.written_down import write_down

if TYPE_CHECKING:
    from clientinfo_kernel.live.field_values import Value
    from clientinfo_kernel.live.fields import Entity

Command: TypeAlias = Add | Change | Undo
# How often two servers' processes can meet at the same row before somebody must ask again.
_MOST_ATTEMPTS = 5


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class LiveStore(LiveReader):
    """What people write, for one viewer: a row that came with the snapshot is taken over when it is first changed.

    Attributes:
        now: The clock.
        limit: How much the viewer writes in a day.
    """

    now: Callable[[], datetime] = field(default=_now, repr=False)
    limit: WritingLimit = field(default_factory=WritingLimit, repr=False)

    def do(self, command: Command) -> Saved | Conflict:
        """Carry out a command; when ``Saved`` is returned, it is on the disk. The same command again changes nothing.

        Raises:
            NotPermitted: The viewer is not allowed to see such rows.
            ChangeNotPermitted: The viewer is not allowed to change them.
            InputRefused: A value cannot stand in its field, or a row of the house is said to be a customer's.
            RowUnknown: The customer has no such row.
            RowFixed: Such a row stays as it was written.
            CommandReused: The id was used for another change.
            NothingToUndo: The last change is not the viewer's, or not the one that they saw.
            LiveUnavailable: The database does not answer, or the viewer has written too much (``TooMuchWritten``); the
                command can be sent again.
        """
        require_allowed(command, self.viewer.access)
        if isinstance(command, Add) and command.keep is not None:
            self._require_sound(command)
            command.keep()
        for _attempt in range(_MOST_ATTEMPTS):
            try:
                with self.database.writing() as connection:
                    answer = self._repeat(connection, command) or self._act(connection, command)
                    if isinstance(answer, Conflict):
                        connection.rollback()  # what was to come before it is not written either
                    return answer
            except sa.exc.IntegrityError:  # another process wrote the same row or command meanwhile
                continue
        raise LiveUnavailable("others change the same row all the time; try again")

    def room(self) -> int | None:
        """Return how many changes the viewer can write at this moment; None: any number.

        Raises:
            LiveUnavailable: The database does not answer.
        """
        most = self.limit.most_of(self.viewer)
        if most is None:
            return None
        return self.database.answer(lambda connection: self.limit.room(connection, self.viewer, self.now()), most)

    def _require_sound(self, command: Add) -> None:
        """Make sure that nothing stands against a new row: what is refused leaves no file that nobody counts."""
        with self.database.reading() as connection:
            if self._repeat(connection, command) is None:
                self.limit.require_room(connection, self.viewer, command, self.now())
                for each in filter(None, (command, command.before)):
                    self.viewer.access.require_change(each.entity.right)
                    self._new_row(each.entity, each.values)

    @property
    def _writer(self) -> str:
        return self.viewer.full_name or self.viewer.name

    def _with_consequences(
        self, entity: Entity, written: Mapping[str, Value], row: Mapping[str, Value]
    ) -> dict[str, Value]:
        return with_consequences(entity, written, row, self.now(), self.viewer.own_names)

    def _is_own(self, event: Event) -> bool:
        """Return whether a change is the viewer's; at the shell, where nobody has an account, names are what tells people apart."""
        return self.viewer.wrote(event.user, event.at) and (bool(event.user) or event.user_name == self._writer)

    def _new_row(self, entity: Entity, values: Mapping[str, object]) -> dict[str, Value]:
        row = {**entity.whole(values, self.now(), self._writer, self.viewer.name), "is_withdrawn": False}
        row = self._with_consequences(entity, row, {})
        require_topics(entity, row, self.viewer.access)
        return row

    # ---- within one transaction

    def _repeat(self, connection: sa.Connection, command: Command) -> Saved | None:
        """Return the first answer to a command that was carried out before."""
        known = tables.events.c
        query = sa.select(known.request, known.user, known.entity_id, known.version)
        found = connection.execute(query.where(known.command_id == command.command_id)).first()
        if found is None:
            return None
        if (found.request, found.user) != (events.request_hash(command), self.viewer.name):
            raise CommandReused(command.command_id)
        return Saved(found.entity_id, found.version, is_repeat=True)

    def _act(self, connection: sa.Connection, command: Command) -> Saved | Conflict:
        self.limit.require_room(connection, self.viewer, command, self.now())
        match command:
            case Add():
                return self._add(connection, command)
            case Change():
                return self._change(connection, command)
            case Undo():
                return self._undo(connection, command)

    def _add(self, connection: sa.Connection, command: Add) -> Saved | Conflict:
        values = command.values
        if command.before is not None:
            self.viewer.access.require_change(command.before.entity.right)
            before = self._add(connection, command.before)
            if isinstance(before, Conflict):
                return before
            values = {**values, **({command.link: before.entity_id} if command.link else {})}
        row = self._new_row(command.entity, values)
        entity_id = command.entity_id or command.entity.own_id(row) or secrets.token_hex(8)
        if command.entity.natural:
            there = find_row(connection, command.entity, entity_id, lock=True)
            if there is not None:
                return self._add_again(connection, command, there, row)
        self._check_link(connection, command.customer_number, row)
        kept = {command.entity.key: entity_id, "customer_number": command.customer_number, "created_at": self.now()}
        connection.execute(sa.insert(tables.BY_NAME[command.entity.table]).values(**folded(row), **kept, version=1))
        self._note(connection, command, Done("add", entity_id, 1, None, row, own_topics(command.entity, row)))
        return Saved(entity_id, 1)

    def _add_again(
        self, connection: sa.Connection, command: Add, there: Mapping[str, Any], row: Mapping[str, Value]
    ) -> Saved | Conflict:
        """Add what is there already: a withdrawn row comes back, what it does not say yet is written; of anything else somebody has to choose."""
        entity, entity_id = command.entity, there[command.entity.key]
        if there["is_withdrawn"]:  # comes back as what is said now: what was taken back is not said again
            return self._write(connection, command, "change", there, row)
        found = added(entity, {name: row[name] for name in command.values}, there)
        if found.conflicts:
            last = events.later_than(connection, entity, entity_id, there["version"] - 1)[-1]
            return Conflict(entity_id, there["version"], found.conflicts, last.user_name or last.user, last.at)
        return self._write(connection, command, "change", there, self._with_consequences(entity, found.written, there))

    def _change(self, connection: sa.Connection, command: Change) -> Saved | Conflict:
        entity, wanted = command.entity, command.entity.checked(command.values, self.now())
        row = self._visible(connection, entity, command.entity_id, command.customer_number)
        now = {name: row[name] for name in entity.fields}
        later = events.later_than(connection, entity, command.entity_id, command.version)
        was = as_it_was(now, (each.before or {} for each in later))
        merged = merge(wanted, was, now, entity.together, entity.circumstances)
        moved = {name: Differing(was[name], now[name], was[name]) for name in command.stays if was[name] != now[name]}
        moved |= ended(entity, merged.written, was, now)
        if merged.conflicts or moved:
            last, found = later[-1], {**moved, **merged.conflicts}
            return Conflict(command.entity_id, row["version"], found, last.user_name or last.user, last.at)
        return self._write(connection, command, "change", row, self._with_consequences(entity, merged.written, now))

    def _undo(self, connection: sa.Connection, command: Undo) -> Saved:
        entity = command.entity
        row = self._required(connection, entity, command.entity_id, command.customer_number)
        require_topics(entity, row, self.viewer.access)
        last = next(iter(events.later_than(connection, entity, command.entity_id, row["version"] - 1)), None)
        if last is None or last.action == "take_over" or not self._is_own(last):
            raise NothingToUndo(command.entity_id)
        if command.version not in (0, row["version"]):
            raise NothingToUndo(command.entity_id, is_outdated=True)
        if entity.proves(last.before or ()):
            raise RowFixed(entity.name, command.entity_id)
        before = dict(last.before) if last.before is not None else {"is_withdrawn": True}
        return self._write(connection, command, "undo", row, before)

    def _write(
        self,
        connection: sa.Connection,
        command: Command,
        action: Action,
        row: Mapping[str, Any],
        written: Mapping[str, Value],
    ) -> Saved:
        """Write fields of a row; where they hold these values already, nothing is written."""
        entity, version = command.entity, int(row["version"])
        entity_id = row[entity.key]
        if not written:
            return Saved(entity_id, version, is_changed=False)
        self._check_link(connection, command.customer_number, written)
        table = tables.BY_NAME[entity.table]
        here = sa.update(table).where(table.c[entity.key] == entity_id, table.c.version == version)
        connection.execute(here.values(**folded(written, row.get("own")), version=version + 1))
        before = {name: row[name] for name in written}
        topics = own_topics(entity, {**row, **written})
        self._note(connection, command, Done(action, entity_id, version + 1, before, written, topics))
        return Saved(entity_id, version + 1)

    def _note(self, connection: sa.Connection, command: Command, done: Done) -> None:
        write_down(connection, command, done, self.now(), self.viewer, writer=self._writer)

    def _check_link(self, connection: sa.Connection, customer_number: str, values: Mapping[str, Value]) -> None:
        """Make sure that the case and the contact that a row belongs to are this customer's."""
        for entity in (CASE, CONTACT):
            belongs_to = values.get(entity.key)
            if belongs_to is not None:
                self._visible(connection, entity, str(belongs_to), customer_number)

    def _visible(
        self, connection: sa.Connection, entity: Entity, entity_id: str, customer_number: str
    ) -> Mapping[str, Any]:
        """Return a row as ``_required`` does, unless it was withdrawn: what is written there nobody would see.

        Raises:
            RowUnknown: This customer has none of this id, or no longer.
        """
        row = self._required(connection, entity, entity_id, customer_number)
        require_topics(entity, row, self.viewer.access)
        if row["is_withdrawn"]:
            raise RowUnknown(entity.name, entity_id, customer_number)
        return row

    def _required(
        self, connection: sa.Connection, entity: Entity, entity_id: str, customer_number: str
    ) -> Mapping[str, Any]:
        """Return a row, withdrawn or not, locked until the transaction ends; one that came with the snapshot is taken over.

        Raises:
            RowUnknown: This customer has none of this id.
        """
        row = find_row(connection, entity, entity_id, lock=True)
        if row is None:
            row = self._take_over(connection, entity, entity_id, customer_number)
        row = None if row is None else unfolded(entity, row)
        if row is None or not (entity.is_of(row, customer_number) or self._is_free(entity, row, customer_number)):
            raise RowUnknown(entity.name, entity_id, customer_number)
        require_own(entity, row, self.viewer)
        return row

    def _is_free(self, entity: Entity, row: Mapping[str, Any], customer_number: str) -> bool:
        """Return whether a row that began elsewhere belongs to nobody now, and could have begun at this customer."""
        is_nobodys = bool(entity.owner) and row[entity.owner] is None
        return is_nobodys and self.found_elsewhere(entity, row[entity.key], customer_number) is not None

    def _take_over(
        self, connection: sa.Connection, entity: Entity, entity_id: str, customer_number: str
    ) -> Mapping[str, Any] | None:
        found = self.found_elsewhere(entity, entity_id, customer_number)
        if found is None:
            return None
        if entity is CONTACT and found.get("case_id") is not None:
            self._required(connection, CASE, found["case_id"], customer_number)
        row, event = arrival(entity, found, self.now())
        connection.execute(sa.insert(tables.BY_NAME[entity.table]).values(**folded(row)))
        connection.execute(sa.insert(tables.events).values(**event))
        return row
