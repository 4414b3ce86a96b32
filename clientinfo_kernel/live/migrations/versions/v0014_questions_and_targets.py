"""What controllers keep: questions under a name, and targets."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TEXTS = {"saved_questions": ("owner", "written_by"), "targets": ("branch", "written_by")}


def _create(name: str, key: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column(key, sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *columns,
        *(sa.Column(each, sa.Text) for each in _TEXTS[name]),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint(key, name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_customer_number", name, ["customer_number"])


def upgrade() -> None:
    """Create the tables."""
    _create(
        "saved_questions",
        "question_id",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("is_shared", sa.Boolean),
        sa.Column("is_removed", sa.Boolean),
    )
    _create(
        "targets",
        "target_id",
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("revenue", sa.BigInteger),
        sa.Column("gross_profit", sa.BigInteger),
    )


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("targets")
    op.drop_table("saved_questions")
