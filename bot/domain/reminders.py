"""What people are told about their part of the annual wheel and plan, and have been told.

A stage is one rung of the ladder of an occurrence, of a task of the plan, or of something else that
is owed (`dues`), on one day. It is told
once to each person, in a message of its own or as a line of that day's letter; what a long stop
made pointless is kept as missed (experience.md, "Reminder and escalation defaults";
reliability.md §1, "Occurrences").
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.involvement import LetterNote


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
class DueTold:
    """That a person was told of a stage of something owed, once.

    Args:
        due_key, stage, person_id: unique together.
        on, letter_id, missed: as for `Told`.
    """

    due_key: str
    stage: str
    person_id: str
    on: date
    letter_id: str | None = None
    missed: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """Return what is unique."""
        return self.due_key, self.stage, self.person_id


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
class DueLine:
    """One line of a letter about something owed. `stage` is "" for what is only listed.

    It is `SETTLED` once the letter shows that the work is done.
    """

    due_key: str
    stage: str = ""


SETTLED = "settled"


@dataclass(frozen=True)
class Letter:
    """What one person is told of the wheel, the plan and all else on one day, in one message.

    Args:
        id: random; the message's subject is `letter/<id>`, or `occurrence/<id>` or `plan/<id>`
            when it is about a single occurrence or task alone.
        person_id: the reader; unique together with `on`.
        on: the local date.
        lines: of the wheel, in the order shown.
        weekly: it is the Monday letter.
        tasks: lines about tasks of the plan, in the order shown.
        dues: lines about what else is owed, in the order shown.
        notes: what the reader is only told (I), the oldest first.
    """

    id: str
    person_id: str
    on: date
    lines: tuple[Line, ...]
    weekly: bool = False
    tasks: tuple[TaskLine, ...] = ()
    dues: tuple[DueLine, ...] = ()
    notes: tuple[LetterNote, ...] = ()

    @property
    def tells(self) -> bool:
        """Tell whether any line is more than listed."""
        stages = (
            *(line.stage for line in self.lines),
            *(line.stage for line in self.tasks),
            *(line.stage for line in self.dues),
        )
        return any(stages)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is told in it, and nothing listed."""
        return not (self.lines or self.tasks or self.dues or self.notes)
