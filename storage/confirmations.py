"""What holders answered to the roles that a matrix version gives them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    Row,
    Select,
    Table,
    Text,
    select,
)

from bot.domain.confirmations import Answer, Confirmation
from storage.tables import METADATA, Moment, key_of
from storage.transaction import Transaction

CONFIRMATION = Table(
    "confirmation",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("assignment_id", Text, key_of("assignment"), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("answer IN ('confirmed', 'declined')", name="answer"),
)


class SqlConfirmations:
    """The answers, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, confirmation: Confirmation) -> bool:
        """Keep an answer; False when that holder has answered to that version already."""
        await self._transaction.touch()
        statement = (
            self._transaction.insert(CONFIRMATION)
            .values(
                version=confirmation.version,
                assignment_id=confirmation.assignment_id,
                answer=confirmation.answer.value,
                at=confirmation.at,
                by=confirmation.by,
                reason=confirmation.reason,
            )
            .on_conflict_do_nothing(index_elements=["version", "assignment_id"])
            .returning(CONFIRMATION.c.version)
        )
        return await self._transaction.connection.scalar(statement) is not None


def confirmations_of(version: int) -> Select[Any]:
    """Return the query for the answers to a version, in the order they were given."""
    answers = select(CONFIRMATION).where(CONFIRMATION.c.version == version)
    return answers.order_by(CONFIRMATION.c.at, CONFIRMATION.c.assignment_id)


def confirmations_from(rows: Iterable[Row[Any]]) -> tuple[Confirmation, ...]:
    """Build the answers from their rows."""
    return tuple(
        Confirmation(
            version=row.version,
            assignment_id=row.assignment_id,
            answer=Answer(row.answer),
            at=row.at,
            by=row.by,
            reason=row.reason,
        )
        for row in rows
    )
