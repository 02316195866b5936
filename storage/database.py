"""Engines for the two databases, set up as reliability.md §4 has them."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.domain.errors import BadInput, NotReady
from storage.errors import domain_errors
from storage.sqlite_driver import DRIVER

SQLITE_READERS = 4
# Longer than SQLite's own busy timeout, so that a wait for the writer ends the same way in both.
_WRITER_WAIT_SECONDS = 6.0
_COMMON_PRAGMAS = ("busy_timeout=5000", "foreign_keys=ON", "trusted_schema=OFF")
_WRITER_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "recursive_triggers=ON")
_READER_PRAGMAS = ("query_only=ON",)
# A process that is stopped within a transaction would keep what it has locked from all others.
_POSTGRESQL_OPTIONS = (
    "-c statement_timeout=2000 -c lock_timeout=1000 -c timezone=UTC"
    " -c idle_in_transaction_session_timeout=10000"
)


@dataclass(frozen=True)
class Database:
    """An open database. On PostgreSQL readers and writers share one pool.

    `writer` is None when it was opened to be read only. `path` is the SQLite file.
    """

    reader: AsyncEngine
    writer: AsyncEngine | None
    path: Path | None = None

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is the embedded database."""
        return self.path is not None

    async def close(self) -> None:
        """Close every connection."""
        await self.reader.dispose()
        if self.writer is not None and self.writer is not self.reader:
            await self.writer.dispose()


@asynccontextmanager
async def reading(database: Database) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that only reads, one moment's picture on both databases."""
    async with domain_errors(), database.reader.connect() as connection:
        if not database.is_sqlite:
            await connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        yield connection


@asynccontextmanager
async def writing(database: Database) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that may write; it is undone unless the block commits it.

    Raises:
        NotReady: the database was opened to be read only.
    """
    if database.writer is None:
        raise NotReady("database-read-only")
    async with domain_errors(), database.writer.connect() as connection:
        yield connection


async def open_database(url: str, *, read_only: bool = False) -> Database:
    """Open the database at `url` and see that it answers.

    A missing SQLite file is made, unless `read_only`, which also leaves the file's journal mode
    alone and runs beside a server. The tables are `storage.schema`'s affair.

    Args:
        url: `sqlite:///path` or `postgresql://…` (interfaces.md).
        read_only: open for queries alone.

    Raises:
        BadInput: the address is of neither form.
        NotReady: the database is missing, damaged or out of reach.
    """
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    if path is None:
        database = _open_postgresql(parsed, read_only=read_only)
    else:
        await asyncio.to_thread(_prepare_file, path, read_only)
        database = _open_sqlite(path, read_only=read_only)
    try:
        async with domain_errors(), (database.writer or database.reader).connect() as connection:
            await connection.execute(text("SELECT 1"))
    except BaseException:
        await database.close()
        raise
    return database


def parse_url(url: str) -> URL:
    """Read a database address. The error never repeats it: it may hold a password.

    Raises:
        BadInput: the address is of neither form.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadInput("database-url") from None
    known = parsed.drivername in ("sqlite", "postgresql")
    if not known or (parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:")):
        raise BadInput("database-url")
    return parsed


def sqlite_path(url: URL) -> Path | None:
    """Return the SQLite file that `url` names, or None for PostgreSQL."""
    return Path(url.database) if url.drivername == "sqlite" and url.database else None


def _prepare_file(path: Path, read_only: bool) -> None:
    """Make the file readable by its owner alone, or check the one that is there."""
    if path.exists():
        _refuse_damage(path)
    elif read_only:
        raise NotReady("database-missing", name=path.name)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)


def _refuse_damage(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    try:
        connection.execute("PRAGMA query_only=ON")
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
            raise NotReady("database-unreachable") from error
        raise NotReady("database-damaged") from error
    finally:
        connection.close()
    if verdict != "ok":
        raise NotReady("database-damaged")


class _UndoneWhenClosed(sqlite3.Connection):
    """A connection that ends its transaction before it closes.

    SQLite keeps a closed connection's locks while a statement of it lives, and a cancelled task's
    traceback holds one: every other writer would be shut out until it is collected.
    """

    def close(self) -> None:
        """Undo what was not committed, then close; the driver may ask twice.

        An error here would leave the driver's thread, and so the process, alive for ever.
        """
        try:
            with contextlib.suppress(sqlite3.Error):
                if self.in_transaction:
                    self.rollback()
        finally:
            super().close()


def _open_sqlite(path: Path, *, read_only: bool) -> Database:
    url = URL.create(f"sqlite+{DRIVER}", database=str(path))
    factory = {"factory": _UndoneWhenClosed}
    reader = create_async_engine(
        url, connect_args=factory, pool_size=SQLITE_READERS, max_overflow=0, pool_timeout=1.5
    )
    _set_up(reader, (*_COMMON_PRAGMAS, *_READER_PRAGMAS), "BEGIN")
    if read_only:
        return Database(reader, None, path)
    writer = create_async_engine(
        url, connect_args=factory, pool_size=1, max_overflow=0, pool_timeout=_WRITER_WAIT_SECONDS
    )
    _set_up(writer, (*_COMMON_PRAGMAS, *_WRITER_PRAGMAS), "BEGIN IMMEDIATE")
    return Database(reader, writer, path)


def _set_up(engine: AsyncEngine, pragmas: tuple[str, ...], begin: str) -> None:
    """Take transactions out of the driver's hands: it begins them late and never IMMEDIATE."""

    def on_connect(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.begin(begin)

    event.listen(engine.sync_engine, "connect", on_connect)
    event.listen(engine.sync_engine, "begin", on_begin)


def _open_postgresql(url: URL, *, read_only: bool) -> Database:
    given = url.query.get("options", ())
    options = [_POSTGRESQL_OPTIONS, *((given,) if isinstance(given, str) else given)]
    engine = create_async_engine(
        url.set(drivername="postgresql+psycopg").update_query_dict({"options": " ".join(options)}),
        pool_size=10,
        max_overflow=0,
        pool_timeout=1.5,
        pool_pre_ping=True,
    )
    return Database(engine, None if read_only else engine)
