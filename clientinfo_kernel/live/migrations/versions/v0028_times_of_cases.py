"""The time of day of an appointment or a test drive."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("cases", sa.Column("due_time", sa.Text))


def downgrade() -> None:
    """Drop what came."""
    op.drop_column("cases", "due_time")
