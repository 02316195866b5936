"""Who is consulted and informed, by case, and what letters are still to tell."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Select, Table, Text, select, update

from bot.domain.involvement import Involvement, LetterNote
from storage.codec import Shape
from storage.tables import METADATA, Moment, identity
from storage.transaction import Transaction

INVOLVEMENT = Table(
    "involvement",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("waits", Boolean, nullable=False, index=True),
    Column("body", JSON, nullable=False),
)
LETTER_NOTE = Table(
    "letter_note",
    METADATA,
    identity(),
    Column("person_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("letter_id", Text, index=True),
)
_INVOLVEMENT = Shape(Involvement, {"subject": "subject", "at": "at"})


class SqlInvolvements:
    """Who is involved, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def find(self, subject: str) -> Involvement | None:
        """Return a case's."""
        return await self._one(select(INVOLVEMENT).where(INVOLVEMENT.c.subject == subject))

    async def lock(self, subject: str) -> Involvement | None:
        """Return a case's, letting nobody else change it until this transaction ends."""
        found = select(INVOLVEMENT).where(INVOLVEMENT.c.subject == subject)
        return await self._one(found.with_for_update())

    async def save(self, involvement: Involvement) -> None:
        """Insert or update a case's by its subject."""
        waits = any(one.answer is None for one in involvement.consulted)
        row = {**_INVOLVEMENT.row(involvement), "waits": waits}
        await self._transaction.save(INVOLVEMENT, [row])

    async def open(self) -> Sequence[Involvement]:
        """Return those in which somebody who was asked has not answered, the oldest first."""
        columns = INVOLVEMENT.c
        waiting = select(INVOLVEMENT).where(columns.waits.is_(True))
        return await self._all(waiting.order_by(columns.at, columns.subject))

    async def add_notes(self, notes: Sequence[LetterNote]) -> None:
        """Keep what people are only told, for their next Monday letter."""
        rows = [asdict(note) for note in notes]
        await self._transaction.add(LETTER_NOTE, rows)

    async def notes(self) -> Sequence[LetterNote]:
        """Return the notes that no letter has told yet, the oldest first."""
        return await self._notes(LETTER_NOTE.c.letter_id.is_(None))

    async def told(self, note_ids: Collection[str], letter_id: str) -> Collection[str]:
        """Note that a letter tells them; return the ids of those that no letter had told.

        Of replicas that tell the same at once one gets them back; the other waits for its commit.
        """
        columns = LETTER_NOTE.c
        chosen = columns.id.in_(sorted(note_ids)) & columns.letter_id.is_(None)
        statement = update(LETTER_NOTE).where(chosen).values(letter_id=letter_id)
        found = await self._transaction.connection.scalars(statement.returning(columns.id))
        return frozenset(found)

    async def notes_in(self, letter_id: str) -> Sequence[LetterNote]:
        """Return the notes that a letter tells, the oldest first."""
        return await self._notes(LETTER_NOTE.c.letter_id == letter_id)

    async def _notes(self, condition: Any) -> Sequence[LetterNote]:
        columns = LETTER_NOTE.c
        statement = select(LETTER_NOTE).where(condition).order_by(columns.at, columns.id)
        rows = await self._transaction.connection.execute(statement)
        return [LetterNote(**row._mapping) for row in rows]

    async def _one(self, statement: Select[Any]) -> Involvement | None:
        found = await self._all(statement)
        return found[0] if found else None

    async def _all(self, statement: Select[Any]) -> Sequence[Involvement]:
        rows = await self._transaction.connection.execute(statement)
        return [_INVOLVEMENT.value(row) for row in rows]
