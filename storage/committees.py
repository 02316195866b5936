"""Committees, and the versions of their terms of reference."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Date, Integer, Row, Table, Text, select

from bot.domain.committees import Committee, Terms
from storage.codec import Shape
from storage.tables import METADATA, identity, key_of, ordinal, reference
from storage.transaction import Transaction

COMMITTEE = Table(
    "committee",
    METADATA,
    identity(),
    ordinal(),
    reference("role_id", "role", required=True),
    reference("chair_role", "role", required=True),
    reference("secretary_role", "role", required=True),
    Column("closed_on", Date),
    Column("body", JSON, nullable=False),
)
TERMS = Table(
    "terms",
    METADATA,
    Column("committee_id", Text, key_of("committee"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("review_on", Date),
    Column("body", JSON, nullable=False),
)
_COMMITTEE = Shape(
    Committee,
    {
        "id": "id",
        "role_id": "role_id",
        "chair_role": "chair_role",
        "secretary_role": "secretary_role",
        "closed_on": "closed_on",
    },
)
_TERMS = Shape(
    Terms,
    {
        "committee_id": "committee_id",
        "version": "version",
        "state": "state",
        "review_on": "review_on",
    },
)


class SqlCommittees:
    """Committees and their terms, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, committee: Committee) -> None:
        """Insert or update a committee by id."""
        await self._transaction.touch()
        await self._transaction.save(COMMITTEE, [_COMMITTEE.row(committee)])

    async def save_terms(self, terms: Terms) -> None:
        """Insert or update a version of a committee's terms."""
        await self._transaction.save(TERMS, [_TERMS.row(terms)])

    async def terms_of(self, committee_id: str) -> Sequence[Terms]:
        """Return every version of a committee's terms, the newest first."""
        columns = TERMS.c
        statement = select(TERMS).where(columns.committee_id == committee_id)
        newest_first = statement.order_by(columns.version.desc())
        rows = await self._transaction.connection.execute(newest_first)
        return [_TERMS.value(row) for row in rows]


def committees_from(rows: Iterable[Row[Any]]) -> tuple[Committee, ...]:
    """Build the committees from their rows."""
    return tuple(_COMMITTEE.value(row) for row in rows)
