"""What a planner decides: drivers' days, stops without an appointment, wishes about courtesy cars."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_OF_STOPS = (
    ("agreed_at", sa.DateTime(timezone=True)),
    ("plate", sa.Text),
    ("planner_note", sa.Text),
    ("is_automatic_wanted", sa.Boolean),
    ("is_cancelled", sa.Boolean),
)


def upgrade() -> None:
    """Add the columns and the table."""
    for name, kind in _OF_STOPS:
        op.add_column("tour_stops", sa.Column(name, kind))
    op.create_table(
        "driver_days",
        sa.Column("driver_day_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("driver", sa.Text, nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in ("away_from", "away_until", "starts_at", "ends_at")),
        *(sa.Column(name, sa.Text) for name in ("plate", "branch")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("driver_day_id", name="pk_driver_days"),
    )
    op.create_index("ix_driver_days_customer_number", "driver_days", ["customer_number"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("driver_days")
    for name, _kind in reversed(_OF_STOPS):
        op.drop_column("tour_stops", name)
