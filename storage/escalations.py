"""Calls for help, and the statutory clocks: what the scheduler looks at every second."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Select, Table, Text, select

from bot.domain.clocks import ClockState, StatutoryClock
from bot.domain.escalations import Escalation
from storage.codec import Shape
from storage.tables import METADATA, Moment, identity, key_of
from storage.transaction import Transaction

ESCALATION = Table(
    "escalation",
    METADATA,
    identity(),
    Column("incident_id", Text, key_of("incident"), nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("due_at", Moment, index=True),
    Column("body", JSON, nullable=False),
)
STATUTORY_CLOCK = Table(
    "statutory_clock",
    METADATA,
    Column("incident_id", Text, key_of("incident"), primary_key=True),
    Column("law_id", Text, primary_key=True),
    Column("state", Text, nullable=False, index=True),
    Column("due_at", Moment),
    Column("body", JSON, nullable=False),
)
_ESCALATION = Shape(
    Escalation,
    {name: name for name in ("id", "incident_id", "state", "started_at", "due_at")},
)
_CLOCK = Shape(StatutoryClock, {name: name for name in ("incident_id", "state", "due_at")})


class SqlEscalations:
    """Calls for help, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, escalation: Escalation) -> None:
        """Insert or update by id."""
        await self._transaction.save(ESCALATION, [_ESCALATION.row(escalation)])

    async def lock(self, escalation_id: str) -> Escalation | None:
        """Return one, letting nobody else change it until this transaction ends."""
        statement = select(ESCALATION).where(ESCALATION.c.id == escalation_id)
        found = await self._all(statement.with_for_update())
        return found[0] if found else None

    async def of(self, incident_id: str) -> Sequence[Escalation]:
        """Return an incident's, the newest first."""
        columns = ESCALATION.c
        statement = select(ESCALATION).where(columns.incident_id == incident_id)
        return await self._all(statement.order_by(columns.started_at.desc(), columns.id))

    async def due(self, at: datetime, most: int) -> Sequence[str]:
        """Return ids of those whose next step is due at `at` (UTC), the longest due first."""
        statement = _due(at, most).with_only_columns(ESCALATION.c.id)
        return (await self._transaction.connection.scalars(statement)).all()

    async def take(self, at: datetime, most: int) -> Sequence[Escalation]:
        """Lock and return those due that nobody else is taking.

        SQLite has one writer at a time as it is.
        """
        return await self._all(_due(at, most).with_for_update(skip_locked=True))

    async def _all(self, statement: Select[Any]) -> Sequence[Escalation]:
        rows = await self._transaction.connection.execute(statement)
        return [_ESCALATION.value(row) for row in rows]


class SqlClocks:
    """Statutory clocks, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, clocks: Sequence[StatutoryClock]) -> None:
        """Insert or update by incident and law."""
        rows = [{**_CLOCK.row(clock), "law_id": clock.law.id} for clock in clocks]
        await self._transaction.save(STATUTORY_CLOCK, rows)

    async def of(self, incident_id: str) -> Sequence[StatutoryClock]:
        """Return an incident's, those due first."""
        return await self._all(_clocks().where(STATUTORY_CLOCK.c.incident_id == incident_id))

    async def lock(self, incident_id: str, law_id: str) -> StatutoryClock | None:
        """Return one, letting nobody else change it until this transaction ends."""
        columns = STATUTORY_CLOCK.c
        this = (columns.incident_id == incident_id) & (columns.law_id == law_id)
        found = await self._all(_clocks().where(this).with_for_update())
        return found[0] if found else None

    async def running(self, of: Collection[str] | None = None) -> Sequence[StatutoryClock]:
        """Return the clocks that run, those due first; of some incidents, when any are given."""
        columns = STATUTORY_CLOCK.c
        statement = _clocks().where(columns.state == ClockState.RUNNING.value)
        if of is not None:
            statement = statement.where(columns.incident_id.in_(sorted(of)))
        return await self._all(statement)

    async def _all(self, statement: Select[Any]) -> Sequence[StatutoryClock]:
        rows = await self._transaction.connection.execute(statement)
        return [_CLOCK.value(row) for row in rows]


def _due(at: datetime, most: int) -> Select[Any]:
    columns = ESCALATION.c
    statement = select(ESCALATION).where(columns.due_at <= at)
    return statement.order_by(columns.due_at, columns.id).limit(most)


def _clocks() -> Select[Any]:
    columns = STATUTORY_CLOCK.c
    # Those without a legal moment come last on both databases.
    order = (columns.due_at.is_(None), columns.due_at, columns.incident_id, columns.law_id)
    return select(STATUTORY_CLOCK).order_by(*order)
