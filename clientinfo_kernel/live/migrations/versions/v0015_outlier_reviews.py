"""Odd documents that controlling looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "outlier_reviews",
        sa.Column("review_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("number", "figures", "verdict", "note")),
        sa.Column("customer", sa.Text),
        sa.Column("reviewed_by", sa.Text),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("review_id", name="pk_outlier_reviews"),
    )
    op.create_index("ix_outlier_reviews_customer_number", "outlier_reviews", ["customer_number"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("outlier_reviews")
