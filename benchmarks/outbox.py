"""Prints how fast the outbox drains, beside Procrastinate on the same PostgreSQL. `make bench`

Both do next to nothing with what they take: ours hands each message, its card read, to a platform
that answers at once and settles it as sent; Procrastinate runs a task with the same JSON. Rows are
written beforehand. Each side runs in a process of its own, alone, and tells its peak memory.

    python -m benchmarks.outbox [rows …]
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
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
from bot.app.clocks import SystemClock
from bot.domain.delivery import Destination, Message, MessageState
from bot.domain.sending import Lease
from bot.scheduler.outbox import Pump, Sizes
from bot.scheduler.outbox_calls import Courier
from storage.database import Database, open_database
from storage.retry import run_again_if_transient
from storage.unit_of_work import SqlStorage


async def fill_ours(database: Database, rows: int) -> None:
    """Write messages to as many people."""
    storage, now, body = SqlStorage(database, SystemClock()), datetime.now(UTC), card()
    for start in range(0, rows, BATCH):
        batch = [
            Message(
                id=f"message-{n}",
                key=f"key-{n}",
                kind="roles.to-confirm",
                subject=f"role/{n}",
                destination=Destination("slack", "T0BENCH", f"U{n}", "direct"),
                card=body,
                created_at=now,
                expires_at=now + timedelta(days=7),
            )
            for n in range(start, min(start + BATCH, rows))
        ]
        async with storage.begin() as work:
            await work.outbox.add(batch)
            await work.commit()


async def drain_ours(url: str, rows: int) -> None:
    """Drain the outbox and say how long it took."""
    database = await open_database(url)
    storage = SqlStorage(database, SystemClock())
    platform = Instant(rows)
    lease = Lease()
    # With the pace of Slack: every message shuts the gate of its destination.
    courier = Courier({"slack": platform}, SystemClock(), lease.call)
    sizes = Sizes(in_hand=400, calls=CONCURRENCY)
    pump = Pump(storage, courier, run_again_if_transient, lease, sizes)
    started = time.perf_counter()
    await pump.tick()
    while True:
        try:
            await asyncio.wait_for(platform.all_taken.wait(), 0.25)
            break
        except TimeoutError:
            await pump.tick()
    await pump.drain()
    seconds = time.perf_counter() - started
    async with storage.read() as work:
        count = await work.outbox.count()
    await database.close()
    assert count[MessageState.SENT] == rows, count
    tell(rows, seconds)


def _with_task(url: str) -> tuple[Any, Any]:
    """Return Procrastinate's app, and its task that takes a message."""
    app = procrastinate_at(url)

    @app.task(name="deliver")
    async def deliver(card: dict[str, Any]) -> None:
        """Take a message."""

    return app, deliver


async def fill_theirs(url: str, rows: int) -> None:
    """Defer as many jobs."""
    app, deliver = _with_task(url)
    body = card()
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for start in range(0, rows, BATCH):
            count = min(BATCH, rows - start)
            await deliver.batch_defer_async(*({"card": body} for _ in range(count)))


async def drain_theirs(url: str, rows: int) -> None:
    """Have Procrastinate's worker do as many jobs."""
    app, _ = _with_task(url)
    async with app.open_async():
        started = time.perf_counter()
        await work_off(app)
        seconds = time.perf_counter() - started
        done = await app.job_manager.list_jobs_async(status="succeeded", task="deliver")
        assert len(list(done)) == rows
    tell(rows, seconds)


MATCH = Match("benchmarks.outbox", fill_ours, drain_ours, drain_theirs, fill_theirs)

if __name__ == "__main__":
    main(MATCH, sys.argv[1:])
