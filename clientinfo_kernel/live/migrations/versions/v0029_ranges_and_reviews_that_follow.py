"""A decision about a range of accounts or an odd document names the one that it follows."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_TABLES = ("account_ranges", "outlier_reviews")


def upgrade() -> None:
    """Add the columns; what was decided before names nothing."""
    for table in _TABLES:
        op.add_column(table, sa.Column("follows", sa.Text))


def downgrade() -> None:
    """Drop what came."""
    for table in _TABLES:
        op.drop_column(table, "follows")
