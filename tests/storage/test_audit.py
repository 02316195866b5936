"""The stored audit log: chained, gapless, and append-only in the database itself."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.raci import MatrixStatus
from bot.services.ports import AuditEntry, AuditRecord
from storage.audit import stored_faults
from storage.audit_chain import GENESIS, Fault, FaultKind
from storage.database import Database, writing
from storage.unit_of_work import SqlStorage
from tests.databases import START

RECORD = AuditRecord(START, "p-mette", "pack.imported", "matrix/1", {"version": 1})


async def append(storage: SqlStorage, *records: AuditRecord) -> list[AuditEntry]:
    async with storage.begin() as uow:
        written = await uow.audit.append(*records)
        await uow.commit()
    return written


async def stored(storage: SqlStorage, after: int = 0) -> list[AuditEntry]:
    async with storage.read() as uow:
        return [entry async for entry in uow.audit.entries(after)]


async def test_what_is_appended_reads_back_chained(storage: SqlStorage) -> None:
    first, second = await append(storage, RECORD, replace(RECORD, actor="system"))
    assert (first.seq, first.previous, first.record) == (1, GENESIS, RECORD)
    assert (second.seq, second.previous) == (2, first.digest)
    assert await stored(storage) == [first, second]
    assert await stored(storage, after=1) == [second]


async def test_values_read_back_as_json_has_them(storage: SqlStorage, database: Database) -> None:
    copenhagen = timezone(timedelta(hours=1))
    record = AuditRecord(
        datetime(2027, 3, 9, 14, 30, 0, 1_999, tzinfo=copenhagen),
        "system",
        "test",
        "æøå «»\n\u2028🔐",
        {"b": (1, 2.5, None), "a": {"status": MatrixStatus.IMPORTED, "no": False}, "": "\x01"},
    )
    (written,) = await append(storage, record)
    assert written.record.at == datetime(2027, 3, 9, 13, 30, 0, 1_000, tzinfo=UTC)
    assert written.record.data == {
        "": "\x01",
        "a": {"no": False, "status": "imported"},
        "b": [1, 2.5, None],
    }
    assert await stored(storage) == [written]
    assert await stored_faults(database) == []


async def test_a_value_without_a_canonical_form_is_refused(storage: SqlStorage) -> None:
    with pytest.raises(ValueError, match="exceeds"):
        await append(storage, replace(RECORD, data={"n": 2**60}))
    assert await stored(storage) == []


async def test_twenty_at_once_leave_no_gap(storage: SqlStorage, database: Database) -> None:
    async def one(number: int) -> None:
        async with storage.begin() as uow:
            await uow.audit.append(replace(RECORD, data={"n": number}))
            if number % 5 == 0:
                return
            await uow.commit()

    await asyncio.gather(*(one(number) for number in range(20)))
    found = await stored(storage)
    assert [entry.seq for entry in found] == list(range(1, 17))
    assert await stored_faults(database) == []


COLUMNS = "(seq, at, actor, kind, subject, data, previous, digest)"
ENTRY = "0, 'x', 'x', 'x', '{}'"
REFUSED = {
    "update": "UPDATE audit_entry SET actor = 'p-bo' WHERE seq = 1",
    "update of nothing new": "UPDATE audit_entry SET actor = actor",
    "delete": "DELETE FROM audit_entry WHERE seq = 2",
    "insert out of step": (
        f"INSERT INTO audit_entry {COLUMNS} SELECT 9, {ENTRY}, digest, 'd' FROM audit_head"
    ),
    "insert unlinked": f"INSERT INTO audit_entry {COLUMNS} VALUES (3, {ENTRY}, 'p', 'd')",
    "upsert": (
        f"INSERT INTO audit_entry {COLUMNS} VALUES (1, {ENTRY}, 'p', 'd')"
        " ON CONFLICT (seq) DO UPDATE SET actor = 'p-bo'"
    ),
    "head back": "UPDATE audit_head SET seq = 0",
    "head changed": "UPDATE audit_head SET digest = 'd'",
    "head deleted": "DELETE FROM audit_head",
    "second head": "INSERT INTO audit_head (id, seq, digest) VALUES (2, 0, 'd')",
}
REFUSED_BY_SQLITE = {
    "replace": f"INSERT OR REPLACE INTO audit_entry {COLUMNS} VALUES (1, {ENTRY}, 'p', 'd')",
    "replace head": "INSERT OR REPLACE INTO audit_head (id, seq, digest) VALUES (1, 0, 'd')",
    "update or replace": "UPDATE OR REPLACE audit_entry SET seq = 1 WHERE seq = 2",
}
REFUSED_BY_POSTGRESQL = {
    "truncate": "TRUNCATE audit_entry",
    "truncate head": "TRUNCATE audit_head",
    "truncate both": "TRUNCATE audit_entry, audit_head CASCADE",
}


async def refused(database: Database, storage: SqlStorage, *statements: str) -> None:
    await append(storage, RECORD, RECORD)
    before = await stored(storage)
    with pytest.raises(DBAPIError, match="audit-append-only"):
        async with writing(database) as connection:
            for statement in statements:
                await connection.execute(text(statement))
            await connection.commit()
    assert await stored(storage) == before
    assert await stored_faults(database) == []


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
async def test_the_log_cannot_be_changed(
    database: Database, storage: SqlStorage, statement: str
) -> None:
    await refused(database, storage, statement)


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("statement", REFUSED_BY_SQLITE.values(), ids=REFUSED_BY_SQLITE)
async def test_replacing_is_refused_by_sqlite(
    sqlite_database: Database, sqlite_storage: SqlStorage, statement: str, recursive: str
) -> None:
    async with writing(sqlite_database) as connection:
        await connection.execute(text(f"PRAGMA recursive_triggers={recursive}"))
    await refused(sqlite_database, sqlite_storage, statement)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", REFUSED_BY_POSTGRESQL.values(), ids=REFUSED_BY_POSTGRESQL)
async def test_truncating_is_refused_by_postgresql(
    database: Database, storage: SqlStorage, statement: str
) -> None:
    await refused(database, storage, statement)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
async def test_a_replication_role_is_no_way_round(
    database: Database, storage: SqlStorage, statement: str
) -> None:
    await refused(database, storage, "SET LOCAL session_replication_role = replica", statement)


@pytest.mark.parametrize(
    "change", ["actor = 'p-bo'", "data = '{'", "data = '7'", "at = 9000000000000000000"]
)
async def test_a_change_made_past_the_triggers_is_found(
    sqlite_database: Database, sqlite_storage: SqlStorage, change: str
) -> None:
    await append(sqlite_storage, RECORD, RECORD, RECORD)
    async with writing(sqlite_database) as connection:
        await connection.execute(text("DROP TRIGGER audit_entry_update"))
        await connection.execute(text(f"UPDATE audit_entry SET {change} WHERE seq = 2"))
        await connection.commit()
    assert await stored_faults(sqlite_database) == [Fault(FaultKind.CHANGED, 2)]


async def test_a_tail_cut_past_the_triggers_is_found(
    sqlite_database: Database, sqlite_storage: SqlStorage
) -> None:
    await append(sqlite_storage, RECORD, RECORD, RECORD)
    async with writing(sqlite_database) as connection:
        await connection.execute(text("DROP TRIGGER audit_entry_delete"))
        await connection.execute(text("DELETE FROM audit_entry WHERE seq = 3"))
        await connection.commit()
    assert await stored_faults(sqlite_database) == [Fault(FaultKind.MISSING, 3)]
