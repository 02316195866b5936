"""What people are told about their part of the annual wheel, and what they have been told.

A stage is one rung of an occurrence's ladder on one day. It is told once to each person, in a
message of its own or as a line of that day's letter; what a long stop made pointless is kept as
missed (experience.md, "Reminder and escalation defaults"; reliability.md §1, "Occurrences").
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
        name: fixed for the occurrence's part ("before-14", "late-1", "late-6", "accountable-5").
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


@dataclass(frozen=True)
class Line:
    """One line of a letter. `stage` is "" for what is only listed there."""

    occurrence_id: str
    part: str
    stage: str = ""


@dataclass(frozen=True)
class Letter:
    """What one person is told of the wheel on one day, in one message.

    Args:
        id: random; the message's subject is `letter/<id>`, or `occurrence/<id>` when it is about
            a single occurrence.
        person_id: the reader; unique together with `on`.
        on: the local date.
        lines: in the order shown.
        weekly: it is the Monday letter.
    """

    id: str
    person_id: str
    on: date
    lines: tuple[Line, ...]
    weekly: bool = False
