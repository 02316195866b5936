"""Databases on the real clock: the senders are other processes, and know no other."""

from collections.abc import AsyncIterator

import pytest

from bot.app.clocks import SystemClock
from storage.database import Database, open_database
from storage.unit_of_work import SqlStorage
from tests.reliability.senders import TORTURE
from tests.reliability.servers import Server
from tests.reliability.servers import own_server as running_server


@pytest.fixture
def storage(database: Database) -> SqlStorage:
    """Storage on this test's own database; the test runs once for each kind."""
    return SqlStorage(database, SystemClock())


@pytest.fixture(params=["sqlite", "postgresql"] if TORTURE else ["sqlite"])
def either_url(request: pytest.FixtureRequest) -> str:
    """The address of this test's own database: of each kind in a full run, else SQLite's."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def either_storage(either_url: str) -> AsyncIterator[SqlStorage]:
    """Storage at `either_url`."""
    database = await open_database(either_url)
    yield SqlStorage(database, SystemClock())
    await database.close()


@pytest.fixture
async def postgresql_storage(postgresql_url: str) -> AsyncIterator[SqlStorage]:
    """Storage on this test's own PostgreSQL database."""
    database = await open_database(postgresql_url)
    yield SqlStorage(database, SystemClock())
    await database.close()


@pytest.fixture
async def own_server() -> AsyncIterator[Server]:
    """A PostgreSQL that nothing else uses."""
    async with running_server() as server:
        yield server
