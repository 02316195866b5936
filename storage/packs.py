"""Validated packs as they came, for the features that later read them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, Column, Table, Text, select

from storage.tables import METADATA
from storage.transaction import Transaction

PACK = Table(
    "pack",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("locale", Text, primary_key=True),
    Column("content", JSON, nullable=False),
)


class SqlPacks:
    """Packs by name and locale."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, pack: str, locale: str, content: Mapping[str, Any]) -> None:
        """Keep the whole pack, replacing an earlier one of the same name and locale.

        Args:
            content: values that JSON has; mappings keep their order.
        """
        row = {"name": pack, "locale": locale, "content": dict(content)}
        await self._transaction.save(PACK, [row])

    async def load(self, pack: str, locale: str) -> Mapping[str, Any] | None:
        """Return a kept pack."""
        statement = select(PACK.c.content).where(PACK.c.name == pack, PACK.c.locale == locale)
        found: Mapping[str, Any] | None = await self._transaction.connection.scalar(statement)
        return found
