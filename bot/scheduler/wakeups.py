"""APScheduler, which wakes each job by the wall clock. It may stop in any way (reliability.md §1).

An error of its job store ends it while it says that it runs, a pause or a shutdown stops it, and a
wall clock that is set back makes it wait. So nobody relies on it: `bot.scheduler.clockwork` does.
"""

import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger


@dataclass(frozen=True)
class Pace:
    """When a job is woken: `first` seconds from now, then every `seconds`."""

    first: float
    seconds: float


class _Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """The next time is one interval from now, however long ago the last one was.

    APScheduler's own interval lists every time that was missed before it keeps the last one: for
    a wall clock set a week ahead the loop stood still for 17 s at four ticks a second.
    """

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return when to wake next."""
        return now + self._interval


def begin_wakeups(paces: Mapping[str, Pace], wake: Callable[[str], None]) -> AsyncIOScheduler:
    """Return a scheduler that calls `wake(name)` on this loop at the paces; `wake` is quick."""
    # Its errors are told by the watch, and that a wake-up came too early is none.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)

    async def call(name: str) -> None:
        wake(name)

    scheduler = AsyncIOScheduler(timezone=UTC)
    now = datetime.now(UTC)
    for name, pace in paces.items():
        scheduler.add_job(
            call,
            _Every(timedelta(seconds=pace.seconds)),
            args=[name],
            id=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=now + timedelta(seconds=max(0.0, pace.first)),
        )
    scheduler.start()
    return scheduler


def end_wakeups(scheduler: AsyncIOScheduler) -> None:
    """Stop a scheduler, whatever state it is in."""
    # Paused first: its shutdown comes only with the loop's next round.
    with contextlib.suppress(Exception):
        scheduler.pause()
    with contextlib.suppress(Exception):
        scheduler.shutdown(wait=False)
