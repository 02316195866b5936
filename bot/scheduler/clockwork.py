"""The ticks: jobs that run again and again, and the watch that lets none of them stop silently.

APScheduler wakes them. The watch is a task of its own on the monotonic clock: what nobody woke it
begins itself, and the scheduler is built anew; what does not end it cuts off (reliability.md §1).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.scheduler.wakeups import Pace, begin_wakeups, end_wakeups
from bot.telemetry.logs import describe, get_logger

_log = get_logger(__name__)

WATCH = "watch"
"""The name under which the watch itself is late."""

_PATIENCE_SECONDS = 1.0
_WATCH_SECONDS = 1.0
_OVERDUE_SECONDS = 2.0
# A watch that wakes so late stood still with everything else: what is overdue gets another look.
_STOOD_STILL_SECONDS = 1.0
_REBUILD_AGAIN_SECONDS = 10.0
_RETRY_SECONDS = 5.0
_LONGEST_RETRY_SECONDS = 30.0
_CUT_OFF_WITHIN_SECONDS = 10.0
_LOOKS_WITHOUT_A_TICK = 30
_WATCH_LATE_SECONDS = 15.0
_OFTEN_SECONDS = 60.0


@dataclass(frozen=True)
class Job:
    """Something to do again and again.

    Args:
        name: for the log, and for the operator by `job.<name>` of the catalogues.
        seconds: between two ticks; after one that failed it is tried again sooner.
        run: the work; what it raises is logged and the next tick tries again.
        at_once: the first tick comes at the start, not after the first interval.
        longest: seconds after which a tick is cut off.
    """

    name: str
    seconds: float
    run: Callable[[], Awaitable[None]]
    at_once: bool = False
    longest: float = 60.0


class Why(StrEnum):
    """Why a job is late.

    FAILS: its ticks have raised for long.
    HANGS: its last tick did not come to an end, and was cut off.
    STUCK: its tick goes on though it was cut off.
    STILL: nothing begins it, not even the watch.
    """

    FAILS = "fails"
    HANGS = "hangs"
    STUCK = "stuck"
    STILL = "still"


ONLY_A_RESTART_HELPS = frozenset({Why.STUCK, Why.STILL})


@dataclass(frozen=True)
class Late:
    """A job that does not do what it is there for."""

    job: str
    why: Why


@dataclass
class _Course:
    """How a job has gone, in seconds of the monotonic clock.

    Args:
        begun, ended, well: when its last tick began and ended, and when one last ended well.
        failed: ticks that have failed since.
        hung: its last tick was cut off.
        tick: the one under way.
        cut_off: when that one was cut off.
        looks: of the watch that found it overdue.
    """

    begun: float
    ended: float
    well: float
    failed: int = 0
    hung: bool = False
    tick: asyncio.Task[bool] | None = None
    cut_off: float | None = None
    looks: int = 0


class Clockwork:
    """Ticks the jobs on this process's event loop; none runs twice at once.

    Args:
        jobs: what to run.
        clock: monotonic seconds.
        on_late: told, at each look of the watch, what is late; a call that has not ended is not
            begun again.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        clock: Callable[[], float] = time.monotonic,
        on_late: Callable[[Sequence[Late]], Awaitable[None]] | None = None,
    ) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._clock = clock
        self._on_late = on_late
        now = clock()
        self._courses = {name: _Course(now, now, now) for name in self._jobs}
        self._scheduler: AsyncIOScheduler | None = None
        self._rebuilt_at: float | None = None
        self._watch: asyncio.Task[None] | None = None
        self._looked_at: float | None = None
        self._excused = False
        self._telling: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        """Begin to tick."""
        now = self._clock()
        for course in self._courses.values():
            course.begun = course.ended = course.well = now
        paces = {
            name: Pace(0.0 if job.at_once else job.seconds, job.seconds)
            for name, job in self._jobs.items()
        }
        self._scheduler = begin_wakeups(paces, self._wake)
        self._begin_watch()

    async def stop(self) -> None:
        """Stop ticking when the ticks under way have ended; one that takes too long is cut off."""
        if self._stopping or self._watch is None:
            return
        self._stopping = True
        self._watch.cancel()
        if self._scheduler is not None:
            end_wakeups(self._scheduler)
        under_way = [course.tick for course in self._courses.values() if course.tick]
        if under_way:
            await asyncio.wait(under_way, timeout=_PATIENCE_SECONDS)
        ending = [task for task in (*under_way, self._watch, self._telling) if task]
        for task in ending:
            task.cancel()
        await asyncio.wait(ending, timeout=_PATIENCE_SECONDS)

    def late(self) -> tuple[Late, ...]:
        """Return the jobs that do not do what they are there for, each with why.

        One that fails is late when none of its ticks has ended well for ten intervals, at least
        half a minute; for one of up to a minute an interval and 40 s are enough, so that the
        operator hears within two minutes.
        """
        now = self._clock()
        found = [
            Late(name, why)
            for name, job in self._jobs.items()
            if (why := _why_late(job, self._courses[name], now)) is not None
        ]
        if self._looked_at is not None and now - self._looked_at > _WATCH_LATE_SECONDS:
            found.insert(0, Late(WATCH, Why.STILL))
        return tuple(found)

    def rebuilt_within(self, seconds: float) -> bool:
        """Tell whether the scheduler had stopped, and was built anew, in the last `seconds`."""
        return self._rebuilt_at is not None and self._clock() - self._rebuilt_at <= seconds

    def look(self) -> None:
        """Begin what nobody woke, rebuild the scheduler for it, and cut off what does not end.

        The watch does so each second; nobody else need.
        """
        now = self._clock()
        last = now if self._looked_at is None else self._looked_at
        stood_still = now - last > _WATCH_SECONDS + _STOOD_STILL_SECONDS
        self._excused, self._looked_at = stood_still and not self._excused, now
        for name, job in self._jobs.items():
            self._cut_off_if_too_long(job, self._courses[name], now)
        missed = [] if self._excused else self._missed(now)
        if missed:
            self._rebuild(missed, now)
        for name, course in self._courses.items():
            if name in missed or self._is_to_be_retried(name, course, now):
                self._wake(name)
        self._tell_what_is_late()

    def _missed(self, now: float) -> list[str]:
        """Return the jobs that nobody woke in time, and count the looks that found them so."""
        missed = []
        for name, course in self._courses.items():
            since = max(course.begun, course.ended)
            overdue = now - since > self._jobs[name].seconds + _OVERDUE_SECONDS
            if overdue and course.tick is None:
                course.looks += 1
                missed.append(name)
        return missed

    def _is_to_be_retried(self, name: str, course: _Course, now: float) -> bool:
        if not course.failed or course.tick is not None:
            return False
        pause = min(_LONGEST_RETRY_SECONDS, _RETRY_SECONDS * float(2 ** min(course.failed - 1, 3)))
        return now - course.begun >= pause and self._jobs[name].seconds > pause

    def _cut_off_if_too_long(self, job: Job, course: _Course, now: float) -> None:
        too_long = course.tick is not None and now - course.begun > job.longest
        if course.tick is not None and too_long and course.cut_off is None:
            course.cut_off, course.hung = now, True
            _log.error("job.cut_off", job=job.name, seconds=round(now - course.begun, 1))
            course.tick.cancel()

    def _rebuild(self, missed: Sequence[str], now: float) -> None:
        """Build the scheduler anew; while even that fails, the watch alone begins the jobs."""
        again = self._rebuilt_at is not None and now - self._rebuilt_at < _REBUILD_AGAIN_SECONDS
        if again:
            return
        self._rebuilt_at = now
        _log.error("clock.stopped", job=" ".join(missed), count=len(missed))
        if self._scheduler is not None:
            end_wakeups(self._scheduler)
        paces = {
            name: Pace(job.seconds - (now - self._courses[name].begun), job.seconds)
            for name, job in self._jobs.items()
        }
        try:
            self._scheduler = begin_wakeups(paces, self._wake)
        except Exception as error:
            self._scheduler = None
            _log.error("clock.not_rebuilt", exc_info=error)

    def _wake(self, name: str) -> None:
        """Begin a job's tick, unless one is under way."""
        course = self._courses[name]
        if self._stopping or course.tick is not None:
            return
        course.begun, course.looks, course.cut_off = self._clock(), 0, None
        # A task of our own: APScheduler ends its own ones when it is shut down.
        course.tick = asyncio.get_running_loop().create_task(_tick(self._jobs[name]))
        course.tick.add_done_callback(lambda tick: self._ended(course, tick))

    def _ended(self, course: _Course, tick: asyncio.Task[bool]) -> None:
        course.tick, course.ended = None, self._clock()
        if not tick.cancelled() and tick.exception() is None and tick.result():
            course.well, course.failed, course.hung = course.ended, 0, False
        else:
            course.failed += 1

    def _begin_watch(self, ended: asyncio.Task[None] | None = None) -> None:
        """Begin the watch, and begin it again whatever ends it."""
        if self._stopping:
            return
        if ended is not None:
            _log.error("watch.ended")
        self._watch = asyncio.get_running_loop().create_task(self._watch_over())
        self._watch.add_done_callback(self._begin_watch)

    async def _watch_over(self) -> None:
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            try:
                self.look()
            except Exception as error:
                _log.error("watch.failed", exc_info=error)

    def _tell_what_is_late(self) -> None:
        if self._on_late is None or self._telling is not None:
            return
        if late := self.late():
            self._telling = asyncio.get_running_loop().create_task(self._tell(late))

    async def _tell(self, late: Sequence[Late]) -> None:
        assert self._on_late is not None
        try:
            await self._on_late(late)
        except Exception as error:
            _log.error("watch.not_told", error=describe(error))
        finally:
            self._telling = None


async def _tick(job: Job) -> bool:
    """Do a job once and tell whether it ended well."""
    try:
        await job.run()
    except Exception as error:
        _log.error("job.failed", job=job.name, exc_info=error)
        return False
    return True


def _why_late(job: Job, course: _Course, now: float) -> Why | None:
    if course.cut_off is not None and course.tick is not None:
        if now - course.cut_off > _CUT_OFF_WITHIN_SECONDS:
            return Why.STUCK
        return Why.HANGS
    if course.hung:
        return Why.HANGS
    if course.looks >= _LOOKS_WITHOUT_A_TICK:
        return Why.STILL
    return Why.FAILS if course.failed and now - course.well > _patience(job) else None


def _patience(job: Job) -> float:
    tenfold = 10 * job.seconds
    return max(30.0, min(tenfold, job.seconds + 40) if job.seconds <= _OFTEN_SECONDS else tenfold)
