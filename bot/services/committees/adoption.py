"""The committee of a pack that was imported before there were committees, built from it once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.domain.committee_events import CommitteeAdopted
from bot.domain.committees import Committee, Terms
from bot.domain.language import LANGUAGES
from bot.domain.organisation import Organisation
from bot.importing.packs import kept_pack
from bot.services.journal import Journal
from bot.services.ports import Storage, UnitOfWork
from bot.services.snapshots import Snapshots


@dataclass
class Adoption:
    """Sees that an organisation with a starter pack has the committee of that pack.

    It looks once: what is undone or closed later stays so.
    """

    storage: Storage
    journal: Journal
    snapshots: Snapshots
    looked: bool = False

    async def adopt(self) -> int:
        """Build the committees that are missing; return how many."""
        if self.looked:
            return 0
        found = 0 if self.snapshots.current.organisation.committees else await self._adopt()
        self.looked = True
        return found

    async def _adopt(self) -> int:
        async with self.storage.begin() as work:
            await work.claim()
            organisation = await work.organisation()
            if organisation.committees:
                return 0
            found = await _of_pack(work, organisation)
            for committee, terms in found:
                await work.committees.save(committee)
                for version in terms:
                    await work.committees.save_terms(version)
                await self.journal.record(work, CommitteeAdopted(committee.id))
            if found:
                await work.commit()
        await self.snapshots.refresh()
        return len(found)


async def _of_pack(
    work: UnitOfWork, organisation: Organisation
) -> list[tuple[Committee, tuple[Terms, ...]]]:
    """Return the committees of the kept pack with their terms, as far as their roles are there."""
    name = organisation.profile.pack or organisation.matrix.source
    found = {locale: await work.packs.load(name, locale) for locale in LANGUAGES} if name else {}
    contents = {locale: content for locale, content in found.items() if content}
    if not contents:
        return []
    pack = kept_pack(contents)
    return [
        (_fitted(committee, organisation), tuple(_of(committee, pack.terms)))
        for committee in pack.committees
        if {committee.role_id, committee.chair_role, committee.secretary_role}
        <= organisation.role.keys()
    ]


def _fitted(committee: Committee, organisation: Organisation) -> Committee:
    """Return a committee of only such seats and advisers as the organisation still has roles for.

    A unit that is gone leaves its seat to any holder of the role.
    """
    seats = (
        seat if seat.unit_id in organisation.unit else replace(seat, unit_id=None)
        for seat in committee.seats
        if seat.role_id in organisation.role
    )
    advisers = (role for role in committee.adviser_roles if role in organisation.role)
    item = committee.series.item_id
    series = replace(committee.series, item_id=item if item in organisation.wheel.item else None)
    return replace(committee, seats=tuple(seats), adviser_roles=tuple(advisers), series=series)


def _of(committee: Committee, terms: Iterable[Terms]) -> Iterator[Terms]:
    yield from (one for one in terms if one.committee_id == committee.id)
