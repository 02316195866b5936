"""A way out that keeps what it is given, for tests of who is told what."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.cards.elements import Card
from bot.chat.ports import DeliveryError
from bot.chat.request import Place
from bot.domain.people import Account
from tests.example import Example


@dataclass
class Phone:
    """A platform's messenger. `refuse` makes every send fail with it."""

    sent: list[tuple[str, Card, str]] = field(default_factory=list)
    shown: list[tuple[str, str, Card]] = field(default_factory=list)
    refuse: DeliveryError | None = None
    before: Callable[[], Awaitable[None]] | None = None
    reads_back: bool = False

    async def send(self, place: Place, card: Card, marker: str = "", language: str = "") -> str:
        """Keep the card with its reader and language."""
        if self.before:
            await self.before()
        if self.refuse:
            raise self.refuse
        self.sent.append((place.id, card, language))
        return str(len(self.sent))

    async def update(self, place: Place, message_id: str, card: Card, language: str = "") -> None:
        """Keep the card with its reader and the message it replaces."""
        if self.refuse:
            raise self.refuse
        self.shown.append((place.id, message_id, card))

    async def find(self, place: Place, marker: str, since: datetime) -> str | None:
        """Never find anything."""
        raise DeliveryError("not-readable", permanent=True)

    @property
    def titles(self) -> list[str]:
        """Return the titles of the cards that were sent."""
        return [card.title for _, card, _ in self.sent]


async def give_account(example: Example, person: str, platform: str) -> None:
    """Bind an account of the person's own name on `platform`."""
    async with example.house.store.storage.begin() as work:
        at = example.house.clock.now()
        await work.accounts.bind(Account(platform, "tenant", person), example.person(person).id, at)
        await work.commit()
    await example.house.snapshots.refresh()
