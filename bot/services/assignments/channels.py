"""Where a unit is told what it gets to do, besides its head's own chat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.domain.assignment_events import UnitPlaceBound
from bot.domain.committees import BoundPlace
from bot.domain.errors import NotAllowed
from bot.domain.organisation import Organisation
from bot.domain.people import Unit
from bot.domain.unit_people import people_of_unit, place_of, written
from bot.services.journal import Cause, Journal
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots


@dataclass(frozen=True)
class Channels:
    """Binds units to channels; whoever answers for a unit does it for that unit."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    async def bind(self, place: BoundPlace, cause: Cause, *, bound: bool = True) -> Sequence[Unit]:
        """Let the units that the person answers for be told in `place`, or no longer.

        Returns:
            the units that this is so for now.

        Raises:
            NotAllowed: the person answers for no unit.
        """
        async with self.storage.begin() as work:
            await work.claim()
            organisation = await work.organisation()
            led = self._led(organisation, cause)
            if not led:
                raise NotAllowed("not-allowed.assignment-place")
            changed = [
                replace(unit, channel=written(place) if bound else None)
                for unit in led
                if (place_of(unit) == place) != bound
            ]
            await work.people.save_units(changed)
            for unit in changed:
                event = UnitPlaceBound(unit.id, place.platform, place.place_id, bound)
                await self.journal.record(work, event, cause)
            await work.commit()
        await self.snapshots.refresh()
        return led

    def _led(self, organisation: Organisation, cause: Cause) -> Sequence[Unit]:
        zone = ZoneInfo(organisation.profile.timezone)
        on = self.clock.now().astimezone(zone).date()
        return [
            unit
            for unit in organisation.units
            if unit.head_id and cause.actor in people_of_unit(organisation, unit.id, on).able
        ]
