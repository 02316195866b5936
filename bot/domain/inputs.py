"""Inputs to the committee's work, each on its way through a flow (001 §4; domain.md §2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.flows import Flow, Urgency
from bot.domain.papers import Basis
from bot.domain.plan import Origin


class InputState(StrEnum):
    """Where an input is (domain.md §2).

    RECEIVED: nobody has looked at it. TRIAGE: the function is looking at it. HANDLED (»håndteres
    uden forelæggelse«) and PRESENTED (»forelægges«) go on through the flow; NOT_RELEVANT and
    CLOSED are its ends. DEVIATION: it ended in a deviation, which is followed from there.
    """

    RECEIVED = "received"
    TRIAGE = "triage"
    HANDLED = "handled"
    NOT_RELEVANT = "not-relevant"
    PRESENTED = "presented"
    ON_AGENDA = "on-agenda"
    DECIDED = "decided"
    DELEGATED = "delegated"
    REPORTED_BACK = "reported-back"
    CLOSED = "closed"
    DEVIATION = "deviation"


OVER = frozenset({InputState.NOT_RELEVANT, InputState.CLOSED, InputState.DEVIATION})
"""Nothing more is done with it here."""


class Mark(StrEnum):
    """What became of a step."""

    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class StepMark:
    """A step that is behind.

    Args:
        mark: what became of it.
        by: who did it; None where a record did ("decision/2026-014").
        at: UTC.
        note: what was said of it, or why it was skipped.
        record: what carried it out, or "".
    """

    mark: Mark
    by: str | None
    at: datetime
    note: str = ""
    record: str = ""


@dataclass(frozen=True)
class Input:
    """Something that the organisation has to decide what to do with.

    Args:
        id: random.
        number: for people to type: "IN-12".
        type_id: its `InputType`.
        title: in a few words.
        text: what it says.
        basis: what came with it.
        flow: as it was when the input came; later changes of the flow leave it alone.
        urgency: how soon it is looked at.
        origin: where it comes from: the wheel's date, a task, a message, an incident, or, of an
            outsider, the note of whoever took it.
        received_at, received_by: UTC; who brought it, None for the system.
        state: where it is.
        triage_by: the local date by which the function looks at it.
        committee_id: before which it is put.
        agenda_item_id: the item of the agenda that is about it.
        decision_ids: what was decided about it.
        marks: what became of its steps, by their numbers.
        reason: why it is not relevant, or how it is handled without the committee.
        deviation_id: what it ended in.
        closed_at: UTC.
        changed_at: UTC; tells a stale card from a fresh one.
    """

    id: str
    number: str
    type_id: str
    title: str
    flow: Flow
    received_at: datetime
    text: str = ""
    basis: Basis = field(default_factory=Basis)
    urgency: Urgency = Urgency.NORMAL
    origin: Origin = field(default_factory=Origin)
    received_by: str | None = None
    state: InputState = InputState.RECEIVED
    triage_by: date | None = None
    committee_id: str | None = None
    agenda_item_id: str | None = None
    decision_ids: tuple[str, ...] = ()
    marks: Mapping[str, StepMark] = field(default_factory=dict)
    reason: str = ""
    deviation_id: str | None = None
    closed_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more is done with it here."""
        return self.state in OVER

    @property
    def subject(self) -> str:
        """Return what records and messages call it."""
        return f"input/{self.id}"
