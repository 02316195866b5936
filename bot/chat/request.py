"""What people send us, the same from every platform."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
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
class SharedFile:
    """A file that someone sent to the bot. `size` is in bytes, as the platform claims.

    Args:
        read: fetches the content, at most `limit` bytes of it; raises `BadInput("file-too-big")`
            for more, `BadInput("file-unreadable")` when the platform does not hand it out.
    """

    name: str
    size: int
    read: Callable[[int], Awaitable[bytes]]


@dataclass(frozen=True)
class Command:
    """A typed command.

    Args:
        word: the slash command's own name without the slash ("raci"), or "" for a message to
            the bot, where the command's word stands first in `text`.
        text: what follows, with the bot's own mention removed and people's mentions as "@Name".
        mentioned: accounts of the people mentioned, in the order they stand in `text`.
        delivery: what tells a repeated delivery from a new one; "" when the platform gave nothing.
        files: sent along.
    """

    actor: Actor
    place: Place
    word: str
    text: str
    mentioned: tuple[Account, ...] = ()
    delivery: str = ""
    files: tuple[SharedFile, ...] = ()


@dataclass(frozen=True)
class ButtonPress:
    """A pressed button or a chosen option. `message_id` is the message it stands on."""

    actor: Actor
    place: Place
    action: str
    value: str = ""
    message_id: str | None = None
    delivery: str = ""


@dataclass(frozen=True)
class FormSubmit:
    """A filled-in form.

    Args:
        action: the form's own, as in `Form.action`.
        value: the form's own, as in `Form.value`.
        values: what stands in each field, by its name; several only where several may be chosen.
        message_id: the message on which the form was opened, where the platform tells.
        files: what was chosen in the form's file fields.
    """

    actor: Actor
    place: Place
    action: str
    value: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    message_id: str | None = None
    delivery: str = ""
    files: tuple[SharedFile, ...] = ()


@dataclass(frozen=True)
class MessageShortcut:
    """A shortcut that was chosen on somebody's message.

    Args:
        shortcut: the registry's shortcut.
        text: what the message says, as a person reads it.
        link: the message's address, which the platform made; "" when it has none.
        mentioned: accounts of the people mentioned in `text`.
    """

    actor: Actor
    place: Place
    shortcut: str
    text: str
    link: str = ""
    mentioned: tuple[Account, ...] = ()
    delivery: str = ""


@dataclass(frozen=True)
class EmojiReaction:
    """A message that a person marked with the emoji that means a deviation.

    Args:
        place: the person's own conversation with the bot: nobody else sees the answer.
        text: what the message says, as a person reads it.
        link: the message's address, which the platform made; "" when it has none.
        readable: False where the bot cannot read the message.
        mentioned: accounts of the people mentioned in `text`.
        delivery: the same for whoever marks the same message twice.
    """

    actor: Actor
    place: Place
    text: str = ""
    link: str = ""
    readable: bool = False
    mentioned: tuple[Account, ...] = ()
    delivery: str = ""


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


Request = (
    Command | ButtonPress | FormSubmit | MessageShortcut | EmojiReaction | HomeOpened | BotAdded
)
