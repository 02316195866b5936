"""What people do with inputs: bring them, look at them, take them through their flows."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain import input_rules as rules
from bot.domain.assignments import Assignment
from bot.domain.cpr import mask_cpr
from bot.domain.decisions import Decision
from bot.domain.errors import BadInput, NotAllowed
from bot.domain.flows import FlowBook, InputType, Urgency
from bot.domain.input_events import (
    InputEvent,
    InputTaken,
    InputTriaged,
    InputUrgencySet,
    steps_marked,
    told,
)
from bot.domain.inputs import Input, InputState
from bot.domain.meeting_rules import Moment
from bot.domain.organisation import Organisation
from bot.services.inputs.matters import assignments_of, decisions_of, doers
from bot.services.inputs.receiving import NewInput, receive
from bot.services.inputs.rights import InputRights
from bot.services.journal import Cause, Journal
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots


@dataclass(frozen=True)
class InputView:
    """An input with what belongs to it.

    Args:
        item: the input.
        kind: its type; None when an undone import has taken it away.
        decisions: what was decided about it.
        assignments: what came of it for the units.
    """

    item: Input
    kind: InputType | None
    decisions: Sequence[Decision] = ()
    assignments: Sequence[Assignment] = ()


@dataclass(frozen=True)
class Case:
    """What a change of an input is judged by: everything as it stands in the transaction."""

    work: UnitOfWork
    organisation: Organisation
    item: Input
    rights: InputRights
    act: Moment
    cause: Cause


Change = Callable[[Case], tuple[Input, Sequence[InputEvent]]]


@dataclass(frozen=True)
class Inputs:
    """Takes what people do with inputs. `TooLate` says what became of one."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    async def book(self) -> FlowBook:
        """Return the types of input and their flows."""
        async with self.storage.read() as work:
            return await work.flows.book()

    async def receive(self, new: NewInput, cause: Cause) -> Input:
        """Keep an input that somebody brings; anyone may.

        Raises:
            NotAllowed: the account is bound to nobody.
            FieldErrors: it has no title, or there is no such type any more.
        """
        async with self.storage.begin() as work:
            organisation = await work.organisation()
            act = self._act(organisation, cause)
            item, event = await receive(work, organisation, new, act.by, act.at)
            await self.journal.record(work, event, cause)
            await work.commit()
        return item

    async def listed(self, organisation: Organisation, cause: Cause) -> Sequence[InputView]:
        """Return the open inputs that the asker may see, the most urgent and oldest first."""
        rights = self.rights(organisation, cause)
        async with self.storage.read() as work:
            book = await work.flows.book()
            every = [one for one in await work.inputs.open() if rights.sees(one)]
        order = list(reversed(Urgency))
        every.sort(key=lambda one: (order.index(one.urgency), one.received_at))
        return [InputView(one, book.type.get(one.type_id)) for one in every]

    async def view(self, input_id: str, organisation: Organisation, cause: Cause) -> InputView:
        """Return an input with what belongs to it.

        Raises:
            BadInput: there is none.
            NotAllowed: the asker may not see it.
        """
        async with self.storage.read() as work:
            return await self._view(work, await work.inputs.find(input_id), organisation, cause)

    async def numbered(self, number: str, organisation: Organisation, cause: Cause) -> InputView:
        """Return the input with a number; see `view`."""
        async with self.storage.read() as work:
            return await self._view(work, await work.inputs.by_number(number), organisation, cause)

    def rights(self, organisation: Organisation, cause: Cause) -> InputRights:
        """Return what whoever acts may do today."""
        person = organisation.person.get(cause.actor)
        return InputRights(organisation, person, _local(self.clock.now(), organisation))

    async def take(self, input_id: str, cause: Cause) -> Input:
        """Note that somebody of the function is looking at an input."""

        def change(case: Case) -> tuple[Input, Sequence[InputEvent]]:
            case.rights.require_handling()
            item = rules.taken(case.item, case.act)
            return item, (InputTaken(*_told(item, case.act)),)

        return await self._change(input_id, cause, change)

    async def set_urgency(self, input_id: str, urgency: Urgency, cause: Cause) -> Input:
        """Let an input be looked at sooner or later."""
        book = await self.book()

        def change(case: Case) -> tuple[Input, Sequence[InputEvent]]:
            case.rights.require_handling()
            kind = book.type.get(case.item.type_id)
            received = _local(case.item.received_at, case.organisation)
            days = kind.triage_days if kind else InputType.triage_days
            calendar = case.organisation.wheel.calendar
            by = rules.triage_date(urgency, days, received, calendar)
            item = rules.with_urgency(case.item, urgency, by, case.act)
            shared = _told(item, case.act)
            return item, (InputUrgencySet(*shared, urgency.value, by.isoformat()),)

        return await self._change(input_id, cause, change)

    async def triage(
        self, input_id: str, way: InputState, reason: str, committee_id: str | None, cause: Cause
    ) -> Input:
        """Decide what becomes of an input, as the function (001 §2).

        Raises:
            TooLate: it was decided already.
            NotAllowed: the person is not of the function.
            FieldErrors: there is no reason.
        """

        def change(case: Case) -> tuple[Input, Sequence[InputEvent]]:
            case.rights.require_handling()
            item = rules.triaged(case.item, way, mask_cpr(reason), committee_id, case.act)
            shared = _told(item, case.act)
            event = InputTriaged(*shared, committee_id=committee_id or "")
            return item, (event, *steps_marked(case.item, item, shared))

        return await self._change(input_id, cause, change)

    async def done(self, input_id: str, n: int, note: str, cause: Cause) -> Input:
        """Mark a step as done; with the last one the input is closed.

        Raises:
            TooLate: the step is behind, or the input is over.
            NotAllowed: it is somebody else's step, or the doer's own effect.
            BadInput, FieldErrors: it is not its turn, or a decision lacks its note.
        """

        def change(case: Case) -> tuple[Input, Sequence[InputEvent]]:
            case.rights.require_marking(rules.require_turn(case.item, n))
            item = rules.done(case.item, n, mask_cpr(note), case.act)
            return item, tuple(steps_marked(case.item, item, _told(item, case.act)))

        return await self._change(input_id, cause, change, effect_of=n)

    async def skip(self, input_id: str, n: int, reason: str, cause: Cause) -> Input:
        """Skip a step, with a reason, as the function."""

        def change(case: Case) -> tuple[Input, Sequence[InputEvent]]:
            case.rights.require_handling()
            item = rules.skipped(case.item, n, mask_cpr(reason), case.act)
            return item, tuple(steps_marked(case.item, item, _told(item, case.act)))

        return await self._change(input_id, cause, change)

    async def close(self, input_id: str, reason: str, cause: Cause) -> Input:
        """Close an input before its flow is through, with a reason, as the function."""

        def change(case: Case) -> tuple[Input, Sequence[InputEvent]]:
            case.rights.require_handling()
            item = rules.closed(case.item, mask_cpr(reason), case.act)
            return item, tuple(steps_marked(case.item, item, _told(item, case.act)))

        return await self._change(input_id, cause, change)

    async def _change(
        self, input_id: str, cause: Cause, change: Change, *, effect_of: int | None = None
    ) -> Input:
        """Make a change in a transaction in which nobody else changes the input."""
        async with self._changing(input_id, cause) as case:
            if effect_of is not None:
                await _require_another(case, effect_of)
            item, events = change(case)
            await case.work.inputs.save(item)
            for event in events:
                await self.journal.record(case.work, event, cause)
        return item

    @asynccontextmanager
    async def _changing(self, input_id: str, cause: Cause) -> AsyncIterator[Case]:
        async with self.storage.begin() as work:
            item = await work.inputs.lock(input_id)
            if item is None:
                raise BadInput("input-unknown")
            organisation = await work.organisation()
            act = self._act(organisation, cause)
            rights = self.rights(organisation, cause)
            yield Case(work, organisation, item, rights, act, cause)
            await work.commit()

    async def _view(
        self, work: UnitOfWork, item: Input | None, organisation: Organisation, cause: Cause
    ) -> InputView:
        if item is None:
            raise BadInput("input-unknown")
        self.rights(organisation, cause).require_seen(item)
        book = await work.flows.book()
        return InputView(
            item,
            book.type.get(item.type_id),
            await decisions_of(work, item),
            await assignments_of(work, item),
        )

    def _act(self, organisation: Organisation, cause: Cause) -> Moment:
        if cause.actor not in organisation.person:
            raise NotAllowed("not-allowed.input-unknown")
        now = self.clock.now()
        return Moment(cause.actor, now, _local(now, organisation))


async def _require_another(case: Case, n: int) -> None:
    """Let nobody judge the effect of what they did themselves (domain.md §3).

    Raises:
        NotAllowed: the person reported back what is judged.
    """
    step = case.item.flow.step.get(n)
    if step is None or not rules.needs_another(step):
        return
    if case.act.by in doers(await assignments_of(case.work, case.item)):
        raise NotAllowed("not-allowed.input-effect-own")


def _told(item: Input, act: Moment) -> tuple[str, str, str, str | None, str, str]:
    return told(item, act.by, act.at.isoformat(), act.on.isoformat())


def _local(moment: datetime, organisation: Organisation) -> date:
    return moment.astimezone(ZoneInfo(organisation.profile.timezone)).date()
