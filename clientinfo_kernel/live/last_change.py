"""The newest change about a customer, by which a page notices that somebody else wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clientinfo_kernel.live import tables
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.live.seen_kinds import is_seen

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Access


@dataclass(frozen=True)
class LastChange:
    """The newest change of anything about a customer: its place among all changes, when (UTC), who it was, which row."""

    place: int
    at: datetime
    user: str
    user_name: str
    entity: str
    entity_id: str


def last_change(connection: sa.Connection, access: Access, customer_number: str) -> LastChange | None:
    """Return the newest change of what somebody is allowed to see of a customer; None: there is none."""
    found = connection.execute(_newest_change(access), {"customer_number": customer_number}).first()
    return None if found is None else LastChange(*found)


@cache
def _newest_change(access: Access) -> sa.Select[Any]:
    """Return the query for the newest change about a customer that can be seen: putting it together costs more than it does.

    The kinds stand in it as they are: SQLAlchemy writes a list of parameters into the statement each time.
    """
    change = tables.events.c
    kinds = [sa.literal_column(f"'{each.name}'", sa.Text) for each in ENTITIES.values() if is_seen(access, each)]
    return (
        sa.select(change.row_id, change.at, change.user, change.user_name, change.entity, change.entity_id)
        .where(change.customer_number == sa.bindparam("customer_number"), change.entity.in_(kinds))
        .order_by(change.row_id.desc())
        .limit(1)
    )
