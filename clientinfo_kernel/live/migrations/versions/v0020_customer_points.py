"""Exact points of customers, set by hand or by a geocoder."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "customer_points",
        sa.Column("point_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Integer) for name in ("latitude_e6", "longitude_e6")),
        *(sa.Column(name, sa.Text) for name in ("note", "street", "postal_code", "town", "written_by")),
        *(sa.Column(name, sa.Text) for name in ("source", "attribution")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("point_id", name="pk_customer_points"),
    )
    op.create_index("ix_customer_points_customer_number", "customer_points", ["customer_number"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("customer_points")
