"""The program itself: it delivers what waits, and SIGTERM leaves nothing that is being sent."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from bot.app.clocks import SystemClock
from bot.domain.delivery import MessageState
from storage.database import open_database
from storage.unit_of_work import SqlStorage
from tests.databases import migrate
from tests.programs import PROGRAM, free_port
from tests.reliability.flaky import FlakyPlatforms, Troubles
from tests.reliability.senders import fill, messages

_COUNT = 300


@pytest.mark.parametrize("hanging", [False, True])
async def test_sigterm_leaves_nothing_that_is_being_sent(tmp_path: Path, hanging: bool) -> None:
    url = f"sqlite:///{tmp_path / 'tovholder.db'}"
    await asyncio.to_thread(lambda: asyncio.run(migrate(url)))
    await write(url)
    async with FlakyPlatforms(Troubles(share=0)) as platforms:
        process = await started(tmp_path, url, platforms)
        try:
            await platforms.until(20)
            if hanging:
                platforms.hold = asyncio.Event()
                await asyncio.sleep(0.3)
            asked_at = asyncio.get_running_loop().time()
            process.send_signal(signal.SIGTERM)
            left = await settled_states(url)
            assert asyncio.get_running_loop().time() - asked_at < 5.5
            assert await asyncio.wait_for(process.wait(), 20) == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            if platforms.hold is not None:
                platforms.hold.set()
    if hanging:
        assert left[MessageState.UNKNOWN] > 0
    else:
        assert left[MessageState.SENT] == len(platforms.arrived)
    assert sum(left.values()) == _COUNT
    assert [title for title, n in platforms.times().items() if n > 1] == []


async def write(url: str) -> None:
    """Put messages in the outbox."""
    database = await open_database(url)
    await fill(SqlStorage(database, SystemClock()), messages(_COUNT, "slack"))
    await database.close()


async def started(folder: Path, url: str, platforms: FlakyPlatforms) -> asyncio.subprocess.Process:
    """Run the program until it serves."""
    ours = ("TOVHOLDER_", "SLACK_", "MICROSOFT_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    process = await asyncio.create_subprocess_exec(
        PROGRAM,
        "run",
        cwd=folder,
        env={
            **environment,
            "TOVHOLDER_DATABASE_URL": url,
            "TOVHOLDER_PORT": str(free_port()),
            "SLACK_BOT_TOKEN": "xoxb-test-token",
            "SLACK_SIGNING_SECRET": "test-signing-secret",
            "SLACK_API_URL": f"{platforms.url}/api/",
        },
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    assert line.startswith(b"http://"), line
    return process


async def settled_states(url: str) -> dict[MessageState, int]:
    """Wait until nothing is being sent, at most six seconds; return how many are in each state."""
    database = await open_database(url, read_only=True)
    storage = SqlStorage(database, SystemClock())
    try:
        async with asyncio.timeout(6):
            while True:
                async with storage.read() as work:
                    count = dict(await work.outbox.count())
                if count[MessageState.SENDING] == 0:
                    return count
                await asyncio.sleep(0.05)
    finally:
        await database.close()
