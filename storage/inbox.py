"""Deliveries that change something: each is answered, and has its effect once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import JSON, Column, Index, Table, Text, bindparam, delete, select, update

from bot.services.ports import Received
from storage.tables import METADATA, Moment
from storage.transaction import Transaction

INBOX = Table(
    "inbox",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("request", JSON),
    Column("received_at", Moment, nullable=False),
    Column("claimed_until", Moment),
    Column("effect_at", Moment),
    Column("answered_at", Moment),
    Index("ix_inbox_answered_at_received_at", "answered_at", "received_at"),
)
_CLAIM = timedelta(minutes=1)
_ANSWERED = (
    update(INBOX)
    .where(INBOX.c.key.in_(bindparam("keys", expanding=True)), INBOX.c.answered_at.is_(None))
    .values(answered_at=bindparam("now", type_=Moment))
)


class SqlInbox:
    """The inbox of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._own: set[str] = set()

    async def add(self, *received: Received) -> frozenset[str]:
        """Keep deliveries; return the keys of those that were not there already."""
        rows = [
            {
                "key": one.key,
                "request": dict(one.request),
                "received_at": one.received_at,
                "answered_at": one.answered_at,
            }
            for one in received
        ]
        added = await self._transaction.add_new(INBOX, rows, ["key"], [INBOX.c.key])
        return frozenset(row.key for row in added)

    async def take_effect(self, key: str, at: datetime) -> bool:
        """Note that the delivery has its effect in this transaction; unknown keys are added."""
        if key in self._own:
            return True
        # One statement: unknown keys come in with their effect, known ones get it once.
        row = {"key": key, "received_at": at, "effect_at": at, "answered_at": at}
        insert = self._transaction.insert(INBOX)
        statement = insert.on_conflict_do_update(
            index_elements=["key"],
            set_={"effect_at": insert.excluded.effect_at},
            where=INBOX.c.effect_at.is_(None),
        ).returning(INBOX.c.key)
        mine = await self._transaction.connection.scalar(statement, row) is not None
        if mine:
            self._own.add(key)
        return mine

    async def answered(self, keys: Sequence[str], at: datetime) -> None:
        """Note that deliveries were answered, with or without an effect."""
        await self._transaction.connection.execute(_ANSWERED, {"keys": keys, "now": at})

    async def left_over(self, before: datetime, limit: int) -> Sequence[Received]:
        """Claim deliveries received before `before` that nobody has answered, the oldest first."""
        columns = INBOX.c
        free = columns.claimed_until.is_(None) | (columns.claimed_until < before)
        connection = self._transaction.connection
        found = await connection.execute(
            select(INBOX)
            .where(columns.answered_at.is_(None), columns.received_at < before, free)
            .order_by(columns.received_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = found.all()
        if rows:
            await connection.execute(
                update(INBOX)
                .where(columns.key.in_([row.key for row in rows]))
                .values(claimed_until=before + 2 * _CLAIM)
            )
        return [Received(row.key, row.request or {}, row.received_at) for row in rows]

    async def unanswered(self, limit: int = 1000) -> Sequence[str]:
        """Return the keys of deliveries that nobody has answered, the oldest first."""
        found = await self._transaction.connection.scalars(
            select(INBOX.c.key)
            .where(INBOX.c.answered_at.is_(None))
            .order_by(INBOX.c.received_at)
            .limit(limit)
        )
        return found.all()

    async def forget(self, before: datetime) -> None:
        """Drop deliveries received before `before`."""
        await self._transaction.connection.execute(
            delete(INBOX).where(INBOX.c.received_at < before)
        )
