"""What Alembic runs. `storage.schema` hands it a connection that is in a transaction already."""

from typing import Any

from alembic import context

from storage.schema import metadata


def _migrate() -> None:
    connection: Any = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_migrate()
