"""Notebooks that analysts want published, and what became of each version."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_SHOWN = ("title", "description", "icon", "roles", "content", "sha256")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "publications",
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _SHOWN),
        sa.PrimaryKeyConstraint("file", "version", name="pk_publications"),
    )
    op.create_table(
        "publication_steps",
        sa.Column("row_id", _ROW_ID, autoincrement=True, nullable=False),
        sa.Column("command_id", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("user", "user_name", "act", "file")),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("row_id", name="pk_publication_steps"),
        sa.UniqueConstraint("command_id", name="uq_publication_steps_command_id"),
        sa.ForeignKeyConstraint(
            ["file", "version"], ["publications.file", "publications.version"], name="fk_publication_steps_file"
        ),
    )


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("publication_steps")
    op.drop_table("publications")
