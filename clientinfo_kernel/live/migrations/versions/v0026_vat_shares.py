"""Shares of the daily limit of questions about VAT IDs."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "vat_shares",
        sa.Column("command_id", sa.Text, nullable=False),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("command_id", name="pk_vat_shares"),
    )


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("vat_shares")
