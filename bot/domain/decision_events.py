"""What happens in the register of decisions; see `events`."""

from dataclasses import dataclass
from typing import ClassVar

from bot.domain.events import Event


@dataclass(frozen=True)
class DecisionRecorded(Event):
    """A decision got its number, whichever way it was made.

    What it is `about` changes in the same transaction (`services/effects`).

    Args:
        decision_id, number: the decision.
        committee_id: whose; "" for one approver's.
        outcome, mode: as `decisions.Outcome` and `decisions.Mode`.
        about: the record it decides on, or "".
        digest: of the version that was decided on.
        approval_id, meeting_id, item_id: where it was made; "" where it was not.
        asked_by: who asked for it, or "".
        by: who recorded it; None when a vote closed by itself.
        at: UTC, ISO 8601.
        on: the local date, ISO 8601.
        tally: for, against, abstained, recused; empty without a vote.
    """

    kind = "decision.recorded"
    decision_id: str
    number: str
    committee_id: str
    outcome: str
    mode: str
    about: str
    digest: str
    approval_id: str
    meeting_id: str
    item_id: str
    asked_by: str
    by: str | None
    at: str
    on: str
    tally: tuple[int, ...] = ()

    def subject(self) -> str:
        """Return the decision."""
        return f"decision/{self.number}"


@dataclass(frozen=True)
class DecisionWithoutEffect(Event):
    """A decision stands in the register, yet what it is about was left as it is.

    Args:
        decision_id, number: the decision.
        committee_id: whose; "" for one approver's.
        about: the record it decides on.
        why: CHANGED, FINDINGS or FORUM.
        asked_by, by: as `DecisionRecorded`.
        on: the local date, ISO 8601.
    """

    CHANGED: ClassVar[str] = "changed"
    """The record reads otherwise than what was decided on, or waits no longer."""

    FINDINGS: ClassVar[str] = "findings"
    """Its rules stand in its way by now."""

    FORUM: ClassVar[str] = "forum"
    """It is somebody else's to approve."""

    kind = "decision.without-effect"
    decision_id: str
    number: str
    committee_id: str
    about: str
    why: str
    asked_by: str
    by: str | None
    on: str

    def subject(self) -> str:
        """Return the decision."""
        return f"decision/{self.number}"
