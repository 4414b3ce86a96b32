"""Who handed a case over, until the new responsible person has seen it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and the index by which the few are found."""
    op.add_column("cases", sa.Column("handed_over_by", sa.Text))
    op.create_index("ix_cases_handed_over_by", "cases", ["handed_over_by"])


def downgrade() -> None:
    """Drop what came."""
    op.drop_index("ix_cases_handed_over_by", "cases")
    op.drop_column("cases", "handed_over_by")
