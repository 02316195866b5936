"""One change of minutes: read, judged and written in one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain.committees import Committee
from bot.domain.errors import BadInput, NotAllowed, TooLate
from bot.domain.meeting_people import MeetingPeople, people_of_meeting
from bot.domain.meetings import Meeting
from bot.domain.minutes import Minutes, MinutesState
from bot.domain.minutes_events import MinutesApproved, MinutesEvent, MinutesReplaced
from bot.domain.minutes_rules import Hand, approved_by_rule, newest_approved
from bot.domain.organisation import Organisation
from bot.services.journal import SYSTEM, Cause, Journal
from bot.services.ports import Clock, Storage, UnitOfWork

Made = TypeVar("Made", bound=MinutesEvent)


@dataclass(frozen=True)
class Case:
    """What a change is judged by: everything as it stands in the transaction."""

    work: UnitOfWork
    organisation: Organisation
    committee: Committee
    meeting: Meeting
    people: MeetingPeople
    versions: tuple[Minutes, ...]
    hand: Hand
    on: date
    cause: Cause
    journal: Journal

    @property
    def minutes(self) -> Minutes:
        """Return the newest version.

        Raises:
            BadInput: there is none.
        """
        if not self.versions:
            raise BadInput("minutes-none", date=self.meeting.on)
        return self.versions[0]

    @property
    def gone(self) -> frozenset[str]:
        """Return who has left the organisation by now."""
        return frozenset(one.id for one in self.organisation.people if one.has_left(self.on))

    async def save(self, minutes: Minutes, kind: type[Made], **more: object) -> Minutes:
        """Write minutes with what happened, and approve them where the rule says so by now."""
        await self.work.minutes.save(minutes)
        await self._record(minutes, kind, **more)
        rule = self.committee.minutes_rule
        after = approved_by_rule(minutes, rule, self.hand.at, self.gone)
        if after != minutes:
            await self.approve(after, rule.value)
        return after

    async def approve(self, minutes: Minutes, rule: str) -> None:
        """Write minutes that are approved, and that an earlier version gives way to them."""
        before = newest_approved(self.versions)
        if before is not None and before.version != minutes.version:
            replaced = _replaced(before, minutes)
            await self.work.minutes.save(replaced)
            await self._record(replaced, MinutesReplaced)
        await self.work.minutes.save(minutes)
        await self._record(minutes, MinutesApproved, rule=rule)

    async def tell(self, kind: type[Made], **more: object) -> None:
        """Record what happened without a change of the minutes."""
        await self._record(self.minutes, kind, **more)

    async def _record(self, minutes: Minutes, kind: type[Made], **more: object) -> None:
        by = None if self.cause.actor == SYSTEM else self.cause.actor
        event = kind(
            minutes.meeting_id,
            minutes.version,
            self.committee.id,
            by,
            self.hand.at.isoformat(),
            self.on.isoformat(),
            minutes.digest,
            self.meeting,
            minutes,
            **more,
        )
        await self.journal.record(self.work, event, self.cause)


@dataclass(frozen=True)
class Cases:
    """Opens minutes, each in a transaction of its own."""

    storage: Storage
    journal: Journal
    clock: Clock

    @asynccontextmanager
    async def changing(self, meeting_id: str, cause: Cause) -> AsyncIterator[Case]:
        """Open a transaction in which nobody else changes the minutes of a meeting.

        Raises:
            TooLate: the meeting is gone.
            NotAllowed: the account is bound to nobody.
        """
        async with self.storage.begin() as work:
            yield await self._case(work, await work.meetings.lock(meeting_id), cause)
            await work.commit()

    @asynccontextmanager
    async def reading(self, meeting_id: str, cause: Cause) -> AsyncIterator[Case]:
        """Read minutes as they stand now.

        Raises:
            TooLate, NotAllowed: as for `changing`.
        """
        async with self.storage.read() as work:
            yield await self._case(work, await work.meetings.find(meeting_id), cause)

    async def _case(self, work: UnitOfWork, meeting: Meeting | None, cause: Cause) -> Case:
        organisation = await work.organisation()
        committee = organisation.committee.get(meeting.committee_id) if meeting else None
        if meeting is None or committee is None:
            raise TooLate("minutes-meeting-gone")
        if cause.actor != SYSTEM and cause.actor not in organisation.person:
            raise NotAllowed("not-allowed.see-own")
        now = self.clock.now()
        on = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
        versions = tuple(await work.minutes.of(meeting.id))
        people = people_of_meeting(organisation, committee, on)
        hand = Hand(cause.actor, now)
        return Case(
            work, organisation, committee, meeting, people, versions, hand, on, cause, self.journal
        )


def _replaced(before: Minutes, by: Minutes) -> Minutes:
    return replace(before, state=MinutesState.REPLACED, changed_at=by.changed_at)
