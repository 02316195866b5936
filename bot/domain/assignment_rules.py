"""The life cycle of an assignment: given, acknowledged, reported, judged (domain.md §2).

Every function returns the assignment as it is afterwards. What came too late raises `TooLate`.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from bot.domain.assignment_steps import CHANGEABLE, OVER, STANDS, WITHDRAWABLE, open_effect
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
    effect = open_effect(assignment)
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


def _require(assignment: Assignment, states: Collection[AssignmentState]) -> None:
    if assignment.state not in states:
        raise TooLate(STANDS[assignment.state], number=assignment.number)


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
