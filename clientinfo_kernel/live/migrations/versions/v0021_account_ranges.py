"""Ranges of accounts that controlling maps."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "account_ranges",
        sa.Column("range_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("account_from", "account_to")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("role", "division", "note")),
        sa.Column("is_warranty", sa.Boolean),
        *(sa.Column(f"{name}_percent", sa.BigInteger) for name in ("cost_of_goods", "labour_cost", "tax")),
        *(sa.Column(name, sa.Text) for name in ("name", "decided_by")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("range_id", name="pk_account_ranges"),
    )
    op.create_index("ix_account_ranges_customer_number", "account_ranges", ["customer_number"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("account_ranges")
