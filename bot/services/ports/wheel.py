"""Repositories of the annual wheel, and of what people were told of it."""

import mimetypes
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Protocol

from bot.domain.occurrences import Occurrence
from bot.domain.reminders import DueTold, Letter, TaskTold, Told
from bot.domain.wheel import System, WheelItem
from bot.domain.workdays import WorkCalendar

_LONGEST_NAME = 200


@dataclass(frozen=True)
class KeptEvidence:
    """A file that shows that something was done; it is kept as long as what it shows.

    `sha256` is its digest in hexadecimal.
    """

    id: str
    name: str
    media_type: str
    content: bytes
    sha256: str


@dataclass(frozen=True)
class NewFile:
    """A file that shows that something was done, as it was sent."""

    name: str
    content: bytes

    def kept(self, evidence_id: str) -> KeptEvidence:
        """Return it as it is kept with what it shows."""
        media_type, _ = mimetypes.guess_type(self.name)
        return KeptEvidence(
            id=evidence_id,
            name=self.name[-_LONGEST_NAME:],
            media_type=media_type or "application/octet-stream",
            content=self.content,
            sha256=sha256(self.content).hexdigest(),
        )


class Wheels(Protocol):
    """The annual wheel. `save_*` inserts or updates by id; `organisation` reads it all."""

    async def save_calendar(self, calendar: WorkCalendar, chair_role: str) -> None:
        """Write when the organisation works, and whose holder a committee's chair is."""
        ...

    async def save_items(self, items: Sequence[WheelItem]) -> None: ...

    async def save_systems(self, systems: Sequence[System]) -> None: ...

    async def plan(self, occurrences: Sequence[Occurrence]) -> Sequence[Occurrence]:
        """Write occurrences whose (item, key) is not there yet, and return those."""
        ...

    async def save(self, occurrence: Occurrence) -> None:
        """Write an occurrence with its parts and its request."""
        ...

    async def drop(self, occurrence_ids: Collection[str]) -> None:
        """Delete occurrences that nobody has touched or been told of."""
        ...

    async def keep_evidence(self, evidence: KeptEvidence) -> None:
        """Keep a file that shows that something was done."""
        ...

    async def evidence(self, evidence_id: str) -> KeptEvidence | None:
        """Return a kept file."""
        ...


class Reminders(Protocol):
    """What people were told of the wheel, of the plan, and of what else they owe."""

    async def tell(self, told: Sequence[Told]) -> Sequence[Told]:
        """Note that people are told of stages; return those that nobody had noted before."""
        ...

    async def told(self, occurrence_ids: Collection[str], on: date | None = None) -> Sequence[Told]:
        """Return what was told, or passed over, of these occurrences, ever or on a local date."""
        ...

    async def tell_tasks(self, told: Sequence[TaskTold]) -> Sequence[TaskTold]:
        """As `tell`, of the plan's tasks."""
        ...

    async def told_tasks(
        self, task_ids: Collection[str], on: date | None = None
    ) -> Sequence[TaskTold]:
        """As `told`, of the plan's tasks."""
        ...

    async def tell_dues(self, told: Sequence[DueTold]) -> Sequence[DueTold]:
        """As `tell`, of what else is owed."""
        ...

    async def told_dues(
        self, due_keys: Collection[str], on: date | None = None
    ) -> Sequence[DueTold]:
        """As `told`, of what else is owed."""
        ...

    async def add_letters(self, letters: Sequence[Letter]) -> Sequence[Letter]:
        """Keep letters; return those whose reader had none of that day yet."""
        ...

    async def letter(self, letter_id: str) -> Letter | None:
        """Return a letter."""
        ...

    async def letters_about(self, occurrence_id: str) -> Sequence[Letter]:
        """Return the letters in which an occurrence has a line, the newest first."""
        ...

    async def letters_about_task(self, task_id: str) -> Sequence[Letter]:
        """Return the letters in which a task of the plan has a line, the newest first."""
        ...

    async def letters_about_dues(self, due_keys: Collection[str]) -> Sequence[Letter]:
        """Return the letters with a line about any of these that is not settled, newest first."""
        ...

    async def settle_dues(self, due_keys: Collection[str]) -> None:
        """Note that the letters show that the work is done."""
        ...

    async def readers_on(self, on: date) -> frozenset[str]:
        """Return the ids of the people who have a letter of the local date `on`."""
        ...

    async def last_morning(self) -> date | None:
        """Return the last local date whose reminders are all told, None before the first."""
        ...

    async def morning_done(self, on: date) -> None:
        """Note that the reminders of the local date `on`, and of all before it, are told."""
        ...
