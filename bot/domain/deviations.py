"""Deviations (afvigelser) and their corrective actions (001 §4; ISO 27001 10.2).

A corrective action is a task of the annual plan whose origin is the deviation, so that it is
reminded of, postponed and finished as every task is.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.assignments import EffectCheck
from bot.domain.plan import Bearer, Origin


class DeviationState(StrEnum):
    """Where a deviation is (domain.md §2). VERIFIED: not by the doer; CLOSED follows it."""

    REGISTERED = "registered"
    ASSESSED = "assessed"
    CAUSE_FOUND = "cause-found"
    ACTION_DECIDED = "action-decided"
    DONE = "done"
    VERIFIED = "verified"
    CLOSED = "closed"


class Severity(StrEnum):
    """How grave a deviation is."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Deviation:
    """Something that is not as it should be.

    Args:
        id: random.
        number: for people to type: "AFV-12".
        title: in a few words.
        text: what was seen.
        origin: where it was seen: a message, an assignment, an input, an audit, an incident.
        registered_by, registered_at: None for the system; UTC.
        owner: who sees to it.
        unit_id: where it happened.
        severity: None until it is assessed.
        correction: what was done about it at once (ISO 27001 10.2 a).
        cause: why it happened.
        elsewhere: »Findes den samme fejl andre steder?«; None until answered.
        ask_question: what everybody is asked then; "" for nothing.
        ask_id: the organisation-wide ask that a yes started.
        task_ids: its corrective actions, tasks of the plan.
        earlier_task_ids: those of before it was reopened.
        due: by when its actions are done, a local date.
        effect: whether they worked, answered by another person than the doers.
        state: where it is.
        incident_id: the incident it belongs to: the agenda lists it there alone.
        presented_in: ids of the meetings whose agenda listed it as new.
        handled_in: ids of the meetings whose agenda listed it as handled, since it was reopened.
        reopened: how many times its actions had not worked.
        reason: why it was closed without an action, or reopened.
        closed_by, closed_at: UTC.
        changed_at: UTC; tells a stale card from a fresh one.
    """

    id: str
    number: str
    title: str
    registered_at: datetime
    owner: Bearer
    text: str = ""
    origin: Origin = field(default_factory=Origin)
    registered_by: str | None = None
    unit_id: str | None = None
    severity: Severity | None = None
    correction: str = ""
    cause: str = ""
    elsewhere: bool | None = None
    ask_question: str = ""
    ask_id: str | None = None
    task_ids: tuple[str, ...] = ()
    earlier_task_ids: tuple[str, ...] = ()
    due: date | None = None
    effect: EffectCheck | None = None
    state: DeviationState = DeviationState.REGISTERED
    incident_id: str | None = None
    presented_in: tuple[str, ...] = ()
    handled_in: tuple[str, ...] = ()
    reopened: int = 0
    reason: str = ""
    closed_by: str | None = None
    closed_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def subject(self) -> str:
        """Return what records and messages call it."""
        return f"deviation/{self.id}"

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done about it."""
        return self.state is not DeviationState.CLOSED
