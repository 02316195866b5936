"""Escalation: people are called, step by step, until someone answers (experience.md, Incidents).

A step is taken once: whoever moves the row from one step to the next, in one conditional update,
writes the calls in that same transaction (architecture.md, "Four ways through the house").
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.severities import Rung


class EscalationState(StrEnum):
    """Where a call for help is. EXHAUSTED: all rounds are over; the telephone list was shown."""

    CALLING = "calling"
    ANSWERED = "answered"
    EXHAUSTED = "exhausted"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Ladder:
    """A ladder as it was when the calling began.

    Args:
        severity_id: whose; "report" for a report that nobody has assessed.
        rungs: ascending.
        rounds: how often it is climbed.
        out_of_hours: at night and on closed days too; minutes are working time otherwise.
        again_minutes: an answer that goes quiet for so long is asked again.
        patience: minutes after the last rung before the next round.
    """

    severity_id: str
    rungs: tuple[Rung, ...]
    rounds: int
    out_of_hours: bool
    again_minutes: int
    patience: int


@dataclass(frozen=True)
class Call:
    """That a person was called on a step, once; `at` in UTC."""

    round: int
    step: int
    person_id: str
    at: datetime
    repeat: bool = False


@dataclass(frozen=True)
class Escalation:
    """The calling for one incident.

    Args:
        id: random.
        incident_id: whose.
        ladder: as it was when it began.
        started_at: UTC.
        state: where it is.
        round: from 1.
        step: the rung that was called last, from 0; -1 before the first call.
        due_at: when the next step is taken unless somebody answers, UTC; None when nothing waits.
        calls: who was called, the first one first.
        answered_by: who has acknowledged, of those called.
        answered_at: UTC.
        changed_at: UTC; tells a stale card from a fresh one.
    """

    id: str
    incident_id: str
    ladder: Ladder
    started_at: datetime
    state: EscalationState = EscalationState.CALLING
    round: int = 1
    step: int = -1
    due_at: datetime | None = None
    calls: tuple[Call, ...] = ()
    answered_by: tuple[str, ...] = ()
    answered_at: datetime | None = None
    changed_at: datetime | None = None
