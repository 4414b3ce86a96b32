"""The courtesy car that a planner chose for a stop by its name."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("tour_stops", sa.Column("wanted_car", sa.Text))


def downgrade() -> None:
    """Drop what came."""
    op.drop_column("tour_stops", "wanted_car")
