"""Rows that another system holds, taken over into the live store once: an id that is there already is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clientinfo_kernel.live import events, tables
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.commands import ARRIVAL, Add, Change

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from clientinfo_kernel.live.fields import Entity


def arrival(entity: Entity, found: Mapping[str, Any], now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns of a row that arrives, and of its event.

    The words of the house that wrote it stay as they are; they are not checked as what people write is.

    Args:
        entity: What it is.
        found: Its columns; fields that it does not have are empty.
        now: When it arrives.
    """
    entity_id, number = str(found[entity.key]), str(found["customer_number"])
    values = {name: found.get(name) for name in entity.fields} | {"is_withdrawn": False}
    command = Add(f"{ARRIVAL}:{entity.name}:{entity_id}", number, entity, values)
    event = events.line(command, "take_over", entity_id=entity_id, version=1, at=now, user="", user_name=entity.source)
    row = {
        **values,
        entity.key: entity_id,
        "customer_number": number,
        "created_at": found.get("created_at") or found.get("at") or now,
        "version": 1,
    }
    history = values if found.get("unknown_case_id") is None else {**values, "case_id": found["unknown_case_id"]}
    return row, {**event, "before": None, "after": events.written(history)}


def take_over_rows(
    connection: sa.Connection, entity: Entity, rows: Iterable[Mapping[str, Any]], now: datetime
) -> list[Mapping[str, Any]]:
    """Write rows that are not there yet, with a line of history each; return those that were written.

    Args:
        connection: In a transaction that writes.
        entity: What they are.
        rows: Their columns; some hundred at most. ``unknown_case_id`` is kept in the history alone.
        now: When they arrive.
    """
    by_id = {str(row[entity.key]): row for row in rows}
    table = tables.BY_NAME[entity.table]
    known = _known(connection, table.c[entity.key], by_id)
    new = [row for entity_id, row in by_id.items() if entity_id not in known]
    if new:
        arriving = [arrival(entity, row, now) for row in new]
        connection.execute(sa.insert(table), [row for row, _event in arriving])
        connection.execute(sa.insert(tables.events), [event for _row, event in arriving])
    return new


def link_contacts(connection: sa.Connection, rows: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Link contacts that arrived before their case did, with a line of history each; what somebody has changed here stays.

    Args:
        connection: In a transaction that writes.
        rows: Contacts as they are delivered now; some hundred at most. The case that one names is in the live store.
        now: When they are linked.
    """
    wanted = {str(row[CONTACT.key]): row[CASE.key] for row in rows if row[CASE.key] is not None}
    contacts, lines = tables.BY_NAME[CONTACT.table], tables.events
    untouched = (contacts.c.version == 1, contacts.c[CASE.key].is_(None))
    found = connection.execute(
        sa.select(lines.c.entity_id, lines.c.customer_number, lines.c.after)
        .join(contacts, contacts.c[CONTACT.key] == lines.c.entity_id)
        .where(lines.c.entity == CONTACT.name, lines.c.action == "take_over", *untouched)
        .where(lines.c.entity_id.in_(list(wanted)))
    ).all()
    for entity_id, number, after in found:
        named = (events.read(CONTACT, after) or {}).get(CASE.key)
        if named == wanted[entity_id]:
            _link(connection, entity_id, number, str(named), now)


def _link(connection: sa.Connection, event_id: str, customer_number: str, case_id: str, now: datetime) -> None:
    table, link = tables.BY_NAME[CONTACT.table], {CASE.key: case_id}
    is_this = (table.c[CONTACT.key] == event_id, table.c.version == 1)
    if connection.execute(sa.update(table).where(*is_this).values({**link, "version": 2})).rowcount:
        command = Change(f"{ARRIVAL}:{CONTACT.name}:{event_id}:{case_id}", customer_number, CONTACT, event_id, 1, link)
        who = {"user": "", "user_name": CONTACT.source}
        event = events.line(command, "take_over", entity_id=event_id, version=2, at=now, **who)
        before = events.written(dict.fromkeys(link))
        connection.execute(sa.insert(tables.events), [{**event, "before": before, "after": events.written(link)}])


def known_cases(connection: sa.Connection, case_ids: Collection[str]) -> set[str]:
    """Return which of these cases are in the live store."""
    return _known(connection, tables.cases.c.case_id, case_ids)


def _known(connection: sa.Connection, key: sa.Column[Any], ids: Collection[str]) -> set[str]:
    return set(connection.execute(sa.select(key).where(key.in_(list(ids)))).scalars())
