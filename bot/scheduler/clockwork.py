"""The ticks. APScheduler only nudges; rows are the truth (reliability.md §1)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.telemetry.logs import get_logger

_log = get_logger(__name__)
_PATIENCE_SECONDS = 1.0


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
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._under_way: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        """Begin to tick."""
        for job in self._jobs:
            self._scheduler.add_job(
                self._tick,
                "interval",
                args=[job],
                seconds=job.seconds,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                **({"next_run_time": datetime.now(UTC)} if job.at_once else {}),
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop ticking when the ticks under way have ended; one that takes too long is cut off."""
        if not self._scheduler.running:
            return
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

    async def _tick(self, job: Job) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        try:
            await job.run()
        except Exception as error:
            _log.error("job.failed", job=job.name, exc_info=error)
        else:
            self._last[job.name] = self._clock()
