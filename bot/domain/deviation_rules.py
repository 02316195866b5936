"""What may become of a deviation, step by step (domain.md §2 and §3; ISO 27001 10.2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.assignments import Answer, EffectAnswer, EffectCheck
from bot.domain.deviations import Deviation, DeviationState, Severity
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate, TovholderError
from bot.domain.occurrence_hands import Act
from bot.domain.plan import Bearer, Plan, PlanTask, TaskState

LONGEST_TITLE = 90

DAYS: Mapping[Severity, int] = {
    Severity.CRITICAL: 7,
    Severity.MAJOR: 30,
    Severity.MINOR: 90,
}
"""Within how many days its actions are proposed to be done; whoever assesses it says otherwise."""

EFFECT_AFTER = timedelta(days=30)
"""How long after the actions it is proposed to be asked whether they worked."""


class Step(StrEnum):
    """What a person does with a deviation."""

    ASSESS = "assess"
    CAUSE = "cause"
    ACT = "act"
    VERIFY = "verify"
    CLOSE = "close"
    REOPEN = "reopen"


_S = DeviationState
_FROM: Mapping[Step, frozenset[DeviationState]] = {
    Step.ASSESS: frozenset({_S.REGISTERED, _S.ASSESSED, _S.CAUSE_FOUND, _S.ACTION_DECIDED}),
    Step.CAUSE: frozenset({_S.ASSESSED, _S.CAUSE_FOUND, _S.ACTION_DECIDED}),
    Step.ACT: frozenset({_S.CAUSE_FOUND, _S.ACTION_DECIDED, _S.DONE}),
    Step.VERIFY: frozenset({_S.DONE}),
    Step.CLOSE: frozenset(
        {_S.REGISTERED, _S.ASSESSED, _S.CAUSE_FOUND, _S.ACTION_DECIDED, _S.VERIFIED}
    ),
    Step.REOPEN: frozenset({_S.VERIFIED, _S.CLOSED}),
}

NEXT: Mapping[DeviationState, Step] = {
    _S.REGISTERED: Step.ASSESS,
    _S.ASSESSED: Step.CAUSE,
    _S.CAUSE_FOUND: Step.ACT,
    _S.DONE: Step.VERIFY,
    _S.VERIFIED: Step.CLOSE,
}
"""The step that leads on; where actions are under way it is their tasks that do."""


STANDS: Mapping[DeviationState, str] = {
    _S.REGISTERED: "deviation-is-registered",
    _S.ASSESSED: "deviation-is-assessed",
    _S.CAUSE_FOUND: "deviation-is-cause-found",
    _S.ACTION_DECIDED: "deviation-is-action-decided",
    _S.DONE: "deviation-is-done",
    _S.VERIFIED: "deviation-is-verified",
    _S.CLOSED: "deviation-is-closed",
}
"""What a press is told that comes too late, by where the deviation is."""


def actions(deviation: Deviation, plan: Plan) -> tuple[PlanTask, ...]:
    """Return the corrective actions of now, without those that were cancelled."""
    found = (plan.task.get(task_id) for task_id in deviation.task_ids)
    return tuple(task for task in found if task and task.state is not TaskState.CANCELLED)


def can(deviation: Deviation, step: Step, plan: Plan) -> bool:
    """Tell whether a step can be taken."""
    if deviation.state not in _FROM[step]:
        return False
    if step is Step.CLOSE and deviation.state is not _S.VERIFIED:
        return not actions(deviation, plan)
    return True


def require(deviation: Deviation, step: Step, plan: Plan) -> None:
    """Let pass a step that can be taken.

    Raises:
        TooLate: the deviation is not where that can be done, or has actions to be seen through.
    """
    _require_state(deviation, step)
    if not can(deviation, step, plan):
        raise TooLate("deviation-has-actions")


def _require_state(deviation: Deviation, step: Step) -> None:
    if deviation.state not in _FROM[step]:
        raise TooLate(STANDS[deviation.state])


def titled(text: str) -> tuple[str, str]:
    """Return a title of one line, and the whole text where the title is not all of it.

    A title has no full stop: lists go on after it.

    Raises:
        BadInput: nothing is said.
    """
    whole = text.strip()
    words = " ".join(whole.split())
    if not words:
        raise BadInput("deviation-empty")
    first = " ".join(whole.splitlines()[0].split())
    if len(first) > LONGEST_TITLE:
        first = first[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    title = first if first.endswith("..") else first.removesuffix(".")
    return title or first, "" if first == words else whole


def assessed(
    deviation: Deviation,
    severity: Severity,
    owner: Bearer,
    due: date,
    correction: str,
    act: Act,
) -> Deviation:
    """Return a deviation of which it is said how grave it is, and who sees to it by when.

    Raises:
        TooLate: it is past that.
        FieldErrors: the day is gone.
    """
    _require_state(deviation, Step.ASSESS)
    if due < act.on and due != deviation.due:
        raise FieldErrors({"due": BadInput("deviation-due-past")})
    first = deviation.state is _S.REGISTERED
    return replace(
        deviation,
        severity=severity,
        owner=owner,
        due=due,
        correction=correction,
        state=_S.ASSESSED if first else deviation.state,
        changed_at=act.at,
    )


def cause_found(
    deviation: Deviation, cause: str, *, elsewhere: bool, act: Act, question: str = ""
) -> Deviation:
    """Return a deviation whose cause is known, and of which it is said whether it is elsewhere too.

    Then `question` is what everybody is asked.

    Raises:
        TooLate: it is not where that can be done.
        FieldErrors: no cause is given.
    """
    _require_state(deviation, Step.CAUSE)
    if not cause.strip():
        raise FieldErrors({"cause": BadInput("deviation-no-cause")})
    first = deviation.state is _S.ASSESSED
    return replace(
        deviation,
        cause=cause.strip(),
        elsewhere=elsewhere,
        ask_question=question.strip() if elsewhere else "",
        state=_S.CAUSE_FOUND if first else deviation.state,
        changed_at=act.at,
    )


def decided(
    deviation: Deviation, task: PlanTask, effect_due: date, asked: Bearer, act: Act
) -> Deviation:
    """Return a deviation with one corrective action more, and whether it worked asked for.

    Raises:
        TooLate: it is not where that can be done.
        FieldErrors: the effect is asked about before the action is done, or of its doer.
    """
    _require_state(deviation, Step.ACT)
    errors: dict[str, TovholderError] = {}
    if task.deadline < act.on:
        errors["due"] = BadInput("deviation-due-past")
    if effect_due < task.deadline:
        errors["effect_due"] = BadInput("deviation-effect-early")
    if asked.person_id is not None and asked == task.responsible:
        errors["asked"] = BadInput("deviation-asks-doer")
    if errors:
        raise FieldErrors(errors)
    return replace(
        deviation,
        task_ids=(*deviation.task_ids, task.id),
        due=deviation.due or task.deadline,
        effect=EffectCheck(effect_due, asked, deviation.effect.answers if deviation.effect else ()),
        state=_S.ACTION_DECIDED,
        changed_at=act.at,
    )


def attached(deviation: Deviation, task_id: str, act: Act) -> Deviation:
    """Return a deviation with a task that was made of it in the plan."""
    return replace(deviation, task_ids=(*deviation.task_ids, task_id), changed_at=act.at)


def is_carried_out(deviation: Deviation, plan: Plan) -> bool:
    """Tell whether all that was decided is done, so that it can be asked whether it worked."""
    found = actions(deviation, plan)
    all_done = bool(found) and not any(task.is_open for task in found)
    return deviation.state is _S.ACTION_DECIDED and all_done


def carried_out(deviation: Deviation, act: Act) -> Deviation:
    """Return a deviation whose actions are done."""
    return replace(deviation, state=_S.DONE, changed_at=act.at)


def doers(deviation: Deviation, plan: Plan) -> frozenset[str]:
    """Return who did an action, now or before it was reopened, or has R for one in person."""
    found = (plan.task.get(id_) for id_ in (*deviation.earlier_task_ids, *deviation.task_ids))
    return frozenset(
        person
        for task in found
        if task and task.state is not TaskState.CANCELLED
        for person in (task.done_by, task.responsible.person_id)
        if person
    )


def require_not_doer(deviation: Deviation, person_id: str, plan: Plan) -> None:
    """Let pass who may judge the effect (domain.md §3: doer ≠ verifier).

    Raises:
        NotAllowed: the person did one of the actions, or has R for it.
    """
    if person_id in doers(deviation, plan):
        raise NotAllowed("not-allowed.deviation-verify-own")


def verified(
    deviation: Deviation,
    answer: Answer,
    comment: str,
    again: date | None,
    plan: Plan,
    act: Act,
) -> Deviation:
    """Return a deviation after the answer to »Har den virket?«.

    Yes closes it. Partly leaves it to its owner. No opens it again, with a new action to decide.
    Too early asks again.

    Args:
        deviation: as it is.
        answer: whether the actions worked.
        comment: in words.
        again: when it is asked again, where it was too early.
        plan: with its corrective actions, from whose doers no answer is taken.
        act: who answers, and when.

    Raises:
        TooLate: it is not where that can be done.
        NotAllowed: the doer judges their own work.
        FieldErrors: the comment or the new date is missing.
    """
    _require_state(deviation, Step.VERIFY)
    require_not_doer(deviation, act.by, plan)
    if answer in (Answer.PARTLY, Answer.NO) and not comment.strip():
        raise FieldErrors({"comment": BadInput("deviation-no-comment")})
    if answer is Answer.TOO_EARLY and (again is None or again <= act.on):
        raise FieldErrors({"again": BadInput("deviation-again-past")})
    assert deviation.effect is not None
    said = EffectAnswer(answer, act.by, act.at, comment.strip())
    effect = replace(deviation.effect, answers=(*deviation.effect.answers, said))
    if answer is Answer.TOO_EARLY and again is not None:
        effect = replace(effect, due=again)
    after = replace(deviation, effect=effect, changed_at=act.at)
    match answer:
        case Answer.YES:
            closed = replace(after, state=_S.CLOSED, closed_by=act.by, closed_at=act.at)
            return replace(closed, reason="")
        case Answer.PARTLY:
            return replace(after, state=_S.VERIFIED)
        case Answer.NO:
            return _opened_again(after, said.comment)
    return after


def closed(deviation: Deviation, reason: str, plan: Plan, act: Act) -> Deviation:
    """Return a closed deviation: without an action, or although its actions worked only in part.

    Raises:
        TooLate: it is not where that can be done, or has actions to be seen through.
        NotAllowed: the doer closes what their own work did not solve.
        FieldErrors: no reason is given.
    """
    require(deviation, Step.CLOSE, plan)
    if deviation.state is _S.VERIFIED:
        require_not_doer(deviation, act.by, plan)
    if not reason.strip():
        raise FieldErrors({"reason": BadInput("deviation-no-reason")})
    return replace(
        deviation,
        state=_S.CLOSED,
        reason=reason.strip(),
        closed_by=act.by,
        closed_at=act.at,
        changed_at=act.at,
    )


def reopened(deviation: Deviation, reason: str, act: Act) -> Deviation:
    """Return a deviation that has come back, or whose actions worked too little.

    Raises:
        TooLate: it is open.
        FieldErrors: no reason is given.
    """
    _require_state(deviation, Step.REOPEN)
    if not reason.strip():
        raise FieldErrors({"reason": BadInput("deviation-no-reason")})
    return _opened_again(replace(deviation, changed_at=act.at), reason.strip())


def _opened_again(deviation: Deviation, reason: str) -> Deviation:
    """Return it where its next step is: what was known of it is still known."""
    state = _S.REGISTERED if deviation.severity is None else _S.ASSESSED
    return replace(
        deviation,
        state=_S.CAUSE_FOUND if deviation.cause else state,
        task_ids=(),
        earlier_task_ids=(*deviation.earlier_task_ids, *deviation.task_ids),
        effect=None,
        due=None,
        handled_in=(),
        reopened=deviation.reopened + 1,
        reason=reason,
        closed_by=None,
        closed_at=None,
    )
