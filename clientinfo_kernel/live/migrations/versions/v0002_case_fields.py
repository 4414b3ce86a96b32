"""What only a kind of case has, and the way to follow-ups and to the newest changes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OWN = {
    "vehicle_wanted": sa.Text,
    "stage": sa.Text,
    "concerns": sa.Text,
    "demand": sa.Text,
    "settlement": sa.Text,
    "budget": sa.BigInteger,
    "probability": sa.Integer,
    "expected_on": sa.Date,
}


def upgrade() -> None:
    """Add the columns and indexes."""
    for name, kind in _OWN.items():
        op.add_column("cases", sa.Column(name, kind))
    op.create_index("ix_cases_follow_up_on", "cases", ["follow_up_on"])
    op.create_index("ix_contacts_follow_up_on", "contacts", ["follow_up_on"])
    op.create_index("ix_events_at", "events", ["at"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_index("ix_events_at", "events")
    op.drop_index("ix_contacts_follow_up_on", "contacts")
    op.drop_index("ix_cases_follow_up_on", "cases")
    for name in _OWN:
        op.drop_column("cases", name)
