"""Stops of tours."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TEXTS = ("driver", "courtesy_car", "fuel", "driver_note", "outcome")
_MOMENTS = ("arrives_at", "window_from", "window_until", "done_at")
_FLAGS = ("is_locked", "is_without_car", "has_keys", "is_inspected", "has_courtesy_car")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "tour_stops",
        sa.Column("stop_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text) for name in _TEXTS),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in _MOMENTS),
        *(sa.Column(name, sa.Boolean) for name in _FLAGS),
        sa.Column("mileage", sa.Integer),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("stop_id", name="pk_tour_stops"),
    )
    op.create_index("ix_tour_stops_customer_number", "tour_stops", ["customer_number"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("tour_stops")
