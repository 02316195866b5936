"""Backup of the SQLite file, beside a running server (reliability.md §4)."""

import asyncio
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.domain.errors import BadInput, NotReady
from storage.audit import SqlAuditLog
from storage.database import open_database, parse_url, reading, sqlite_path
from storage.transaction import Transaction


@dataclass(frozen=True)
class Backup:
    """A finished backup: its file, and where the audit log in it ends."""

    path: Path
    size_bytes: int
    audit_seq: int
    audit_root: str


async def backup(url: str, target: Path) -> Backup:
    """Copy the database to `target`, which appears only when the copy has been proved sound.

    Copied in one statement, checked page by page, its audit chain verified, then renamed. Only
    the owner may read the copy. A file that is there is replaced.

    Raises:
        NotReady: the database is PostgreSQL (its own pg_dump does this), is missing or damaged,
            or its audit chain is broken; `target` is then as it was.
        BadInput: `target` is the database itself.
    """
    source = sqlite_path(parse_url(url))
    if source is None:
        raise NotReady("backup-postgresql")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        await asyncio.to_thread(_check_paths, source, target)
        await asyncio.to_thread(_copy, source, partial)
        seq, root = await _proved(partial)
        size = await asyncio.to_thread(_put_in_place, partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return Backup(target, size, seq, root)


def _check_paths(source: Path, target: Path) -> None:
    if not source.exists():
        raise NotReady("database-missing", name=source.name)
    if target.exists() and target.samefile(source):
        raise BadInput("backup-onto-itself", name=target.name)


def _copy(source: Path, partial: Path) -> None:
    partial.parent.mkdir(parents=True, exist_ok=True)
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    # Read only by the address: query_only would refuse VACUUM INTO as well.
    address = f"file:{quote(str(source.resolve()))}?mode=ro"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=5)
    try:
        connection.execute("VACUUM INTO ?", (str(partial),))
    except sqlite3.DatabaseError as error:
        raise _reason(error) from error
    finally:
        connection.close()
    _check_pages(partial)


def _check_pages(partial: Path) -> None:
    connection = sqlite3.connect(partial, isolation_level=None)
    try:
        verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise _reason(error) from error
    finally:
        connection.close()
    if verdict != "ok" or orphan is not None:
        raise NotReady("database-damaged")


def _reason(error: sqlite3.DatabaseError) -> NotReady:
    if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return NotReady("database-damaged")
    if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
        return NotReady("database-full")
    return NotReady("backup-failed")


async def _proved(partial: Path) -> tuple[int, str]:
    """Verify the audit chain in the copy and return its end."""
    database = await open_database(f"sqlite:///{partial}", read_only=True)
    try:
        async with reading(database) as connection:
            log = SqlAuditLog(Transaction(connection))
            if faults := await log.faults():
                raise NotReady("audit-chain-broken", seq=faults[0].seq or 0)
            return await log.end()
    finally:
        await database.close()


def _put_in_place(partial: Path, target: Path) -> int:
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    size = partial.stat().st_size
    partial.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size
