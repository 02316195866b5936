"""The operator's alarms: what is open, who is telling it, and where it was told."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Row, Table, Text, delete, or_, select, update

from bot.domain.alarms import Alarm, AlarmKind, Copy, Trouble, claimed_until
from storage.tables import METADATA, Moment, only_row
from storage.transaction import Transaction

ALARM = Table(
    "alarm",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("params", JSON, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("told_at", Moment),
    Column("claimed_until", Moment),
    Column("cleared_at", Moment),
    Column("copies", JSON, nullable=False),
)
# A newer replica beside this one may raise kinds that this one does not know.
_KNOWN = ALARM.c.kind.in_([kind.value for kind in AlarmKind])
PULSE = Table("pulse", METADATA, *only_row(), Column("at", Moment, nullable=False))


class SqlAlarms:
    """The alarms, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def every(self) -> Sequence[Alarm]:
        """Return the alarms that are open, and those whose end is yet to be told; oldest first."""
        rows = await self._transaction.connection.execute(
            select(ALARM).where(_KNOWN).order_by(ALARM.c.raised_at, ALARM.c.key)
        )
        return [_alarm(row) for row in rows]

    async def see(self, trouble: Trouble, raised_at: datetime, now: datetime) -> bool:
        """Note that `trouble` was found at `now`; True when that opens an alarm."""
        values: dict[str, Any] = {
            "key": trouble.key,
            "kind": trouble.kind.value,
            "about": trouble.about,
            "params": dict(trouble.params),
            "raised_at": raised_at,
            "seen_at": now,
            "copies": [],
        }
        connection = self._transaction.connection
        # Told by RETURNING: of an insert with ON CONFLICT, psycopg does not count the rows.
        added = await connection.scalar(
            self._transaction.insert(ALARM)
            .values(values)
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(ALARM.c.key)
        )
        if added is not None:
            return True
        columns = ALARM.c
        opened = await connection.execute(
            update(ALARM)
            .where(columns.key == trouble.key, columns.cleared_at.is_not(None))
            .values(cleared_at=None)
        )
        await connection.execute(
            update(ALARM)
            .where(columns.key == trouble.key)
            .values(seen_at=now, params=dict(trouble.params))
        )
        return opened.rowcount == 1

    async def clear(self, alarm: Alarm, now: datetime) -> bool:
        """Close `alarm` unless it was seen since it was read; True when that closed it."""
        columns = ALARM.c
        closed = await self._transaction.connection.execute(
            update(ALARM)
            .where(
                columns.key == alarm.trouble.key,
                columns.cleared_at.is_(None),
                columns.seen_at <= alarm.seen_at,
            )
            .values(cleared_at=now)
        )
        return closed.rowcount == 1

    async def claim(self, now: datetime) -> Sequence[Alarm]:
        """Take the alarms in hand that are due at `now`; nobody else is given them for a minute."""
        found = await self._transaction.connection.execute(
            select(ALARM)
            .where(_KNOWN, or_(ALARM.c.claimed_until.is_(None), ALARM.c.claimed_until <= now))
            .order_by(ALARM.c.raised_at, ALARM.c.key)
            .with_for_update(skip_locked=True)
        )
        due = [alarm for alarm in map(_alarm, found) if alarm.is_due(now)]
        if due:
            await self._transaction.connection.execute(
                update(ALARM)
                .where(ALARM.c.key.in_([alarm.trouble.key for alarm in due]))
                .values(claimed_until=claimed_until(now))
            )
        return due

    async def told(self, key: str, now: datetime, copies: Sequence[Copy]) -> None:
        """Note that an alarm was told at `now`, and every place where a copy of it stands."""
        await self._transaction.connection.execute(
            update(ALARM)
            .where(ALARM.c.key == key)
            .values(told_at=now, claimed_until=None, copies=[asdict(copy) for copy in copies])
        )

    async def forget(self, key: str) -> None:
        """Drop an alarm whose end is told, unless it was raised again meanwhile."""
        columns = ALARM.c
        await self._transaction.connection.execute(
            delete(ALARM).where(columns.key == key, columns.cleared_at.is_not(None))
        )
        await self._transaction.connection.execute(
            update(ALARM)
            .where(columns.key == key)
            .values(claimed_until=None, told_at=None, copies=[])
        )

    async def beat(self, now: datetime) -> None:
        """Note that somebody looked after everything at `now` (real clock)."""
        await self._transaction.connection.execute(
            self._transaction.insert(PULSE)
            .values(id=1, at=now)
            .on_conflict_do_update(index_elements=["id"], set_={"at": now})
        )

    async def last_beat(self) -> datetime | None:
        """Return when somebody last looked after everything, None before the first time."""
        found: datetime | None = await self._transaction.connection.scalar(select(PULSE.c.at))
        return found


def _alarm(row: Row[Any]) -> Alarm:
    return Alarm(
        trouble=Trouble(AlarmKind(row.kind), row.about, row.params),
        raised_at=row.raised_at,
        seen_at=row.seen_at,
        told_at=row.told_at,
        claimed_until=row.claimed_until,
        cleared_at=row.cleared_at,
        copies=tuple(Copy(**copy) for copy in row.copies),
    )
