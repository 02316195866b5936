"""Imports: shown, applied, and kept for a while so that they can be undone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    delete,
    func,
    select,
    update,
)

from bot.domain.imports import ImportState, Things
from bot.domain.raci import MatrixStatus
from bot.services.ports import StoredImport
from storage.accounts import ACCOUNT, LINK_CODE
from storage.committees import COMMITTEE, TERMS
from storage.inputs import FLOW, INPUT_TYPE
from storage.meetings import AGENDA_ITEM, MEETING, MEETING_STEP
from storage.occurrences import OCCURRENCE
from storage.packs import PACK
from storage.people import ASSIGNMENT, PERSON, ROLE, UNIT
from storage.plan import PLAN_TASK
from storage.raci import ACTIVITY, CATEGORY, MATRIX_CELL, MATRIX_VERSION
from storage.tables import METADATA, Moment, identity
from storage.transaction import Transaction
from storage.wheel import WHEEL_ITEM, WHEEL_SYSTEM

IMPORT = Table(
    "import",
    METADATA,
    identity(),
    # Tells the imports' order where several were made at one moment.
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("moved_by", Text, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("undo", JSON(none_as_null=True)),
)


class SqlImports:
    """The imports of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, item: StoredImport) -> None:
        """Write an import."""
        connection = self._transaction.connection
        columns = IMPORT.c
        number = await connection.scalar(select(columns.number).where(columns.id == item.id))
        if number is None:
            number = int(await connection.scalar(select(func.max(columns.number))) or 0) + 1
        row = {
            "id": item.id,
            "number": number,
            "name": item.name,
            "content": item.content,
            "state": item.state.value,
            "fingerprint": item.fingerprint,
            "moved_by": item.by,
            "moved_at": item.at,
            "expires_at": item.expires_at,
            "undo": dict(item.undo) if item.undo is not None else None,
        }
        await self._transaction.save(IMPORT, [row])

    async def load(self, import_id: str) -> StoredImport | None:
        """Return an import, expired or not."""
        return await self._one(select(IMPORT).where(IMPORT.c.id == import_id))

    async def latest_applied(self) -> StoredImport | None:
        """Return the import that was applied last and is not undone."""
        columns = IMPORT.c
        return await self._one(
            select(IMPORT)
            .where(columns.state == ImportState.APPLIED.value)
            .order_by(columns.moved_at.desc(), columns.number.desc())
            .limit(1)
        )

    async def forget(self, before: datetime) -> None:
        """Drop imports that expired before `before`."""
        await self._transaction.connection.execute(
            delete(IMPORT).where(IMPORT.c.expires_at < before)
        )

    async def remove(self, things: Things) -> None:
        """Delete things by id; people lose their accounts with it, items their dates, committees
        their terms and the meetings that were planned.
        """
        await self._transaction.touch()
        people = [person.id for person in things.people]
        for table in (ACCOUNT, LINK_CODE):
            await self._delete(table, table.c.person_id, people)
        planned = [item.id for item in things.wheel_items]
        await self._delete(OCCURRENCE, OCCURRENCE.c.item_id, planned)
        await self._remove_committees([committee.id for committee in things.committees])
        for table, items in (
            (INPUT_TYPE, things.input_types),
            (FLOW, things.flows),
            (WHEEL_SYSTEM, things.systems),
            (WHEEL_ITEM, things.wheel_items),
            (PLAN_TASK, things.tasks),
            (ASSIGNMENT, things.assignments),
            (PERSON, things.people),
            (ACTIVITY, things.activities),
            (CATEGORY, things.categories),
            (UNIT, things.units),
            (ROLE, things.roles),
        ):
            await self._delete(table, table.c.id, [item.id for item in items])

    async def _remove_committees(self, ids: Sequence[str]) -> None:
        connection = self._transaction.connection
        chosen = select(MEETING.c.id).where(MEETING.c.committee_id.in_(ids))
        meetings = (await connection.scalars(chosen)).all()
        for table in (AGENDA_ITEM, MEETING_STEP):
            await self._delete(table, table.c.meeting_id, meetings)
        await self._delete(MEETING, MEETING.c.id, meetings)
        await self._delete(TERMS, TERMS.c.committee_id, ids)
        await self._delete(COMMITTEE, COMMITTEE.c.id, ids)

    async def remove_pack(self, name: str, locale: str) -> None:
        """Delete a kept pack."""
        await self._transaction.connection.execute(
            delete(PACK).where(PACK.c.name == name, PACK.c.locale == locale)
        )

    async def take_back(self, version: int, previous: int) -> None:
        """Let look-ups read `previous` (0 for none) again, as if `version` had never been in use.

        The number stays taken: messages and the audit log name versions by it.
        """
        await self._transaction.touch()
        connection = self._transaction.connection
        await connection.execute(delete(MATRIX_CELL).where(MATRIX_CELL.c.version == version))
        never_used = {"used_from": None, "used_to": None, "status": MatrixStatus.REJECTED.value}
        for number, values in ((version, never_used), (previous, {"used_to": None})):
            await connection.execute(
                update(MATRIX_VERSION).where(MATRIX_VERSION.c.version == number).values(values)
            )

    async def _delete(self, table: Table, column: Column[Any], ids: Sequence[str]) -> None:
        for start in range(0, len(ids), 500):
            await self._transaction.connection.execute(
                delete(table).where(column.in_(ids[start : start + 500]))
            )

    async def _one(self, statement: Any) -> StoredImport | None:
        row = (await self._transaction.connection.execute(statement)).one_or_none()
        return None if row is None else _import(row)


def _import(row: Row[Any]) -> StoredImport:
    undo: Mapping[str, Any] | None = row.undo
    return StoredImport(
        id=row.id,
        name=row.name,
        content=bytes(row.content),
        state=ImportState(row.state),
        fingerprint=row.fingerprint,
        by=row.moved_by,
        at=row.moved_at,
        expires_at=row.expires_at,
        undo=undo,
    )
