"""The operator: every administrator on every platform, else stderr (domain.md §3, last row).

This is the one way past the outbox: it is for telling that the outbox, or what it needs, fails.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from bot.cards.elements import Card
from bot.chat.ports import DeliveryError, Messenger
from bot.chat.request import Place, PlaceKind
from bot.domain.alarms import Copy
from bot.domain.people import Account, Grant, Person
from bot.services.ports import Clock
from bot.services.snapshots import Snapshots
from bot.telemetry.logs import describe, get_logger
from bot.texts import Texts

_log = get_logger(__name__)
_SECONDS = 15.0
_MOST_COPIES = 60

MakeCard = Callable[[Texts], Card]
MakeSentence = Callable[[Texts], str]


class Operator:
    """Tells the administrators directly, each in their language.

    Whom to tell is read from memory, so that they hear of a database that is gone, too.

    Args:
        snapshots: the people in memory.
        clock: tells who has left.
        aloud: says a sentence to whoever runs the process, on stderr.
    """

    def __init__(self, snapshots: Snapshots, clock: Clock, aloud: Callable[[str], None]) -> None:
        self._snapshots = snapshots
        self._clock = clock
        self._aloud = aloud
        self._messengers: dict[str, Messenger] = {}

    def attach(self, messengers: Mapping[str, Messenger]) -> None:
        """Tell by these ways out, by platform name."""
        self._messengers.update(messengers)

    async def tell(self, card: MakeCard, sentence: MakeSentence) -> tuple[Copy, ...]:
        """Send `card` to every account of every administrator on the platforms of this process.

        Args:
            card: makes it in each administrator's language.
            sentence: what is said on stderr, in the organisation's, when nobody is reached.

        Returns:
            the messages that were sent.
        """
        sends = [
            self._send(account, language, card(self._texts(language)))
            for account, language in self._readers()
        ]
        copies = tuple(copy for copy in await asyncio.gather(*sends) if copy is not None)
        if not copies:
            self._aloud(sentence(self._texts(self._profile_language)))
        return copies

    async def show(self, copies: Iterable[Copy], card: MakeCard) -> None:
        """Show `card` where the copies of an alarm stand, as far as the platforms let us."""
        shown = (
            self._update(copy, card(self._texts(copy.language)))
            for copy in tuple(copies)[-_MOST_COPIES:]
        )
        await asyncio.gather(*shown)

    @property
    def _profile_language(self) -> str:
        return self._snapshots.current.organisation.profile.language

    def _texts(self, language: str) -> Texts:
        return Texts(language, self._snapshots.current.organisation.profile.timezone)

    def _readers(self) -> Iterator[tuple[Account, str]]:
        for person in self._administrators():
            for account in person.accounts:
                if account.platform in self._messengers:
                    yield account, person.language or self._profile_language

    def _administrators(self) -> Iterator[Person]:
        organisation = self._snapshots.current.organisation
        today = self._clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()
        for person in organisation.people:
            if Grant.ADMIN in person.grants and not person.has_left(today):
                yield person

    async def _send(self, account: Account, language: str, card: Card) -> Copy | None:
        try:
            async with asyncio.timeout(_SECONDS):
                sent = await self._messengers[account.platform].send(
                    _direct(account), card, language=language
                )
        except Exception as error:
            _failed(account.platform, error)
            return None
        return Copy(account.platform, account.tenant, account.id, sent, language)

    async def _update(self, copy: Copy, card: Card) -> None:
        messenger = self._messengers.get(copy.platform)
        if messenger is None:
            return
        place = _direct(Account(copy.platform, copy.tenant, copy.account))
        try:
            async with asyncio.timeout(_SECONDS):
                await messenger.update(place, copy.message_id, card, copy.language)
        except Exception as error:
            _failed(copy.platform, error)


def _direct(account: Account) -> Place:
    return Place(account.platform, account.tenant, account.id, PlaceKind.DIRECT)


def _failed(platform: str, error: Exception) -> None:
    """Log that a way was closed; the others are tried all the same."""
    reason = error.reason if isinstance(error, DeliveryError) else describe(error)
    _log.warning("operator.not_reached", platform=platform, reason=reason)
