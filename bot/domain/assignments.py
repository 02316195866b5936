"""Assignments: what a business function is to do, and what it reports back (001 §2 and §4).

The functions carry out what the committee decides and report *whether the instruction was
followed and whether it succeeded*; whether it worked is a question of its own, later.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.occurrences import Evidence
from bot.domain.plan import Bearer


class AssignmentState(StrEnum):
    """Where an assignment is (domain.md §2). That it is late is derived from its deadline.

    SENT_BACK: by the unit, with a reason; the function assigns it anew or withdraws it. REPORTED:
    the function looks at the feedback. ACCEPTED: only the effect is still to be judged.
    """

    ASSIGNED = "assigned"
    ACKNOWLEDGED = "acknowledged"
    SENT_BACK = "sent-back"
    STARTED = "started"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


WITH_UNIT = frozenset(
    {AssignmentState.ASSIGNED, AssignmentState.ACKNOWLEDGED, AssignmentState.STARTED}
)
"""The unit has something to do."""


class Answer(StrEnum):
    """An answer to one of the questions. TOO_EARLY is for the effect alone, and asks again."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    TOO_EARLY = "too-early"


@dataclass(frozen=True)
class Question:
    """Something the unit asked (»Spørg«), and the answer; moments in UTC."""

    text: str
    by: str
    at: datetime
    answer: str = ""
    answered_by: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Feedback:
    """What a unit reported back (001 §2). A comment is there unless both answers are yes.

    Args:
        followed: was the instruction followed?
        successful: was the activity completed successfully?
        by, at: who reported, and when (UTC).
        comment: in words.
        evidence: what shows it.
        accepted: the function's verdict; None until there is one.
        judged_by, judged_at: whose verdict, and when (UTC).
        reason: why it was sent back.
    """

    followed: Answer
    successful: Answer
    by: str
    at: datetime
    comment: str = ""
    evidence: Evidence = field(default_factory=Evidence)
    accepted: bool | None = None
    judged_by: str | None = None
    judged_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class EffectAnswer:
    """Whether it has worked, as one person other than the doer saw it; `at` in UTC."""

    answer: Answer
    by: str
    at: datetime
    comment: str = ""


@dataclass(frozen=True)
class EffectCheck:
    """»Har den virket?« (ISO 27001 10.2 d), asked of another person than the doer.

    Args:
        due: the local date on which it is asked; a "too early" moves it.
        asked: who answers.
        answers: the newest last.
    """

    due: date
    asked: Bearer
    answers: tuple[EffectAnswer, ...] = ()

    @property
    def verdict(self) -> Answer | None:
        """Return the answer that ends the question, None while it is open."""
        last = self.answers[-1].answer if self.answers else None
        return None if last is Answer.TOO_EARLY else last


@dataclass(frozen=True)
class Assignment:
    """What one business function is to do.

    Args:
        id: random.
        number: for people to type: "OP-12".
        unit_id: the function. Its head acts for it, or the head's deputy.
        title: in a few words.
        instruction: what is to be done, and how.
        due: by when, a local date.
        accountable: who hears that it is late (A).
        assigned_by, assigned_at: who gave it, and when (UTC).
        decision_id: what it carries out, or
        input_id: the input that it is of; both, one or neither is set.
        origin: any other record it came from ("deviation/<id>"), or "".
        state: where it is.
        acknowledged_by, acknowledged_at: UTC.
        reason: why it was sent back or withdrawn.
        questions: what the unit asked, the oldest first.
        feedback: what it reported, the newest last.
        effect: the question whether it worked; None where none was asked for.
        deviation_id: what a "no" led to.
        closed_at: UTC.
        changed_at: UTC; tells a stale card from a fresh one.
    """

    id: str
    number: str
    unit_id: str
    title: str
    instruction: str
    due: date
    accountable: Bearer
    assigned_by: str
    assigned_at: datetime
    decision_id: str | None = None
    input_id: str | None = None
    origin: str = ""
    state: AssignmentState = AssignmentState.ASSIGNED
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    reason: str = ""
    questions: tuple[Question, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    effect: EffectCheck | None = None
    deviation_id: str | None = None
    closed_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def subject(self) -> str:
        """Return what records and messages call it."""
        return f"assignment/{self.id}"

    @property
    def is_with_unit(self) -> bool:
        """Tell whether the unit has something to do."""
        return self.state in WITH_UNIT

    def is_late(self, on: date) -> bool:
        """Tell whether the unit is late on the local date `on`."""
        return self.is_with_unit and self.due < on
