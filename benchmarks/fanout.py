"""Prints how fast a morning's reminders reach people, beside Procrastinate on the same PostgreSQL.

The whole way is measured, from the tick that finds the morning due to the last message taken by a
platform that answers at once: who is due is worked out, each person's card is made, the messages
are written with the note that they were told and the audit entry, and delivered. Procrastinate
fans out as many jobs from one task, each with a card of the same size, and runs them; it works
nothing out, and keeps no note. Each side runs in a process of its own, alone.

    python -m benchmarks.fanout [people …]
"""

import asyncio
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benchmarks.beside import (
    BATCH,
    CONCURRENCY,
    Instant,
    Match,
    card,
    main,
    procrastinate_at,
    tell,
    work_off,
)
from benchmarks.crowd import MORNINGS, moment_of, reminders_of, write_crowd
from bot.domain.delivery import MessageState
from bot.domain.language import LANGUAGES
from bot.domain.sending import Lease
from bot.scheduler.outbox import Pump, Sizes
from bot.scheduler.outbox_calls import Courier
from bot.services.reminders import Reminders
from bot.texts import Texts
from storage.database import Database, open_database
from storage.retry import run_again_if_transient
from storage.unit_of_work import SqlStorage


@dataclass(frozen=True)
class Morning:
    """A clock that stands on the first morning."""

    def now(self) -> datetime:
        """Return a minute past nine, in UTC."""
        return moment_of(MORNINGS[0])


async def fill_ours(database: Database, people: int) -> None:
    """Write an organisation of as many people."""
    await write_crowd(database, people, 1)


async def fan_out_ours(url: str, people: int) -> None:
    """Remind everyone, deliver it, and say how long it took."""
    database = await open_database(url)
    clock, platform, lease = Morning(), Instant(people), Lease()
    storage = SqlStorage(database, clock)
    reminders = reminders_of(storage, clock)
    courier = Courier({"slack": platform}, clock, lease.call)
    sizes = Sizes(in_hand=400, calls=CONCURRENCY)
    pump = Pump(storage, courier, run_again_if_transient, lease, sizes)
    await _run_since_yesterday(reminders, clock)
    started = time.perf_counter()
    telling = asyncio.create_task(reminders.remind())
    while not platform.all_taken.is_set():
        await pump.tick()
        if telling.done():
            telling.result()
        try:
            await asyncio.wait_for(platform.all_taken.wait(), 0.25)
        except TimeoutError:
            continue
    await pump.drain()
    await telling
    seconds = time.perf_counter() - started
    async with storage.read() as work:
        count = await work.outbox.count()
        assert await work.reminders.last_morning() == MORNINGS[0]
    await database.close()
    assert count[MessageState.SENT] == people, count
    tell(people, seconds)


async def _run_since_yesterday(reminders: Reminders, clock: Morning) -> None:
    """Have in memory what a server reads once: the organisation, the holidays and the texts."""
    await reminders.snapshots.refresh()
    reminders.next_moment(clock.now(), clock.now() + timedelta(days=1))
    for language in LANGUAGES:
        Texts(language).has("")


async def fill_theirs(url: str, people: int) -> None:
    """Write Procrastinate's tables."""
    app = procrastinate_at(url)
    async with app.open_async():
        await app.schema_manager.apply_schema_async()


async def fan_out_theirs(url: str, people: int) -> None:
    """Have one job of Procrastinate's defer as many, and its worker do them all."""
    app = procrastinate_at(url)

    @app.task(name="deliver")
    async def deliver(card: dict[str, Any], person: int) -> None:
        """Take a message."""

    @app.task(name="morning")
    async def morning() -> None:
        """Remind everyone."""
        for start in range(0, people, BATCH):
            count = min(BATCH, people - start)
            jobs = ({"card": card(), "person": start + n} for n in range(count))
            await deliver.batch_defer_async(*jobs)

    async with app.open_async():
        await morning.defer_async()
        started = time.perf_counter()
        seconds, done = 0.0, 0
        while done < people:
            # A worker may go home while the first job still writes the others.
            await work_off(app)
            seconds = time.perf_counter() - started
            jobs = app.job_manager.list_jobs_async(status="succeeded", task="deliver")
            done = len(list(await jobs))
    tell(people, seconds)


MATCH = Match("benchmarks.fanout", fill_ours, fan_out_ours, fan_out_theirs, fill_theirs)

if __name__ == "__main__":
    main(MATCH, sys.argv[1:])
