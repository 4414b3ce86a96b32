"""Consent to advertising by channel."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "consents",
        sa.Column("consent_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("stated_on", sa.Date, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("proof", sa.Text),
        sa.Column("written_by", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("consent_id", name="pk_consents"),
    )
    op.create_index("ix_consents_customer_number", "consents", ["customer_number"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("consents")
