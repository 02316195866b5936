"""Repositories of the process flow: inputs, assignments, asks, deviations, who is involved."""

from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar

from bot.domain.asks import Ask
from bot.domain.assignments import Assignment
from bot.domain.deviations import Deviation
from bot.domain.flows import Flow, FlowBook, InputType
from bot.domain.inputs import Input
from bot.domain.involvement import Involvement, LetterNote

Record = TypeVar("Record")


class Records(Protocol[Record]):
    """Records with a number that people type."""

    async def next_number(self) -> str:
        """Return the next number, without gaps; it is this transaction's until it ends."""
        ...

    async def save(self, record: Record) -> None:
        """Insert or update a record by id."""
        ...

    async def find(self, record_id: str) -> Record | None: ...

    async def lock(self, record_id: str) -> Record | None:
        """Return a record, letting nobody else change it until this transaction ends."""
        ...

    async def by_number(self, number: str) -> Record | None:
        """Return the record that people call `number`, in any case."""
        ...

    async def open(self) -> Sequence[Record]:
        """Return the records about which something is still to be done, the oldest first."""
        ...

    async def all(self) -> Sequence[Record]:
        """Return every record, the newest first."""
        ...


class Flows(Protocol):
    """Types of input and their flows."""

    async def book(self) -> FlowBook:
        """Return all of them."""
        ...

    async def save_types(self, types: Sequence[InputType]) -> None:
        """Insert or update types by id; new ones come last."""
        ...

    async def save_flows(self, flows: Sequence[Flow]) -> None:
        """Insert or update flows by id; new ones come last."""
        ...


class Inputs(Records[Input], Protocol):
    """Inputs on their way through their flows."""


class Assignments(Records[Assignment], Protocol):
    """What business functions are to do."""

    async def of_decisions(self, decision_ids: Collection[str]) -> Sequence[Assignment]:
        """Return the assignments that carry decisions out, the oldest first."""
        ...

    async def of_input(self, input_id: str) -> Sequence[Assignment]:
        """Return the assignments of an input, the oldest first."""
        ...


class Asks(Records[Ask], Protocol):
    """Organisation-wide asks with their answers."""


class Deviations(Records[Deviation], Protocol):
    """Deviations, open and closed."""


class Involvements(Protocol):
    """Who is consulted and informed, by case."""

    async def find(self, subject: str) -> Involvement | None: ...

    async def lock(self, subject: str) -> Involvement | None:
        """Return a case's, letting nobody else change it until this transaction ends."""
        ...

    async def save(self, involvement: Involvement) -> None:
        """Insert or update a case's by its subject."""
        ...

    async def open(self) -> Sequence[Involvement]:
        """Return those in which somebody who was asked has not answered, the oldest first."""
        ...

    async def add_notes(self, notes: Sequence[LetterNote]) -> None:
        """Keep what people are only told, for their next Monday letter."""
        ...

    async def notes(self) -> Sequence[LetterNote]:
        """Return the notes that no letter has told yet, the oldest first."""
        ...

    async def told(self, note_ids: Collection[str], letter_id: str) -> Collection[str]:
        """Note that a letter tells them; return the ids of those that no letter had told."""
        ...

    async def notes_in(self, letter_id: str) -> Sequence[LetterNote]:
        """Return the notes that a letter tells, the oldest first."""
        ...
