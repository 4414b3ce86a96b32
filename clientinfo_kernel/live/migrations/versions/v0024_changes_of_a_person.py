"""The changes of one person in a day are found by an index."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_events_user_at", "events", ["user", "at"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_index("ix_events_user_at", "events")
