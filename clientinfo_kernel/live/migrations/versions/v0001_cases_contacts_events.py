"""Cases, contacts, and the history of every change."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("assignee", sa.Text),
        sa.Column("due_at", sa.Date),
        sa.Column("follow_up_on", sa.Date),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("closed_at", _MOMENT),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
    )
    op.create_index("ix_cases_customer_number", "cases", ["customer_number"])
    op.create_table(
        "contacts",
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Text),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("employee", sa.Text),
        sa.Column("contact_person", sa.Text),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("follow_up_on", sa.Date),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_contacts"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_contacts_case_id"),
    )
    op.create_index("ix_contacts_customer_number", "contacts", ["customer_number"])
    op.create_index("ix_contacts_case_id", "contacts", ["case_id"])
    op.create_table(
        "events",
        sa.Column("row_id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("command_id", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("user_name", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("entity", sa.Text, nullable=False),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("row_id", name="pk_events"),
        sa.UniqueConstraint("command_id", name="uq_events_command_id"),
        sa.UniqueConstraint("entity", "entity_id", "version", name="uq_events_entity_entity_id_version"),
    )
    op.create_index("ix_events_customer_number", "events", ["customer_number"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("events")
    op.drop_table("contacts")
    op.drop_table("cases")
