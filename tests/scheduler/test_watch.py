"""Whatever happens to what wakes the jobs, they go on: the real scheduler, broken in every way."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.alarms import AlarmKind
from bot.scheduler.clockwork import WATCH, Clockwork, Job, Late, Why
from bot.scheduler.troubles import clock_troubles
from tests.scheduler.test_clockwork import NEVER, Seconds, Work, job

OFTEN = 0.05
WITHIN = 5.0


class Broken(MemoryJobStore):  # type: ignore[misc]  # APScheduler has no types
    """A job store that takes no changes, as a database that is away."""

    def update_job(self, job: Any) -> None:
        """Fail."""
        raise OSError("gone")


@asynccontextmanager
async def ticking(work: Work, *more: Job) -> AsyncIterator[Clockwork]:
    """Tick on the real clocks until the block ends; the work has been done once."""
    clockwork = Clockwork([job(work, OFTEN), *more])
    clockwork.start()
    try:
        await work.times(1)
        yield clockwork
    finally:
        await clockwork.stop()


def scheduler_of(clockwork: Clockwork) -> AsyncIOScheduler:
    """Return what wakes the jobs now."""
    assert clockwork._scheduler is not None
    return clockwork._scheduler


def shut_down(scheduler: AsyncIOScheduler) -> None:
    """End it, as an error of its own does."""
    scheduler.shutdown(wait=False)


def pause(scheduler: AsyncIOScheduler) -> None:
    """Have it wait for ever, and say that it runs."""
    scheduler.pause()


def lose_the_jobs(scheduler: AsyncIOScheduler) -> None:
    """Take its jobs from it."""
    scheduler.remove_all_jobs()


def break_the_store(scheduler: AsyncIOScheduler) -> None:
    """Have its store fail: the wake-up raises, and no other is ever planned."""
    scheduler._jobstores["default"].__class__ = Broken


def break_the_wakeup(scheduler: AsyncIOScheduler) -> None:
    """Have the wake-up itself raise."""
    scheduler._jobstores_lock = None


def forget_the_timer(scheduler: AsyncIOScheduler) -> None:
    """Plan no wake-up, and say that all is well."""
    scheduler._stop_timer()


def fill_the_executor(scheduler: AsyncIOScheduler) -> None:
    """Have it believe that every job is under way already."""
    scheduler._executors["default"]._instances.update({"work": 1})


HARMS = (
    shut_down,
    pause,
    lose_the_jobs,
    break_the_store,
    break_the_wakeup,
    forget_the_timer,
    fill_the_executor,
)


async def survives(harm: Callable[[AsyncIOScheduler], None], *, watch_too: bool = False) -> None:
    """See that a clockwork ticks again soon after `harm`, at its own pace, and tells of it."""
    work = Work()
    async with ticking(work) as clockwork:
        broken = scheduler_of(clockwork)
        harm(broken)
        if watch_too:
            assert clockwork._watch is not None
            clockwork._watch.cancel()
        await asyncio.sleep(2 * OFTEN)
        stopped, since = work.done, time.monotonic()
        await work.times(stopped + 1)
        assert time.monotonic() - since < WITHIN, harm
        # Not the watch alone, once in two seconds, but the new scheduler at the job's own pace.
        await work.times(stopped + 5)
        assert time.monotonic() - since < WITHIN, harm
        assert scheduler_of(clockwork) is not broken
        assert [found.kind for found in clock_troubles(clockwork)] == [AlarmKind.CLOCK_STOPPED]


async def test_a_scheduler_that_stops_is_built_anew() -> None:
    # What breaks a wake-up is raised in the loop, which logs it.
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    await asyncio.gather(*map(survives, HARMS), survives(pause, watch_too=True))


async def test_a_wall_clock_set_back_an_hour_stops_no_tick() -> None:
    work = Work()
    with time_machine.travel(datetime(2027, 3, 9, 13, tzinfo=UTC)) as wall:
        async with ticking(work):
            wall.shift(timedelta(hours=-1))
            done, since = work.done, time.monotonic()
            await work.times(done + 5)
            assert time.monotonic() - since < WITHIN


@pytest.mark.parametrize("ahead", [timedelta(hours=6), timedelta(days=400)])
async def test_a_wall_clock_set_ahead_ticks_each_job_once(ahead: timedelta) -> None:
    work, hourly, daily = Work(), Work(), Work()
    seldom = [Job("hourly", NEVER, hourly), Job("daily", 24 * NEVER, daily)]
    with time_machine.travel(datetime(2027, 3, 9, 13, tzinfo=UTC)) as wall:
        async with ticking(work, *seldom):
            wall.shift(ahead)
            done, since = work.done, time.monotonic()
            await work.times(done + 3)
            seconds = time.monotonic() - since
            await asyncio.sleep(4 * OFTEN)
            # At their own pace: 86 000 ticks of the shortest job lie in six hours.
            assert work.done - done < 3 + (seconds + 1.0) / OFTEN
            assert hourly.done == 1
            assert daily.done == (1 if ahead > timedelta(days=1) else 0)


async def test_the_watch_alone_ticks_when_no_scheduler_can_be_built(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, work = Seconds(), Work()

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    clockwork = Clockwork([job(work, 1)], clock)
    clockwork.start()
    try:
        monkeypatch.setattr(AsyncIOScheduler, "start", fails)
        shut_down(scheduler_of(clockwork))
        await looks(clockwork, clock, 60)
        assert clockwork._scheduler is None
        assert work.done == 15
        assert clockwork.late() == ()
        monkeypatch.undo()
        await looks(clockwork, clock, 10)
        assert scheduler_of(clockwork).running
    finally:
        await clockwork.stop()


async def test_a_watch_that_stands_still_is_late() -> None:
    clock = Seconds()
    clockwork = Clockwork([job(Work(), NEVER)], clock)
    clockwork.look()
    clock.now = 15.0
    assert clockwork.late() == ()
    clock.now = 15.5
    assert clockwork.late() == (Late(WATCH, Why.STILL),)


async def test_a_process_that_stood_still_rebuilds_nothing() -> None:
    clock, work = Seconds(), Work()
    clockwork = Clockwork([job(work, 1)], clock)
    clockwork.start()
    try:
        for clock.now in (1.0, 2.0, 600.0):
            clockwork.look()
        assert not clockwork.rebuilt_within(1e9)
        # What is overdue at the next look too has not been woken.
        clock.now = 601.0
        clockwork.look()
        assert clockwork.rebuilt_within(1e9)
    finally:
        await clockwork.stop()


class Hanging:
    """A tick that never ends; a stubborn one not even when it is cut off."""

    def __init__(self, *, stubborn: bool) -> None:
        self.stubborn = stubborn
        self.begun = 0
        self.let_go = asyncio.Event()

    async def __call__(self) -> None:
        """Hang."""
        self.begun += 1
        while not self.let_go.is_set():
            try:
                await self.let_go.wait()
            except asyncio.CancelledError:
                if not self.stubborn:
                    raise


async def looks(clockwork: Clockwork, clock: Seconds, seconds: int) -> None:
    """Let the watch look once a second."""
    for _ in range(seconds):
        clock.now += 1.0
        clockwork.look()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def test_a_job_that_hangs_is_cut_off_told_and_tried_again() -> None:
    clock, hanging = Seconds(), Hanging(stubborn=False)
    clockwork = Clockwork([job(hanging, NEVER, at_once=True)], clock)
    clockwork.start()
    try:
        while not hanging.begun:
            await asyncio.sleep(0)
        await looks(clockwork, clock, 60)
        assert clockwork.late() == ()
        await looks(clockwork, clock, 1)
        assert clockwork.late() == (Late("work", Why.HANGS),)
        await looks(clockwork, clock, 5)
        assert hanging.begun == 2
        assert clockwork.late() == (Late("work", Why.HANGS),)
        hanging.let_go.set()
        await looks(clockwork, clock, 1)
        assert clockwork.late() == ()
    finally:
        await clockwork.stop()


async def test_for_a_job_that_cannot_be_cut_off_only_a_restart_helps() -> None:
    clock, hanging, other = Seconds(), Hanging(stubborn=True), Work()
    jobs = [job(hanging, NEVER, at_once=True), Job("other", OFTEN, other)]
    clockwork = Clockwork(jobs, clock)
    clockwork.start()
    try:
        while not hanging.begun:
            await asyncio.sleep(0)
        await looks(clockwork, clock, 71)
        assert clockwork.late() == (Late("work", Why.HANGS),)
        await looks(clockwork, clock, 1)
        assert clockwork.late() == (Late("work", Why.STUCK),)
        assert hanging.begun == 1
        await other.times(other.done + 2)
    finally:
        hanging.let_go.set()
        await clockwork.stop()


async def test_who_listens_hears_what_is_late_and_is_waited_for() -> None:
    heard: list[Sequence[Late]] = []
    go_on = asyncio.Event()

    async def listen(late: Sequence[Late]) -> None:
        heard.append(late)
        await go_on.wait()
        raise ValueError("broken")

    clock, hanging = Seconds(), Hanging(stubborn=False)
    clockwork = Clockwork([job(hanging, NEVER, at_once=True)], clock, on_late=listen)
    clockwork.start()
    try:
        while not hanging.begun:
            await asyncio.sleep(0)
        await looks(clockwork, clock, 63)
        assert heard == [(Late("work", Why.HANGS),)]
        go_on.set()
        await looks(clockwork, clock, 2)
        assert len(heard) >= 2
    finally:
        await clockwork.stop()


async def test_a_scheduler_that_is_shut_down_ends_no_tick() -> None:
    work = Work(hold=asyncio.Event())
    ended: list[str] = []

    async def run() -> None:
        await work()
        ended.append("well")

    clockwork = Clockwork([job(run, NEVER, at_once=True)])
    clockwork.start()
    while not work.at_once:
        await asyncio.sleep(0)
    shut_down(scheduler_of(clockwork))
    await asyncio.sleep(0.05)
    assert work.hold
    work.hold.set()
    await work.times(1)
    await asyncio.sleep(0)
    assert ended == ["well"]
    await clockwork.stop()


async def test_a_job_that_takes_long_is_not_overdue_when_it_ends() -> None:
    clock, slow = Seconds(), Work(hold=asyncio.Event())
    clockwork = Clockwork([job(slow, 1, at_once=True)], clock)
    clockwork.start()
    try:
        while not slow.at_once:
            await asyncio.sleep(0)
        await looks(clockwork, clock, 20)
        assert slow.hold
        slow.hold.set()
        await slow.times(1)
        await asyncio.sleep(0)
        clock.now += 1.0
        assert not clockwork._missed(clock.now)
    finally:
        await clockwork.stop()
