"""Calendar feeds, under the digest of their secret."""

import hashlib
from typing import Any

from sqlalchemy import Column, Row, Table, Text, delete, select

from bot.domain.calendars import Feed
from storage.tables import METADATA, Moment
from storage.transaction import Transaction

# Only the secret's digest is kept: who reads the database or a backup cannot fetch the calendar.
CALENDAR_FEED = Table(
    "calendar_feed",
    METADATA,
    Column("owner", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
)


class SqlCalendars:
    """Calendar feeds, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def open(self, feed: Feed, secret: str) -> None:
        """Keep a feed under `secret`, in place of the one that its owner had."""
        row = {
            "owner": feed.owner,
            "id": feed.id,
            "digest": _digest(secret),
            "opened_by": feed.opened_by,
            "opened_at": feed.opened_at,
        }
        await self._transaction.save(CALENDAR_FEED, [row])

    async def close(self, owner: str) -> None:
        """Forget the owner's feed."""
        statement = delete(CALENDAR_FEED).where(CALENDAR_FEED.c.owner == owner)
        await self._transaction.connection.execute(statement)

    async def of(self, owner: str) -> Feed | None:
        """Return the owner's feed."""
        statement = select(CALENDAR_FEED).where(CALENDAR_FEED.c.owner == owner)
        return _feed((await self._transaction.connection.execute(statement)).one_or_none())

    async def find(self, secret: str) -> Feed | None:
        """Return the feed with this secret; None when there is none, or no longer."""
        statement = select(CALENDAR_FEED).where(CALENDAR_FEED.c.digest == _digest(secret))
        return _feed((await self._transaction.connection.execute(statement)).one_or_none())


def _feed(row: Row[Any] | None) -> Feed | None:
    return None if row is None else Feed(row.id, row.owner, row.opened_by, row.opened_at)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
