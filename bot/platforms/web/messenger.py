"""The way out to the local chat, and its directory."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.cards.elements import Card
from bot.chat.ports import DeliveryError, DirectoryProfile
from bot.chat.request import Place, PlaceKind
from bot.domain.people import Account
from bot.platforms.web.messages import MessageLog
from bot.platforms.web.people import (
    BOT,
    PLATFORM,
    TENANT,
    WebPerson,
    WebPlace,
    find_owner,
    find_person,
)


class WebMessenger:
    """Writes cards into the local chat."""

    def __init__(
        self,
        people: Callable[[], Sequence[WebPerson]],
        places: Sequence[WebPlace],
        log: MessageLog,
    ) -> None:
        """Write to `log`, for these people and places."""
        self._people = people
        self._places = places
        self._log = log

    reads_back = True

    async def update(self, place: Place, message_id: str, card: Card, language: str = "") -> None:
        """Show `card` instead of a message sent earlier.

        Raises:
            DeliveryError: permanent, the message is gone.
        """
        message = self._log.find(message_id)
        if message is None:
            raise DeliveryError("unknown_message", permanent=True)
        self._log.change(message, card, message.to, brought=True)

    async def find(self, place: Place, marker: str, since: datetime) -> str | None:
        """Return the id of the message with `marker`.

        The chat forgets at a restart: what is not found then is not there to be read either.
        """
        if not marker:
            return None
        found = (one.id for one in self._log.everywhere() if one.marker == marker)
        return next(found, None)

    async def send(self, place: Place, card: Card, marker: str = "", language: str = "") -> str:
        """Write `card` in a channel or in somebody's direct conversation; return its id.

        Raises:
            DeliveryError: permanent, the chat has no such place.
        """
        if (place.platform, place.tenant) != (PLATFORM, TENANT):
            raise DeliveryError("unknown_place", permanent=True)
        if any(one.id == place.id for one in self._places):
            return self._write(place.id, None, card, marker)
        owner = find_owner(self._people(), place.id)
        if owner is None and place.kind is PlaceKind.DIRECT:
            owner = find_person(self._people(), place.id)
        if owner is None:
            raise DeliveryError("unknown_place", permanent=True)
        return self._write(owner.direct.id, owner.id, card, marker)

    def _write(self, place_id: str, to: str | None, card: Card, marker: str) -> str:
        written = self._log.write(place_id, BOT, "", to=to, card=card, brought=True, marker=marker)
        return written.id


class WebDirectory:
    """Tells who the chat's accounts are."""

    def __init__(self, people: Callable[[], Sequence[WebPerson]]) -> None:
        """Look among these people."""
        self._people = people

    async def profile(self, account: Account) -> DirectoryProfile | None:
        """Return the account's profile, or None when it is nobody's here."""
        if (account.platform, account.tenant) != (PLATFORM, TENANT):
            return None
        person = find_person(self._people(), account.id)
        if person is None:
            return None
        return DirectoryProfile(person.name, person.email or None, member=not person.guest)

    async def members(self) -> Sequence[tuple[Account, DirectoryProfile]]:
        """Return everyone one can be in the chat."""
        found = []
        for person in self._people():
            profile = await self.profile(person.account)
            if profile is not None:
                found.append((person.account, profile))
        return found
