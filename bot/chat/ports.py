"""What a platform is to the rest of the house: a way in, a way out, and a directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cards.elements import Card
from bot.chat.reply import Receipt, Reply
from bot.chat.request import Place, Request
from bot.domain.people import Account


class Conversation(Protocol):
    """The way in: the dispatcher, as the platforms see it.

    A platform first has a delivery received, then acknowledges it, then has it answered.
    """

    async def receive(self, request: Request) -> Receipt:
        """Store `request` if it changes anything, before it is acknowledged; at most 1.8 s."""
        ...

    async def answer(self, request: Request) -> Reply:
        """Answer `request`. Never raises for bad input: the reply says what to do."""
        ...

    async def refused(self, platform: str, tenant: str, app: str) -> None:
        """Record in the audit log that a foreign workspace, tenant or app was refused."""
        ...


class DeliveryError(Exception):
    """A send failed.

    Args:
        reason: the platform's own error code, for the operator.
        permanent: trying again cannot help.
        retry_after: seconds the platform asked us to wait; it surely did not take the message.
        not_sent: it surely did not take the message (refused before any byte of it was read).
        credentials: the platform refuses our token, whatever the message.

    With none of them the outcome is unknown: the message may have been delivered.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        not_sent: bool = False,
        credentials: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.not_sent = not_sent or permanent or credentials or retry_after is not None
        self.credentials = credentials


class Messenger(Protocol):
    """The way out. Nothing is retried in it: that is the outbox's affair."""

    reads_back: bool
    """`find` can tell whether a message with a marker was posted."""

    async def send(self, place: Place, card: Card, marker: str = "", language: str = "") -> str:
        """Send `card` to `place` and return the message's id on the platform.

        Args:
            place: a conversation; a direct one may be named by the person's account id.
            card: what is said.
            marker: a random id that travels with the message, for `find`.
            language: of the renderer's own words on the card; "" is the organisation's.

        Raises:
            DeliveryError: the message was not, or perhaps not, delivered.
        """
        ...

    async def update(self, place: Place, message_id: str, card: Card, language: str = "") -> None:
        """Show `card` instead of a message sent earlier; doing it twice does no harm.

        Raises:
            DeliveryError: as for `send`; permanent when the message is gone.
        """
        ...

    async def find(self, place: Place, marker: str, since: datetime) -> str | None:
        """Return the id of the message with `marker` posted in `place` after `since` (UTC).

        Raises:
            DeliveryError: that cannot be told, now or ever (permanent).
        """
        ...


@dataclass(frozen=True)
class DirectoryProfile:
    """What the platform's own directory says of an account.

    `member` is False for guests, bots and people from another organisation's shared channel:
    such an account is never bound by its e-mail address.
    """

    name: str
    email: str | None
    member: bool


class Directory(Protocol):
    """People look-up on a platform."""

    async def profile(self, account: Account) -> DirectoryProfile | None:
        """Return the account's profile, or None when the platform does not know or tell it."""
        ...

    async def members(self) -> Sequence[tuple[Account, DirectoryProfile]]:
        """Return everyone the platform lists, so that people are known before they first write."""
        ...


@dataclass(frozen=True)
class StoredFile:
    """A file that waits to be fetched. `media_type` is its MIME type."""

    name: str
    media_type: str
    content: bytes


class FileStore(Protocol):
    """Where files wait under a secret until they expire."""

    async def file(self, secret: str) -> StoredFile | None:
        """Return the file, or None when the secret is unknown or has expired."""
        ...


@dataclass(frozen=True)
class ServedCalendar:
    """A calendar as it stands. `tag` tells it from any other; a reader who has it needs no more."""

    tag: str
    content: bytes


class CalendarStore(Protocol):
    """Where calendars are read under a secret until it is closed."""

    async def calendar(self, secret: str, known: str = "") -> ServedCalendar | None:
        """Return the calendar, without content if its tag is `known`; None for no such secret."""
        ...


class PictureStore(Protocol):
    """Where rendered pictures wait under a secret until they expire."""

    async def picture(self, secret: str) -> bytes | None:
        """Return the PNG, or None when the secret is unknown or has expired."""
        ...
