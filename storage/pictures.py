"""Rendered pictures under a secret."""

import hashlib
from datetime import datetime

from sqlalchemy import Column, LargeBinary, Table, Text, delete, select

from bot.services.ports import Clock
from storage.tables import METADATA, Moment
from storage.transaction import Transaction

# Only the secret's digest is kept: who reads the database or a backup cannot fetch the picture.
PICTURE = Table(
    "picture",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("png", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)


class SqlPictures:
    """Pictures by the digest of their secret."""

    def __init__(self, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock

    async def add(self, secret: str, png: bytes, expires_at: datetime) -> None:
        """Keep a picture and drop those that have expired."""
        expired = delete(PICTURE).where(PICTURE.c.expires_at <= self._clock.now())
        await self._transaction.connection.execute(expired)
        row = {"digest": _digest(secret), "png": png, "expires_at": expires_at}
        await self._transaction.save(PICTURE, [row])

    async def load(self, secret: str, at: datetime) -> bytes | None:
        """Return a picture that has not expired at `at`."""
        statement = (
            select(PICTURE.c.png)
            .where(PICTURE.c.digest == _digest(secret))
            .where(PICTURE.c.expires_at > at)
        )
        found: bytes | None = await self._transaction.connection.scalar(statement)
        return None if found is None else bytes(found)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
