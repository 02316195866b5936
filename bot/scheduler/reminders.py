"""The tick that tells people of the annual wheel, and the demo's way through many mornings."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.delivery import MessageState
from bot.services.ports import Storage
from bot.services.reminders import Reminders
from bot.telemetry.logs import get_logger

SECONDS = 1.0

_log = get_logger(__name__)
_WAIT_SECONDS = 0.2
_PATIENCE = 100
_ON_THE_WAY = (MessageState.PENDING, MessageState.SENDING)


class SteppedClock(Protocol):
    """A clock that can be set ahead."""

    def now(self) -> datetime:
        """Return the moment shown, in UTC."""
        ...

    def move_to(self, moment: datetime) -> None:
        """Show `moment` (UTC) now."""
        ...


NextMoment = Callable[[datetime, datetime], Awaitable[datetime | None]]


@dataclass(frozen=True)
class ReminderTick:
    """Tells what is due; between two mornings it costs a look at the data's version."""

    reminders: Reminders

    async def tick(self) -> None:
        """Tell what is due and not told yet."""
        if told := await self.reminders.remind():
            _log.info("reminders.told", count=told)


@dataclass(frozen=True)
class Steps:
    """Sets a clock ahead through every moment at which people are told something.

    Args:
        reminders: what tells them.
        clock: the clock that is set.
        storage: where it is seen whether all of it is on its way.
        deliver: delivers what may be sent now.
        also: what else tells people on those mornings; each returns whether it told anything.
        stops: what else is due at moments of its own; each returns the first moment after one and
            not after another (UTC), None for none.
    """

    reminders: Reminders
    clock: SteppedClock
    storage: Storage
    deliver: Callable[[], Awaitable[None]]
    also: Sequence[Callable[[], Awaitable[int]]] = ()
    stops: Sequence[NextMoment] = ()

    async def to(self, moment: datetime) -> None:
        """Stop at each due moment up to `moment` (UTC), tell and deliver what is due there."""
        await self._tell_all()
        while due := await self._next(moment):
            self.clock.move_to(due)
            await self._tell_all()
        self.clock.move_to(moment)
        await self._tell_all()

    async def _next(self, until: datetime) -> datetime | None:
        now = self.clock.now()
        found = [self.reminders.next_moment(now, until)]
        found += [await stop(now, until) for stop in self.stops]
        return min((one for one in found if one is not None), default=None)

    async def _tell_all(self) -> None:
        """Tell what is due now. What waits at a platform's gate is sent before time goes on."""
        before = self.reminders.written
        await self.reminders.remind()
        told = sum([await tell() for tell in self.also])
        if self.reminders.written == before and not told:
            return
        await self.deliver()
        for _ in range(_PATIENCE):
            async with self.storage.read() as work:
                counts = await work.outbox.count()
            if not any(counts[state] for state in _ON_THE_WAY):
                return
            await asyncio.sleep(_WAIT_SECONDS)
            await self.deliver()
