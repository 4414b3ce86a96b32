"""What is right instead of what the source says."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "change_notices",
        sa.Column("notice_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("is_done", sa.Boolean),
        sa.Column("note", sa.Text),
        sa.Column("written_by", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("notice_id", name="pk_change_notices"),
    )
    op.create_index("ix_change_notices_customer_number", "change_notices", ["customer_number"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("change_notices")
