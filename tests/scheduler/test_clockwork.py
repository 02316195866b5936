"""The ticks: again and again, never twice at once, and never stopped by an error."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.scheduler.clockwork import Clockwork, Job, Late, Why

SOON = 0.02
NEVER = 3600.0
SECONDS = 60.0


@dataclass
class Work:
    """Something to do, that can be waited for."""

    done: int = 0
    at_once: int = 0
    most_at_once: int = 0
    error: Exception | None = None
    hold: asyncio.Event | None = None
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __call__(self) -> None:
        """Do it."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.hold:
                await self.hold.wait()
            if self.error:
                raise self.error
        finally:
            self.at_once -= 1
            self.done += 1
            async with self.news:
                self.news.notify_all()

    async def times(self, number: int) -> None:
        """Wait until it was done so many times."""
        async with asyncio.timeout(SECONDS), self.news:
            await self.news.wait_for(lambda: self.done >= number)


@dataclass
class Seconds:
    """A monotonic clock that stands."""

    now: float = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@asynccontextmanager
async def ticking(*jobs: Job, clock: Seconds | None = None) -> AsyncIterator[Clockwork]:
    """Run the jobs while the block lasts."""
    clockwork = Clockwork(jobs, clock or Seconds())
    clockwork.start()
    try:
        yield clockwork
    finally:
        await clockwork.stop()


def job(run: Callable[[], Awaitable[None]], seconds: float = SOON, *, at_once: bool = False) -> Job:
    return Job("work", seconds, run, at_once=at_once)


async def test_a_job_is_done_again_and_again() -> None:
    work = Work()
    async with ticking(job(work)):
        await work.times(3)


async def test_a_job_may_begin_at_once() -> None:
    work, later = Work(), Work()
    async with ticking(job(work, NEVER, at_once=True), Job("later", NEVER, later)):
        await work.times(1)
    assert (work.done, later.done) == (1, 0)


async def test_an_error_is_survived() -> None:
    work = Work(error=ValueError("broken"))
    async with ticking(job(work)):
        await work.times(3)


async def test_no_job_runs_twice_at_once_and_the_others_go_on() -> None:
    slow, other = Work(hold=asyncio.Event()), Work()
    async with ticking(job(slow), Job("other", SOON, other)):
        await other.times(5)
        assert (slow.at_once, slow.done) == (1, 0)
        assert slow.hold
        slow.hold.set()
        await slow.times(2)
    assert slow.most_at_once == 1


async def failing_for(clockwork: Clockwork, clock: Seconds, until: float) -> tuple[Late, ...]:
    """Move the clock on, and return what is late then."""
    clock.now = until
    await asyncio.sleep(0)
    return clockwork.late()


@pytest.mark.parametrize(
    ("seconds", "patience"), [(0.25, 30), (1, 30), (5, 45), (15, 55), (60, 100), (3600, 36_000)]
)
async def test_a_job_that_fails_is_late_in_time_for_the_operator(
    seconds: float, patience: float
) -> None:
    clock, bad = Seconds(), Work(error=ValueError("broken"))
    async with ticking(job(bad, seconds, at_once=True), clock=clock) as clockwork:
        await bad.times(1)
        assert await failing_for(clockwork, clock, patience) == ()
        assert await failing_for(clockwork, clock, patience + 0.5) == (Late("work", Why.FAILS),)


async def test_only_a_tick_that_ends_well_counts() -> None:
    clock = Seconds()
    good, bad = Work(), Work(error=ValueError("broken"))
    async with ticking(Job("good", SOON, good), Job("bad", SOON, bad), clock=clock) as clockwork:
        clock.now = 100.0
        done = good.done, bad.done
        await good.times(done[0] + 2)
        await bad.times(done[1] + 2)
        assert clockwork.late() == (Late("bad", Why.FAILS),)
        bad.error = None
        await bad.times(bad.done + 2)
        assert clockwork.late() == ()


async def test_what_failed_is_tried_again_before_its_next_tick() -> None:
    clock, bad = Seconds(), Work(error=ValueError("broken"))
    begun = []
    async with ticking(job(bad, NEVER, at_once=True), clock=clock) as clockwork:
        await bad.times(1)
        for second in range(1, 121):
            clock.now = float(second)
            done = bad.done
            clockwork.look()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            if bad.done > done:
                begun.append(second)
    assert begun == [5, 15, 35, 65, 95]


async def test_it_stops_when_the_tick_under_way_has_ended() -> None:
    work = Work(hold=asyncio.Event())
    ended: list[str] = []

    async def run() -> None:
        try:
            await work()
            ended.append("well")
        except asyncio.CancelledError:
            ended.append("cut off")
            raise

    clockwork = Clockwork([job(run, NEVER, at_once=True)], Seconds())
    clockwork.start()
    while not work.at_once:
        await asyncio.sleep(0)
    stopping = asyncio.create_task(clockwork.stop())
    await asyncio.sleep(0)
    assert work.hold
    work.hold.set()
    await stopping
    assert ended == ["well"]
    await clockwork.stop()


async def test_a_tick_that_takes_too_long_is_cut_off() -> None:
    work = Work(hold=asyncio.Event())
    clockwork = Clockwork([job(work, NEVER, at_once=True)], Seconds())
    clockwork.start()
    while not work.at_once:
        await asyncio.sleep(0)
    await clockwork.stop()
    await work.times(1)


async def test_what_never_started_may_be_stopped() -> None:
    await Clockwork([job(Work())]).stop()


async def test_a_tick_that_is_skipped_is_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    slow, other = Work(hold=asyncio.Event()), Work()
    with caplog.at_level(logging.WARNING):
        async with ticking(job(slow), Job("other", SOON, other)):
            await other.times(5)
            assert slow.hold
            slow.hold.set()
            await slow.times(1)
    assert caplog.records == []
