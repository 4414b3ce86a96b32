"""Run by Alembic: it migrates on the connection that ``upgrade`` hands over."""

from alembic import context

from data_sources.crm.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column only by copying the table
)
with context.begin_transaction():
    context.run_migrations()
