"""What people owe by a date outside the wheel and the plan: answers, feedback, triage, effects.

The morning's message tells of it beside the wheel and the plan, by the same rules: one message a
morning, quiet weeks, absences and deputies, and never to someone who has acted.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
        responsible: who owes it (R): holders on the day, and deputies of those who are away.
        accountable: who hears that it is late (A).
        days_before: working days before `on` at which it is told (0: on the day itself).
        accountable_after: working days after `on` at which A hears, None for never.
        unit_id: for whom it is owed, where that is a unit.
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

    @property
    def key(self) -> str:
        """Return what is unique: "feedback:assignment/<id>"."""
        return f"{self.kind}:{self.subject}"
