"""The local chat's messages. They live in memory: the chat is a demo and forgets at a restart."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards.elements import Button, Card, Control
from bot.platforms.web.people import WebPerson

KEPT_PER_PLACE = 500
_MOST_EARLIER = 200


@dataclass(frozen=True)
class Attached:
    """A file that a person sent along. `size` is in bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class Message:
    """One message.

    Args:
        id: unique across restarts, so that nothing stored elsewhere can point at a stranger.
        place: id of the place.
        to: the only person who sees it, or None for everyone in the place.
        person: id of the writer; the bot writes as "tovholder".
        at: when it was written, UTC, by the chat's clock.
        text: what a person wrote; empty when there is a card.
        card: what the bot says, or None for a person's message.
        written: its number in the order of all changes when it was written.
        changed: the number of its latest change.
        file: what the person sent along.
        earlier: the action and value of the controls that it bore before it changed.
        brought: the outbox brought it, or its latest change.
        marker: the id that the outbox gave it.
    """

    id: str
    place: str
    to: str | None
    person: str
    at: datetime
    text: str
    card: Card | None
    written: int
    changed: int
    file: Attached | None = None
    earlier: tuple[tuple[str, str], ...] = ()
    brought: bool = False
    marker: str = ""

    def visible_to(self, person: WebPerson) -> bool:
        """Tell whether `person` sees the message."""
        return self.to in (None, person.id) and person.sees_place(self.place)


class MessageLog:
    """Every place's latest messages, and a bell that rings when one is written or changed."""

    def __init__(self, now: Callable[[], datetime], kept: int = KEPT_PER_PLACE) -> None:
        """Start empty.

        Args:
            now: the chat's clock, UTC.
            kept: how many messages a place keeps; the oldest go first.
        """
        self._now = now
        self._kept = kept
        self._places: dict[str, deque[str]] = {}
        self._messages: dict[str, Message] = {}
        self._bell = asyncio.Event()
        self.run = secrets.token_hex(4)
        self.latest = 0

    def write(
        self,
        place: str,
        person: str,
        text: str,
        *,
        to: str | None = None,
        card: Card | None = None,
        file: Attached | None = None,
        brought: bool = False,
        marker: str = "",
    ) -> Message:
        """Add a message to a place and return it."""
        number = self._next()
        message = Message(
            f"{self.run}-{number}",
            place,
            to,
            person,
            self._now(),
            text,
            card,
            number,
            number,
            file,
            brought=brought,
            marker=marker,
        )
        self._keep(message)
        return message

    def change(
        self, message: Message, card: Card, to: str | None, *, brought: bool = False
    ) -> Message:
        """Show `card` instead of what `message` says, to `to` or to everyone in its place."""
        now = self._messages.get(message.id, message)
        borne = choices(now.card.controls) if now.card else ()
        changed = replace(
            now,
            card=card,
            to=to,
            changed=self._next(),
            earlier=tuple(dict.fromkeys((*now.earlier, *borne)))[-_MOST_EARLIER:],
            brought=brought,
        )
        if message.id in self._messages:
            self._messages[message.id] = changed
        return changed

    def find(self, message_id: str) -> Message | None:
        """Return a kept message, or None."""
        return self._messages.get(message_id)

    def in_place(self, place: str) -> list[Message]:
        """Return the place's messages, oldest first."""
        return [self._messages[one] for one in self._places.get(place, ())]

    def everywhere(self) -> list[Message]:
        """Return all messages of all places, oldest first."""
        return sorted(self._messages.values(), key=lambda message: message.written)

    def changed_since(self, number: int) -> list[Message]:
        """Return what was written or changed after the change `number`, in that order."""
        late = (message for message in self._messages.values() if message.changed > number)
        return sorted(late, key=lambda message: message.changed)

    def number_of(self, message_id: str) -> int | None:
        """Return when a message was written, kept or not; 0 for one of an earlier run.

        None when `message_id` has not the form of a message's id.
        """
        run, dash, number = message_id.rpartition("-")
        if not (run and dash and number.isascii() and number.isdigit() and len(number) < 16):
            return None
        return int(number) if run == self.run else 0

    def ring(self) -> None:
        """Wake all who wait."""
        self._bell.set()
        self._bell = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Return when the bell rings, at the latest after `seconds`."""
        bell = self._bell
        try:
            async with asyncio.timeout(seconds):
                await bell.wait()
        except TimeoutError:
            return

    def _keep(self, message: Message) -> None:
        place = self._places.setdefault(message.place, deque())
        place.append(message.id)
        self._messages[message.id] = message
        if len(place) > self._kept:
            del self._messages[place.popleft()]

    def _next(self) -> int:
        self.latest += 1
        self.ring()
        return self.latest


def choices(controls: Sequence[Control]) -> tuple[tuple[str, str], ...]:
    """Return the action and value of everything that can be pressed or chosen."""
    found: list[tuple[str, str]] = []
    for control in controls:
        if isinstance(control, Button):
            found.append((control.action, control.value))
        else:
            found.extend((control.action, option.value) for option in control.options)
    return tuple(found)
