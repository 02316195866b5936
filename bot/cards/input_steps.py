"""The buttons of a flow's current steps: what the bot does, or that somebody has done it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.cards.elements import Button, Control, Style
from bot.domain.flow_rules import (
    AGENDA,
    ASSIGN,
    ASSIGNMENT,
    CLOSE_OR_DEVIATE,
    DECIDES,
    DEVIATE,
    EFFECT,
    FEEDBACK,
    INCIDENT,
    NEW_INPUT,
    current,
    unmarked,
)
from bot.domain.flows import FlowStep, StepKind
from bot.domain.input_rules import may_be_skipped
from bot.domain.inputs import Input
from bot.domain.organisation import Organisation
from bot.texts import Texts

Buttons = Callable[[Input, FlowStep, Organisation, Texts], Iterator[Button]]


def step_controls(
    item: Input,
    marks: Sequence[FlowStep],
    organisation: Organisation,
    texts: Texts,
    *,
    handles: bool,
) -> Iterator[Control]:
    """Iterate over what the reader may do with the current steps, the first one leading.

    Args:
        item: the input.
        marks: the steps that the reader may mark.
        organisation: for what is configured.
        texts: the reader's language.
        handles: the reader is of the function.
    """
    now = current(item)
    seen: set[tuple[str, str]] = set()
    for step in now:
        for button in _of_step(item, step, organisation, texts, marks=marks, handles=handles):
            # Several current steps may offer the same thing, such as a place on the agenda.
            if (button.action, button.value) not in seen:
                seen.add((button.action, button.value))
                yield _numbered(button, step) if len(now) > 1 else button


def _of_step(
    item: Input,
    step: FlowStep,
    organisation: Organisation,
    texts: Texts,
    *,
    marks: Sequence[FlowStep],
    handles: bool,
) -> Iterator[Button]:
    own = _ACTS.get(step.act, _nothing) if handles else _nothing
    offered = list(own(item, step, organisation, texts))
    if step in marks:
        marking = _done(item, step, texts)
        offered.insert(0 if step.act in _ASKED else len(offered), marking)
    for place, button in enumerate(offered):
        leads = place == 0 and step is current(item)[0]
        yield replace(button, style=Style.PRIMARY) if leads else button
    if handles and may_be_skipped(step):
        yield Button(texts("button.skip-step"), "inputs.skip", _value(item, step), opens=True)


def _done(item: Input, step: FlowStep, texts: Texts) -> Button:
    """Return the button that says that a step is done; a decision asks what was decided where."""
    if step.kind is StepKind.DECISION:
        label = texts("button.note-decision")
        return Button(label, "inputs.note", _value(item, step), opens=True)
    return Button(texts(_done_label(item, step)), "inputs.done", _value(item, step))


def _done_label(item: Input, step: FlowStep) -> str:
    if step.act == CLOSE_OR_DEVIATE:
        last = len(list(unmarked(item))) == 1
        return "button.close-case" if last else "button.feedback-good"
    if step.act == EFFECT:
        return "button.effect-good"
    if step.act == INCIDENT:
        return "button.no-incident"
    return "button.mark-done"


def _nothing(
    item: Input, step: FlowStep, organisation: Organisation, texts: Texts
) -> Iterator[Button]:
    yield from ()


def _to_agenda(
    item: Input, step: FlowStep, organisation: Organisation, texts: Texts
) -> Iterator[Button]:
    if item.agenda_item_id is None and organisation.committees:
        yield Button(texts("button.put-on-agenda"), "inputs.propose", item.id, opens=True)


def _to_decide(
    item: Input, step: FlowStep, organisation: Organisation, texts: Texts
) -> Iterator[Button]:
    committees = {one.role_id for one in organisation.committees}
    if step.role_id in committees:
        yield from _to_agenda(item, step, organisation, texts)
    yield Button(texts("button.put-to-vote"), "inputs.vote", _value(item, step), opens=True)


def _to_assign(
    item: Input, step: FlowStep, organisation: Organisation, texts: Texts
) -> Iterator[Button]:
    source = f"decision/{item.decision_ids[-1]}" if item.decision_ids else item.subject
    yield Button(texts("button.delegate"), "assignments.give", source, opens=True)


def _to_deviate(
    item: Input, step: FlowStep, organisation: Organisation, texts: Texts
) -> Iterator[Button]:
    yield Button(texts("button.register-deviation"), "deviations.of-input", item.id, opens=True)


def _to_start(
    item: Input, step: FlowStep, organisation: Organisation, texts: Texts
) -> Iterator[Button]:
    """Offer an assignment where the units are asked before anything is decided."""
    asked = any(one.act == ASSIGN and one.n < step.n for one in item.flow.steps)
    if not asked:
        yield from _to_assign(item, step, organisation, texts)


def _to_note(
    item: Input, step: FlowStep, organisation: Organisation, texts: Texts
) -> Iterator[Button]:
    yield Button(texts("button.note-incident"), "inputs.note", _value(item, step), opens=True)


def _to_receive(
    item: Input, step: FlowStep, organisation: Organisation, texts: Texts
) -> Iterator[Button]:
    yield Button(texts("button.new-input"), "inputs.new", item.subject, opens=True)


_ACTS: Mapping[str, Buttons] = {
    AGENDA: _to_agenda,
    **dict.fromkeys(DECIDES, _to_decide),
    ASSIGN: _to_assign,
    ASSIGNMENT: _to_start,
    FEEDBACK: _to_start,
    INCIDENT: _to_note,
    DEVIATE: _to_deviate,
    CLOSE_OR_DEVIATE: _to_deviate,
    EFFECT: _to_deviate,
    NEW_INPUT: _to_receive,
}
"""What the bot does in a step, by its act; for any other somebody says that it is done."""


_ASKED = frozenset({CLOSE_OR_DEVIATE, EFFECT, INCIDENT})
"""Questions: that all is well comes first, that it is not second."""


def _value(item: Input, step: FlowStep) -> str:
    return f"{item.id} {step.n}"


def _numbered(button: Button, step: FlowStep) -> Button:
    return replace(button, label=f"{step.n}. {button.label}")
