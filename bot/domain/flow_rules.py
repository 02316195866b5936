"""Where an input is in its flow: which steps are behind, which are current, which are to come.

A flow is gone through in the order of its steps. A step with a condition may be skipped, so that
the one after it is current beside it.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from bot.domain.flows import Flow, FlowStep, StepKind
from bot.domain.inputs import Input, InputState, Mark, StepMark

AGENDA = "agenda_item"
ASSIGN = "create_assignment"
ASSIGNMENT = "assignment_card"
CLOSE_OR_DEVIATE = "close_or_deviation"
CONSULT = "consultation_card"
DEVIATE = "create_deviations"
EFFECT = "verify_effect"
FEEDBACK = "feedback_card"
INCIDENT = "open_incident"
NEW_INPUT = "create_input"

TRIAGES = frozenset({"alert_triage_card", "input_triage_card"})
"""Steps in which it is decided what becomes of the input: they are done by its triage."""

DECIDES = frozenset({"decision_card", "approval_card", "urgent_decision_card", "escalate_top"})
"""Steps that a decision of the register does."""


class Look(StrEnum):
    """How a step stands. NEVER: the input is over, and nobody came to it."""

    DONE = "done"
    SKIPPED = "skipped"
    CURRENT = "current"
    COMING = "coming"
    NEVER = "never"


def mark_of(item: Input, n: int) -> StepMark | None:
    """Return what became of the step with number `n`, None while it is open."""
    return item.marks.get(str(n))


def unmarked(item: Input) -> Iterator[FlowStep]:
    """Iterate over the steps that are open, in their order."""
    return (step for step in item.flow.steps if mark_of(item, step.n) is None)


def current(item: Input) -> tuple[FlowStep, ...]:
    """Return the steps that are to be taken now, none of an input that is over.

    They are the first open one and, as long as those may be skipped, the ones after it.
    """
    found: list[FlowStep] = []
    for step in () if item.is_over else unmarked(item):
        found.append(step)
        if not is_conditional(step):
            break
    return tuple(found)


def is_conditional(step: FlowStep) -> bool:
    """Tell whether a step is only taken when something holds."""
    return bool(step.when.variants())


def looks(item: Input) -> Mapping[int, Look]:
    """Return how every step stands, by number."""
    now = {step.n for step in current(item)}
    return {step.n: _look(item, step, now) for step in item.flow.steps}


def _look(item: Input, step: FlowStep, now: Collection[int]) -> Look:
    mark = mark_of(item, step.n)
    if mark is not None:
        return Look.DONE if mark.mark is Mark.DONE else Look.SKIPPED
    if item.is_over:
        return Look.NEVER
    return Look.CURRENT if step.n in now else Look.COMING


def is_reached(item: Input, step: FlowStep) -> bool:
    """Tell whether no decision that must be made stands open before `step`.

    What carries a decision out is no sign of it before the decision is made.
    """
    return not any(
        one.n < step.n and one.kind is StepKind.DECISION and not is_conditional(one)
        for one in unmarked(item)
    )


def first_open(item: Input, *acts: str) -> FlowStep | None:
    """Return the first open step with one of `acts` that is reached, None when there is none."""
    return next((s for s in unmarked(item) if s.act in acts and is_reached(item, s)), None)


def deciding_step(item: Input, lane: str | None) -> FlowStep | None:
    """Return the open step that a decision does.

    Args:
        item: the input.
        lane: the role of the committee that decided; None for a single approver's decision.
    """
    lanes = _committee_lanes(item.flow)
    for step in unmarked(item):
        if step.kind is not StepKind.DECISION:
            continue
        if step.role_id == lane or (lane is None and step.role_id not in lanes):
            return step
    return None


def _committee_lanes(flow: Flow) -> Collection[str]:
    """Return the lane of the first decision: it is the committee's in every flow that has one."""
    first = next((s.role_id for s in flow.steps if s.kind is StepKind.DECISION), "")
    return {first}


def end_after(flow: Flow, step: FlowStep) -> FlowStep | None:
    """Return the end that a choice of ways may lead to: the step right after it, or None."""
    later = next((one for one in flow.steps if one.n > step.n), None)
    ends = step.kind is StepKind.GATEWAY and later is not None and later.kind is StepKind.END
    return later if ends else None


def without_committee(flow: Flow) -> tuple[FlowStep, ...]:
    """Return what is skipped when an input is handled without the committee.

    They are the decisions that would else be made, with the steps that put it on an agenda before
    them. What only tells the committee afterwards stays, and so does what has a condition.
    """
    decisions = [
        step for step in flow.steps if step.kind is StepKind.DECISION and not is_conditional(step)
    ]
    last = max((step.n for step in decisions), default=0)
    put = [step for step in flow.steps if step.act == AGENDA and step.n < last]
    return tuple(sorted((*decisions, *put), key=lambda step: step.n))


FORWARD = (
    InputState.RECEIVED,
    InputState.TRIAGE,
    InputState.HANDLED,
    InputState.PRESENTED,
    InputState.ON_AGENDA,
    InputState.DECIDED,
    InputState.DELEGATED,
    InputState.REPORTED_BACK,
)
"""An input goes this way, and never back."""


def state_after(state: InputState, step: FlowStep) -> InputState:
    """Return where an input in `state` is when `step` is done."""
    reached = {
        AGENDA: InputState.ON_AGENDA if state is InputState.PRESENTED else state,
        ASSIGN: InputState.DELEGATED,
        FEEDBACK: InputState.REPORTED_BACK,
    }.get(step.act, InputState.DECIDED if step.kind is StepKind.DECISION else state)
    return reached if FORWARD.index(reached) > FORWARD.index(state) else state
