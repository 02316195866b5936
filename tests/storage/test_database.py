"""How the databases are opened, and what is refused."""

import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import BadInput, NotReady
from storage.database import (
    Database,
    _UndoneWhenClosed,
    open_database,
    parse_url,
    reading,
    writing,
)
from storage.probe import prove_writable
from storage.unit_of_work import SqlStorage
from tests.databases import START, SteppedClock


@pytest.mark.parametrize(
    "url",
    ["", "nothing", "mysql://host/name", "sqlite://", "sqlite:///:memory:", "sqlite+x:///a.db"],
)
async def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        await open_database(url)
    assert (refused.value.key, refused.value.params) == ("database-url", {})


def test_a_refused_address_is_not_repeated() -> None:
    with pytest.raises(BadInput) as refused:
        parse_url("postgres://user:hunter2@host/name")
    assert "hunter2" not in repr(refused.value)


async def test_the_writer_has_its_pragmas(sqlite_database: Database) -> None:
    async with writing(sqlite_database) as connection:
        found = [await connection.scalar(text(f"PRAGMA {name}")) for name in WRITER_PRAGMAS]
    assert found == list(WRITER_PRAGMAS.values())


WRITER_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "busy_timeout": 5000,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "recursive_triggers": 1,
    "query_only": 0,
}


async def test_the_readers_only_query(sqlite_database: Database) -> None:
    async with reading(sqlite_database) as connection:
        assert await connection.scalar(text("PRAGMA query_only")) == 1
        assert await connection.scalar(text("PRAGMA trusted_schema")) == 0
        assert await connection.scalar(text("PRAGMA foreign_keys")) == 1


async def test_a_write_in_a_reading_transaction_fails(storage: SqlStorage) -> None:
    with pytest.raises(NotReady) as refused:
        async with storage.read() as uow:
            await uow.people.save_units([])
    assert refused.value.key == "database-read-only"


async def test_reading_sees_one_moment(storage: SqlStorage) -> None:
    async with storage.read() as reader:
        before = await reader.data_version()
        async with storage.begin() as writer:
            await writer.people.save_units([])
            await writer.commit()
        assert await reader.data_version() == before
    async with storage.read() as reader:
        assert await reader.data_version() == before + 1


async def test_the_time_limits_of_postgresql(postgresql_url: str) -> None:
    database = await open_database(postgresql_url)
    try:
        async with reading(database) as connection:
            names = ("statement_timeout", "lock_timeout", "TimeZone")
            found = [await connection.scalar(text(f"SHOW {name}")) for name in names]
            stopped = await connection.scalar(text("SHOW idle_in_transaction_session_timeout"))
        assert found == ["2s", "1s", "UTC"]
        # Who is stopped within a transaction loses what it has locked to the others.
        assert stopped == "10s"
        assert database.reader.pool.size() == 10  # type: ignore[attr-defined]
    finally:
        await database.close()


async def test_options_in_the_address_are_kept(postgresql_url: str) -> None:
    joint = "&" if "?" in postgresql_url else "?"
    url = f"{postgresql_url}{joint}options=-c%20work_mem%3D8MB"
    database = await open_database(url, read_only=True)
    try:
        async with reading(database) as connection:
            assert await connection.scalar(text("SHOW work_mem")) == "8MB"
            assert await connection.scalar(text("SHOW lock_timeout")) == "1s"
    finally:
        await database.close()


async def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotReady) as refused:
        await open_database(f"postgresql://nobody@/none?host={tmp_path}")
    assert refused.value.key == "database-unreachable"


async def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "tovholder.db"
    database = await open_database(f"sqlite:///{path}")
    await database.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_missing_file_is_not_made_to_be_read(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with pytest.raises(NotReady) as refused:
        await open_database(f"sqlite:///{path}", read_only=True)
    assert (refused.value.key, refused.value.params) == ("database-missing", {"name": "none.db"})
    assert not path.exists()


async def test_what_was_opened_to_be_read_refuses_writes(database_url: str) -> None:
    database = await open_database(database_url, read_only=True)
    try:
        storage = SqlStorage(database, SteppedClock())
        async with storage.read() as uow:
            assert await uow.data_version() == 0
        with pytest.raises(NotReady) as refused:
            async with storage.begin():
                pass
        assert refused.value.key == "database-read-only"
    finally:
        await database.close()


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_file_that_is_no_database(tmp_path: Path, *, read_only: bool) -> None:
    path = tmp_path / "tovholder.db"
    path.write_text("x" * 5000)
    with pytest.raises(NotReady) as refused:
        await open_database(f"sqlite:///{path}", read_only=read_only)
    assert refused.value.key == "database-damaged"


async def test_a_file_damaged_inside(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "tovholder.db"
    shutil.copyfile(sqlite_template, path)
    with path.open("r+b") as file:
        # The first page stays whole: only reading the others shows the damage.
        file.seek(4096)
        file.write(b"\xff" * 4096 * 3)
    with pytest.raises(NotReady) as refused:
        await open_database(f"sqlite:///{path}")
    assert refused.value.key == "database-damaged"


async def test_a_full_database_says_so(sqlite_database: Database) -> None:
    storage = SqlStorage(sqlite_database, SteppedClock())
    async with writing(sqlite_database) as connection:
        # Stands for the disk: SQLite answers the same code, SQLITE_FULL.
        await connection.execute(text("PRAGMA max_page_count=1"))
    with pytest.raises(NotReady) as refused:
        async with storage.begin() as uow:
            await uow.packs.save("sme", "da", {"text": "x" * 500_000})
            await uow.commit()
    assert refused.value.key == "database-full"
    async with storage.read() as uow:
        assert await uow.packs.load("sme", "da") is None


async def test_the_probe_writes(database: Database) -> None:
    await prove_writable(database, START)
    async with reading(database) as connection:
        assert await connection.scalar(text("SELECT at FROM probe")) == 1_804_599_000_000


async def test_a_connection_that_is_dropped_lets_the_next_writer_in(
    sqlite_database: Database,
) -> None:
    async with writing(sqlite_database) as connection:
        await connection.execute(text("UPDATE data_version SET value = 7"))
        raw = await connection.get_raw_connection()
        # As a cancelled task leaves it: a statement that still has rows, held by a traceback.
        held = await raw.driver_connection.execute("SELECT 1 UNION SELECT 2")  # type: ignore[union-attr]
        await connection.invalidate()
    async with writing(sqlite_database) as connection:
        await connection.execute(text("PRAGMA busy_timeout=0"))
        assert await connection.scalar(text("SELECT value FROM data_version")) == 0
    assert held is not None


def test_a_connection_may_be_closed_twice(sqlite_url: str) -> None:
    """The driver does so after a cancelled task, and an error would keep its thread for ever."""
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), factory=_UndoneWhenClosed)
    connection.execute("BEGIN IMMEDIATE")
    connection.close()
    connection.close()
