"""Alembic, kept apart: it takes a third of a second to import, and most starts need none of it."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import storage.unit_of_work  # noqa: F401 - it brings in every table


def migrate(connection: Connection, version: str, *, downwards: bool) -> None:
    """Take the tables to `version` within the connection's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    (command.downgrade if downwards else command.upgrade)(config, version)


def installed_versions() -> tuple[str, ...]:
    """Return the versions that the installed steps lead to, the oldest first."""
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(reversed([step.revision for step in steps]))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config
