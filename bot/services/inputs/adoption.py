"""The types of input of a pack that was imported before there were inputs, taken from it once."""

from dataclasses import dataclass

from bot.domain.language import LANGUAGES
from bot.importing.packs import kept_pack
from bot.services.ports import Storage


@dataclass
class FlowAdoption:
    """Sees that an organisation with a starter pack has the types of input of that pack.

    It looks once: what is undone or closed later stays so.
    """

    storage: Storage
    looked: bool = False

    async def adopt(self) -> int:
        """Take the types and flows over where there are none; return how many types."""
        if self.looked:
            return 0
        async with self.storage.begin() as work:
            await work.claim()
            book = await work.flows.book()
            organisation = await work.organisation()
            self.looked = True
            name = organisation.profile.pack or organisation.matrix.source
            if book.types or not name:
                return 0
            found = {locale: await work.packs.load(name, locale) for locale in LANGUAGES}
            contents = {locale: content for locale, content in found.items() if content}
            if not contents:
                return 0
            flows = kept_pack(contents).flows
            known = [flow for flow in flows.flows if set(flow.lanes) <= organisation.role.keys()]
            types = [kind for kind in flows.types if kind.flow_id in {flow.id for flow in known}]
            await work.flows.save_flows(known)
            await work.flows.save_types(types)
            await work.commit()
        return len(types)
