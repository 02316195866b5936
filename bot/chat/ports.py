"""What a platform is to the rest of the house: a way in, a way out, and a directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.cards.elements import Card
from bot.chat.reply import Reply
from bot.chat.request import Place, Request
from bot.domain.people import Account


class Conversation(Protocol):
    """The way in: the dispatcher, as the platforms see it."""

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
        retry_after: seconds the platform asked us to wait.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after


class Messenger(Protocol):
    """The way out."""

    async def send(self, place: Place, card: Card) -> str:
        """Send `card` to `place` and return the message's id on the platform.

        Raises:
            DeliveryError: the message was not, or perhaps not, delivered.
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


class PictureStore(Protocol):
    """Where rendered pictures wait under a secret until they expire."""

    async def picture(self, secret: str) -> bytes | None:
        """Return the PNG, or None when the secret is unknown or has expired."""
        ...
