"""SQLite's driver with one change of threads for each statement.

The driver underneath runs a connection in a thread of its own. Making a cursor, executing,
fetching and closing each cost a hand-over to it and back, which takes far longer than the small
statements of a transaction. Here all of that is one hand-over, and so is beginning a transaction
together with its first statement.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.util.concurrency import await_

DRIVER = "whole"
"""The driver's name in an engine's address: `sqlite+whole`."""


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that has read all its rows, and is closed, when `execute` returns."""

    __slots__ = ("_found", "_on")

    def __init__(self, adapt_connection: "_Connection") -> None:
        self._on = adapt_connection
        self._rows = deque()
        self._found = _Found(None, -1, None, ())

    @property
    def description(self) -> Any:
        return self._found.description

    @property
    def rowcount(self) -> int:
        return self._found.rowcount

    @property
    def lastrowid(self) -> Any:
        return self._found.lastrowid

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Forget what was not read; nothing is open."""
        self._rows.clear()

    def execute(self, operation: str, parameters: Any = None) -> None:
        self._take(lambda cursor: cursor.execute(operation, parameters or ()))

    def executemany(self, operation: str, seq_of_parameters: Any) -> None:
        self._take(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    def _take(self, run: Callable[[sqlite3.Cursor], object]) -> None:
        self._found = self._on.run(run)
        self._rows = deque(self._found.rows)


class _Found:
    """What a statement gave."""

    __slots__ = ("description", "lastrowid", "rowcount", "rows")

    def __init__(
        self, description: Any, rowcount: int, lastrowid: int | None, rows: Sequence[Any]
    ) -> None:
        self.description = description
        self.rowcount = rowcount
        self.lastrowid = lastrowid
        self.rows = rows


class _Connection(AsyncAdapt_aiosqlite_connection):
    """A connection that begins its transaction with the first statement in it."""

    __slots__ = ("_begin", "_entered")

    _cursor_cls: Any = _Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begin: str | None = None
        self._entered = False

    def begin(self, statement: str) -> None:
        """Let `statement` go before the next one."""
        self._begin = statement

    def run(self, run: Callable[[sqlite3.Cursor], object]) -> _Found:
        """Run a statement in the connection's thread, and return all it gave."""
        self._entered = True
        try:
            found: _Found = await_(self._in_turn(run))
        except Exception as error:
            self._handle_exception(error)
        return found

    async def _in_turn(self, run: Callable[[sqlite3.Cursor], object]) -> _Found:
        async with self._execute_mutex:
            # The driver underneath has no public way to run several calls at once.
            found: _Found = await self._connection._execute(self._whole, run)
            return found

    def _whole(self, run: Callable[[sqlite3.Cursor], object]) -> _Found:
        cursor = self._connection._conn.cursor()
        try:
            if self._begin is not None:
                cursor.execute(self._begin)
                self._begin = None
            run(cursor)
            rows = cursor.fetchall() if cursor.description else ()
            return _Found(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
        finally:
            cursor.close()

    def rollback(self) -> None:
        """Undo the transaction; one in which nothing was said was never begun."""
        if self._entered:
            # Behind a cancelled statement that the thread has still to run, with what begins it.
            super().rollback()
            self._entered = False
        self._begin = None

    def commit(self) -> None:
        """Commit the transaction; one in which nothing was said was never begun."""
        if self._entered:
            super().commit()
            self._entered = False
        self._begin = None


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> _Connection:
        """Open a connection."""
        opened = super().connect(*arg, **kw)
        return _Connection(self, opened._connection)


class Dialect(SQLiteDialect_aiosqlite):
    """SQLite over the driver above."""

    driver = DRIVER
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> _Driver:
        """Return the driver."""
        return _Driver(__import__("aiosqlite"), sqlite3)


registry.register(f"sqlite.{DRIVER}", __name__, "Dialect")
