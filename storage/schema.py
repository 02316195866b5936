"""The tables' version: what it is, what it should be, and how it gets there (Alembic)."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotReady
from storage import probe, unit_of_work  # noqa: F401 - they bring in every table
from storage.database import Database, reading, writing
from storage.tables import METADATA

# Any fixed number: replicas that start together take the same lock.
_UPGRADE_LOCK = 7_281_990_361
# An upgrade may take longer than an answer may.
_PATIENCE = (
    "SET LOCAL statement_timeout = '30min'",
    "SET LOCAL lock_timeout = '60s'",
)


def metadata() -> MetaData:
    """Return every table, which the imports above have brought in."""
    return METADATA


def head() -> str:
    """Return the schema version that this program was written for."""
    found = _scripts().get_current_head()
    if found is None:
        raise LookupError("no migrations are installed")
    return found


async def current(database: Database) -> str | None:
    """Return the database's schema version, None before the first upgrade."""
    async with reading(database) as connection:
        return await connection.run_sync(_current)


async def require_current(database: Database) -> None:
    """See that the tables are at least as new as this program.

    A newer database is fine: the program before runs beside its successor (reliability.md §4).

    Raises:
        NotReady: the tables have not been made, or not been brought up to date.
    """
    version = await current(database)
    if version is None:
        raise NotReady("schema-missing")
    if version != head() and _is_known(version):
        raise NotReady("schema-behind", version=version, wanted=head())


async def upgrade(database: Database, version: str = "head") -> None:
    """Bring the tables up to `version`, all steps in one transaction, one process at a time.

    Tables that a newer program has brought further are left as they are.
    """
    found = await current(database)
    if found is None or (found != head() and _is_known(found)):
        await _migrate(database, version, downwards=False)


async def downgrade(database: Database, version: str) -> None:
    """Take the tables back to `version` ("base": none). What they held beyond it is lost."""
    await _migrate(database, version, downwards=True)


async def _migrate(database: Database, version: str, *, downwards: bool) -> None:
    async with writing(database) as connection:
        if database.is_sqlite:
            # Any statement begins the transaction, which only one process has at a time.
            await connection.execute(text("SELECT 1"))
        else:
            await _wait_alone(connection)
        await connection.run_sync(_run, version, downwards)
        await connection.commit()


async def _wait_alone(connection: AsyncConnection) -> None:
    for setting in _PATIENCE:
        await connection.execute(text(setting))
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=_UPGRADE_LOCK)
    )


def _run(connection: Connection, version: str, downwards: bool) -> None:
    config = _config()
    config.attributes["connection"] = connection
    (command.downgrade if downwards else command.upgrade)(config, version)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _is_known(version: str) -> bool:
    return any(script.revision == version for script in _scripts().walk_revisions())


@cache
def _scripts() -> ScriptDirectory:
    """Read the installed steps once: `/readyz` asks for the head again and again."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config
