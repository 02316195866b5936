"""The register of decisions. Triggers made by the migration refuse every change of it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import JSON, Column, Integer, Select, Table, Text, UniqueConstraint, select

from bot.domain.decisions import Decision
from bot.domain.errors import BadInput
from storage.codec import Shape
from storage.numbering import following, take
from storage.tables import METADATA, Moment, identity
from storage.transaction import Transaction

# No keys to where it was made: the register stands by itself.
DECISION = Table(
    "decision",
    METADATA,
    identity(),
    Column("number", Text, nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("committee_id", Text),
    Column("title", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("about", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("meeting_id", Text),
    Column("item_id", Text, unique=True),
    Column("approval_id", Text, unique=True),
    Column("body", JSON, nullable=False),
    UniqueConstraint("year", "place"),
)
_DECISION = Shape(
    Decision,
    {
        "id": "id",
        "number": "number",
        "committee_id": "committee_id",
        "title": "title",
        "outcome": "outcome",
        "mode": "mode",
        "decided_at": "decided_at",
        "about": "about",
        "digest": "digest",
        "meeting_id": "meeting_id",
        "item_id": "item_id",
        "approval_id": "approval_id",
    },
)


class SqlDecisions:
    """The register, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, decision: Decision, year: int) -> Decision:
        """Write a decision with the next number of `year`, without gaps, and return it.

        Until this transaction ends nobody else gets a number of the year: call it after the
        request or the meeting is locked, and before the audit log is written.

        Raises:
            BadInput: its approval or its agenda item has a decision already.
        """
        series = f"decision-{year}"
        place = await following(self._transaction, series)
        numbered = replace(decision, number=f"{year}-{place:03}")
        row = {**_DECISION.row(numbered), "year": year, "place": place}
        statement = self._transaction.insert(DECISION).values(row).on_conflict_do_nothing()
        added = await self._transaction.connection.scalar(statement.returning(DECISION.c.id))
        if added is None:
            raise BadInput("decision-made")
        await take(self._transaction, series, place)
        return numbered

    async def find(self, decision_id: str) -> Decision | None:
        """Return a decision by its id."""
        return await self._one(select(DECISION).where(DECISION.c.id == decision_id))

    async def by_number(self, number: str) -> Decision | None:
        """Return the decision with a number ("2026-014")."""
        return await self._one(select(DECISION).where(DECISION.c.number == number.strip()))

    async def all(self, committee_ids: Collection[str] | None = None) -> Sequence[Decision]:
        """Return the register, the newest first; of some committees, when any are given."""
        columns = DECISION.c
        statement = select(DECISION).order_by(columns.year.desc(), columns.place.desc())
        if committee_ids is not None:
            statement = statement.where(columns.committee_id.in_(sorted(committee_ids)))
        rows = await self._transaction.connection.execute(statement)
        return [_DECISION.value(row) for row in rows]

    async def _one(self, statement: Select[Any]) -> Decision | None:
        row = (await self._transaction.connection.execute(statement)).one_or_none()
        return None if row is None else _DECISION.value(row)
