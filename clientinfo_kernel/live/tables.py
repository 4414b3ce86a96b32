"""The tables of the live store; ``migrations`` creates and changes them.

Identifiers are text, moments are UTC. ``version`` counts the changes of a row from 1. A line of ``events`` is the history
of one change, and never changes itself: ``before`` and ``after`` hold the changed fields as JSON, ``topics`` what somebody
must be allowed to see in order to read them (``clientinfo_kernel.topics``, separated by blanks). ``request`` is a hash of
what was asked for: a command's id is not taken for another one's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)
# SQLite numbers the rows by itself only where the key is its own kind of integer
ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class Moment(sa.TypeDecorator[datetime]):
    """A point in time in UTC; SQLite keeps no zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """Return the moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


cases = sa.Table(
    "cases",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("customer_number", sa.Text, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("assignee", sa.Text),
    sa.Column("due_at", sa.Date),
    sa.Column("follow_up_on", sa.Date),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
    sa.Column("is_withdrawn", sa.Boolean, nullable=False),
)

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("customer_number", sa.Text, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("case_id", sa.Text, sa.ForeignKey("cases.case_id"), index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("employee", sa.Text),
    sa.Column("contact_person", sa.Text),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("follow_up_on", sa.Date),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("is_withdrawn", sa.Boolean, nullable=False),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("row_id", ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("command_id", sa.Text, nullable=False, unique=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("user", sa.Text, nullable=False),
    sa.Column("user_name", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("customer_number", sa.Text, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Column("topics", sa.Text, nullable=False),
    sa.Column("request", sa.Text, nullable=False),
    sa.UniqueConstraint("entity", "entity_id", "version"),
)

BY_NAME = {"cases": cases, "contacts": contacts}
