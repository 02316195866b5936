"""Messages on their way, written in the transaction that caused them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Column, Index, Row, Table, Text, select, update

from bot.domain.delivery import Destination, Lane, Message, MessageState, WhenUnknown
from storage.tables import METADATA, Moment, identity
from storage.transaction import Transaction

MESSAGE = Table(
    "message",
    METADATA,
    identity(),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("destination", Text, nullable=False),
    Column("place_kind", Text, nullable=False),
    Column("thread", Text),
    Column("card", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("person_id", Text),
    Column("language", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("when_unknown", Text, nullable=False),
    Column("updates", Text),
    Column("state", Text, nullable=False),
    Index("ix_message_subject_kind", "subject", "kind"),
)
_GONE = (MessageState.DEAD, MessageState.EXPIRED, MessageState.CANCELLED)


class SqlOutbox:
    """The outbox, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, messages: Sequence[Message]) -> Sequence[Message]:
        """Put messages in the outbox; return those whose key was not there yet."""
        if not messages:
            return ()
        statement = (
            self._transaction.insert(MESSAGE)
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(MESSAGE.c.id)
        )
        added = set(
            await self._transaction.connection.scalars(statement, [_values(m) for m in messages])
        )
        return [message for message in messages if message.id in added]

    async def copies(self, subject: str, kind: str | None = None) -> Sequence[Message]:
        """Return the messages about `subject` that are sent or may yet be, not their updates."""
        columns = MESSAGE.c
        statement = select(MESSAGE).where(
            columns.subject == subject,
            columns.updates.is_(None),
            columns.state.not_in([state.value for state in _GONE]),
        )
        if kind is not None:
            statement = statement.where(columns.kind == kind)
        rows = await self._transaction.connection.execute(statement.order_by(columns.created_at))
        return [_message(row) for row in rows]

    async def cancel(self, subject: str, kind: str | None = None) -> None:
        """Cancel what is pending about `subject`."""
        columns = MESSAGE.c
        statement = update(MESSAGE).where(
            columns.subject == subject, columns.state == MessageState.PENDING.value
        )
        if kind is not None:
            statement = statement.where(columns.kind == kind)
        await self._transaction.connection.execute(
            statement.values(state=MessageState.CANCELLED.value)
        )


def _values(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "key": message.key,
        "kind": message.kind,
        "subject": message.subject,
        "platform": message.destination.platform,
        "tenant": message.destination.tenant,
        "destination": message.destination.id,
        "place_kind": message.destination.kind,
        "thread": message.destination.thread,
        "card": dict(message.card),
        "created_at": message.created_at,
        "expires_at": message.expires_at,
        "person_id": message.person_id,
        "language": message.language,
        "lane": message.lane.value,
        "when_unknown": message.when_unknown.value,
        "updates": message.updates,
        "state": MessageState.PENDING.value,
    }


def _message(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        key=row.key,
        kind=row.kind,
        subject=row.subject,
        destination=Destination(
            row.platform, row.tenant, row.destination, row.place_kind, row.thread
        ),
        card=row.card,
        created_at=row.created_at,
        expires_at=row.expires_at,
        person_id=row.person_id,
        language=row.language,
        lane=Lane(row.lane),
        when_unknown=WhenUnknown(row.when_unknown),
        updates=row.updates,
    )
