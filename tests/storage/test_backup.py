"""Backup beside a running server, and the drill of restoring from it."""

import asyncio
import shutil
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import BadInput, NotReady
from bot.services.ports import AuditRecord
from storage.audit import stored_faults
from storage.backup import backup
from storage.database import Database, open_database, writing
from storage.schema import require_current
from storage.unit_of_work import SqlStorage
from tests.databases import START, SteppedClock
from tests.storage.samples import everything, save_everything

RECORD = AuditRecord(START, "system", "test", "subject", {})


async def fill(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        await save_everything(uow)
        await uow.audit.append(RECORD)
        await uow.commit()


async def test_restoring_brings_everything_back(
    sqlite_storage: SqlStorage, sqlite_url: str, tmp_path: Path
) -> None:
    await fill(sqlite_storage)
    made = await backup(sqlite_url, tmp_path / "backups" / "copy.db")
    assert (made.audit_seq, made.size_bytes) == (1, made.path.stat().st_size)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [path.name for path in made.path.parent.iterdir()] == ["copy.db"]
    restored = tmp_path / "restored.db"
    shutil.copyfile(made.path, restored)
    database = await open_database(f"sqlite:///{restored}")
    try:
        await require_current(database)
        assert await stored_faults(database) == []
        storage = SqlStorage(database, SteppedClock())
        async with storage.begin() as uow:
            found = await uow.organisation()
            assert found == everything(found.version)
            assert (await uow.audit.append(RECORD))[0].seq == 2
            await uow.commit()
        with pytest.raises(Exception, match="audit-append-only"):
            async with writing(database) as connection:
                await connection.execute(text("DELETE FROM audit_entry"))
    finally:
        await database.close()


async def test_a_backup_runs_beside_writers(
    sqlite_storage: SqlStorage, sqlite_url: str, tmp_path: Path
) -> None:
    await fill(sqlite_storage)
    done = asyncio.Event()
    written = 0

    async def write() -> None:
        nonlocal written
        while not done.is_set():
            async with sqlite_storage.begin() as uow:
                await uow.audit.append(RECORD)
                await uow.commit()
            written += 1

    writer = asyncio.create_task(write())
    made = [await backup(sqlite_url, tmp_path / f"copy-{number}.db") for number in range(3)]
    done.set()
    await writer
    assert written > 0
    assert 1 <= made[0].audit_seq <= made[2].audit_seq <= written + 1


async def test_an_earlier_backup_is_replaced(sqlite_url: str, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("earlier")
    made = await backup(sqlite_url, target)
    assert made.audit_seq == 0
    assert target.read_bytes().startswith(b"SQLite format 3")


async def test_a_broken_chain_is_no_backup(
    sqlite_database: Database, sqlite_storage: SqlStorage, sqlite_url: str, tmp_path: Path
) -> None:
    await fill(sqlite_storage)
    async with writing(sqlite_database) as connection:
        await connection.execute(text("DROP TRIGGER audit_entry_update"))
        await connection.execute(text("UPDATE audit_entry SET actor = 'p-bo'"))
        await connection.commit()
    target = tmp_path / "copy.db"
    target.write_text("earlier")
    with pytest.raises(NotReady) as refused:
        await backup(sqlite_url, target)
    assert (refused.value.key, refused.value.params) == ("audit-chain-broken", {"seq": 1})
    assert target.read_text() == "earlier"
    assert not list(tmp_path.glob(".copy*"))


async def test_a_damaged_database_is_no_backup(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "tovholder.db"
    shutil.copyfile(sqlite_template, path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 3)
    with pytest.raises(NotReady) as refused:
        await backup(f"sqlite:///{path}", tmp_path / "copy.db")
    assert refused.value.key == "database-damaged"
    assert not list(tmp_path.glob("*copy*"))


async def test_a_loose_reference_is_no_backup(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    async with sqlite_database.writer.connect() as connection:  # type: ignore[union-attr]
        raw = await connection.get_raw_connection()
        await raw.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        await connection.execute(text("INSERT INTO link_code VALUES ('d', 'nobody', 0)"))
        await connection.commit()
    with pytest.raises(NotReady) as refused:
        await backup(sqlite_url, tmp_path / "copy.db")
    assert refused.value.key == "database-damaged"


async def test_the_database_itself_is_no_target(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with pytest.raises(BadInput) as refused:
        await backup(sqlite_url, path)
    assert refused.value.key == "backup-onto-itself"


async def test_a_missing_database_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotReady) as refused:
        await backup(f"sqlite:///{tmp_path / 'none.db'}", tmp_path / "copy.db")
    assert refused.value.key == "database-missing"


async def test_postgresql_has_its_own_tool(tmp_path: Path) -> None:
    with pytest.raises(NotReady) as refused:
        await backup("postgresql://nobody@/none", tmp_path / "copy.db")
    assert refused.value.key == "backup-postgresql"
