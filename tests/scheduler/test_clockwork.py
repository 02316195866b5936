"""The ticks: again and again, never twice at once, and never stopped by an error."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bot.scheduler.clockwork import Clockwork, Job

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


async def test_a_job_is_late_after_ten_of_its_intervals_but_not_within_half_a_minute() -> None:
    clock = Seconds()
    jobs = [Job("often", 1, Work()), Job("seldom", 60, Work())]
    clockwork = Clockwork(jobs, clock)
    found = []
    for now in (30.0, 31.0, 600.0, 601.0):
        clock.now = now
        found.append(clockwork.late())
    assert found == [(), ("often",), ("often",), ("often", "seldom")]


async def test_only_a_tick_that_ends_well_counts() -> None:
    clock = Seconds()
    good, bad = Work(), Work(error=ValueError("broken"))
    async with ticking(Job("good", SOON, good), Job("bad", SOON, bad), clock=clock) as clockwork:
        clock.now = 100.0
        done = good.done, bad.done
        await good.times(done[0] + 2)
        await bad.times(done[1] + 2)
        assert clockwork.late() == ("bad",)


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


async def test_a_clock_that_is_set_back_stops_no_tick() -> None:
    work = Work()
    clock = Seconds()
    with time_machine.travel(datetime(2027, 3, 9, 13, tzinfo=UTC)) as wall:
        async with ticking(job(work, 0.05), clock=clock) as clockwork:
            await work.times(1)
            wall.shift(timedelta(hours=-1))
            done = work.done
            await asyncio.sleep(0.2)
            assert work.done <= done + 1
            clock.now += 5.0
            assert clockwork.rearm() == ("work",)
            await work.times(done + 3)


async def test_the_watchdog_needs_no_one_to_ask_it() -> None:
    work = Work()
    with time_machine.travel(datetime(2027, 3, 9, 13, tzinfo=UTC)) as wall:
        async with ticking(job(work, 0.05), clock=Seconds(1.0)) as clockwork:
            await work.times(1)
            wall.shift(timedelta(hours=-1))
            clockwork._clock = Seconds(6.0)
            await work.times(work.done + 3)


async def test_a_job_under_way_is_not_started_again() -> None:
    work, clock = Work(hold=asyncio.Event()), Seconds()
    async with ticking(job(work, NEVER, at_once=True), clock=clock) as clockwork:
        while not work.at_once:
            await asyncio.sleep(0)
        clock.now = 2 * NEVER
        assert clockwork.rearm() == ()
        assert work.hold
        work.hold.set()
        await work.times(1)
        await asyncio.sleep(0)
        assert clockwork.rearm() == ("work",)
        await work.times(2)


async def test_a_tick_that_is_skipped_is_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    slow, other = Work(hold=asyncio.Event()), Work()
    with caplog.at_level(logging.WARNING):
        async with ticking(job(slow), Job("other", SOON, other)):
            await other.times(5)
            assert slow.hold
            slow.hold.set()
            await slow.times(1)
    assert caplog.records == []
