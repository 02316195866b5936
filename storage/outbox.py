"""Messages on their way, written in the transaction that caused them."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select, update

from bot.domain.delivery import GONE, Lane, Message, MessageState
from bot.services.ports import Clock
from storage.outbox_delivery import SqlDelivery
from storage.outbox_letters import SqlLetters
from storage.outbox_tables import COLUMNS, MESSAGE, is_active, is_in, message_from, message_values
from storage.transaction import Transaction

# Far below every position of a normal message.
_URGENT_FIRST = -(2**61)


class SqlOutbox(SqlDelivery, SqlLetters):
    """The outbox, in one transaction.

    Args:
        transaction: the open transaction.
        clock: the injected clock, for expiry and for what the operator is shown.
    """

    def __init__(self, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock

    async def add(self, messages: Sequence[Message]) -> Sequence[Message]:
        """Put messages in the outbox; return those whose key was not there yet.

        An update takes the place of those of the same message that are still pending.
        """
        if not messages:
            return ()
        lanes = {message.lane for message in messages}
        first = {lane: await self._next_position(lane) for lane in lanes}
        rows = [
            message_values(message, first[message.lane] + place)
            for place, message in enumerate(messages)
        ]
        found = await self._transaction.add_new(MESSAGE, rows, ["key"], [MESSAGE.c.id])
        added = {row.id for row in found}
        new = [message for message in messages if message.id in added]
        await self._drop_older_updates(new)
        return new

    async def copies(
        self, subject: str, kind: str | None = None, person_id: str | None = None
    ) -> Sequence[Message]:
        """Return the messages about `subject` that are sent or may yet be, not their updates."""
        columns = MESSAGE.c
        statement = select(*COLUMNS).where(
            columns.subject == subject,
            columns.updates.is_(None),
            columns.state.not_in([state.value for state in sorted(GONE)]),
        )
        if kind is not None:
            statement = statement.where(columns.kind == kind)
        if person_id is not None:
            statement = statement.where(columns.person_id == person_id)
        rows = await self._transaction.connection.execute(statement.order_by(columns.position))
        return [message_from(row) for row in rows]

    async def cancel(
        self, subject: str, kind: str | None = None, spared: Collection[str] = ()
    ) -> None:
        """Cancel what is pending about `subject`, but for what the `spared` people are sent."""
        statement = update(MESSAGE).where(MESSAGE.c.subject == subject, is_in(MESSAGE, "pending"))
        if kind is not None:
            statement = statement.where(MESSAGE.c.kind == kind)
        if spared:
            named = MESSAGE.c.person_id.is_not(None) & MESSAGE.c.person_id.in_(sorted(spared))
            statement = statement.where(~named)
        await self._transaction.connection.execute(
            statement.values(
                state=MessageState.CANCELLED.value,
                reason="superseded",
                changed_at=self._clock.now(),
            )
        )

    async def _drop_older_updates(self, messages: Sequence[Message]) -> None:
        newest = {message.updates: message.id for message in messages if message.updates}
        if not newest:
            return
        await self._transaction.connection.execute(
            update(MESSAGE)
            .where(
                MESSAGE.c.updates.in_(list(newest)),
                MESSAGE.c.id.not_in(list(newest.values())),
                is_in(MESSAGE, "pending"),
            )
            .values(
                state=MessageState.CANCELLED.value,
                reason="superseded",
                changed_at=self._clock.now(),
            )
        )

    async def _next_position(self, lane: Lane) -> int:
        """Return a place behind all that wait; what is written at once may share it."""
        urgent = lane is Lane.URGENT
        latest = select(func.max(MESSAGE.c.position)).where(is_active(MESSAGE))
        if urgent:
            latest = latest.where(MESSAGE.c.position < 0)
        found = await self._transaction.connection.scalar(latest)
        first = _URGENT_FIRST if urgent else 0
        return (first if found is None else max(first, int(found))) + 1
