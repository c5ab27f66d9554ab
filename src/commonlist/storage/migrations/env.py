"""Run by Alembic with a connection that the workspace hands over."""

from alembic import context

from commonlist.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
