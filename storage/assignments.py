"""Assignments of business functions, with their feedback."""

from collections.abc import Collection, Sequence

from sqlalchemy import Column, Text

from bot.domain.assignments import Assignment, AssignmentState
from storage.codec import Shape
from storage.records import Kept, SqlRecords, columns_of, record_table
from storage.transaction import Transaction

ASSIGNMENT = record_table(
    "unit_assignment",
    Column("unit_id", Text, nullable=False),
    Column("decision_id", Text, index=True),
    Column("input_id", Text, index=True),
)
_ASSIGNMENT = Kept(
    ASSIGNMENT,
    Shape(Assignment, columns_of("unit_id", "decision_id", "input_id")),
    "OP",
    {AssignmentState.CLOSED.value, AssignmentState.WITHDRAWN.value},
)


class SqlAssignments(SqlRecords[Assignment]):
    """Assignments, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _ASSIGNMENT)

    async def of_decisions(self, decision_ids: Collection[str]) -> Sequence[Assignment]:
        """Return the assignments that carry decisions out, the oldest first."""
        return await self.where(ASSIGNMENT.c.decision_id.in_(sorted(decision_ids)))

    async def of_input(self, input_id: str) -> Sequence[Assignment]:
        """Return the assignments of an input, the oldest first."""
        return await self.where(ASSIGNMENT.c.input_id == input_id)
