"""Run by Alembic: it migrates on the connection that ``upgrade`` hands over."""

from alembic import context

from clientinfo_kernel.live.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column only by copying the table
    transactional_ddl=False,  # the transaction is the caller's, who holds it from the look at the version on
)
context.run_migrations()
