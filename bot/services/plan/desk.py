"""What every change of the plan begins and ends with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.organisation import Organisation
from bot.services.journal import Cause, Journal
from bot.services.plan.rights import PlanRights
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots


@dataclass(frozen=True)
class PlanDesk:
    """Where the plan is changed."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    def rights(self, organisation: Organisation, cause: Cause) -> PlanRights:
        """Return what whoever acts may do today."""
        person = organisation.person.get(cause.actor)
        return PlanRights(organisation, person, self.today(organisation))

    def today(self, organisation: Organisation) -> date:
        """Return the local date."""
        return self.clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[tuple[UnitOfWork, Organisation]]:
        """Open a transaction in which nobody else changes what is decided on."""
        async with self.storage.begin() as work:
            await work.claim()
            yield work, await work.organisation()
            await work.commit()
        await self.snapshots.refresh()
