"""One change of a meeting or its agenda: read, judged and written in one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.committees import Committee
from bot.domain.errors import NotAllowed, TooLate
from bot.domain.events import Event
from bot.domain.meeting_events import ItemEvent, MeetingEvent, Stage
from bot.domain.meeting_people import MeetingPeople, people_of_meeting
from bot.domain.meeting_rules import Moment
from bot.domain.meetings import AgendaItem, Meeting
from bot.domain.organisation import Organisation
from bot.services.journal import SYSTEM, Cause
from bot.services.meetings.agenda import agendas_of
from bot.services.meetings.scene import Scene
from bot.services.ports import Clock, Storage, UnitOfWork

Made = TypeVar("Made", bound=MeetingEvent)
MadeItem = TypeVar("MadeItem", bound=ItemEvent)


class Recorder(Protocol):
    """Writes what happened; the journal, or what gathers for it."""

    async def record(self, work: UnitOfWork, event: Event, cause: Cause | str = SYSTEM) -> None:
        """Write `event` in `work`'s transaction, with what follows from it."""
        ...


@dataclass(frozen=True)
class Case:
    """What a change is judged by: everything as it stands in the transaction."""

    work: UnitOfWork
    organisation: Organisation
    committee: Committee
    meeting: Meeting
    people: MeetingPeople
    act: Moment
    cause: Cause
    journal: Recorder

    @property
    def called(self) -> str:
        """Return the committee's name in the organisation's language."""
        return self.committee.name.in_language(self.organisation.profile.language)

    async def items(self) -> tuple[AgendaItem, ...]:
        """Return the meeting's items."""
        return tuple(await self.work.meetings.items(self.meeting.id))

    async def item(self, item_id: str) -> AgendaItem:
        """Return an item of the meeting.

        Raises:
            TooLate: it is gone.
        """
        found = await self.work.meetings.item(item_id)
        if found is None or found.meeting_id != self.meeting.id:
            raise TooLate("meetings-item-gone")
        return found

    async def scene(self, meeting: Meeting | None = None) -> Scene:
        """Return where an agenda is made: this meeting's, as it is or as it has become."""
        shown = meeting or self.meeting
        every = await self.work.meetings.of(self.committee.id)
        others = tuple(one for one in every if one.id != shown.id)
        return Scene(
            self.work, self.organisation, self.committee, shown, (*others, shown), self.act.on
        )

    async def stage(self, meeting: Meeting | None = None) -> Stage:
        """Return what those who are told are shown of the meeting."""
        scene = await self.scene(meeting)
        return Stage(scene.meeting, await agendas_of(scene))

    async def save(self, meeting: Meeting) -> None:
        """Write the meeting."""
        await self.work.meetings.save(meeting)

    async def record(self, event: MeetingEvent) -> None:
        """Write what happened, with what follows from it."""
        await self.journal.record(self.work, event, self.cause)

    async def told(self, kind: type[Made], meeting: Meeting, **more: object) -> Made:
        """Return what happened to the meeting, with what is shown of it."""
        stage = await self.stage(meeting)
        return kind(*self._who(meeting), stage=stage, **more)  # type: ignore[arg-type]

    async def told_item(self, kind: type[MadeItem], item: AgendaItem, **more: object) -> MadeItem:
        """Return what happened to an item, with what is shown of it and its meeting."""
        return await self.told(
            kind, self.meeting, item_id=item.id, section_id=item.section_id, item=item, **more
        )

    def _who(self, meeting: Meeting) -> tuple[str, str, str | None, str, str]:
        by = None if self.act.by == SYSTEM else self.act.by
        at = self.act.at.isoformat()
        return meeting.id, self.committee.id, by, at, self.act.on.isoformat()

    def of(self, meeting: Meeting) -> "Case":
        """Return the same case about another meeting of the committee, or this one as it is now."""
        people = people_of_meeting(self.organisation, self.committee, self.act.on)
        return replace(self, meeting=meeting, people=people)


@dataclass(frozen=True)
class CaseMaker:
    """Makes cases in a transaction that is open.

    Args:
        journal: writes what happens.
        clock: the time.
    """

    journal: Recorder
    clock: Clock

    async def case(self, work: UnitOfWork, meeting: Meeting | None, cause: Cause) -> Case:
        """Return what a change of a meeting is judged by.

        Raises:
            TooLate: it is gone.
            NotAllowed: the account is bound to nobody.
        """
        organisation = await work.organisation()
        committee = organisation.committee.get(meeting.committee_id) if meeting else None
        if meeting is None or committee is None:
            raise TooLate("meetings-gone")
        if cause.actor != SYSTEM and cause.actor not in organisation.person:
            raise NotAllowed("not-allowed.see-own")
        act = self.act(organisation, cause)
        people = people_of_meeting(organisation, committee, act.on)
        return Case(work, organisation, committee, meeting, people, act, cause, self.journal)

    def act(self, organisation: Organisation, cause: Cause) -> Moment:
        """Return who acts, and when."""
        now = self.clock.now()
        return Moment(cause.actor, now, local_date(now, organisation))


@dataclass(frozen=True)
class Cases(CaseMaker):
    """Opens cases, each in a transaction of its own."""

    storage: Storage

    @asynccontextmanager
    async def changing(
        self, meeting_id: str, cause: Cause, *, wheel: bool = False
    ) -> AsyncIterator[Case]:
        """Open a transaction in which nobody else changes the meeting.

        Args:
            meeting_id: the meeting.
            cause: who acts.
            wheel: the wheel may be changed too.

        Raises:
            TooLate, NotAllowed: as for `case`.
        """
        async with self.storage.begin() as work:
            if wheel:
                await work.claim()
            meeting = await work.meetings.lock(meeting_id)
            yield await self.case(work, meeting, cause)
            await work.commit()

    @asynccontextmanager
    async def reading(self, meeting_id: str, cause: Cause) -> AsyncIterator[Case]:
        """Read a meeting as it stands now.

        Raises:
            TooLate, NotAllowed: as for `case`.
        """
        async with self.storage.read() as work:
            yield await self.case(work, await work.meetings.find(meeting_id), cause)


def local_date(moment: datetime, organisation: Organisation) -> date:
    """Return the local date of a moment (UTC)."""
    return moment.astimezone(ZoneInfo(organisation.profile.timezone)).date()
