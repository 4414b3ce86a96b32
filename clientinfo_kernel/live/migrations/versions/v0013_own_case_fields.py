"""What only the kinds of cases have that a house added."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("cases", sa.Column("own", sa.Text))


def downgrade() -> None:
    """Drop what came."""
    op.drop_column("cases", "own")
