"""Which steps of an input something else has done: agendas, decisions, assignments, deviations."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.assignments import Answer, Assignment, AssignmentState
from bot.domain.flow_rules import (
    AGENDA,
    ASSIGN,
    ASSIGNMENT,
    CLOSE_OR_DEVIATE,
    DEVIATE,
    EFFECT,
    FEEDBACK,
    current,
    deciding_step,
    first_open,
    is_reached,
    mark_of,
    unmarked,
)
from bot.domain.flows import FlowStep, StepKind
from bot.domain.input_rules import deviated, finished, step_done
from bot.domain.inputs import Input, InputState
from bot.domain.meeting_rules import Moment

_REPORTED = frozenset({AssignmentState.REPORTED, AssignmentState.ACCEPTED, AssignmentState.CLOSED})
_ACCEPTED = frozenset({AssignmentState.ACCEPTED, AssignmentState.CLOSED})
_UNTRIAGED = frozenset({InputState.RECEIVED, InputState.TRIAGE, InputState.HANDLED})


def put_before(item: Input, committee_id: str | None, item_id: str | None) -> Input:
    """Return an input that is put before a committee, on its agenda or in writing."""
    state = InputState.PRESENTED if item.state in _UNTRIAGED else item.state
    return replace(
        item,
        state=state,
        committee_id=committee_id or item.committee_id,
        agenda_item_id=item_id or item.agenda_item_id,
    )


def on_agenda(item: Input, record: str, act: Moment) -> Input:
    """Return an input that stands on an agenda."""
    step = first_open(item, AGENDA)
    if step is not None:
        return finished(step_done(item, step, act, record=record), act)
    if item.state is InputState.PRESENTED:
        return replace(item, state=InputState.ON_AGENDA)
    return item


def decided(item: Input, lane: str | None, record: str, act: Moment) -> Input:
    """Return an input about which something was decided.

    Args:
        item: as it stands.
        lane: the role of the committee that decided, None for a single approver.
        record: the decision.
        act: when.
    """
    step = deciding_step(item, lane)
    if step is None:
        return item
    for earlier in tuple(unmarked(item)):
        # What was decided needs no place on an agenda any more.
        if earlier.n < step.n and earlier.act == AGENDA:
            item = step_done(item, earlier, act, record=record)
    return finished(step_done(item, step, act, record=record), act)


def with_assignments(item: Input, assignments: Sequence[Assignment], act: Moment) -> Input:
    """Return an input with the steps that its assignments have come through.

    One is done when it is given, when every unit has reported, and when all that was reported is
    accepted and good.
    """
    given = [one for one in assignments if one.state is not AssignmentState.WITHDRAWN]
    for step in tuple(unmarked(item)):
        group = _of_step(item, step, given)
        if group and is_reached(item, step) and _is_through(item, step, group):
            record = f"assignment/{group[-1].number}"
            item = step_done(item, step, act, record=record)
    return finished(item, act)


def with_deviation(item: Input, deviation_id: str, number: str, act: Moment) -> Input:
    """Return an input from which a deviation was registered.

    Where its flow asks for findings that step is done; at the end, it goes on as the deviation.
    """
    record = f"deviation/{number}"
    for step in current(item):
        if step.act in (CLOSE_OR_DEVIATE, EFFECT):
            item = step_done(item, step, act, record=record)
            return deviated(item, deviation_id, number, act)
    found = first_open(item, DEVIATE)
    return item if found is None else finished(step_done(item, found, act, record=record), act)


def _is_through(item: Input, step: FlowStep, group: Sequence[Assignment]) -> bool:
    if step.act == ASSIGN:
        return True
    if step.act in (ASSIGNMENT, FEEDBACK):
        return all(one.state in _REPORTED for one in group)
    if step not in current(item):
        return False
    if step.act == CLOSE_OR_DEVIATE:
        return all(_is_good(one) for one in group)
    asked = [one.effect for one in group if one.effect is not None]
    return step.act == EFFECT and bool(asked) and all(a.verdict is Answer.YES for a in asked)


def _is_good(given: Assignment) -> bool:
    """Tell whether a unit's answers were yes and yes, and accepted."""
    last = given.feedback[-1] if given.feedback else None
    good = last is not None and last.followed is last.successful is Answer.YES
    return good and given.state in _ACCEPTED


def _of_step(item: Input, step: FlowStep, given: Sequence[Assignment]) -> Sequence[Assignment]:
    """Return the assignments that a step is about: those given since the decision before it.

    What was given after the next decision belongs to later steps.
    """
    since, until = _decisions_around(item, step)
    return [
        one
        for one in given
        if (since is None or one.assigned_at >= since)
        and (until is None or one.assigned_at < until)
    ]


def _decisions_around(item: Input, step: FlowStep) -> tuple[datetime | None, datetime | None]:
    moments: list[tuple[int, datetime]] = []
    for one in item.flow.steps:
        mark = mark_of(item, one.n)
        if one.kind is StepKind.DECISION and mark is not None:
            moments.append((one.n, mark.at))
    since = max((at for n, at in moments if n < step.n), default=None)
    until = min((at for n, at in moments if n > step.n), default=None)
    return since, until
