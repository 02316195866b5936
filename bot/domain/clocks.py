"""Statutory clocks of an incident: elapsed hours, through weekends, holidays and clock changes.

The legal moment is never shifted, and no missing approval stops a clock (domain.md §3).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.severities import Law


class ClockState(StrEnum):
    """Where a clock is. That a running one is late is derived from `due_at`."""

    NOT_ASSESSED = "not-assessed"
    NOT_RELEVANT = "not-relevant"
    RUNNING = "running"
    SUBMITTED = "submitted"


@dataclass(frozen=True)
class StatutoryClock:
    """One clock of one incident.

    Args:
        incident_id: whose.
        law: as it was when the clock came to the incident.
        state: where it is.
        started_at: when the law's hours began, UTC.
        due_at: the legal moment, UTC; None for "without undue delay".
        started_by: who said that it applies, None when it was proposed.
        reason: why it is not relevant, or why it was late.
        decided_by, decided_at: who said that it is not relevant; UTC.
        submitted_by, submitted_at: UTC.
        receipt: what the recipient gave back.
        warned: warnings that were sent ("half", "three-quarters", "last-hour", "late").
        changed_at: UTC; tells a stale card from a fresh one.
    """

    incident_id: str
    law: Law
    state: ClockState = ClockState.NOT_ASSESSED
    started_at: datetime | None = None
    due_at: datetime | None = None
    started_by: str | None = None
    reason: str = ""
    decided_by: str | None = None
    decided_at: datetime | None = None
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    receipt: str = ""
    warned: tuple[str, ...] = ()
    changed_at: datetime | None = None

    @property
    def id(self) -> str:
        """Return the clock's id: its incident's and its law's."""
        return f"{self.incident_id}/{self.law.id}"

    def is_late(self, at: datetime) -> bool:
        """Tell whether the legal moment has passed at `at` (UTC) without a submission."""
        return self.state is ClockState.RUNNING and self.due_at is not None and self.due_at < at
