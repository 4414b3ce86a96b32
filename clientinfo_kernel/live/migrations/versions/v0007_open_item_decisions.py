"""What accounting decides about an open item."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "open_item_decisions",
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("debtor_account", sa.Text),
        sa.Column("item_kind", sa.Text),
        sa.Column("number", sa.Text),
        sa.Column("item_date", sa.Date),
        sa.Column("blocked_until", sa.Date),
        sa.Column("promised_on", sa.Date),
        sa.Column("promised_amount", sa.BigInteger),
        sa.Column("promised_balance", sa.BigInteger),
        sa.Column("promised_by", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("is_disputed", sa.Boolean),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_open_item_decisions"),
    )
    op.create_index("ix_open_item_decisions_customer_number", "open_item_decisions", ["customer_number"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("open_item_decisions")
