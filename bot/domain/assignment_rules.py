"""The life cycle of an assignment: given, acknowledged, reported, judged (domain.md §2).

Every function returns the assignment as it is afterwards. What came too late raises `TooLate`.
"""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from enum import StrEnum

from bot.domain.assignments import (
    WITH_UNIT,
    Answer,
    Assignment,
    AssignmentState,
    EffectAnswer,
    Feedback,
    Question,
)
from bot.domain.errors import BadInput, FieldErrors, TooLate
from bot.domain.occurrence_hands import Act

OVER = frozenset({AssignmentState.CLOSED, AssignmentState.WITHDRAWN})
"""Nothing more is to be done."""

CHANGEABLE = WITH_UNIT | {AssignmentState.SENT_BACK}
"""It can be given anew, with another instruction or deadline."""

WITHDRAWABLE = CHANGEABLE | {AssignmentState.REPORTED}
"""Its feedback has not been accepted."""


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


def acknowledged(assignment: Assignment, act: Act) -> Assignment:
    """Return an assignment that its unit has seen.

    Raises:
        TooLate: it was acknowledged before, or is not with the unit.
    """
    _require(assignment, {AssignmentState.ASSIGNED})
    return replace(
        assignment,
        state=AssignmentState.ACKNOWLEDGED,
        acknowledged_by=act.by,
        acknowledged_at=act.at,
        changed_at=act.at,
    )


def started(assignment: Assignment, act: Act) -> Assignment:
    """Return an assignment that its unit has begun, which it has seen then.

    Raises:
        TooLate: it was begun before, or is not with the unit.
    """
    _require(assignment, {AssignmentState.ASSIGNED, AssignmentState.ACKNOWLEDGED})
    return replace(_seen(assignment, act), state=AssignmentState.STARTED, changed_at=act.at)


def sent_back(assignment: Assignment, reason: str, act: Act) -> Assignment:
    """Return an assignment that its unit sends back.

    Raises:
        TooLate: it is not with the unit.
        FieldErrors: without a reason.
    """
    _require(assignment, WITH_UNIT)
    said = _said(reason, "reason")
    return replace(assignment, state=AssignmentState.SENT_BACK, reason=said, changed_at=act.at)


def asked(assignment: Assignment, text: str, act: Act) -> Assignment:
    """Return an assignment about which its unit asks something.

    Raises:
        TooLate: it is not with the unit.
        FieldErrors: nothing is asked.
    """
    _require(assignment, WITH_UNIT)
    question = Question(_said(text, "text"), act.by, act.at)
    return replace(assignment, questions=(*assignment.questions, question), changed_at=act.at)


def answered(assignment: Assignment, place: int, text: str, act: Act) -> Assignment:
    """Return an assignment of which the question at `place` is answered.

    Raises:
        TooLate: it was answered before, or the assignment is over.
        FieldErrors: nothing is said.
    """
    _require(assignment, frozenset(AssignmentState) - OVER)
    if not 0 <= place < len(assignment.questions) or assignment.questions[place].answered_at:
        raise TooLate("assignment-question-answered", number=assignment.number)
    said = replace(
        assignment.questions[place],
        answer=_said(text, "text"),
        answered_by=act.by,
        answered_at=act.at,
    )
    questions = (*assignment.questions[:place], said, *assignment.questions[place + 1 :])
    return replace(assignment, questions=questions, changed_at=act.at)


def reported(assignment: Assignment, feedback: Feedback) -> Assignment:
    """Return an assignment on which its unit reports (001 §2).

    Raises:
        TooLate: it was reported on before, or is not with the unit.
        FieldErrors: the comment is missing that goes with "partly" and "no".
    """
    _require(assignment, WITH_UNIT)
    wholly = feedback.followed is Answer.YES and feedback.successful is Answer.YES
    if not wholly and not feedback.comment.strip():
        raise FieldErrors({"comment": BadInput("assignment-comment")})
    act = Act(feedback.by, feedback.at, feedback.at.date())
    return replace(
        _seen(assignment, act),
        state=AssignmentState.REPORTED,
        feedback=(*assignment.feedback, feedback),
        changed_at=feedback.at,
    )


def accepted(assignment: Assignment, act: Act) -> Assignment:
    """Return an assignment whose feedback is accepted; it is closed unless its effect is asked.

    Raises:
        TooLate: nothing waits for a verdict.
    """
    _require(assignment, {AssignmentState.REPORTED})
    judged = _judged(assignment, True, "", act)
    if judged.effect is not None and judged.effect.verdict is None:
        return replace(judged, state=AssignmentState.ACCEPTED)
    return _closed(judged, act)


