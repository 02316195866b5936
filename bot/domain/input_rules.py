"""The life cycle of an input: received, looked at, gone through its flow, closed (domain.md §2)."""

from dataclasses import replace
from datetime import date

from bot.domain.errors import BadInput, FieldErrors, TooLate
from bot.domain.flow_rules import (
    ASSIGNMENT,
    EFFECT,
    FEEDBACK,
    TRIAGES,
    current,
    end_after,
    is_conditional,
    mark_of,
    state_after,
    unmarked,
    without_committee,
)
from bot.domain.flows import FlowStep, StepKind, Urgency
from bot.domain.inputs import Input, InputState, Mark, StepMark
from bot.domain.meeting_rules import Moment
from bot.domain.workdays import WorkCalendar

WAYS = (InputState.PRESENTED, InputState.HANDLED, InputState.NOT_RELEVANT)
"""What the function may decide (001 §2: "beslutter, hvilke input der forelægges")."""

_UNTRIAGED = frozenset({InputState.RECEIVED, InputState.TRIAGE})
_HIGH_DAYS = 2
_OVER = {
    InputState.CLOSED: "input-over-closed",
    InputState.NOT_RELEVANT: "input-over-not-relevant",
    InputState.DEVIATION: "input-over-deviation",
}


def triage_date(urgency: Urgency, days: int, received: date, calendar: WorkCalendar) -> date:
    """Return the local date by which the function looks at an input.

    Args:
        urgency: an immediate one is looked at the same day, a high one within two working days.
        days: working days that its type allows.
        received: the local date on which it came.
        calendar: the organisation's.
    """
    most = {Urgency.IMMEDIATE: 0, Urgency.HIGH: min(days, _HIGH_DAYS), Urgency.NORMAL: days}
    return calendar.add_workdays(calendar.workday_on_or_after(received), most[urgency])


def taken(item: Input, act: Moment) -> Input:
    """Return an input that somebody of the function is looking at."""
    require_untriaged(item)
    if item.state is InputState.TRIAGE:
        raise TooLate("input-taken", at=item.changed_at or act.at)
    return replace(item, state=InputState.TRIAGE, changed_at=act.at)


def with_urgency(item: Input, urgency: Urgency, by: date, act: Moment) -> Input:
    """Return an input that is looked at sooner or later; `by` is the new date."""
    require_untriaged(item)
    return replace(item, urgency=urgency, triage_by=by, state=InputState.TRIAGE, changed_at=act.at)


def triaged(
    item: Input, way: InputState, reason: str, committee_id: str | None, act: Moment
) -> Input:
    """Return an input with which it is decided what becomes of it.

    Args:
        item: as it stands.
        way: one of `WAYS`.
        reason: why it is not relevant, or how it is handled; the committee needs none.
        committee_id: before which it is put.
        act: who decides, and when.

    Raises:
        TooLate: it was decided already.
        FieldErrors: there is no reason.
    """
    require_untriaged(item)
    if way is not InputState.PRESENTED:
        _require_reason(reason)
    item = replace(
        item, state=way, reason=reason.strip(), committee_id=committee_id, changed_at=act.at
    )
    for step in [one for one in item.flow.steps if one.act in TRIAGES]:
        item = _through(item, step, way, reason, act)
    if way is InputState.NOT_RELEVANT:
        return _skipping_rest(replace(item, closed_at=act.at), reason, act)
    if way is InputState.HANDLED:
        for step in without_committee(item.flow):
            item = _marked(item, step, Mark.SKIPPED, act, reason)
    return item


def _through(item: Input, step: FlowStep, way: InputState, reason: str, act: Moment) -> Input:
    """Mark the step that the triage was, and the end that it led to or past."""
    item = _marked(item, step, Mark.DONE, act, reason)
    end = end_after(item.flow, step)
    if end is None:
        return item
    ended = way is InputState.NOT_RELEVANT
    return _marked(item, end, Mark.DONE if ended else Mark.SKIPPED, act, reason)


def done(item: Input, n: int, note: str, act: Moment, record: str = "") -> Input:
    """Return an input one of whose steps is done; with the last one it is closed.

    Args:
        item: as it stands.
        n: the step's number.
        note: what is said of it; a decision that the register does not hold needs it.
        act: who marks it, and when.
        record: what carried it out, or "".

    Raises:
        TooLate: the step is behind, or the input is over.
        BadInput: it is not this step's turn, nobody has decided what becomes of the input, or it is
            a decision without a note.
    """
    step = require_turn(item, n)
    if step.kind is StepKind.DECISION and not record and not note.strip():
        raise BadInput("input-decision-note")
    return finished(step_done(item, step, act, note.strip(), record), act)


