"""What is decided about an inbox entry."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "inbox_decisions",
        sa.Column("entry_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("decision", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("assigned_to", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_inbox_decisions"),
    )
    op.create_index("ix_inbox_decisions_customer_number", "inbox_decisions", ["customer_number"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("inbox_decisions")
