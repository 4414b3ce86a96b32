"""Another file in the place of one that rows name: the same said with less, which nobody asks for and nobody takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from clientinfo_kernel.live import events, tables
from clientinfo_kernel.live.commands import NEW_CONTENT, Change

if TYPE_CHECKING:
    from datetime import datetime

    from clientinfo_kernel.live.database import LiveDatabase
    from clientinfo_kernel.live.fields import Entity

_BY = "clientinfo"


def replace_content(database: LiveDatabase, entity: Entity, former: str, content_hash: str, now: datetime) -> int:
    """Let all rows that name a content name another one, with a line of history each; return how many rows there were.

    Args:
        database: Where they are.
        entity: A kind of rows about the house with a field ``content_hash``.
        former: The hash that they name.
        content_hash: The hash of what is kept already.
        now: When (UTC).

    Raises:
        LiveUnavailable: The database does not answer.
    """
    table = tables.BY_NAME[entity.table]
    key = table.c[entity.key]
    with database.writing() as connection:
        named = sa.select(key, table.c.version).where(table.c.content_hash == former).with_for_update()
        found = connection.execute(named).all()
        for entity_id, version in found:
            command = Change(
                f"{NEW_CONTENT}:{entity.name}:{entity_id}:{version}",
                "",
                entity,
                entity_id,
                version,
                {"content_hash": content_hash},
            )
            line = events.line(
                command, "change", entity_id=entity_id, version=version + 1, at=now, user="", user_name=_BY
            )
            before, after = (events.written({"content_hash": each}) for each in (former, content_hash))
            connection.execute(
                sa.update(table).where(key == entity_id).values(content_hash=content_hash, version=version + 1)
            )
            connection.execute(sa.insert(tables.events).values(**line, before=before, after=after))
    return len(found)
