"""One change of an occurrence: read, judged and written in one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain.errors import NotAllowed, TooLate
from bot.domain.occurrence_hands import Act, Hands, hands_of
from bot.domain.occurrence_marks import Reference, require_fresh
from bot.domain.occurrences import Occurrence
from bot.domain.organisation import Organisation
from bot.domain.wheel import WheelItem
from bot.domain.wheel_events import OccurrenceEvent
from bot.services.journal import Cause, Journal
from bot.services.permissions import SMALL_PACK
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots

Made = TypeVar("Made", bound=OccurrenceEvent)


@dataclass(frozen=True)
class Outcome:
    """What became of a press.

    Args:
        occurrence: as it is now.
        part: the key of the part that it was about.
        event: what happened to it.
    """

    occurrence: Occurrence
    part: str
    event: OccurrenceEvent


@dataclass(frozen=True)
class Case:
    """What a change is judged by: everything as it stands in the transaction."""

    work: UnitOfWork
    organisation: Organisation
    occurrence: Occurrence
    part: str
    act: Act
    cause: Cause

    @property
    def item(self) -> WheelItem:
        """Return the occurrence's item."""
        return self.organisation.wheel.item[self.occurrence.item_id]

    @property
    def hands(self) -> Hands:
        """Return who has what to do with the occurrence."""
        return self.hands_of(self.occurrence)

    def hands_of(self, occurrence: Occurrence) -> Hands:
        """Return who has what to do with another occurrence."""
        small = self.organisation.profile.pack == SMALL_PACK
        return hands_of(self.organisation, occurrence, self.act.on, small=small)

    async def told(
        self, kind: type[Made], occurrence: Occurrence, part: str = "", **more: object
    ) -> Made:
        """Return what happened, with the letters that show it."""
        letters = tuple(await self.work.reminders.letters_about(occurrence.id))
        at = self.act.at.isoformat()
        told = (occurrence.id, occurrence.item_id, part, self.act.by, at, letters)
        return kind(*told, **more)  # type: ignore[arg-type]


Change = tuple[Occurrence, OccurrenceEvent]
Decide = Callable[[Case], Awaitable[Sequence[Change]]]


@dataclass(frozen=True)
class Changes:
    """Makes changes of occurrences, one at a time."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    async def make(
        self, reference: Reference, cause: Cause, decide: Decide, *, fresh: bool = True
    ) -> Outcome:
        """Make the changes that `decide` returns; the first is the one that was asked for.

        Args:
            reference: the part, as the card showed it.
            cause: who acts.
            decide: judges by the rules, and returns each occurrence afterwards with its event.
            fresh: only what was shown may be changed.

        Raises:
            TooLate: it is gone, or has changed since it was shown.
            NotAllowed: the account is bound to nobody.
        """
        async with self.storage.begin() as work:
            await work.claim()
            case = self.case(work, await work.organisation(), reference, cause)
            made = await decide(case)
            if fresh:
                require_fresh(case.occurrence, reference, case.act.at)
            for occurrence, event in made:
                await work.wheel.save(occurrence)
                await self.journal.record(work, event, cause)
            await work.commit()
        await self.snapshots.refresh()
        occurrence, event = made[0]
        return Outcome(occurrence, event.part, event)

    async def look(self, reference: Reference, cause: Cause) -> Case:
        """Return the case as it stands now, for a form."""
        async with self.storage.read() as work:
            return self.case(work, await work.organisation(), reference, cause)

    def case(
        self, work: UnitOfWork, organisation: Organisation, reference: Reference, cause: Cause
    ) -> Case:
        """Return what a change of the occurrence is judged by.

        Raises:
            TooLate, NotAllowed: as for `make`.
        """
        found = organisation.wheel.occurrence.get(reference.occurrence_id)
        if found is None or found.item_id not in organisation.wheel.item:
            raise TooLate("occurrence-gone")
        if cause.actor not in organisation.person:
            raise NotAllowed("not-allowed.see-own")
        now = self.clock.now()
        on = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
        act = Act(cause.actor, now, on)
        return Case(work, organisation, found, reference.part, act, cause)
