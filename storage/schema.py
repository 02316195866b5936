"""The tables' version: what it is, what it should be, and how it gets there."""

from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotReady
from storage import probe, unit_of_work  # noqa: F401 - they bring in every table
from storage.database import Database, reading, writing
from storage.tables import METADATA

VERSIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
)
"""Every version that a step in `migrations/` leads to, the oldest first; a test compares them."""

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
    return VERSIONS[-1]


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
    if version != head() and version in VERSIONS:
        raise NotReady("schema-behind", version=version, wanted=head())


async def upgrade(database: Database, version: str = "head") -> None:
    """Bring the tables up to `version`, all steps in one transaction, one process at a time.

    Tables that a newer program has brought further are left as they are.
    """
    found = await current(database)
    if found is None or (found != head() and found in VERSIONS):
        await _migrate(database, version, downwards=False)


async def downgrade(database: Database, version: str) -> None:
    """Take the tables back to `version` ("base": none). What they held beyond it is lost."""
    await _migrate(database, version, downwards=True)


async def _migrate(database: Database, version: str, *, downwards: bool) -> None:
    from storage.migrating import migrate

    async with writing(database) as connection:
        if database.is_sqlite:
            # Any statement begins the transaction, which only one process has at a time.
            await connection.execute(text("SELECT 1"))
        else:
            await _wait_alone(connection)
        await connection.run_sync(lambda sync: migrate(sync, version, downwards=downwards))
        await connection.commit()


async def _wait_alone(connection: AsyncConnection) -> None:
    for setting in _PATIENCE:
        await connection.execute(text(setting))
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=_UPGRADE_LOCK)
    )


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version
