"""Inputs follow what happens elsewhere: on agendas, in the register, to assignments, to deviations.

The journal calls it: what follows happens in the same transaction (architecture.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain import input_following as rules
from bot.domain.approval_events import ApprovalAsked
from bot.domain.assignment_events import AssignmentEvent
from bot.domain.decision_events import DecisionRecorded
from bot.domain.decisions import Outcome
from bot.domain.deviation_events import DeviationRegistered
from bot.domain.events import Event
from bot.domain.input_events import InputDecided, InputEvent, InputProposed, steps_marked, told
from bot.domain.inputs import Input
from bot.domain.meeting_events import (
    ItemAccepted,
    ItemEvent,
    ItemProposed,
    ItemRefused,
    ItemSettled,
)
from bot.domain.meeting_rules import Moment
from bot.domain.organisation import Organisation
from bot.services.inputs.matters import assignments_of, input_behind, input_named
from bot.services.journal import Cause, Reaction
from bot.services.ports import UnitOfWork

_ITEMS = (ItemProposed, ItemAccepted, ItemRefused, ItemSettled)
_ASSIGNMENT = "assignment/"


@dataclass(frozen=True)
class InputFollowers:
    """Marks the steps that something else has done; the journal calls it.

    Args:
        notify: tells whoever hears of it.
    """

    notify: Reaction

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Let the input that `event` is about follow it, and return what has happened to it."""
        happened: list[Event] = []
        for one in await _followed(work, event):
            happened += (one, *await self.notify(work, one, cause))
        return happened


async def _followed(work: UnitOfWork, event: Event) -> Sequence[InputEvent]:
    if isinstance(event, _ITEMS):
        return await _item(work, event)
    if isinstance(event, ApprovalAsked):
        return await _asked(work, event)
    if isinstance(event, DecisionRecorded):
        return await _decided(work, event)
    if isinstance(event, AssignmentEvent):
        return await _assigned(work, event)
    if isinstance(event, DeviationRegistered):
        return await _deviated(work, event)
    return ()


async def _item(work: UnitOfWork, event: ItemEvent) -> Sequence[InputEvent]:
    records = event.item.records if event.item else ()
    input_id = next((found for one in records if (found := input_named(one))), "")
    before = await work.inputs.lock(input_id) if input_id else None
    if before is None or before.is_over:
        return ()
    act = await _moment(work, event.at)
    if isinstance(event, ItemRefused):
        return await _kept(work, before, replace(before, agenda_item_id=None), act)
    put = rules.put_before(before, event.committee_id, event.item_id)
    proposed = before.agenda_item_id != put.agenda_item_id
    after = put
    if isinstance(event, ItemAccepted):
        after = rules.on_agenda(put, f"agenda-item/{event.item_id}", act)
    elif isinstance(event, ItemSettled):
        if event.outcome != Outcome.NOTED.value:
            return ()
        lane = await _lane(work, event.committee_id)
        after = rules.decided(put, lane, f"agenda-item/{event.item_id}", act)
    record = f"agenda-item/{event.item_id}" if proposed else ""
    return await _kept(work, before, after, act, proposed=record)


async def _asked(work: UnitOfWork, event: ApprovalAsked) -> Sequence[InputEvent]:
    input_id = input_named(event.about)
    before = await work.inputs.lock(input_id) if input_id else None
    if before is None or before.is_over:
        return ()
    act = await _moment(work, event.at)
    after = rules.put_before(before, event.committee_id or before.committee_id, None)
    return await _kept(work, before, after, act, proposed=event.subject())


async def _decided(work: UnitOfWork, event: DecisionRecorded) -> Sequence[InputEvent]:
    input_id = input_named(event.about)
    before = await work.inputs.lock(input_id) if input_id else None
    if before is None:
        return ()
    act = await _moment(work, event.at)
    after = replace(before, decision_ids=(*before.decision_ids, event.decision_id))
    if not before.is_over and event.outcome != Outcome.DEFERRED.value:
        lane = await _lane(work, event.committee_id)
        after = rules.decided(after, lane, f"decision/{event.number}", act)
    shared = _told(after, act)
    decided = InputDecided(*shared, decision=event.number, outcome=event.outcome)
    return (decided, *await _kept(work, before, after, act))


async def _assigned(work: UnitOfWork, event: AssignmentEvent) -> Sequence[InputEvent]:
    before = await input_behind(work, event.input_id, event.decision_id)
    if before is None or before.is_over:
        return ()
    act = await _moment(work, event.at)
    after = rules.with_assignments(before, await assignments_of(work, before), act)
    return await _kept(work, before, after, act)


async def _deviated(work: UnitOfWork, event: DeviationRegistered) -> Sequence[InputEvent]:
    if event.origin.startswith(_ASSIGNMENT):
        given = await work.assignments.find(event.origin.removeprefix(_ASSIGNMENT))
        ids = (given.input_id or "", given.decision_id or "") if given else ("", "")
        before = await input_behind(work, *ids)
    else:
        before = await input_behind(work, input_named(event.origin), "")
    if before is None or before.is_over:
        return ()
    act = await _moment(work, event.at)
    after = rules.with_deviation(before, event.deviation_id, event.number, act)
    return await _kept(work, before, after, act)


async def _kept(
    work: UnitOfWork, before: Input, after: Input, act: Moment, *, proposed: str = ""
) -> Sequence[InputEvent]:
    """Write an input that changed, and return what has happened to it."""
    if after == before and not proposed:
        return ()
    after = replace(after, changed_at=act.at)
    await work.inputs.save(after)
    shared = _told(after, act)
    put = (InputProposed(*shared, record=proposed),) if proposed else ()
    return (*put, *steps_marked(before, after, shared))


async def _lane(work: UnitOfWork, committee_id: str) -> str | None:
    committee = (await work.organisation()).committee.get(committee_id)
    return committee.role_id if committee else None


async def _moment(work: UnitOfWork, at: str) -> Moment:
    organisation: Organisation = await work.organisation()
    moment = datetime.fromisoformat(at)
    on = moment.astimezone(ZoneInfo(organisation.profile.timezone)).date()
    return Moment("", moment, on)


def _told(item: Input, act: Moment) -> tuple[str, str, str, str | None, str, str]:
    return told(item, None, act.at.isoformat(), act.on.isoformat())
