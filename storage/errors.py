"""Database errors as the domain's own: a key for a sentence, never the driver's prose."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import BadInput, NotReady, TovholderError


class Transient(NotReady):
    """The same transaction may well succeed when it is run again from its start."""


_SQLITE = {
    sqlite3.SQLITE_BUSY: "database-busy",
    sqlite3.SQLITE_LOCKED: "database-busy",
    sqlite3.SQLITE_FULL: "database-full",
    sqlite3.SQLITE_IOERR: "database-failing",
    sqlite3.SQLITE_CANTOPEN: "database-unreachable",
    sqlite3.SQLITE_CORRUPT: "database-damaged",
    sqlite3.SQLITE_NOTADB: "database-damaged",
    sqlite3.SQLITE_READONLY: "database-read-only",
}
_POSTGRESQL = {
    "25006": "database-read-only",
    "53100": "database-full",
    "53300": "database-busy",
    "55P03": "database-busy",
    "57014": "database-busy",
    "58030": "database-failing",
    "XX001": "database-damaged",
    "XX002": "database-damaged",
}
_RUN_AGAIN = frozenset({"40001", "40P01"})
_UNIQUE = {"email_key": "email-taken"}


def translated(error: Exception) -> TovholderError | None:
    """Return the domain error that a database error stands for, None for a bug of ours."""
    if isinstance(error, PoolTimeout):
        return NotReady("database-busy")
    if isinstance(error, IntegrityError):
        return next(
            (BadInput(key) for part, key in _UNIQUE.items() if part in str(error.orig)), None
        )
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _from_sqlite(error.orig)
    return _from_postgresql(error)


def _from_sqlite(error: sqlite3.Error) -> TovholderError | None:
    # The low byte is the primary result code; the rest tells variants of it apart.
    code = getattr(error, "sqlite_errorcode", None)
    key = None if code is None else _SQLITE.get(code & 0xFF)
    return NotReady(key) if key else None


def _from_postgresql(error: DBAPIError) -> TovholderError | None:
    state: Any = getattr(error.orig, "sqlstate", None)
    if state in _RUN_AGAIN or error.connection_invalidated:
        return Transient("database-busy")
    if state in _POSTGRESQL:
        return NotReady(_POSTGRESQL[state])
    is_connection_fault = state is None or state.startswith(("08", "28", "3D", "57P"))
    return NotReady("database-unreachable") if is_connection_fault else None


@asynccontextmanager
async def domain_errors() -> AsyncIterator[None]:
    """Raise database errors from the block as domain errors; leave bugs of ours as they are."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        known = translated(error)
        if known is None:
            raise
        raise known from error
