"""One open transaction, as the repositories share it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Integer, Table, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import METADATA, only_row

# The single row whose value every change of what `organisation()` reads makes higher.
DATA_VERSION = Table(
    "data_version",
    METADATA,
    *only_row(),
    Column("value", Integer, nullable=False),
)


class Transaction:
    """A connection in a transaction.

    Args:
        connection: the connection, which begins its transaction at the first statement.
        writable: whether writes are meant to succeed.
    """

    def __init__(self, connection: AsyncConnection, *, writable: bool = False) -> None:
        self.connection = connection
        self.writable = writable

    async def data_version(self) -> int:
        """Read the data's version as this transaction sees it."""
        found = await self.connection.scalar(select(DATA_VERSION.c.value))
        return int(found or 0)

    async def touch(self) -> None:
        """Raise the data's version. On PostgreSQL this also puts writers of the data in a row.

        Repositories call it before they write, and so before the audit log's head is locked:
        every transaction takes the two locks in one order.
        """
        await self.connection.execute(update(DATA_VERSION).values(value=DATA_VERSION.c.value + 1))

    async def hold(self) -> int:
        """Read the data's version, and let nobody raise it until this transaction ends.

        Others may hold it at the same time. SQLite has one writer at a time as it is.
        """
        statement = select(DATA_VERSION.c.value).with_for_update(read=True)
        return int(await self.connection.scalar(statement) or 0)

    async def save(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert `rows`, or update those whose primary key is there already.

        Of rows with one key the last counts. A table with an `ordinal` numbers new rows in the
        order given; known rows keep theirs.
        """
        if not rows:
            return
        keys = [column.name for column in table.primary_key]
        rows = list({tuple(row[key] for key in keys): row for row in rows}.values())
        if "ordinal" in table.c:
            rows = await self._numbered(table, rows)
        statement: Any = self.insert(table)
        changed = {
            name: statement.excluded[name]
            for name in rows[0]
            if name not in keys and name != "ordinal"
        }
        statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
        await self._execute_many(table, statement, rows)

    async def add(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert `rows`, none of which may be there."""
        if rows:
            await self._execute_many(table, self.insert(table), rows)

    def insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """Return an insert that has `ON CONFLICT`, in the database's own dialect."""
        if self.connection.dialect.name == "sqlite":
            return sqlite.insert(table)
        return postgresql.insert(table)

    async def _execute_many(
        self, table: Table, statement: Any, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        # RETURNING makes SQLAlchemy send a thousand rows in one statement. psycopg's own
        # executemany works in a pipeline, which a cancelled task leaves unusable.
        key = next(iter(table.primary_key))
        await self.connection.execute(statement.returning(key), [dict(row) for row in rows])

    async def _numbered(
        self, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> Sequence[Mapping[str, Any]]:
        highest = await self.connection.scalar(select(func.max(table.c.ordinal)))
        first = (highest or 0) + 1
        return [{**row, "ordinal": first + place} for place, row in enumerate(rows)]