def returned(assignment: Assignment, reason: str, due: date | None, act: Act) -> Assignment:
    """Return an assignment whose feedback is sent back to the unit, perhaps with a new deadline.

    Raises:
        TooLate: nothing waits for a verdict.
        FieldErrors: without a reason, or with a deadline that lies behind.
    """
    _require(assignment, {AssignmentState.REPORTED})
    said = _said(reason, "reason")
    if due is not None and due < act.on:
        raise FieldErrors({"due": BadInput("assignment-due-past")})
    judged = _judged(assignment, False, said, act)
    return replace(judged, state=AssignmentState.STARTED, due=due or assignment.due)


def effect_answered(
    assignment: Assignment, given: EffectAnswer, next_due: date | None, on: date
) -> Assignment:
    """Return an assignment whose effect somebody has judged; "too early" is asked again.

    Args:
        assignment: as it stands.
        given: what is said.
        next_due: when it is asked again after "too early", a local date.
        on: the local date.

    Raises:
        TooLate: the effect was judged before, or nobody asks.
        BadInput: the feedback is not accepted yet.
        FieldErrors: the next date, or the comment that goes with "partly" and "no", is missing.
    """
    effect = assignment.effect
    if effect is None or effect.verdict is not None or assignment.state in OVER:
        raise TooLate("assignment-effect-over", number=assignment.number)
    if assignment.state is not AssignmentState.ACCEPTED:
        raise BadInput("assignment-effect-before", number=assignment.number)
    if given.answer is Answer.TOO_EARLY:
        if next_due is None or next_due <= on:
            raise FieldErrors({"due": BadInput("assignment-effect-next")})
        effect = replace(effect, due=next_due, answers=(*effect.answers, given))
        return replace(assignment, effect=effect, changed_at=given.at)
    if given.answer is not Answer.YES and not given.comment.strip():
        raise FieldErrors({"comment": BadInput("assignment-comment")})
    effect = replace(effect, answers=(*effect.answers, given))
    return _closed(replace(assignment, effect=effect), Act(given.by, given.at, on))


def given_again(assignment: Assignment, wanted: Assignment, act: Act) -> Assignment:
    """Return an assignment that its unit is to look at anew.

    Args:
        assignment: as it stands.
        wanted: with the title, the instruction, the deadline, the A and the effect's date.
        act: who gives it, and when.

    Raises:
        TooLate: it was reported on, or is over.
    """
    _require(assignment, CHANGEABLE)
    return replace(
        assignment,
        title=wanted.title,
        instruction=wanted.instruction,
        due=wanted.due,
        accountable=wanted.accountable,
        effect=wanted.effect,
        state=AssignmentState.ASSIGNED,
        assigned_by=act.by,
        assigned_at=act.at,
        acknowledged_by=None,
        acknowledged_at=None,
        reason="",
        changed_at=act.at,
    )


def withdrawn(assignment: Assignment, reason: str, act: Act) -> Assignment:
    """Return an assignment that is taken back.

    Raises:
        TooLate: its feedback was accepted, or it is over.
        FieldErrors: without a reason.
    """
    _require(assignment, WITHDRAWABLE)
    said = _said(reason, "reason")
    after = replace(assignment, state=AssignmentState.WITHDRAWN, reason=said)
    return replace(after, closed_at=act.at, changed_at=act.at)


def doers_of(assignment: Assignment) -> frozenset[str]:
    """Return the ids of those who acknowledged it or reported on it."""
    found = {assignment.acknowledged_by, *(one.by for one in assignment.feedback)}
    return frozenset(one for one in found if one)


def says_no(assignment: Assignment) -> bool:
    """Tell whether the newest feedback, or the verdict on the effect, says "no" to anything."""
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


def _require(assignment: Assignment, states: Collection[AssignmentState]) -> None:
    if assignment.state not in states:
        raise TooLate(f"assignment-{assignment.state.value}", number=assignment.number)


def _seen(assignment: Assignment, act: Act) -> Assignment:
    """Return it as acknowledged, for whoever acts on it has seen it."""
    if assignment.acknowledged_by is not None:
        return assignment
    return replace(assignment, acknowledged_by=act.by, acknowledged_at=act.at)


def _judged(assignment: Assignment, verdict: bool, reason: str, act: Act) -> Assignment:
    last = replace(
        assignment.feedback[-1],
        accepted=verdict,
        judged_by=act.by,
        judged_at=act.at,
        reason=reason,
    )
    feedback = (*assignment.feedback[:-1], last)
    return replace(assignment, feedback=feedback, changed_at=act.at)


def _closed(assignment: Assignment, act: Act) -> Assignment:
    return replace(assignment, state=AssignmentState.CLOSED, closed_at=act.at, changed_at=act.at)


def _said(text: str, field: str) -> str:
    if not text.strip():
        raise FieldErrors({field: BadInput("form-required")})
    return text.strip()
