"""One open transaction, as the repositories share it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Integer,
    Row,
    Table,
    Text,
    bindparam,
    column,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import METADATA, only_row, to_milliseconds

# The single row whose value every change of what `organisation()` reads makes higher.
DATA_VERSION = Table(
    "data_version",
    METADATA,
    *only_row(),
    Column("value", Integer, nullable=False),
)
# SQLite cannot tell ON CONFLICT from a join without a condition before it.
ALWAYS: ColumnElement[bool] = literal_column("1 = 1")
_VERSION = select(DATA_VERSION.c.value)


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
        return int(await self.connection.scalar(_VERSION) or 0)

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
        statement = _upsert(table, tuple(rows[0]), self.connection.dialect.name)
        await self._execute_many(statement, rows)

    async def add(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert `rows`, none of which may be there."""
        if rows:
            await self._execute_many(_new(table, self.connection.dialect.name), rows)

    async def add_new(
        self,
        table: Table,
        rows: Sequence[Mapping[str, Any]],
        unique: Sequence[str],
        returned: Sequence[Column[Any]],
    ) -> Sequence[Row[Any]]:
        """Insert those of `rows` whose `unique` columns are not there; return `returned` of each.

        They go in by those columns' order, so that transactions which insert the same never wait
        for each other in a ring.
        """
        if not rows:
            return ()
        given = self.records("given", {name: table.c[name].type for name in rows[0]}, rows)
        chosen = select(*given.values()).where(ALWAYS).order_by(*(given[key] for key in unique))
        statement = self.insert(table).from_select(list(given), chosen)
        statement = statement.on_conflict_do_nothing(index_elements=list(unique))
        return (await self.connection.execute(statement.returning(*returned))).all()

    def records(
        self, name: str, types: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
    ) -> Mapping[str, ColumnElement[Any]]:
        """Return the columns of a table made of `rows`, which travel as one JSON parameter.

        However many they are, the statement is the same: nothing has to read a long one anew.
        """
        content = bindparam(None, _as_json(types, rows), type_=Text)
        if self.connection.dialect.name == "sqlite":
            each = func.json_each(content).table_valued("value", name=name)
            return {
                key: func.json_extract(each.c.value, f"$.{key}", type_=of)
                for key, of in types.items()
            }
        columns = [column(k, Text() if _is_json(of) else of) for k, of in types.items()]
        records = func.json_to_recordset(sql_cast(content, JSON)).table_valued(*columns, name=name)
        found = records.render_derived(with_types=True).c
        return {k: sql_cast(found[k], of) if _is_json(of) else found[k] for k, of in types.items()}

    def insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """Return an insert that has `ON CONFLICT`, in the database's own dialect."""
        return _insert(table, self.connection.dialect.name)

    async def _execute_many(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        # RETURNING makes SQLAlchemy send a thousand rows in one statement. psycopg's own
        # executemany works in a pipeline, which a cancelled task leaves unusable.
        given = [dict(row) for row in rows] if len(rows) > 1 else dict(rows[0])
        await self.connection.execute(statement, given)

    async def _numbered(
        self, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> Sequence[Mapping[str, Any]]:
        highest = await self.connection.scalar(select(func.max(table.c.ordinal)))
        first = (highest or 0) + 1
        return [{**row, "ordinal": first + place} for place, row in enumerate(rows)]


@cache
def _upsert(table: Table, names: tuple[str, ...], dialect: str) -> Any:
    """Return an insert of these columns that updates what is there; made once for each."""
    keys = [column.name for column in table.primary_key]
    statement = _insert(table, dialect)
    changed = {
        name: statement.excluded[name] for name in names if name not in keys and name != "ordinal"
    }
    statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    return statement.returning(next(iter(table.primary_key)))


@cache
def _new(table: Table, dialect: str) -> Any:
    """Return an insert; made once for each table."""
    return _insert(table, dialect).returning(next(iter(table.primary_key)))


def _insert(table: Table, dialect: str) -> postgresql.Insert | sqlite.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _as_json(types: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    # JSON within JSON travels as text: PostgreSQL refuses a NUL in what it has to look into.
    inner = [key for key, of in types.items() if _is_json(of)]
    plain = [{**row, **{key: json.dumps(row[key]) for key in inner}} for row in rows]
    return json.dumps(plain, default=_plain)


def _plain(value: object) -> int | str:
    """Return a moment or a date as its column holds it, or as its text."""
    if isinstance(value, datetime):
        return to_milliseconds(value)
    assert isinstance(value, date)
    return value.isoformat()


def _is_json(of: object) -> bool:
    return isinstance(of, JSON) or of is JSON
