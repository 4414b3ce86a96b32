"""Remarks that everybody sees."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "remarks",
        sa.Column("remark_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("written_by", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("remark_id", name="pk_remarks"),
    )
    op.create_index("ix_remarks_customer_number", "remarks", ["customer_number"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("remarks")
