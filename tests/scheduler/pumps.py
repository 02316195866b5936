"""A platform of the tests' own that takes messages as it is told to, and a pump that feeds it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.cards.elements import Card
from bot.chat.ports import DeliveryError, Messenger
from bot.chat.request import Place
from bot.domain.delivery import Destination, Message, MessageState
from bot.domain.sending import Lease
from bot.scheduler.outbox import Pump
from bot.scheduler.outbox_calls import Courier, no_other_way
from bot.services.ports import Clock, Storage
from storage.retry import run_again_if_transient
from tests.storage.outboxes import state_of

AT_ONCE: Mapping[str, timedelta] = {}


@dataclass(frozen=True)
class Posted:
    """A message as the platform has it."""

    place: Place
    card: Card
    marker: str
    id: str


@dataclass
class Board:
    """Keeps what is posted. `troubles` are raised by the next calls; `lost` ones post all the same.

    Args:
        reads_back: `find` tells what is posted.
        lag: seconds until what is posted can be found.
        seconds: a call takes.
    """

    reads_back: bool = False
    lag: float = 0.0
    seconds: float = 0.0
    posted: list[Posted] = field(default_factory=list)
    changed: list[tuple[str, Card]] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    lost: list[Exception] = field(default_factory=list)
    looks: int = 0
    at_once: int = 0
    most_at_once: int = 0
    _findable: dict[str, tuple[float, str]] = field(default_factory=dict)

    async def send(self, place: Place, card: Card, marker: str = "", language: str = "") -> str:
        """Post."""
        await self._called()
        number = f"{place.platform}-{len(self.posted) + 1}"
        self.posted.append(Posted(place, card, marker, number))
        self._findable[marker] = (asyncio.get_running_loop().time() + self.lag, number)
        if self.lost:
            raise self.lost.pop(0)
        return number

    async def update(self, place: Place, message_id: str, card: Card, language: str = "") -> None:
        """Change."""
        await self._called()
        self.changed.append((message_id, card))
        if self.lost:
            raise self.lost.pop(0)

    async def find(self, place: Place, marker: str, since: datetime) -> str | None:
        """Look."""
        self.looks += 1
        if not self.reads_back:
            raise DeliveryError("not-readable", permanent=True)
        if self.troubles:
            raise self.troubles.pop(0)
        since_when, number = self._findable.get(marker, (float("inf"), ""))
        return number if asyncio.get_running_loop().time() >= since_when else None

    @property
    def titles(self) -> list[str]:
        """Return the titles of what is posted, in order."""
        return [one.card.title for one in self.posted]

    async def _called(self) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.at_once -= 1
        if self.troubles:
            raise self.troubles.pop(0)


class MakePump(Protocol):
    """Makes pumps on the test's database that are drained when the test ends."""

    def __call__(self, boards: Mapping[str, Messenger], **more: Any) -> Pump:
        """Return a pump; `paces` and `other_way` are the courier's, the rest the pump's."""
        ...


def pump_on(
    storage: Storage,
    clock: Clock,
    boards: Mapping[str, Messenger],
    *,
    paces: Mapping[str, timedelta] = AT_ONCE,
    lease: Lease | None = None,
    other_way: Callable[[Message], Destination | None] = no_other_way,
    **more: Any,
) -> Pump:
    """Return a pump."""
    lease = lease or Lease()
    courier = Courier(boards, clock, lease.call, other_way, paces)
    return Pump(storage, courier, run_again_if_transient, lease, **more)


@asynccontextmanager
async def ticking(pump: Pump, seconds: float = 0.05) -> AsyncIterator[Pump]:
    """Tick and mend often until the block ends, then drain."""

    async def tick() -> None:
        while True:
            await pump.mend()
            await pump.tick()
            await asyncio.sleep(seconds)

    task = asyncio.create_task(tick())
    try:
        yield pump
    finally:
        task.cancel()
        await pump.drain()


async def until(
    storage: Storage, message_id: str, *states: MessageState, seconds: float = 10
) -> MessageState:
    """Wait until a message is in one of `states` and return which."""
    found: MessageState | None = None
    try:
        async with asyncio.timeout(seconds):
            while True:
                found = await state_of(storage, message_id)
                if found in states:
                    return found
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"{message_id} is {found}") from None
