"""Rows that another CRM wrote, taken over into the live store once: an id that is there already is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clientinfo_kernel.live import events, tables
from clientinfo_kernel.live.commands import Add

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from clientinfo_kernel.live.entities import Entity

# A command's id begins so, and no person's does: the page and the shell make theirs of hexadecimal digits.
_ARRIVAL = "take-over"
TAKEN_OVER_BY = "CRM"


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
    command = Add(f"{_ARRIVAL}:{entity.name}:{entity_id}", number, entity, values)
    event = events.line(command, "take_over", entity_id=entity_id, version=1, at=now, user="", user_name=TAKEN_OVER_BY)
    row = {
        **values,
        entity.key: entity_id,
        "customer_number": number,
        "created_at": found.get("created_at") or found.get("at") or now,
        "version": 1,
    }
    return row, {**event, "before": None, "after": events.written(values)}


def take_over_rows(
    connection: sa.Connection, entity: Entity, rows: Iterable[Mapping[str, Any]], now: datetime
) -> tuple[int, int]:
    """Write rows that are not there yet, with a line of history each.

    Args:
        connection: In a transaction that writes.
        entity: What they are.
        rows: Their columns; some thousands at most.
        now: When they arrive.

    Returns:
        How many were written, and how many were there already.
    """
    by_id = {str(row[entity.key]): row for row in rows}
    table = tables.BY_NAME[entity.table]
    key = table.c[entity.key]
    known = set(connection.execute(sa.select(key).where(key.in_(list(by_id)))).scalars())
    arriving = [arrival(entity, row, now) for entity_id, row in by_id.items() if entity_id not in known]
    if arriving:
        connection.execute(sa.insert(table), [row for row, _event in arriving])
        connection.execute(sa.insert(tables.events), [event for _row, event in arriving])
    return len(arriving), len(known)
