"""Proofs that VAT IDs were checked."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_REQUIRED = ("vat_id", "source", "result")
_TEXTS = (
    *("name", "street", "postal_code", "town", "code", "text", "name_match", "street_match", "postal_code_match"),
    *("town_match", "reference", "request", "response", "sha256", "checked_by"),
)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "vat_checks",
        sa.Column("check_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _REQUIRED),
        *(sa.Column(name, sa.Text) for name in _TEXTS),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("check_id", name="pk_vat_checks"),
    )
    op.create_index("ix_vat_checks_customer_number", "vat_checks", ["customer_number"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("vat_checks")
