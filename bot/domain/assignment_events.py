"""What happens to assignments; see `events`. What people write stands in the assignment."""

from dataclasses import dataclass

from bot.domain.events import Event


@dataclass(frozen=True)
class AssignmentEvent(Event):
    """What the events of an assignment share.

    Args:
        assignment_id, number: the assignment.
        decision_id: the decision that it carries out, or "".
        input_id: the input that it is of, or "".
        unit_id: the business function.
        by: who did it, by person id.
        at: UTC, ISO 8601.
        on: the local date, ISO 8601.
    """

    assignment_id: str
    number: str
    decision_id: str
    input_id: str
    unit_id: str
    by: str
    at: str
    on: str

    def subject(self) -> str:
        """Return the assignment."""
        return assignment_subject(self.assignment_id)


def assignment_subject(assignment_id: str) -> str:
    """Return what the messages about one assignment are about."""
    return f"assignment/{assignment_id}"


@dataclass(frozen=True)
class UnitPlaceBound(Event):
    """A unit is told what it gets to do in this place, or no longer.

    Args:
        unit_id: the unit.
        platform, place_id: the place.
        bound: False for no longer.
    """

    kind = "unit.place-bound"
    unit_id: str
    platform: str
    place_id: str
    bound: bool = True

    def subject(self) -> str:
        """Return the unit."""
        return f"unit/{self.unit_id}"


@dataclass(frozen=True)
class AssignmentGiven(AssignmentEvent):
    """A unit was given something to do.

    Args:
        due: the local date by which it reports back, ISO 8601.
        accountable: A as "role:…" or "person:…".
        origin: another record that it came from, or "".
        effect_due: when it is asked whether it worked, ISO 8601, or "".
        again: it was sent back, and is given anew with another instruction or deadline.
    """

    kind = "assignment.given"
    due: str = ""
    accountable: str = ""
    origin: str = ""
    effect_due: str = ""
    again: bool = False


@dataclass(frozen=True)
class AssignmentAcknowledged(AssignmentEvent):
    """The unit has seen it, and does it."""

    kind = "assignment.acknowledged"


@dataclass(frozen=True)
class AssignmentStarted(AssignmentEvent):
    """The unit has begun."""

    kind = "assignment.started"


@dataclass(frozen=True)
class AssignmentSentBack(AssignmentEvent):
    """The unit sent it back, with the reason that stands in the assignment."""

    kind = "assignment.sent-back"


@dataclass(frozen=True)
class AssignmentAsked(AssignmentEvent):
    """The unit asked something; `question` is its place among the questions, from 0."""

    kind = "assignment.asked"
    question: int = 0


@dataclass(frozen=True)
class AssignmentAnswered(AssignmentEvent):
    """The function answered the question at place `question`."""

    kind = "assignment.answered"
    question: int = 0


@dataclass(frozen=True)
class FeedbackReturned(AssignmentEvent):
    """The unit reported back.

    Args:
        followed, successful: as `assignments.Answer`.
        evidence_sha256: of what shows it, "" for nothing.
    """

    kind = "assignment.feedback"
    followed: str = ""
    successful: str = ""
    evidence_sha256: str = ""


@dataclass(frozen=True)
class FeedbackJudged(AssignmentEvent):
    """The function accepted what was reported, or sent it back.

    Args:
        accepted: which.
        closed: nothing more is to be done: nobody is to judge the effect.
        followed, successful: the answers that were judged.
    """

    kind = "assignment.judged"
    accepted: bool = False
    closed: bool = False
    followed: str = ""
    successful: str = ""


@dataclass(frozen=True)
class EffectAnswered(AssignmentEvent):
    """Somebody other than the doer said whether it worked.

    Args:
        answer: as `assignments.Answer`.
        next_due: when it is asked again after "too early", ISO 8601, or "".
    """

    kind = "assignment.effect"
    answer: str = ""
    next_due: str = ""


@dataclass(frozen=True)
class AssignmentWithdrawn(AssignmentEvent):
    """Whoever gives assignments took it back, with the reason that stands in it."""

    kind = "assignment.withdrawn"


@dataclass(frozen=True)
class AssignmentDeviated(AssignmentEvent):
    """A deviation was registered from it; `deviation_id` names it."""

    kind = "assignment.deviated"
    deviation_id: str = ""
