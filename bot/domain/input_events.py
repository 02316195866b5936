"""What happens to an input; see `events`. What people write stands in the input."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.events import Event
from bot.domain.inputs import Input, InputState


@dataclass(frozen=True)
class InputEvent(Event):
    """What the events of inputs share.

    Args:
        input_id, number: the input.
        state: where it is afterwards.
        by: who did it; None for what follows from elsewhere.
        at: UTC, ISO 8601; tells one change from the next.
        on: the local date, ISO 8601.
    """

    input_id: str
    number: str
    state: str
    by: str | None
    at: str
    on: str

    def subject(self) -> str:
        """Return the input."""
        return f"input/{self.input_id}"


@dataclass(frozen=True)
class InputReceived(InputEvent):
    """It came.

    Args:
        type_id: its type.
        urgency: how soon it is looked at.
        triage_by: the local date by which that is, ISO 8601.
        origin: the record it came from, or "".
    """

    kind = "input.received"
    type_id: str = ""
    urgency: str = ""
    triage_by: str = ""
    origin: str = ""


@dataclass(frozen=True)
class InputTaken(InputEvent):
    """Somebody of the function is looking at it."""

    kind = "input.taken"


@dataclass(frozen=True)
class InputUrgencySet(InputEvent):
    """How soon it is looked at was changed, and with it the date by which."""

    kind = "input.urgency-set"
    urgency: str = ""
    triage_by: str = ""


@dataclass(frozen=True)
class InputTriaged(InputEvent):
    """The function decided what becomes of it; `state` says which of the three ways."""

    kind = "input.triaged"
    committee_id: str = ""


@dataclass(frozen=True)
class InputProposed(InputEvent):
    """It was proposed for an agenda, or put to a vote in writing.

    Args:
        record: what carries it there ("agenda-item/<id>", "approval/<id>").
    """

    kind = "input.proposed"
    record: str = ""


@dataclass(frozen=True)
class InputDecided(InputEvent):
    """Something was decided about it.

    Args:
        decision: the decision's number.
        outcome: as `decisions.Outcome`.
    """

    kind = "input.decided"
    decision: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class InputStepMarked(InputEvent):
    """A step is behind.

    Args:
        step: its number.
        mark: as `inputs.Mark`.
        record: what carried it out, or "".
    """

    kind = "input.step-marked"
    step: int = 0
    mark: str = ""
    record: str = ""


@dataclass(frozen=True)
class InputClosed(InputEvent):
    """Nothing more is done with it here; `deviation_id` names what it ended in, if it did."""

    kind = "input.closed"
    deviation_id: str = ""


INPUT_EVENTS: tuple[type[InputEvent], ...] = (
    InputReceived,
    InputTaken,
    InputUrgencySet,
    InputTriaged,
    InputProposed,
    InputDecided,
    InputStepMarked,
    InputClosed,
)
"""Everything after which an input's card is shown anew."""


@dataclass(frozen=True)
class TypesChanged(Event):
    """A type of input was added or changed; `closed` says whether it is received no more."""

    kind = "input.type-saved"
    type_id: str
    by: str
    closed: bool

    def subject(self) -> str:
        """Return the type."""
        return f"input-type/{self.type_id}"


Told = tuple[str, str, str, str | None, str, str]
"""The fields that the events of inputs share."""


def told(item: Input, by: str | None, at: str, on: str) -> Told:
    """Return the shared fields of an event about `item` as it is now."""
    return item.id, item.number, item.state.value, by, at, on


def steps_marked(before: Input, after: Input, shared: Told) -> Iterator[InputEvent]:
    """Iterate over what the marks of `after` and its end add to those of `before`."""
    for step in after.flow.steps:
        mark = after.marks.get(str(step.n))
        if mark is not None and str(step.n) not in before.marks:
            yield InputStepMarked(*shared, step=step.n, mark=mark.mark.value, record=mark.record)
    ended = after.state in (InputState.CLOSED, InputState.DEVIATION)
    if ended and not before.is_over:
        yield InputClosed(*shared, deviation_id=after.deviation_id or "")
