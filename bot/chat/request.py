"""What people send us, the same from every platform."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people import Account


class PlaceKind(StrEnum):
    """Where something is said. DIRECT is a private conversation with the bot."""

    DIRECT = "direct"
    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Place:
    """A conversation on a platform; `thread` where the platform has threads."""

    platform: str
    tenant: str
    id: str
    kind: PlaceKind
    thread: str | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts, by platform account. `name` is for greeting only, never an identity."""

    account: Account
    name: str = ""


@dataclass(frozen=True)
class Command:
    """A typed command.

    Args:
        word: the slash command's own name without the slash ("raci"), or "" for a message to
            the bot, where the command's word stands first in `text`.
        text: what follows, with the bot's own mention removed and people's mentions as "@Name".
        mentioned: accounts of the people mentioned, in the order they stand in `text`.
    """

    actor: Actor
    place: Place
    word: str
    text: str
    mentioned: tuple[Account, ...] = ()


@dataclass(frozen=True)
class ButtonPress:
    """A pressed button or a chosen option. `message_id` is the message it stands on."""

    actor: Actor
    place: Place
    action: str
    value: str = ""
    message_id: str | None = None


@dataclass(frozen=True)
class HomeOpened:
    """A person opened the bot's Home tab, or met it for the first time in a personal chat."""

    actor: Actor
    place: Place


@dataclass(frozen=True)
class BotAdded:
    """The bot was added to a place."""

    actor: Actor
    place: Place


Request = Command | ButtonPress | HomeOpened | BotAdded
