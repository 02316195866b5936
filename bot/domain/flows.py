"""Process flows: what is done with one type of input, by whom, step by step (001 §4).

Flows are data: a starter pack brings nine, and an organisation adds its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from bot.domain.language import Localized


class Urgency(StrEnum):
    """How soon an input is looked at."""

    NORMAL = "normal"
    HIGH = "high"
    IMMEDIATE = "immediate"


class StepKind(StrEnum):
    """What a step is: work, a decision, a choice of ways, or an end."""

    TASK = "task"
    DECISION = "decision"
    GATEWAY = "gateway"
    END = "end"


@dataclass(frozen=True)
class FlowStep:
    """A step of a flow.

    Args:
        n: its number within the flow, from 1, ascending without being dense.
        role_id: the lane: the role that is responsible for it.
        kind: what it is.
        text: what is done.
        when: on what condition; a step without one is always done.
        act: what the bot does then ("agenda_item", "create_assignment"); "" for work that
            somebody marks as done. An act that the bot doesn't know is such work too.
    """

    n: int
    role_id: str
    kind: StepKind
    text: Localized
    when: Localized = field(default_factory=Localized)
    act: str = ""


@dataclass(frozen=True)
class Flow:
    """What is done with one type of input.

    Args:
        id: the pack's own, else random.
        name: as people say it.
        lanes: roles from the top of the picture to its bottom.
        steps: in the order of their numbers.
    """

    id: str
    name: Localized
    lanes: tuple[str, ...]
    steps: tuple[FlowStep, ...]

    @cached_property
    def step(self) -> Mapping[int, FlowStep]:
        """Steps by number."""
        return {step.n: step for step in self.steps}


@dataclass(frozen=True)
class InputType:
    """A type of input (001 §4, "Eksempler på input til proces-flow").

    Args:
        id: the pack's own, else random.
        name: as people say it.
        group: where it comes from, as people say it ("Elementer fra årshjulet").
        flow_id: what is done with it.
        urgency: of such an input, unless its own says otherwise.
        triage_days: working days within which the function looks at it; 0 for the same day.
        closed_on: the last local date on which one could be received.
    """

    id: str
    name: Localized
    group: Localized
    flow_id: str
    urgency: Urgency = Urgency.NORMAL
    triage_days: int = 5
    closed_on: date | None = None


@dataclass(frozen=True)
class FlowBook:
    """Every type of input and every flow, in the order of the list."""

    types: tuple[InputType, ...] = ()
    flows: tuple[Flow, ...] = ()

    @cached_property
    def type(self) -> Mapping[str, InputType]:
        """Types by id."""
        return {one.id: one for one in self.types}

    @cached_property
    def flow(self) -> Mapping[str, Flow]:
        """Flows by id."""
        return {one.id: one for one in self.flows}
