"""One server process on one SQLite file; readers run beside it. Real processes throughout."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.errors import NotReady
from storage.server_lock import ServerLock

SERVER = """
import sys
from bot.domain.errors import NotReady
from storage.server_lock import ServerLock
try:
    with ServerLock(sys.argv[1]):
        print("serving", flush=True)
        sys.stdin.readline()
except NotReady as error:
    print(error.key, error.params["name"], flush=True)
"""
READER = """
import asyncio, sys
from storage.database import open_database, reading
from sqlalchemy import text

async def main():
    database = await open_database(sys.argv[1], read_only=True)
    async with reading(database) as connection:
        print(await connection.scalar(text("SELECT value FROM data_version")), flush=True)
    await database.close()

asyncio.run(main())
"""


def start(program: str, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def output(program: str, url: str) -> str:
    said, _ = start(program, url).communicate(timeout=30)
    return said.strip()


def test_a_second_server_is_refused_and_a_reader_is_not(sqlite_url: str) -> None:
    server = start(SERVER, sqlite_url)
    assert server.stdout is not None
    assert server.stdout.readline() == "serving\n"
    try:
        assert output(SERVER, sqlite_url) == "database-in-use tovholder.db"
        assert output(READER, sqlite_url) == "0"
    finally:
        server.kill()
        server.communicate(timeout=30)
    assert output(SERVER, sqlite_url) == "serving"


def test_a_server_may_come_after_another(sqlite_url: str) -> None:
    for _ in range(2):
        with ServerLock(sqlite_url), pytest.raises(NotReady):
            ServerLock(sqlite_url).acquire()


def test_replicas_on_postgresql_share(tmp_path: Path) -> None:
    url = "postgresql://nobody@/none"
    with ServerLock(url), ServerLock(url):
        pass
