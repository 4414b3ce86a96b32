"""The tables of our own CRM database; ``migrations`` creates and changes them.

Identifiers are text. ``row_id`` is only the place of a row, for its origin on screen.
"""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)
# SQLite numbers the rows by itself only where the key is its own kind of integer
_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("row_id", _ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.Text, nullable=False, unique=True),
    sa.Column("customer_number", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("assignee", sa.Text),
    sa.Column("due_at", sa.Date),
    sa.Column("follow_up_on", sa.Date),
    sa.Column("created_at", _MOMENT, nullable=False),
    sa.Column("closed_at", _MOMENT),
)

contact_events = sa.Table(
    "contact_events",
    metadata,
    sa.Column("row_id", _ROW_ID, primary_key=True, autoincrement=True),
    sa.Column("event_id", sa.Text, nullable=False, unique=True),
    sa.Column("customer_number", sa.Text, nullable=False, index=True),
    sa.Column("case_id", sa.Text, sa.ForeignKey("cases.case_id"), index=True),
    sa.Column("at", _MOMENT, nullable=False),
    sa.Column("employee", sa.Text),
    sa.Column("contact_person", sa.Text),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
)
