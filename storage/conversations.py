"""Where the bot can write on platforms that must be answered at a given address (Teams)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Table, Text, delete, select

from storage.tables import METADATA
from storage.transaction import Transaction

CONVERSATION = Table(
    "conversation",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("reference", JSON, nullable=False),
)


class SqlConversations:
    """Conversation references by key."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, key: str, reference: Mapping[str, Any]) -> None:
        """Keep `reference` in place of any other under `key`."""
        await self._transaction.save(CONVERSATION, [{"key": key, "reference": dict(reference)}])

    async def load(self, key: str) -> Mapping[str, Any] | None:
        """Return what is kept under `key`."""
        statement = select(CONVERSATION.c.reference).where(CONVERSATION.c.key == key)
        found: Mapping[str, Any] | None = await self._transaction.connection.scalar(statement)
        return found

    async def remove(self, key: str) -> None:
        """Forget what is kept under `key`, if anything is."""
        await self._transaction.connection.execute(
            delete(CONVERSATION).where(CONVERSATION.c.key == key)
        )

    async def every(self) -> Sequence[Mapping[str, Any]]:
        """Return every reference, in no order."""
        found = await self._transaction.connection.scalars(select(CONVERSATION.c.reference))
        return list(found)
