"""Records with a number that people type: one table each, one way to keep them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, Column, ColumnElement, Integer, Select, Table, Text, select

from storage.codec import Shape
from storage.numbering import following, take
from storage.tables import METADATA, identity
from storage.transaction import Transaction

Record = TypeVar("Record")


@dataclass(frozen=True)
class Kept(Generic[Record]):
    """How one kind of record is kept.

    Args:
        table: which has "id", "number", "place", "state" and "body".
        shape: how a record is written.
        prefix: of its numbers ("IN").
        over: the states in which nothing more is to be done.
    """

    table: Table
    shape: Shape[Record]
    prefix: str
    over: Collection[str]


def record_table(name: str, *columns: Column[Any]) -> Table:
    """Return a table of records; `place` is the number without its prefix."""
    return Table(
        name,
        METADATA,
        identity(),
        Column("number", Text, nullable=False, unique=True),
        Column("place", Integer, nullable=False),
        Column("state", Text, nullable=False, index=True),
        *columns,
        Column("body", JSON, nullable=False),
    )


def columns_of(*names: str) -> dict[str, str]:
    """Return the fields that every record has in columns, and `names`."""
    return {name: name for name in ("id", "number", "state", *names)}


class SqlRecords(Generic[Record]):
    """Records of one kind, in one transaction."""

    def __init__(self, transaction: Transaction, kept: Kept[Record]) -> None:
        self._transaction = transaction
        self._kept = kept
        self._columns = kept.table.c

    async def next_number(self) -> str:
        """Return the next number, without gaps; it is this transaction's until it ends."""
        series = self._kept.table.name
        number = await following(self._transaction, series)
        await take(self._transaction, series, number)
        return f"{self._kept.prefix}-{number}"

    async def save(self, record: Record) -> None:
        """Insert or update a record by id."""
        row = self._kept.shape.row(record)
        place = int(row["number"].rpartition("-")[2])
        await self._transaction.save(self._kept.table, [{**row, "place": place}])

    async def find(self, record_id: str) -> Record | None:
        """Return a record by its id."""
        return await self._one(self._select().where(self._columns.id == record_id))

    async def lock(self, record_id: str) -> Record | None:
        """Return a record, letting nobody else change it until this transaction ends.

        SQLite has one writer at a time as it is.
        """
        found = self._select().where(self._columns.id == record_id)
        return await self._one(found.with_for_update())

    async def by_number(self, number: str) -> Record | None:
        """Return the record that people call `number`, in any case."""
        return await self._one(self._select().where(self._columns.number == number.strip().upper()))

    async def open(self) -> Sequence[Record]:
        """Return the records about which something is still to be done, the oldest first."""
        return await self.where(self._columns.state.not_in(sorted(self._kept.over)))

    async def all(self) -> Sequence[Record]:
        """Return every record, the newest first."""
        return await self._all(self._select().order_by(self._columns.place.desc()))

    async def where(self, condition: ColumnElement[bool]) -> Sequence[Record]:
        """Return the records for which `condition` holds, the oldest first."""
        return await self._all(self._select().where(condition).order_by(self._columns.place))

    def _select(self) -> Select[Any]:
        return select(self._kept.table)

    async def _one(self, statement: Select[Any]) -> Record | None:
        found = await self._all(statement)
        return found[0] if found else None

    async def _all(self, statement: Select[Any]) -> Sequence[Record]:
        rows = await self._transaction.connection.execute(statement)
        return [self._kept.shape.value(row) for row in rows]
