"""Requests that nothing is left to decide in: their matter was decided or written otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.approval_events import ApprovalWithdrawn
from bot.domain.approval_rules import overtaken
from bot.domain.approvals import Approval
from bot.domain.committee_events import TermsSaved
from bot.domain.events import Event
from bot.domain.terms import terms_subject
from bot.domain.wheel_events import OccurrenceApproved, OccurrenceLapsed, OccurrenceSentBack
from bot.services.journal import Cause, Reaction
from bot.services.ports import Clock, UnitOfWork


@dataclass(frozen=True)
class Overtaken:
    """Withdraws such a request in the same transaction; the journal calls it.

    A date that its approver approves or sends back alone is decided, and terms that are written in
    are no longer those that were asked about.

    Args:
        clock: the time.
        notify: tells whoever was asked.
    """

    clock: Clock
    notify: Reaction

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Withdraw what is open about what `event` has decided, and return that."""
        about = _about(event)
        if not about:
            return ()
        happened: list[Event] = []
        for found in await work.approvals.about(about):
            approval = await work.approvals.lock(found.id) if found.is_open else None
            if approval is not None and approval.is_open:
                told = await self._withdraw(work, approval, cause)
                happened += (told, *await self.notify(work, told, cause))
        return happened

    async def _withdraw(self, work: UnitOfWork, approval: Approval, cause: Cause) -> Event:
        after = overtaken(approval, self.clock.now())
        await work.approvals.save(after)
        return _told(after, cause, self.clock.now())


def _about(event: Event) -> str:
    match event:
        case OccurrenceApproved() | OccurrenceSentBack() | OccurrenceLapsed():
            return f"occurrence/{event.occurrence_id}"
        case TermsSaved():
            return terms_subject(event.committee_id, event.version)
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
