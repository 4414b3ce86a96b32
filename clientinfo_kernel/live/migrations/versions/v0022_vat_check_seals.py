"""A seal over all that a proof of a VAT ID says."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("vat_checks", sa.Column("seal", sa.Text))


def downgrade() -> None:
    """Drop what came."""
    op.drop_column("vat_checks", "seal")
