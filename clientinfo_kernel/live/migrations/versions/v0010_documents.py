"""Documents at cases and contacts."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TEXTS = ("recipient", "subject", "topics", "sending", "answer", "written_by")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "documents",
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Text, sa.ForeignKey("cases.case_id", name="fk_documents_case_id")),
        sa.Column("event_id", sa.Text, sa.ForeignKey("contacts.event_id", name="fk_documents_event_id")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("origin", "file_name", "media_type", "content_hash")),
        sa.Column("size", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text) for name in _TEXTS),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_documents"),
    )
    for column in ("customer_number", "case_id", "event_id"):
        op.create_index(f"ix_documents_{column}", "documents", [column])


def downgrade() -> None:
    """Drop what came."""
    op.drop_table("documents")
