"""The lines of history: one per change, in the same transaction as the change."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clientinfo_kernel.live import tables
from clientinfo_kernel.live.commands import Add, Change, Undo
from clientinfo_kernel.live.event import Action, Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clientinfo_kernel.access.rights import Access
    from clientinfo_kernel.live.field_values import Kind, Value
    from clientinfo_kernel.live.fields import Entity


def line(
    command: Add | Change | Undo,
    action: Action,
    *,
    entity_id: str,
    version: int,
    at: datetime,
    user: str,
    user_name: str,
    topics: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the columns of the event of a command, without what changed.

    Args:
        command: What was asked.
        action: What was done.
        entity_id: To which row.
        version: Of it, after that.
        at: When.
        user: Login name of who asked.
        user_name: As people call them.
        topics: What the row is made from, beside what its kind is.
    """
    return {
        "command_id": command.command_id,
        "request": request_hash(command),
        "at": at,
        "user": user,
        "user_name": user_name,
        "action": action,
        "entity": command.entity.name,
        "entity_id": entity_id,
        "customer_number": command.customer_number,
        "version": version,
        "topics": " ".join(dict.fromkeys((*command.entity.topics, *topics))),
    }


def request_hash(command: Add | Change | Undo) -> str:
    """Return a hash of what a command asks for: the same for its repeat, another one for another wish.

    The version is left out: who repeats a change sees the row as the change left it. So is what the program adds of the
    moment: what is open after a refresh is another sum, and the promise the same.
    """
    asked: list[Any] = [type(command).__name__, command.entity.name, command.customer_number]
    if not isinstance(command, Add):
        asked.append(command.entity_id)
    if not isinstance(command, Undo):
        silent = command.entity.circumstances
        asked.append(sorted((name, plain(value)) for name, value in command.values.items() if name not in silent))
    if isinstance(command, Add) and command.before is not None:
        asked += [command.link, request_hash(command.before)]
    return sha256(json.dumps(asked).encode()).hexdigest()


def written(values: Mapping[str, Value]) -> str:
    """Return values as the JSON of ``before`` and ``after``."""
    return json.dumps({name: plain(value) for name, value in values.items()}, ensure_ascii=False)


def read(entity: Entity, text: str | None) -> dict[str, Value] | None:
    """Return values from the JSON of ``before`` and ``after``; fields that a row no longer has are left out."""
    if text is None:
        return None
    return {name: typed(entity, name, value) for name, value in json.loads(text).items() if name in entity.fields}


def later_than(connection: sa.Connection, entity: Entity, entity_id: str, version: int) -> list[Event]:
    """Return the changes of a row after a version, oldest first."""
    events = tables.events.c
    query = (
        sa.select(tables.events)
        .where(events.entity == entity.name, events.entity_id == entity_id, events.version > version)
        .order_by(events.version)
    )
    return [_event(entity, dict(row)) for row in connection.execute(query).mappings()]


def readable(found: Iterable[tuple[Event, str]], access: Access) -> list[Event]:
    """Return events with their values only where the viewer sees all the topics that they are made from."""
    return [event if _sees(access, topics) else _blank(event) for event, topics in found]


def history(connection: sa.Connection, entity: Entity, entity_id: str, access: Access) -> list[Event]:
    """Return all changes of a row, newest first, with values as far as the viewer is allowed to see them."""
    events = tables.events.c
    query = (
        sa.select(tables.events)
        .where(events.entity == entity.name, events.entity_id == entity_id)
        .order_by(events.version.desc())
    )
    return readable(
        ((_event(entity, dict(row)), row["topics"]) for row in connection.execute(query).mappings()), access
    )


def _event(entity: Entity, row: Mapping[str, Any]) -> Event:
    before, after = read(entity, row["before"]), read(entity, row["after"])
    return Event(row["at"], row["user"], row["user_name"], row["action"], row["version"], before, after)


def _sees(access: Access, topics: str) -> bool:
    return all(access.allows(topic) for topic in topics.split())  # type: ignore[arg-type]  # an unknown one is refused


def _blank(event: Event) -> Event:
    return Event(event.at, event.user, event.user_name, event.action, event.version, None, None)


def plain(value: object) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def typed(entity: Entity, name: str, value: Any) -> Value:
    """Return a value of a field from what JSON holds; what was written before a house changed the field's type is a text."""
    try:
        return _typed(entity.fields[name].kind, value)
    except (ValueError, InvalidOperation):
        return value  # type: ignore[no-any-return]  # a text


def _typed(kind: Kind, value: Any) -> Value:
    if isinstance(value, str):
        if kind == "date":
            return date.fromisoformat(value)
        if kind == "moment":
            return datetime.fromisoformat(value)
        if kind == "money":
            return Decimal(value)
    return value  # type: ignore[no-any-return]  # a text, a flag, a number or nothing
