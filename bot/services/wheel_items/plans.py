"""The dates that the items of the annual wheel give, this year and the next."""

from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.organisation import Organisation
from bot.domain.wheel import WheelItem
from bot.domain.wheel_events import WheelPlanned
from bot.domain.wheel_planning import Planning, planning
from bot.importing.packs import kept_pack
from bot.services.identifiers import new_id
from bot.services.journal import Journal
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots


@dataclass
class WheelPlans:
    """Sees that every item has its dates. It remembers what it saw last, to be cheap."""

    storage: Storage
    journal: Journal
    snapshots: Snapshots
    clock: Clock
    _seen: tuple[int, date] | None = field(default=None, init=False)

    async def materialise(self) -> Planning:
        """Write the dates that are missing, out of place or too much; return what was written.

        It may be called each second, and by every replica: where neither the data nor the local
        date has changed it does nothing.
        """
        organisation = (await self.snapshots.refresh()).organisation
        today = self._today(organisation)
        if self._seen == (organisation.version, today):
            return Planning()
        done = Planning()
        if planning(organisation.wheel, today, _new) or not organisation.wheel.items:
            done = await self._write(today)
            organisation = (await self.snapshots.refresh()).organisation
        self._seen = (organisation.version, today)
        return done

    async def _write(self, today: date) -> Planning:
        async with self.storage.begin() as work:
            await work.claim()
            organisation = await work.organisation()
            items = () if organisation.wheel.items else await _adopted(work, organisation)
            if items:
                organisation = await work.organisation()
            found = await _planned(work, organisation, today)
            if not found and not items:
                # Without the commit the data keeps its version, and nobody reads it again.
                return found
            await work.wheel.drop([one.id for one in found.dropped])
            for one in found.moved:
                await work.wheel.save(one)
            added = await work.wheel.plan(found.added)
            event = WheelPlanned(
                today.year, len(added), len(found.moved), len(found.dropped), len(items)
            )
            await self.journal.record(work, event)
            await work.commit()
        return Planning(tuple(added), found.moved, found.dropped)

    def _today(self, organisation: Organisation) -> date:
        return self.clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()


async def _planned(work: UnitOfWork, organisation: Organisation, today: date) -> Planning:
    """Return what is to be written, with an eye to whom was told of what."""
    found = planning(organisation.wheel, today, _new)
    if not found.moved and not found.dropped:
        return found
    told = await work.reminders.told([one.id for one in (*found.moved, *found.dropped)])
    return planning(organisation.wheel, today, _new, {one.occurrence_id for one in told})


async def _adopted(work: UnitOfWork, organisation: Organisation) -> tuple[WheelItem, ...]:
    """Write the wheel of the pack that was imported before there was one, and return its items.

    Only what the organisation still has takes part in it.
    """
    name = organisation.profile.pack or organisation.matrix.source
    found = {locale: await work.packs.load(name, locale) for locale in ("da", "en")} if name else {}
    contents = {locale: content for locale, content in found.items() if content}
    if not contents:
        return ()
    pack = kept_pack(contents)
    known = {*organisation.activity, *organisation.role}
    items = [item for item in pack.items if _refers_to(item) <= known]
    ids = {item.id for item in items}
    items = [item if item.held_at in ids else replace(item, held_at=None) for item in items]
    if pack.calendar:
        chair = pack.chair_role or organisation.wheel.chair_role
        await work.wheel.save_calendar(pack.calendar, chair)
    await work.wheel.save_items(items)
    return tuple(items)


def _refers_to(item: WheelItem) -> set[str]:
    return {item.activity_id, item.responsible, item.accountable, *filter(None, [item.approval_by])}


def _new() -> str:
    return new_id("occurrence")