def step_done(item: Input, step: FlowStep, act: Moment, note: str = "", record: str = "") -> Input:
    """Return an input with `step` done, wherever it is; what came before stays as it is."""
    item = _marked(item, step, Mark.DONE, act, note, record)
    end = end_after(item.flow, step)
    if end is not None:
        item = _marked(item, end, Mark.SKIPPED, act, note)
    return replace(item, state=state_after(item.state, step))


def skipped(item: Input, n: int, reason: str, act: Moment) -> Input:
    """Return an input one of whose steps is skipped, with a reason.

    Raises:
        TooLate, BadInput: as for `done`.
        FieldErrors: there is no reason.
    """
    step = require_turn(item, n)
    _require_reason(reason)
    return finished(_marked(item, step, Mark.SKIPPED, act, reason.strip()), act)


def closed(item: Input, reason: str, act: Moment) -> Input:
    """Return an input that is closed before its flow is through, with a reason.

    Raises:
        TooLate: it is over.
        FieldErrors: there is no reason.
    """
    require_open(item)
    _require_reason(reason)
    item = replace(item, reason=reason.strip())
    return finished(_skipping_rest(item, reason, act), act)


def deviated(item: Input, deviation_id: str, number: str, act: Moment) -> Input:
    """Return an input that ended in a deviation, which is followed from there."""
    item = _skipping_rest(item, number, act, f"deviation/{number}")
    return replace(item, state=InputState.DEVIATION, deviation_id=deviation_id, closed_at=act.at)


def finished(item: Input, act: Moment) -> Input:
    """Return an input that is closed when nothing of its flow is left."""
    item = replace(item, changed_at=act.at)
    if item.is_over or any(unmarked(item)):
        return item
    return replace(item, state=InputState.CLOSED, closed_at=act.at)


def require_open(item: Input) -> None:
    """Let pass an input that is not over.

    Raises:
        TooLate: it is; with the moment at which it ended.
    """
    if item.is_over and item.closed_at is not None:
        raise TooLate(_OVER[item.state], at=item.closed_at)


def require_untriaged(item: Input) -> None:
    """Let pass an input with which it is not decided yet what becomes of it.

    Raises:
        TooLate: it is.
    """
    require_open(item)
    if item.state not in _UNTRIAGED:
        raise TooLate("input-triaged", at=item.changed_at or item.received_at)


def require_turn(item: Input, n: int) -> FlowStep:
    """Return the step with number `n` when it is its turn.

    Raises:
        TooLate, BadInput: as for `done`.
    """
    require_open(item)
    step = item.flow.step.get(n)
    if step is None:
        raise BadInput("input-step-unknown")
    mark = mark_of(item, n)
    if mark is not None:
        raise TooLate("input-step-behind", n=n, at=mark.at)
    if item.state in _UNTRIAGED:
        raise BadInput("input-triage-first")
    turn = current(item)
    if step not in turn:
        raise BadInput("input-step-waits", n=turn[0].n)
    return step


def may_be_skipped(step: FlowStep) -> bool:
    """Tell whether a step is offered to be skipped: those with a condition are."""
    return is_conditional(step)


def needs_another(step: FlowStep) -> bool:
    """Tell whether no doer may mark the step: others judge the effect (ISO 27001 10.2)."""
    return step.act == EFFECT


UNITS_ACTS = (ASSIGNMENT, FEEDBACK)
"""What the units do with their assignments."""


def _skipping_rest(item: Input, reason: str, act: Moment, record: str = "") -> Input:
    for step in tuple(unmarked(item)):
        item = _marked(item, step, Mark.SKIPPED, act, reason.strip(), record)
    return item


def _marked(
    item: Input, step: FlowStep, mark: Mark, act: Moment, note: str = "", record: str = ""
) -> Input:
    if mark_of(item, step.n) is not None:
        return item
    by = None if record else act.by
    marks = {**item.marks, str(step.n): StepMark(mark, by, act.at, note, record)}
    return replace(item, marks=marks, changed_at=act.at)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise FieldErrors({"reason": BadInput("input-reason")})
