"""The outbox as its operator sees it: what waits, what is stuck, what is sent again or given up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, or_, select, update

from bot.domain.delivery import (
    DISCARDABLE,
    REPLAYABLE,
    Lane,
    Letter,
    MessageState,
    TokenRefusal,
)
from bot.services.ports import Clock
from storage.outbox_line import gate_opens, is_head, is_ready
from storage.outbox_tables import COLUMNS, GATE, MESSAGE, is_in, letter_from, now_in
from storage.transaction import Transaction

_FINAL = ("sent", "dead", "expired", "cancelled")
_LETTER = select(*COLUMNS).where(MESSAGE.c.id == bindparam("wanted"))


class SqlLetters:
    """What the operator may ask of the outbox, and do to it."""

    _transaction: Transaction
    _clock: Clock

    async def letters(self, states: Sequence[MessageState], limit: int = 1000) -> Sequence[Letter]:
        """Return messages in these states, those first that have been so for longest."""
        return await self._found(is_in(MESSAGE, *(state.value for state in states)), limit)

    async def letter(self, message_id: str) -> Letter | None:
        """Return a message of any state."""
        found = await self._transaction.connection.execute(_LETTER, {"wanted": message_id})
        row = found.first()
        return None if row is None else letter_from(row)

    async def count(self) -> Mapping[MessageState, int]:
        """Return how many messages are in each state; none is left out."""
        rows = await self._transaction.connection.execute(
            select(MESSAGE.c.state, func.count()).group_by(MESSAGE.c.state)
        )
        found = {state: int(n) for state, n in rows}
        return {state: found.get(state.value, 0) for state in MessageState}

    async def replay(self, message_id: str) -> bool:
        """Have a dead, held or expired message sent again, with its own key and a new expiry."""
        letter = await self.letter(message_id)
        if letter is None:
            return False
        now = self._clock.now()
        keeps = letter.message.expires_at - letter.message.created_at
        changed = await self._transaction.connection.execute(
            update(MESSAGE)
            .where(MESSAGE.c.id == message_id, is_in(MESSAGE, *sorted(REPLAYABLE)))
            .values(
                state=MessageState.PENDING.value,
                changed_at=now,
                expires_at=max(letter.message.expires_at, now + keeps),
                reason="",
                position=await self._next_position(letter.message.lane),
                not_before=0,
                attempts=0,
                checks=0,
            )
        )
        return changed.rowcount == 1

    async def discard(self, message_id: str, reason: str) -> bool:
        """Give up a dead, held, expired or pending message; False when it is none of these."""
        changed = await self._transaction.connection.execute(
            update(MESSAGE)
            .where(MESSAGE.c.id == message_id, is_in(MESSAGE, *sorted(DISCARDABLE)))
            .values(state=MessageState.CANCELLED.value, changed_at=self._clock.now(), reason=reason)
        )
        return changed.rowcount == 1

    async def stuck(self, older_than: timedelta, limit: int = 1000) -> Sequence[Letter]:
        """Return messages that have been due for longer and that nobody picks up."""
        columns = MESSAGE.c
        milliseconds = older_than // timedelta(milliseconds=1)
        then = now_in(self._transaction.connection.dialect.name) - milliseconds
        unclaimed = (
            is_in(MESSAGE, "pending")
            & (columns.not_before <= then)
            & is_ready(MESSAGE)
            & (gate_opens(MESSAGE) <= then)
            & is_head(MESSAGE)
        )
        found = or_(
            unclaimed,
            is_in(MESSAGE, "sending") & (columns.lease_until <= then),
            is_in(MESSAGE, "unknown") & (columns.not_before <= then),
        )
        return await self._found(
            found & (columns.changed_at <= self._clock.now() - older_than), limit
        )

    async def refusing(self) -> Sequence[TokenRefusal]:
        """Return the platforms that do not take our token, until one of them takes a message."""
        rows = await self._transaction.connection.execute(
            select(GATE).where(GATE.c.refused != "").order_by(GATE.c.platform)
        )
        return [TokenRefusal(row.platform, row.refused, row.since) for row in rows]

    async def forget_bodies(self, before: datetime) -> None:
        """Empty the cards of messages that reached their last state before `before`."""
        await self._transaction.connection.execute(
            update(MESSAGE)
            .where(
                is_in(MESSAGE, *_FINAL),
                MESSAGE.c.changed_at < before,
                func.length(cast(MESSAGE.c.card, Text)) > len("{}"),
            )
            .values(card={})
        )

    async def _next_position(self, lane: Lane) -> int:
        raise NotImplementedError

    async def _found(self, condition: ColumnElement[bool], limit: int) -> Sequence[Letter]:
        rows = await self._transaction.connection.execute(
            select(*COLUMNS)
            .where(condition)
            .order_by(MESSAGE.c.changed_at, MESSAGE.c.position)
            .limit(limit)
        )
        return [letter_from(row) for row in rows]
