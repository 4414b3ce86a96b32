"""Cases and contact events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "cases",
        sa.Column("row_id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("assignee", sa.Text),
        sa.Column("due_at", sa.Date),
        sa.Column("follow_up_on", sa.Date),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("row_id", name="pk_cases"),
        sa.UniqueConstraint("case_id", name="uq_cases_case_id"),
    )
    op.create_index("ix_cases_customer_number", "cases", ["customer_number"])
    op.create_table(
        "contact_events",
        sa.Column("row_id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("employee", sa.Text),
        sa.Column("contact_person", sa.Text),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.PrimaryKeyConstraint("row_id", name="pk_contact_events"),
        sa.UniqueConstraint("event_id", name="uq_contact_events_event_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_contact_events_case_id"),
    )
    op.create_index("ix_contact_events_customer_number", "contact_events", ["customer_number"])
    op.create_index("ix_contact_events_case_id", "contact_events", ["case_id"])


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("contact_events")
    op.drop_table("cases")
