"""Platform accounts bound to people, and the one-time codes that bind them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, Text, UniqueConstraint, delete

from bot.domain.people import Account
from storage.tables import METADATA, Moment, reference
from storage.transaction import Transaction

ACCOUNT = Table(
    "account",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("tenant", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    reference("person_id", "person", required=True),
    Column("bound_at", Moment, nullable=False),
    UniqueConstraint("person_id", "platform", "tenant"),
)
LINK_CODE = Table(
    "link_code",
    METADATA,
    Column("digest", Text, primary_key=True),
    reference("person_id", "person", required=True),
    Column("expires_at", Moment, nullable=False),
)


class SqlAccounts:
    """Bindings and one-time codes."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def bind(self, account: Account, person_id: str, at: datetime) -> bool:
        """Bind an account; False when it is bound already or the person has one there."""
        row = {
            "platform": account.platform,
            "tenant": account.tenant,
            "account": account.id,
            "person_id": person_id,
            "bound_at": at,
        }
        await self._transaction.touch()
        statement: Any = self._transaction.insert(ACCOUNT).values(row)
        bound = statement.on_conflict_do_nothing().returning(ACCOUNT.c.person_id)
        return await self._transaction.connection.scalar(bound) is not None

    async def add_code(self, digest: str, person_id: str, expires_at: datetime) -> None:
        """Keep the SHA-256 digest of a one-time code."""
        row = {"digest": digest, "person_id": person_id, "expires_at": expires_at}
        await self._transaction.save(LINK_CODE, [row])

    async def use_code(self, digest: str, at: datetime) -> str | None:
        """Use up a code and return its person's id; None when unknown, used or expired at `at`."""
        connection = self._transaction.connection
        await connection.execute(delete(LINK_CODE).where(LINK_CODE.c.expires_at <= at))
        used = delete(LINK_CODE).where(LINK_CODE.c.digest == digest)
        found: str | None = await connection.scalar(used.returning(LINK_CODE.c.person_id))
        return found
