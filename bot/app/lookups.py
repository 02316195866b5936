"""Behind `tovholder lookup`: the chat's search, on a starter pack or on a database."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.app.clocks import SystemClock
from bot.app.house import open_store
from bot.domain.language import LANGUAGES
from bot.domain.organisation import Organisation
from bot.handlers.raci import target_name
from bot.importing.packs import starter_pack
from bot.search.index import Hit, Index
from bot.services.raci import Target
from bot.services.snapshots import searchable
from bot.settings import Settings
from bot.texts import Texts


@dataclass(frozen=True)
class Desk:
    """Answers look-ups from one organisation's index, as it is on the local date `on`."""

    organisation: Organisation
    index: Index
    texts: Texts
    on: date

    def ask(self, query: str) -> dict[str, Any]:
        """Return the answer as interfaces.md has it."""
        result = self.index.search(query, on=self.on)
        return {
            "query": query,
            "answers": [self._shown(hit) for hit in result.answers],
            "suggestions": [self._shown(hit) for hit in result.suggestions],
        }

    def line(self, answer: dict[str, Any]) -> str:
        """Return an answer as a line for a person."""
        found = answer["answers"] or answer["suggestions"]
        key = "lookup.found" if answer["answers"] else "lookup.nearest"
        names = ", ".join(f"{item['name']} ({item['id']})" for item in found[:3])
        return self.texts(key, query=answer["query"], names=names)

    def _shown(self, hit: Hit) -> dict[str, Any]:
        name = target_name(self.organisation, Target(hit.kind, hit.id), self.texts)
        return {"id": hit.id, "name": name, "score": round(hit.score, 4)}


async def open_desk(settings: Settings, pack: str | None) -> Desk:
    """Read the organisation to search: a starter pack when one is named, else the database."""
    if pack:
        other = next(language for language in LANGUAGES if language != settings.language)
        loaded = starter_pack(pack, languages=(settings.language, other))
        organisation = Organisation(
            units=loaded.units,
            roles=loaded.roles,
            categories=loaded.categories,
            activities=loaded.activities,
        )
    else:
        async with (
            open_store(settings, SystemClock(), read_only=True) as store,
            store.storage.read() as work,
        ):
            organisation = await work.organisation()
    now = SystemClock().now()
    today = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
    index = Index(searchable(organisation))
    return Desk(organisation, index, Texts(settings.language), today)
