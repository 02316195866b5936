"""Meetings follow their dates on the wheel, and agendas what is decided elsewhere.

The journal calls it: what follows happens in the same transaction (architecture.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import item_rules
from bot.domain.agenda_rules import next_ordinal, section_for
from bot.domain.approval_events import ApprovalMoved
from bot.domain.approvals import Approval
from bot.domain.committees import SectionKind
from bot.domain.decision_events import DecisionRecorded
from bot.domain.decisions import Mode, Outcome
from bot.domain.events import Event
from bot.domain.meeting_events import ItemSettled
from bot.domain.meeting_timeline import next_meeting, planned_meetings
from bot.domain.meetings import DIGEST, AgendaItem, ItemState
from bot.domain.wheel_events import OccurrenceGranted, OccurrenceLapsed, OccurrencePostponed
from bot.services.identifiers import new_id
from bot.services.journal import SYSTEM, Cause, Reaction
from bot.services.meetings.case import CaseMaker, local_date
from bot.services.meetings.planning import follow_series
from bot.services.ports import Clock, UnitOfWork

_DATES = (OccurrencePostponed, OccurrenceGranted, OccurrenceLapsed)


@dataclass(frozen=True)
class MeetingFollowers:
    """Lets meetings follow; the journal calls it.

    Args:
        clock: the time.
        reactions: what else follows from an event.
    """

    clock: Clock
    reactions: Sequence[Reaction]

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Move or cancel a meeting with its date, or settle the item that was voted on."""
        gathered = _Gathered(self.reactions)
        cases = CaseMaker(gathered, self.clock)
        if isinstance(event, _DATES):
            await _follow_date(cases, work, event.item_id)
        elif isinstance(event, ApprovalMoved):
            await _put_on_agenda(cases, work, event)
        elif isinstance(event, DecisionRecorded) and event.item_id:
            await _settle_voted(cases, work, event, cause)
        return gathered.happened


class _Gathered:
    """Lets follow what follows, and leaves the log to the journal that called.

    Args:
        reactions: what follows from each event.
    """

    def __init__(self, reactions: Sequence[Reaction]) -> None:
        self._reactions = reactions
        self.happened: list[Event] = []

    async def record(self, work: UnitOfWork, event: Event, cause: Cause | str = SYSTEM) -> None:
        """Note that `event` happened, with what follows from it."""
        self.happened.append(event)
        by = cause if isinstance(cause, Cause) else Cause(cause)
        for reaction in self._reactions:
            self.happened += await reaction(work, event, by)


async def _follow_date(cases: CaseMaker, work: UnitOfWork, item_id: str) -> None:
    organisation = await work.organisation()
    today = local_date(cases.clock.now(), organisation)
    for committee in organisation.committees:
        if committee.series.item_id != item_id:
            continue
        there = await work.meetings.of(committee.id)
        plan = planned_meetings(
            committee, organisation.wheel, there, today, lambda: new_id("meeting")
        )
        await follow_series(cases, work, replace(plan, added=()))


async def _put_on_agenda(cases: CaseMaker, work: UnitOfWork, event: ApprovalMoved) -> None:
    """Put a request that went to the committee's next meeting on its agenda, once."""
    approval = await work.approvals.find(event.approval_id)
    organisation = await work.organisation()
    committee = organisation.committee.get(event.committee_id)
    if approval is None or committee is None or approval.mode is Mode.MEETING:
        # What was voted on at a meeting without a decision stands on its agenda still.
        return
    today = local_date(cases.clock.now(), organisation)
    meetings = await work.meetings.of(committee.id)
    meeting = next_meeting((m for m in meetings if m.on >= today), today)
    if meeting is None:
        return
    await work.meetings.lock(meeting.id)
    items = await work.meetings.items(meeting.id)
    record = f"approval/{approval.id}"
    if any(record in item.records for item in items):
        return
    section = section_for(SectionKind.DECISION, committee.agenda)
    item = AgendaItem(
        new_id("item"),
        meeting.id,
        section,
        approval.title,
        SectionKind.DECISION,
        ordinal=next_ordinal(items, section),
        proposal=approval.proposal,
        basis=approval.basis,
        proposed_by=approval.asked_by,
        proposed_at=cases.clock.now(),
        records=(record, *_decided_on(approval)),
    )
    await work.meetings.save_items([item])
    await work.approvals.save(replace(approval, meeting_id=meeting.id, item_id=item.id))


def _decided_on(approval: Approval) -> tuple[str, ...]:
    """Return the record that a request is about, and how it read."""
    if not approval.about_digest:
        return (approval.about,) if approval.about else ()
    return (approval.about, f"{DIGEST}{approval.about_digest}")


async def _settle_voted(
    cases: CaseMaker, work: UnitOfWork, event: DecisionRecorded, cause: Cause
) -> None:
    """Show what a vote by card came to on the item that it was about."""
    item = await work.meetings.item(event.item_id)
    meeting = await work.meetings.find(item.meeting_id) if item else None
    if item is None or meeting is None or item.state is not ItemState.ACCEPTED:
        return
    outcome = Outcome(event.outcome)
    after = replace(item_rules.settled(item, outcome, ""), decision_id=event.decision_id)
    await work.meetings.save_items([after])
    case = await cases.case(work, meeting, cause)
    told = await case.told_item(
        ItemSettled,
        after,
        outcome=outcome.value,
        records=after.records,
        decision_id=event.decision_id,
        number=event.number,
    )
    await case.record(told)
