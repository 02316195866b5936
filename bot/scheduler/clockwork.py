"""The ticks. APScheduler only nudges; rows are the truth (reliability.md §1)."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.telemetry.logs import get_logger

_log = get_logger(__name__)
_PATIENCE_SECONDS = 1.0
_WATCH_SECONDS = 1.0
_OVERDUE_SECONDS = 2.0


@dataclass(frozen=True)
class Job:
    """Something to do again and again.

    Args:
        name: for the log.
        seconds: between two ticks.
        run: the work; what it raises is logged and the next tick tries again.
        at_once: the first tick comes at the start, not after the first interval.
    """

    name: str
    seconds: float
    run: Callable[[], Awaitable[None]]
    at_once: bool = False


class Clockwork:
    """Ticks the jobs on this process's event loop.

    Args:
        jobs: what to run; none runs twice at once.
        clock: monotonic seconds, for the age of the last tick.
    """

    def __init__(self, jobs: Sequence[Job], clock: Callable[[], float] = time.monotonic) -> None:
        self._jobs = tuple(jobs)
        self._clock = clock
        self._last = {job.name: clock() for job in jobs}
        self._begun = dict(self._last)
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._under_way: dict[asyncio.Task[Any], str] = {}
        self._watch: asyncio.Task[None] | None = None
        # That a tick is skipped while the last one is under way is as it should be; one that
        # never ends is late, and the operator is told.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)

    def start(self) -> None:
        """Begin to tick."""
        for job in self._jobs:
            self._scheduler.add_job(
                self._tick,
                "interval",
                args=[job],
                id=job.name,
                seconds=job.seconds,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                **({"next_run_time": datetime.now(UTC)} if job.at_once else {}),
            )
        self._scheduler.start()
        self._watch = asyncio.create_task(self._watch_over())

    async def stop(self) -> None:
        """Stop ticking when the ticks under way have ended; one that takes too long is cut off."""
        if not self._scheduler.running:
            return
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        self._scheduler.pause()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_PATIENCE_SECONDS)
        self._scheduler.shutdown(wait=False)

    def late(self) -> tuple[str, ...]:
        """Return the jobs that have not ended well for ten of their intervals, at least 30 s."""
        now = self._clock()
        return tuple(
            job.name for job in self._jobs if now - self._last[job.name] > max(30, 10 * job.seconds)
        )

    def rearm(self) -> tuple[str, ...]:
        """Have those jobs tick now whose tick is overdue, and return their names.

        APScheduler counts by the wall clock: set back an hour, it lets all ticks wait an hour.
        """
        now = self._clock()
        busy = set(self._under_way.values())
        overdue = [
            job
            for job in self._jobs
            if job.name not in busy and now - self._begun[job.name] > job.seconds + _OVERDUE_SECONDS
        ]
        for job in overdue:
            self._begun[job.name] = now
            self._scheduler.modify_job(job.name, next_run_time=datetime.now(UTC))
        return tuple(job.name for job in overdue)

    async def _watch_over(self) -> None:
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            with contextlib.suppress(LookupError):
                self.rearm()

    async def _tick(self, job: Job) -> None:
        self._begun[job.name] = self._clock()
        task = asyncio.current_task()
        if task is not None:
            self._under_way[task] = job.name
            task.add_done_callback(self._under_way.pop)
        try:
            await job.run()
        except Exception as error:
            _log.error("job.failed", job=job.name, exc_info=error)
        else:
            self._last[job.name] = self._clock()
