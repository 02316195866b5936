"""The meetings of each committee's series, and the steps around them on their days.

Every replica may plan and take steps, and any of them may die: whoever notes a step first takes it,
in that same transaction.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.committees import Committee
from bot.domain.meeting_events import MeetingsPlanned, StepTaken
from bot.domain.meeting_rules import still_to_answer
from bot.domain.meeting_timeline import (
    BEFORE,
    MeetingPlan,
    Step,
    planned_meetings,
    step_key,
    timeline_of,
)
from bot.domain.meetings import AgendaState, Meeting, MeetingState
from bot.domain.mornings import is_open
from bot.domain.organisation import Organisation
from bot.domain.schedules import CatchingUp, is_of_use
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.meetings.agenda import OUT
from bot.services.meetings.case import Case, CaseMaker, Cases, local_date
from bot.services.meetings.desk import cancel, carry_over, move_to, note_past_steps
from bot.services.ports import UnitOfWork
from bot.services.snapshots import Snapshots


@dataclass
class MeetingPlans:
    """Sees that the series have their meetings, and takes the steps around them.

    It remembers what it saw last, to be cheap.

    Args:
        cases: opens meetings.
        snapshots: the organisation in memory.
        plan: sees that the wheel has its dates.
        catching_up: what to do with steps that nobody took on their day.
    """

    cases: Cases
    snapshots: Snapshots
    plan: Callable[[], Awaitable[object]]
    catching_up: CatchingUp = field(default_factory=CatchingUp)
    _planned: tuple[int, date] | None = field(default=None, init=False)
    _stepped: date | None = field(default=None, init=False)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def tick(self) -> int:
        """Plan what is missing, and take the steps that are due; return how many were taken.

        It may be called each second: where nothing has changed, and between two mornings, it
        reads nothing.
        """
        async with self._one_at_a_time:
            await self.plan()
            organisation = self.snapshots.current.organisation
            if not organisation.committees:
                return 0
            changed = await self._materialise()
            return await self._take_steps(again=changed)

    async def _materialise(self) -> bool:
        """Write what the series lack; tell whether anything may have changed since last time."""
        organisation = (await self.snapshots.refresh()).organisation
        today = local_date(self.cases.clock.now(), organisation)
        if self._planned == (organisation.version, today):
            return False
        for committee in organisation.committees:
            async with self.cases.storage.read() as work:
                there = await work.meetings.of(committee.id)
            if _planned(organisation, committee, there, today):
                await self._write(committee.id)
        self._planned = (organisation.version, today)
        return True

    async def _write(self, committee_id: str) -> None:
        async with self.cases.storage.begin() as work:
            await work.hold()
            organisation = await work.organisation()
            committee = organisation.committee.get(committee_id)
            if committee is None:
                return
            today = local_date(self.cases.clock.now(), organisation)
            there = await work.meetings.of(committee_id)
            await follow_series(self.cases, work, _planned(organisation, committee, there, today))
            await work.commit()

    async def _take_steps(self, *, again: bool) -> int:
        organisation = self.snapshots.current.organisation
        now = self.cases.clock.now()
        today = local_date(now, organisation)
        zone = ZoneInfo(organisation.profile.timezone)
        if not is_open(now, organisation.wheel.calendar, zone):
            return 0
        if self._stepped == today and not again:
            return 0
        taken = 0
        for committee in organisation.committees:
            async with self.cases.storage.read() as work:
                meetings = await work.meetings.of(committee.id)
            for meeting in meetings:
                if _due_steps(organisation, committee, meeting, today):
                    taken += await self._step(meeting.id)
        self._stepped = today
        return taken

    async def _step(self, meeting_id: str) -> int:
        """Take the steps of a meeting that are due; of several the last one is told."""
        async with self.cases.changing(meeting_id, Cause()) as case:
            today = case.act.on
            due = _due_steps(case.organisation, case.committee, case.meeting, today)
            fresh = [
                step
                for step in due
                if await case.work.meetings.note(
                    case.meeting.id, step_key(step, case.meeting), case.act.at
                )
            ]
            if not fresh:
                return 0
            timeline = timeline_of(
                case.committee, case.meeting.on, case.organisation.wheel.calendar
            )
            after = _stepped(case.meeting, fresh)
            if after != case.meeting:
                await case.save(replace(after, changed_at=case.act.at))
            step = fresh[-1]
            if is_of_use(timeline[step], today, self.catching_up):
                await _tell(case.of(after), step)
        return 1


async def follow_series(cases: CaseMaker, work: UnitOfWork, plan: MeetingPlan) -> None:
    """Write what a series' dates ask for: new meetings, and those that moved or went."""
    for after in (*plan.moved, *plan.cancelled):
        before = await work.meetings.lock(after.id)
        if before is None or before.is_over:
            continue
        case = await cases.case(work, before, Cause())
        changed = replace(after, changed_at=case.act.at)
        if changed.state is MeetingState.CANCELLED:
            await cancel(case, changed)
        else:
            await move_to(case, changed, changed.reason)
    added = await work.meetings.plan(plan.added)
    for meeting in added:
        case = await cases.case(work, meeting, Cause())
        await note_past_steps(case, meeting)
        await _receive(case)
    if added:
        event = MeetingsPlanned(added[0].committee_id, len(added))
        await cases.journal.record(work, event)


async def _receive(case: Case) -> None:
    """Take over what an earlier meeting, held or cancelled when there was no other, left."""
    meetings = await case.work.meetings.of(case.committee.id)
    over = [m for m in meetings if m.is_over and m.on <= case.meeting.on]
    if over and len([m for m in meetings if not m.is_over]) == 1:
        await carry_over(case.of(max(over, key=lambda m: m.on)))


def _planned(
    organisation: Organisation, committee: Committee, there: Sequence[Meeting], today: date
) -> MeetingPlan:
    if committee.is_closed(today):
        return MeetingPlan()
    wheel = organisation.wheel
    return planned_meetings(committee, wheel, there, today, lambda: new_id("meeting"))


def _due_steps(
    organisation: Organisation, committee: Committee, meeting: Meeting, today: date
) -> tuple[Step, ...]:
    """Return the steps before a meeting whose day has come, in their order."""
    if meeting.state not in (MeetingState.PLANNED, MeetingState.CONVENED) or meeting.on < today:
        return ()
    timeline = timeline_of(committee, meeting.on, organisation.wheel.calendar)
    return tuple(step for step in BEFORE if timeline[step] <= today)


def _stepped(meeting: Meeting, steps: Sequence[Step]) -> Meeting:
    """Return a meeting whose agenda is open for items, or closed for them."""
    if meeting.agenda_state in OUT:
        return meeting
    if meeting.is_extraordinary:
        return replace(meeting, agenda_state=AgendaState.OPEN)
    closed = any(step is not Step.CALL for step in steps)
    return replace(meeting, agenda_state=AgendaState.LOCKED if closed else AgendaState.OPEN)


async def _tell(case: Case, step: Step) -> None:
    """Record the step, and so tell those whom it concerns: only them who are missing."""
    out = case.meeting.agenda_state in OUT
    readers: tuple[str, ...] = ()
    match step:
        case Step.CALL:
            readers = case.people.acting
        case Step.SEND if out:
            return
        case Step.ANSWER:
            readers = still_to_answer(case.meeting, case.people) if out else ()
            if out and not readers:
                return
    await case.record(await case.told(StepTaken, case.meeting, step=step.value, readers=readers))
