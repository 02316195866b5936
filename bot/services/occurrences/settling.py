"""Dates of the wheel that are over because whoever had the last part left has none any more.

A person leaves, a role gets another holder, a system is retired: nobody touches the date then, so
the clock looks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.occurrence_hands import hands_of
from bot.domain.occurrence_rules import settled
from bot.domain.occurrences import DELIVERED, Occurrence
from bot.domain.organisation import Organisation
from bot.domain.wheel_events import OccurrenceSettled
from bot.services.journal import Journal
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots


@dataclass
class Settling:
    """Moves such dates on. It remembers what it saw last, to be cheap."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock
    _seen: tuple[int, date] | None = field(default=None, init=False)

    async def settle(self) -> int:
        """Move on what is over; return how many dates that were.

        It may be called each second, and by every replica: where neither the data nor the local
        date has changed it does nothing.
        """
        organisation = self.snapshots.current.organisation
        today = self._today(organisation, self.clock.now())
        if self._seen == (organisation.version, today):
            return 0
        count = 0
        if any(_over(organisation, today)):
            count = await self._write()
            organisation = (await self.snapshots.refresh()).organisation
        self._seen = (organisation.version, today)
        return count

    async def _write(self) -> int:
        now = self.clock.now()
        async with self.storage.begin() as work:
            await work.claim()
            organisation = await work.organisation()
            found = tuple(_over(organisation, self._today(organisation, now)))
            for after in found:
                letters = tuple(await work.reminders.letters_about(after.id))
                at = now.isoformat()
                event = OccurrenceSettled(after.id, after.item_id, "", "", at, letters)
                await work.wheel.save(replace(after, request=None, changed_at=now))
                await self.journal.record(work, event)
            await work.commit()
        return len(found)

    def _today(self, organisation: Organisation, now: datetime) -> date:
        return now.astimezone(ZoneInfo(organisation.profile.timezone)).date()


def _over(organisation: Organisation, on: date) -> Iterator[Occurrence]:
    """Yield the open dates of which every part that is left is delivered, as they are then."""
    for occurrence in organisation.wheel.occurrences:
        if not occurrence.parts or occurrence.state in DELIVERED:
            continue
        hands = hands_of(organisation, occurrence, on, small=False)
        state = settled(occurrence, hands)
        if hands.responsible and state in DELIVERED:
            yield replace(occurrence, state=state)
