"""What can be done with an assignment where it is, and what a card shows of it."""

import hashlib
from enum import StrEnum

from bot.domain.assignments import (
    WITH_UNIT,
    Answer,
    Assignment,
    AssignmentState,
    EffectCheck,
)
from bot.domain.errors import BadInput, TooLate

OVER = frozenset({AssignmentState.CLOSED, AssignmentState.WITHDRAWN})
"""Nothing more is to be done."""

CHANGEABLE = WITH_UNIT | {AssignmentState.SENT_BACK}
"""It can be given anew, with another instruction or deadline."""

WITHDRAWABLE = CHANGEABLE | {AssignmentState.REPORTED}
"""Its feedback has not been accepted."""


STANDS = {
    AssignmentState.ASSIGNED: "assignment-assigned",
    AssignmentState.ACKNOWLEDGED: "assignment-acknowledged",
    AssignmentState.SENT_BACK: "assignment-sent-back",
    AssignmentState.STARTED: "assignment-started",
    AssignmentState.REPORTED: "assignment-reported",
    AssignmentState.ACCEPTED: "assignment-accepted",
    AssignmentState.CLOSED: "assignment-closed",
    AssignmentState.WITHDRAWN: "assignment-withdrawn",
}
"""What came of it, for whoever comes too late."""


class Step(StrEnum):
    """What people do with an assignment."""

    ACKNOWLEDGE = "acknowledge"
    REPORT = "report"
    START = "start"
    SEND_BACK = "send-back"
    ASK = "ask"
    ANSWER = "answer"
    ACCEPT = "accept"
    RETURN = "return"
    EFFECT = "effect"
    DEVIATE = "deviate"
    AGAIN = "again"
    WITHDRAW = "withdraw"


def mark_of(assignment: Assignment) -> str:
    """Return what a card carries, so that a press tells what its reader had seen."""
    effect = assignment.effect
    answers = len(effect.answers) if effect else 0
    seen = (assignment.assigned_at.isoformat(), len(assignment.feedback), answers)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:8]


def require_seen(assignment: Assignment, mark: str) -> None:
    """Let pass who saw the assignment as it is; "" for a button that is as good at any time.

    Raises:
        TooLate: it was given anew, or answered, since.
    """
    if mark and mark != mark_of(assignment):
        raise TooLate("assignment-changed", number=assignment.number)


def require_step(assignment: Assignment, step: Step) -> None:
    """Let pass a step that can be taken with the assignment where it is.

    Raises:
        TooLate: it cannot be taken any more.
        BadInput: the effect is judged before the feedback is accepted.
    """
    if step in steps(assignment):
        return
    if step is Step.EFFECT:
        open_effect(assignment)
    if step is Step.ANSWER and assignment.state not in OVER:
        raise TooLate("assignment-question-answered", number=assignment.number)
    raise TooLate(STANDS[assignment.state], number=assignment.number)


def open_effect(assignment: Assignment) -> EffectCheck:
    """Return the question whether it worked, as long as it can be answered.

    Raises:
        TooLate: it was answered before, or nobody asks.
        BadInput: the feedback is not accepted yet.
    """
    effect = assignment.effect
    if effect is None or effect.verdict is not None or assignment.state in OVER:
        raise TooLate("assignment-effect-over", number=assignment.number)
    if assignment.state is not AssignmentState.ACCEPTED:
        raise BadInput("assignment-effect-before", number=assignment.number)
    return effect


def doers_of(assignment: Assignment) -> frozenset[str]:
    """Return the ids of those who acknowledged it or reported on it."""
    found = {assignment.acknowledged_by, *(one.by for one in assignment.feedback)}
    return frozenset(one for one in found if one)


def says_no(assignment: Assignment) -> bool:
    """Tell whether the newest feedback, or the verdict on the effect, says "no" to anything."""
    if assignment.state is AssignmentState.WITHDRAWN:
        return False
    last = assignment.feedback[-1] if assignment.feedback else None
    effect = assignment.effect.verdict if assignment.effect else None
    return Answer.NO in ((last.followed, last.successful) if last else ()) or effect is Answer.NO


def steps(assignment: Assignment) -> tuple[Step, ...]:
    """Return what can be done with it where it is, by whomever."""
    state = assignment.state
    found: list[Step] = []
    if state is AssignmentState.ASSIGNED:
        found.append(Step.ACKNOWLEDGE)
    if state in WITH_UNIT:
        found.append(Step.REPORT)
        if state is not AssignmentState.STARTED:
            found.append(Step.START)
        found += [Step.SEND_BACK, Step.ASK]
    if state not in OVER and any(not one.answered_at for one in assignment.questions):
        found.append(Step.ANSWER)
    if state is AssignmentState.REPORTED:
        found += [Step.ACCEPT, Step.RETURN]
    if state is AssignmentState.ACCEPTED:
        found.append(Step.EFFECT)
    if says_no(assignment) and assignment.deviation_id is None:
        found.append(Step.DEVIATE)
    if state in CHANGEABLE:
        found.append(Step.AGAIN)
    if state in WITHDRAWABLE:
        found.append(Step.WITHDRAW)
    return tuple(found)
