"""Files that wait to be fetched, under a secret."""

import hashlib
from datetime import datetime

from sqlalchemy import Column, LargeBinary, Table, Text, delete, select

from bot.services.ports import KeptFile
from storage.tables import METADATA, Moment
from storage.transaction import Transaction

# Only the secret's digest is kept: who reads the database or a backup cannot fetch the file.
STORED_FILE = Table(
    "stored_file",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)


class SqlFiles:
    """Files by the digest of their secret."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, secret: str, file: KeptFile, expires_at: datetime) -> None:
        """Keep a file."""
        row = {
            "digest": _digest(secret),
            "name": file.name,
            "media_type": file.media_type,
            "content": file.content,
            "expires_at": expires_at,
        }
        await self._transaction.add(STORED_FILE, [row])

    async def load(self, secret: str, at: datetime) -> KeptFile | None:
        """Return a file that has not expired at `at`."""
        columns = STORED_FILE.c
        statement = select(STORED_FILE).where(
            columns.digest == _digest(secret), columns.expires_at > at
        )
        row = (await self._transaction.connection.execute(statement)).one_or_none()
        return None if row is None else KeptFile(row.name, row.media_type, bytes(row.content))

    async def forget(self, before: datetime) -> None:
        """Drop files that expired before `before`."""
        await self._transaction.connection.execute(
            delete(STORED_FILE).where(STORED_FILE.c.expires_at < before)
        )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
