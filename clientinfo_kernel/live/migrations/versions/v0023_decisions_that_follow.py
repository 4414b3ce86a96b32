"""A decision about a closed month names the one that it follows."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was decided before names nothing."""
    op.add_column("closed_periods", sa.Column("follows", sa.Text))


def downgrade() -> None:
    """Drop what came."""
    op.drop_column("closed_periods", "follows")
