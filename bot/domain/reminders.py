"""What people are told about their part of the annual wheel and plan, and have been told.

A stage is one rung of the ladder of an occurrence, or of a task of the plan, on one day. It is told
once to each person, in a message of its own or as a line of that day's letter; what a long stop
made pointless is kept as missed (experience.md, "Reminder and escalation defaults";
reliability.md §1, "Occurrences").
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Recipient(StrEnum):
    """Whom a stage is for."""

    RESPONSIBLE = "responsible"
    ACCOUNTABLE = "accountable"
    COMMITTEE = "committee"
    APPROVER = "approver"


@dataclass(frozen=True)
class Stage:
    """One rung of a ladder.

    Args:
        name: fixed for the occurrence's part, or for the task ("before-14", "late-1", "late-6",
            "accountable-5").
        on: the local date on which it is told.
        to: whom it is for.
        alone: it goes by itself; others are lines of the Monday letter of their week.
    """

    name: str
    on: date
    to: Recipient
    alone: bool


@dataclass(frozen=True)
class Told:
    """That a person was told of a stage, once.

    Args:
        occurrence_id, part, stage, person_id: unique together; a part's key is "" for the whole.
        on: the local date.
        letter_id: the letter in which it stood.
        missed: it was passed over, because it came too late to be of use.
    """

    occurrence_id: str
    part: str
    stage: str
    person_id: str
    on: date
    letter_id: str | None = None
    missed: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """Return what is unique."""
        return self.occurrence_id, self.part, self.stage, self.person_id


@dataclass(frozen=True)
class TaskTold:
    """That a person was told of a stage of a task of the plan, once.

    Args:
        task_id, stage, person_id: unique together.
        on, letter_id, missed: as for `Told`.
    """

    task_id: str
    stage: str
    person_id: str
    on: date
    letter_id: str | None = None
    missed: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """Return what is unique."""
        return self.task_id, self.stage, self.person_id


@dataclass(frozen=True)
class Line:
    """One line of a letter. `stage` is "" for what is only listed there."""

    occurrence_id: str
    part: str
    stage: str = ""


@dataclass(frozen=True)
class TaskLine:
    """One line of a letter about a task of the plan. `stage` is "" for what is only listed."""

    task_id: str
    stage: str = ""


@dataclass(frozen=True)
class Letter:
    """What one person is told of the wheel and the plan on one day, in one message.

    Args:
        id: random; the message's subject is `letter/<id>`, or `occurrence/<id>` or `plan/<id>`
            when it is about a single occurrence or task.
        person_id: the reader; unique together with `on`.
        on: the local date.
        lines: of the wheel, in the order shown.
        weekly: it is the Monday letter.
        tasks: lines about tasks of the plan, in the order shown.
    """

    id: str
    person_id: str
    on: date
    lines: tuple[Line, ...]
    weekly: bool = False
    tasks: tuple[TaskLine, ...] = ()

    @property
    def tells(self) -> bool:
        """Tell whether any line is more than listed."""
        return any(line.stage for line in self.lines) or any(line.stage for line in self.tasks)
