"""The clock of requests: votes open after consultation, close at their hour, and are reminded of.

Any number of replicas may tick: each step is taken under the request's lock, on the request as it
stands there, and a reminder is told once for each person and moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain import approval_rules as rules
from bot.domain import approval_voting as voting
from bot.domain.approval_events import ApprovalExtended, VotersReminded
from bot.domain.approval_marks import ballot_subject, reminder_key
from bot.domain.approval_tally import unanswered
from bot.domain.approvals import Approval, ApprovalState
from bot.domain.errors import NotAllowed, TooLate
from bot.domain.events import Event
from bot.services.approvals.cases import CLOCK, Case, Cases
from bot.services.approvals.outcomes import ended, opened


@dataclass
class Deadlines:
    """Takes what is due, and remembers which reminders were told, to be cheap.

    Args:
        cases: opens requests.
    """

    cases: Cases
    _told: set[tuple[str, int, datetime]] = field(default_factory=set, init=False)

    async def tick(self) -> int:
        """Open, close and remind of what is due; return how many steps were taken.

        It may be called each second, by several replicas.

        Raises:
            NotReady: the database does not take it; call it again.
        """
        now = self.cases.clock.now()
        async with self.cases.storage.read() as work:
            due = await work.approvals.due(now)
            going = await work.approvals.open()
        steps = [await self._step(approval_id) for approval_id in due]
        steps += [await self._remind(one, now) for one in going if one.id not in due]
        return sum(steps)

    async def next_moment(self, after: datetime, until: datetime) -> datetime | None:
        """Return the first moment after `after`, not after `until`, at which anything is due."""
        async with self.cases.storage.read() as work:
            going = await work.approvals.open()
        moments = (moment for one in going for moment in self._moments(one))
        return min((m for m in moments if after < m <= until), default=None)

    async def _step(self, approval_id: str) -> bool:
        """Take the step that is due; False when another replica has taken it."""
        try:
            async with self.cases.changing(approval_id, CLOCK) as case:
                events = await _due(case)
                for event in events:
                    await self.cases.journal.record(case.work, event, CLOCK)
                await case.work.commit()
        except (NotAllowed, TooLate):
            # Nobody can decide it: `doctor` says so, and the others' deadlines are kept.
            return False
        if events:
            await self.cases.snapshots.refresh()
        return bool(events)

    async def _remind(self, seen: Approval, now: datetime) -> bool:
        """Remind who has not answered, once for each moment; the latest one that has come."""
        if seen.state is not ApprovalState.VOTING:
            return False
        moment = max((m for m in self._reminders(seen) if m <= now), default=None)
        if moment is None or (seen.id, seen.version, moment) in self._told:
            return False
        try:
            async with self.cases.changing(seen.id, CLOCK) as case:
                people = await _to_remind(case, seen.version, moment)
                if people:
                    told = case.told(
                        VotersReminded, case.approval, of=moment.isoformat(), people=people
                    )
                    await self.cases.journal.record(case.work, told, CLOCK)
                    await case.work.commit()
        except (NotAllowed, TooLate):
            return False
        self._told.add((seen.id, seen.version, moment))
        return bool(people)

    def _moments(self, approval: Approval) -> Sequence[datetime]:
        if approval.state is ApprovalState.CONSULTING:
            return [approval.consult_until] if approval.consult_until else []
        if approval.state is not ApprovalState.VOTING or approval.closes_at is None:
            return []
        return [*self._reminders(approval), approval.closes_at]

    def _reminders(self, approval: Approval) -> Sequence[datetime]:
        if approval.opens_at is None or approval.closes_at is None:
            return ()
        organisation = self.cases.snapshots.current.organisation
        try:
            forum = self.cases.forum(organisation, approval)
        except NotAllowed:
            return ()
        return forum.timetable.reminders(
            approval.opens_at, approval.closes_at, urgent=approval.urgent
        )


async def _due(case: Case) -> Sequence[Event]:
    """Return what happens to a request now, written."""
    before, at, forum = case.approval, case.act.at, case.forum
    if before.state is ApprovalState.CONSULTING:
        after = rules.open_vote(before, at, forum)
        if after == before:
            return ()
        await case.work.approvals.save(after)
        return (opened(case, after),)
    closed = voting.close_due(before, at, forum)
    if closed is not None:
        return (await ended(case, closed)).events
    later = voting.extend(before, at, forum)
    if later == before or before.state is not ApprovalState.VOTING:
        return ()
    await case.work.approvals.save(later)
    closes = later.closes_at.isoformat() if later.closes_at else ""
    return (case.told(ApprovalExtended, later, closes_at=closes),)


async def _to_remind(case: Case, version: int, moment: datetime) -> tuple[str, ...]:
    """Return who is reminded now: who has not answered, and was not told at this moment."""
    approval = case.approval
    if approval.version != version or approval.state is not ApprovalState.VOTING:
        return ()
    sent = await case.work.outbox.copies(ballot_subject(approval.id, version))
    told = {message.key for message in sent}
    missing = unanswered(approval, case.forum)
    of = moment.isoformat()
    return tuple(p for p in missing if reminder_key(approval.id, version, of, p) not in told)
