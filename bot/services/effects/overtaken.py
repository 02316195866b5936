"""Requests that nothing is left to decide in: their matter was decided or written otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.approval_events import ApprovalWithdrawn
from bot.domain.approval_rules import overtaken
from bot.domain.approvals import Approval
from bot.domain.committee_events import TermsSaved
from bot.domain.decision_events import DecisionRecorded
from bot.domain.decisions import Outcome
from bot.domain.events import DraftMoved, Event
from bot.domain.plan_events import PlanApproved, PlanTaskEvent
from bot.domain.plan_variance import digest
from bot.domain.terms import terms_subject
from bot.domain.wheel_events import OccurrenceApproved, OccurrenceLapsed, OccurrenceSentBack
from bot.services.journal import Cause, Reaction
from bot.services.ports import Clock, UnitOfWork

_PLAN = "plan-version/"
_SETTLED = frozenset({Outcome.ADOPTED.value, Outcome.NOT_ADOPTED.value})


@dataclass(frozen=True)
class Overtaken:
    """Withdraws such a request in the same transaction; the journal calls it.

    A date that its approver approves or sends back alone is decided, as is a plan or a draft of the
    matrix, and whatever is decided at a meeting. Terms and a plan that are written in are no longer
    those that were asked about.

    Args:
        clock: the time.
        notify: tells whoever was asked.
    """

    clock: Clock
    notify: Reaction

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Withdraw what is open about what `event` has decided, and return that."""
        happened: list[Event] = []
        for found in await _overtaken_by(event, work):
            approval = await work.approvals.lock(found.id) if found.is_open else None
            if approval is not None and approval.is_open:
                told = await self._withdraw(work, approval, cause)
                happened += (told, *await self.notify(work, told, cause))
        return happened

    async def _withdraw(self, work: UnitOfWork, approval: Approval, cause: Cause) -> Event:
        after = overtaken(approval, self.clock.now())
        await work.approvals.save(after)
        return _told(after, cause, self.clock.now())


async def _overtaken_by(event: Event, work: UnitOfWork) -> Sequence[Approval]:
    """Return the requests about what has happened."""
    if isinstance(event, PlanTaskEvent):
        asked = [one for one in await work.approvals.open() if one.about.startswith(_PLAN)]
        now = digest((await work.organisation()).plan) if asked else ""
        return [one for one in asked if one.about_digest != now]
    about = _about(event)
    return await work.approvals.about(about) if about else ()


def _about(event: Event) -> str:
    match event:
        case OccurrenceApproved() | OccurrenceSentBack() | OccurrenceLapsed():
            return f"occurrence/{event.occurrence_id}"
        case TermsSaved():
            return terms_subject(event.committee_id, event.version)
        case PlanApproved() | DraftMoved():
            return event.subject()
        case DecisionRecorded() if event.outcome in _SETTLED:
            return event.about
    return ""


def _told(approval: Approval, cause: Cause, at: datetime) -> ApprovalWithdrawn:
    return ApprovalWithdrawn(
        approval.id,
        approval.number,
        approval.version,
        approval.digest,
        cause.actor,
        at.isoformat(),
        overtaken=True,
    )
