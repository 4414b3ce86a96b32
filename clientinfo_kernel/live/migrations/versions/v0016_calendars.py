"""Calendars that people subscribe to, and the index by which the cases of one person are found."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the indexes."""
    op.create_table(
        "calendars",
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_calendars"),
        sa.UniqueConstraint("secret_hash", name="uq_calendars_secret_hash"),
    )
    op.create_index("ix_cases_assignee", "cases", ["assignee"])
    op.create_index("ix_contacts_employee", "contacts", ["employee"])
    op.create_index("ix_inbox_decisions_assigned_to", "inbox_decisions", ["assigned_to"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_index("ix_inbox_decisions_assigned_to", "inbox_decisions")
    op.drop_index("ix_contacts_employee", "contacts")
    op.drop_index("ix_cases_assignee", "cases")
    op.drop_table("calendars")
