"""Deviations follow their corrective actions and the agendas that list them.

The journal calls it: what follows happens in the same transaction (architecture.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain import deviation_rules as rules
from bot.domain.deviation_agenda import Listing, presented
from bot.domain.deviation_events import DeviationDone, DeviationPresented
from bot.domain.deviations import Deviation
from bot.domain.events import Event
from bot.domain.meeting_events import AgendaSent, MeetingEvent, MeetingStarted
from bot.domain.occurrence_hands import Act
from bot.domain.plan_events import PlanTaskAdded, PlanTaskMoved
from bot.services.deviations.register import Noted, told
from bot.services.journal import SYSTEM, Cause, Reaction
from bot.services.ports import Clock, UnitOfWork

_PREFIX = "deviation/"
_SECTIONS = {"new-deviations": Listing.NEW, "handled-deviations": Listing.HANDLED}


@dataclass(frozen=True)
class DeviationFollowers:
    """Lets deviations follow; the journal calls it.

    Args:
        clock: the time.
        notify: tells whoever hears of what follows.
    """

    clock: Clock
    notify: Reaction

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Let follow what follows from `event`, and return what has happened."""
        happened: list[Event] = []
        if isinstance(event, PlanTaskAdded) and event.origin.startswith(_PREFIX):
            await self._attach(work, event)
        elif isinstance(event, PlanTaskMoved):
            happened += await self._finish(work, event)
        elif isinstance(event, AgendaSent | MeetingStarted):
            happened += await _present(work, event)
        told_of: list[Event] = []
        for one in happened:
            told_of += (one, *await self.notify(work, one, cause))
        return told_of

    async def _attach(self, work: UnitOfWork, event: PlanTaskAdded) -> None:
        """Count a task that somebody made of a deviation among its actions."""
        found = await work.deviations.lock(event.origin.removeprefix(_PREFIX))
        if found is None or event.task_id in found.task_ids:
            return
        act = _act(event.by, event.on, self.clock)
        await work.deviations.save(rules.attached(found, event.task_id, act))

    async def _finish(self, work: UnitOfWork, event: PlanTaskMoved) -> Sequence[Event]:
        """Ask whether the actions worked once the last of them is done."""
        organisation = await work.organisation()
        task = organisation.plan.task.get(event.task_id)
        if task is None or not task.origin.subject.startswith(_PREFIX):
            return ()
        found = await work.deviations.lock(task.origin.subject.removeprefix(_PREFIX))
        if found is None or not rules.is_carried_out(found, organisation.plan):
            return ()
        act = _act(event.by, event.on, self.clock)
        after = rules.carried_out(found, act)
        await work.deviations.save(after)
        due = after.effect.due.isoformat() if after.effect else ""
        noted = Noted(event.by, act.at, act.on)
        return (told(DeviationDone, after, noted, effect_due=due),)


def _act(by: str | None, on: str, clock: Clock) -> Act:
    return Act(by or SYSTEM, clock.now(), date.fromisoformat(on))


async def _present(work: UnitOfWork, event: MeetingEvent) -> Sequence[Event]:
    """Note which deviations an agenda that is out lists, so that none is told of twice."""
    happened: list[Event] = []
    items = await work.meetings.items(event.meeting_id)
    listed = {
        record.removeprefix(_PREFIX): _SECTIONS[item.section_id]
        for item in items
        if item.section_id in _SECTIONS
        for record in item.records
        if record.startswith(_PREFIX)
    }
    for deviation_id, where in sorted(listed.items()):
        found = await work.deviations.lock(deviation_id)
        if found is None:
            continue
        handled = where is Listing.HANDLED
        after = presented(found, event.meeting_id, handled=handled)
        if after != found:
            await work.deviations.save(after)
            happened.append(_presented(after, event, handled=handled))
    return happened


def _presented(deviation: Deviation, event: MeetingEvent, *, handled: bool) -> DeviationPresented:
    return DeviationPresented(
        deviation.id,
        deviation.number,
        deviation.origin.subject,
        event.by,
        event.at,
        event.on,
        meeting_id=event.meeting_id,
        handled=handled,
    )
