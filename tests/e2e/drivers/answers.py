"""What a person sees of an answer, alike on every client, and a place to ask from."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from tests.e2e.drivers.cast import Person

PATIENCE = 30.0
_PAUSE, _LONGEST_PAUSE = 0.02, 0.25
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Answer:
    """An answer as it stands before the asker.

    Attributes:
        text: all that can be read, a line for each line; a mention is "@" and the name.
        mentioned: the first names, in small letters, of those who are really mentioned.
        buttons: what stands on the buttons.
        options: what can be chosen in the menus.
        public: whether everyone in the place sees it.
        handle: the client's own form of it, to press on.
    """

    text: str
    mentioned: frozenset[str]
    buttons: tuple[str, ...]
    options: tuple[str, ...]
    public: bool
    handle: Any


class Seat(Protocol):
    """A client and a place in it, from which a person talks to the bot.

    Attributes:
        platform: "slack", "teams" or "web".
        shares: others are there, so that an answer can be shared with them.
        public: whether an answer is seen by everyone even before it is shared.
        members: the first names of those who can be mentioned here.
    """

    platform: str
    shares: bool
    public: bool
    members: frozenset[str]

    async def ask(self, text: str) -> Answer:
        """Ask as one asks here: ``raci backup`` is ``/raci backup`` in a Slack channel."""
        ...

    def mention(self, person: Person) -> str:
        """A mention of somebody, to write in what is asked."""
        ...

    async def press(self, answer: Answer, button: str) -> Answer:
        """Press the button with that text; what it answers with."""
        ...

    async def choose(self, answer: Answer, option: str) -> Answer:
        """Choose the option with that text; what it answers with."""
        ...

    async def picture(self, answer: Answer) -> bytes:
        """The picture that came with the answer."""
        ...


async def until(
    look: Callable[[], Awaitable[_Found | None]], what: str, patience: float = PATIENCE
) -> _Found:
    """Look again and again, less often in time, until something is found.

    Raises:
        AssertionError: nothing was, for so many seconds.
    """
    end = time.monotonic() + patience
    pause = _PAUSE
    while time.monotonic() < end:
        found = await look()
        if found:
            return found
        await asyncio.sleep(pause)
        pause = min(1.3 * pause, _LONGEST_PAUSE)
    raise AssertionError(f"waited {patience} s for {what}")
