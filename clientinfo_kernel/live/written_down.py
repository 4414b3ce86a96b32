"""What a command did, written down twice: as a line of history in its transaction, and in the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from clientinfo_kernel.access.audit import record
from clientinfo_kernel.access.audit_detail import RowChanged, by_whose_hands, with_hands
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.live import events, tables

if TYPE_CHECKING:
    from datetime import datetime

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.live.commands import Add, Change, Undo
    from clientinfo_kernel.live.event import Done


def write_down(
    connection: sa.Connection, command: Add | Change | Undo, done: Done, at: datetime, viewer: Viewer, *, writer: str
) -> None:
    """Write the line of history, and that of the audit log, which rather has one too many than one too few.

    Args:
        connection: In the transaction that wrote the row.
        command: What was asked.
        done: What it came to.
        at: When.
        viewer: Who asked.
        writer: Their name, as people call them.

    Raises:
        AuditNotWritten: The audit log cannot be written.
    """
    # The new owner's page has to notice it.
    owner = done.after.get(command.entity.owner) or command.customer_number
    line = events.line(
        command,
        done.action,
        entity_id=done.entity_id,
        version=done.version,
        at=at,
        user=viewer.name,
        user_name=with_hands(writer, viewer.at_shell),
        topics=done.topics,
    )
    before = None if done.before is None else events.written(done.before)
    connection.execute(
        sa.insert(tables.events).values(
            **line | {"customer_number": owner}, before=before, after=events.written(done.after)
        )
    )
    fields = () if done.before is None else tuple(done.after)
    changed = RowChanged(command.entity.name, done.entity_id, done.action, fields)
    about = command.entity.about
    subject = AuditSubject("list", about) if about else AuditSubject("customer", command.customer_number)
    record("change", subject, by_whose_hands(changed, viewer.at_shell), viewer=viewer)
