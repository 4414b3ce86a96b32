"""Months that controlling closed."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "closed_periods",
        sa.Column("period_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("note", "snapshot", "figures_hash", "content_hash", "decided_by")),
        sa.Column("gross_profit", sa.BigInteger),
        sa.Column("documents", sa.Integer),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("period_id", name="pk_closed_periods"),
    )
    for column in ("customer_number", "month"):
        op.create_index(f"ix_closed_periods_{column}", "closed_periods", [column])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("closed_periods")
