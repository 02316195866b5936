"""What people owe by a date outside the wheel and the plan: answers, feedback, triage, effects.

The morning's message tells of it beside the wheel and the plan, by the same rules: one message a
morning, quiet weeks, absences and deputies, and never to someone who has acted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.language import Localized
from bot.domain.plan import Bearer


class DueKind(StrEnum):
    """What is owed."""

    TRIAGE = "triage"
    STEP = "step"
    ACKNOWLEDGE = "acknowledge"
    FEEDBACK = "feedback"
    JUDGE = "judge"
    EFFECT = "effect"
    ASK = "ask"
    DEVIATION = "deviation"
    CONSULTATION = "consultation"


@dataclass(frozen=True)
class Due:
    """Something that a person owes by a date.

    Args:
        subject: the record ("assignment/<id>", "ask/<id>/<key>"), unique together with `kind`.
        kind: what is owed.
        number: of the record, as people type it.
        title: in a few words.
        on: the local date by which it is owed.
        responsible: who owes it (R): holders on the day, and deputies of those who are away. Of
            what a unit owes it is nobody: whoever answers for the unit that day does.
        accountable: who hears that it is late (A).
        days_before: working days before `on` at which it is told (0: on the day itself).
        accountable_after: working days after `on` at which A hears, None for never.
        unit_id: the unit that it is about.
        by_unit: that unit owes it.
        words: what more is to be said of it: the step of a flow.
        reminds: nobody is reminded of what does not; it is only listed in the Monday letter.
        ends: the local date from which it is neither told nor listed: something else of the record
            is, which says the same and more. It is owed all the same.
    """

    subject: str
    kind: DueKind
    number: str
    title: str
    on: date
    responsible: tuple[Bearer, ...]
    accountable: tuple[Bearer, ...] = ()
    days_before: tuple[int, ...] = (3, 0)
    accountable_after: int | None = 5
    unit_id: str | None = None
    by_unit: bool = False
    words: Localized = field(default_factory=Localized)
    reminds: bool = True
    ends: date | None = None

    @property
    def key(self) -> str:
        """Return what is unique: "feedback:assignment/<id>"."""
        return due_key(self.kind, self.subject)

    def is_shown(self, on: date) -> bool:
        """Tell whether people are told of it on the local date `on`."""
        return self.ends is None or on < self.ends

    def is_late(self, on: date) -> bool:
        """Tell whether it is late on the local date `on`."""
        return self.reminds and self.on < on


def due_key(kind: DueKind, subject: str) -> str:
    """Return what is unique of something owed."""
    return f"{kind.value}:{subject}"


def record_of(key: str) -> str:
    """Return the record that a key is about: "ask/<id>" of "ask:ask/<id>/<unit>"."""
    return "/".join(key.partition(":")[2].split("/")[:2])


@dataclass(frozen=True)
class DueBook:
    """What is known of some things owed, as their records stand now.

    Args:
        owed: what is still owed, by its key.
        titles: what the records are called ("OP-12: Ryd op i adgange"), by record, also of those
            that owe nothing any more.
    """

    owed: Mapping[str, Due] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
