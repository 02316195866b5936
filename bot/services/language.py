"""The language that a person is answered in."""

from dataclasses import dataclass, replace

from bot.domain.events import LanguageChosen
from bot.domain.language import LANGUAGES
from bot.domain.people import Person
from bot.search.folding import fold
from bot.services.journal import Journal
from bot.services.ports import Storage
from bot.services.snapshots import Snapshots

_NAMES = {"da": "da", "dansk": "da", "danish": "da", "en": "en", "engelsk": "en", "english": "en"}


@dataclass(frozen=True)
class Languages:
    """Remembers which language each person has chosen."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal

    async def choose(self, person: Person, language: str) -> None:
        """Answer `person` in `language` ("da" or "en") from now on."""
        async with self.storage.begin() as work:
            await work.people.save_people([replace(person, language=language)])
            await self.journal.record(work, LanguageChosen(person.id, language), person.id)
            await work.commit()
        await self.snapshots.refresh()


def language_named(text: str) -> str | None:
    """Return the language that `text` names in Danish or English, or None when it names none."""
    return _NAMES.get(fold(text).strip(" .!?"))


def other_language(language: str) -> str:
    """Return the language that is not `language`."""
    return next(known for known in LANGUAGES if known != language)
