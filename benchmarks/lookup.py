"""Prints how fast look-ups are answered, beside the SDKs doing next to nothing. `make bench`

Servers run on one core, the client and the loopback Slack and Teams on another, and the two that
are compared take turns, so that whatever else the machine does falls on both. Processor time is
told too, because a busy machine changes it less.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.invented import invented_pack, queries
from benchmarks.load import Round, drive, latency
from benchmarks.loopback import TEAM, serve_loopback, user_ids
from benchmarks.organisations import Measured, set_up, starter
from benchmarks.prepared import signed_commands, teams_messages
from benchmarks.processes import Served, choose_cores, free_port, served, tovholder, wall_time
from bot.importing.example import example_cast
from bot.search.index import Index
from bot.services.snapshots import searchable

_ACTIVITIES = 10_000
_QUERIES = 5_000
_MESSAGES = 200
_ROUNDS = 5
_WARM_UP = 200
_SETTLE_SECONDS = 2.0
_SECRET = "benchmark-signing-secret"
_SMALL, _LARGE = "30 activities", "10 000 activities"
_Requests = Callable[[], list[bytes]]


@dataclass
class Side:
    """One of the two servers that are compared, with what each round gave."""

    name: str
    server: Served
    requests: _Requests
    rounds: list[Round] = field(default_factory=list)
    processor: float = 0.0

    async def take_turn(self) -> None:
        """Answer one round."""
        requests = self.requests()
        before = self.server.processor()
        self.rounds.append(await drive(self.server.port, requests))
        self.processor += self.server.processor() - before

    @property
    def rate(self) -> float:
        """Answers a second: the middle of the rounds."""
        return median(found.rate for found in self.rounds)

    @property
    def cost(self) -> float:
        """Milliseconds of processor time an answer."""
        return 1000 * self.processor / sum(len(found.latencies) for found in self.rounds)

    def show(self) -> None:
        """Print the rate, the latencies and the cost."""
        spent = latency(self.rounds)
        print(
            f"  {self.name:<28}{self.rate:>8.0f} /s   p50 {spent.p50:.1f} ms   "
            f"p99 {spent.p99:.1f} ms   {self.cost:.3f} ms of processor time each"
        )
        if refused := sum(found.refused for found in self.rounds):
            print(f"  {self.name}: {refused} answers were no success")


@dataclass
class Commands:
    """Makes rounds of slash commands: each query is asked once, in one of the rounds."""

    asked: Sequence[str]
    users: Sequence[str]
    made: int = 0

    def __call__(self) -> list[bytes]:
        """Return the next round, signed now; the first again after the last."""
        part = self.asked[self.made % _ROUNDS :: _ROUNDS]
        self.made += 1
        return signed_commands(part, self.users, _SECRET, self.made)


@dataclass
class Messages:
    """Makes rounds of Teams messages."""

    service_url: str
    made: int = 0

    def __call__(self) -> list[bytes]:
        """Return the next round."""
        self.made += 1
        return teams_messages("raci backup", self.service_url, self.made, _MESSAGES)


def main() -> None:
    """Measure and print."""
    cores = choose_cores()
    if not cores.apart:
        print("Only one core: server and client share it, and the rates mean little.")
    pack = starter()
    names = [member.name for member in example_cast().people]
    asked = queries(pack, invented_pack(pack, _ACTIVITIES), names, _QUERIES)
    with tempfile.TemporaryDirectory(prefix="tovholder-bench-") as folder:
        small = set_up(Path(folder, "small"), pack)
        large = set_up(Path(folder, "large"), pack, _ACTIVITIES)
        print("Command line")
        _figure("tovholder --help", wall_time([tovholder(), "--help"]), "s", "under 0.3")
        _search_alone(small, asked, _SMALL)
        _search_alone(large, asked, _LARGE)
        asyncio.run(_platforms(cores.server, small, large, asked))


def _search_alone(measured: Measured, asked: Sequence[str], what: str) -> None:
    """Print the search in this process, in processor time."""
    entries = searchable(measured.organisation)
    started = process_time()
    index = Index(entries)
    built = process_time() - started
    spent = []
    for query in asked:
        started = process_time()
        index.search(query)
        spent.append(1000 * (process_time() - started))
    spent.sort()
    print(f"\nSearch alone, {what}, {len(asked)} different queries, processor time")
    _figure("index built", built, "s")
    _figure("a query, p50", median(spent), "ms", "under 5")
    _figure("a query, p99", spent[int(len(spent) * 0.99)], "ms")
    _figure("a query, the slowest", spent[-1], "ms")


async def _platforms(core: int, small: Measured, large: Measured, asked: list[str]) -> None:
    users = user_ids([member.email for member in example_cast().people])
    loopback, port = await serve_loopback(users)
    address = f"http://127.0.0.1:{port}"
    for measured, what in ((large, _LARGE), (small, _SMALL)):
        print(f"\nSlack: signed /raci, 8 connections, {what}")
        await _slack(core, measured, f"{address}/api/", asked, list(users))
    print(f"\nTeams: the message `raci backup`, 8 connections, {_SMALL}")
    await _teams(core, small, Messages(address))
    loopback.close()


async def _slack(
    core: int, measured: Measured, api_url: str, asked: Sequence[str], users: Sequence[str]
) -> None:
    slack = {
        "SLACK_API_URL": api_url,
        "SLACK_BOT_TOKEN": "xoxb-benchmark",
        "SLACK_SIGNING_SECRET": _SECRET,
        "TOVHOLDER_SLACK_TEAMS": TEAM,
    }
    bare_port, port = free_port(), free_port()
    bare = [sys.executable, "-m", "benchmarks.bare_bolt"]
    ours = {**slack, **measured.environ, "TOVHOLDER_PORT": str(port)}
    async with (
        served(bare, bare_port, core, {**slack, "PORT": str(bare_port)}) as theirs,
        served([tovholder(), "run"], port, core, ours) as own,
    ):
        idle = own.resident()
        sides = (
            Side("bare Bolt that only acks", theirs, Commands(asked, users)),
            Side("ours", own, Commands(asked, users)),
        )
        await _compare(*sides, goal="at least 0.25")
        _figure("ours, p99", latency(sides[1].rounds).p99, "ms", "under 40")
        _figure("ready to serve", own.ready, "s", "under 2")
        _figure("processor time till ready", own.spent, "s")
        _figure("memory when ready", idle, "MB")
        _figure("memory after load", own.resident(), "MB", "under 140")


async def _teams(core: int, measured: Measured, messages: Messages) -> None:
    stock_port, port = free_port(), free_port()
    stock = [sys.executable, "-m", "benchmarks.stock_echo"]
    ours = {
        **measured.environ,
        "TOVHOLDER_TEAMS_ANONYMOUS": "1",
        "TOVHOLDER_PORT": str(port),
    }
    async with (
        served(stock, stock_port, core, {"PORT": str(stock_port)}) as theirs,
        served([tovholder(), "run"], port, core, ours) as own,
    ):
        sides = (
            Side("stock botbuilder echo", theirs, messages),
            Side("ours", own, messages),
        )
        await _compare(*sides, goal="above 1")


async def _compare(theirs: Side, ours: Side, goal: str) -> None:
    """Let both take turns, beginning with either in turn, and print what came out."""
    await asyncio.sleep(_SETTLE_SECONDS)
    for side in (theirs, ours):
        await drive(side.server.port, side.requests()[:_WARM_UP])
    for number in range(_ROUNDS):
        for side in (theirs, ours) if number % 2 else (ours, theirs):
            await side.take_turn()
    theirs.show()
    ours.show()
    ratio = median(
        own.rate / other.rate for own, other in zip(ours.rounds, theirs.rounds, strict=True)
    )
    _figure("ratio of the rates, median", ratio, "", goal)
    _figure("ratio of the processor time", theirs.cost / ours.cost, "", goal)


def _figure(name: str, value: float, unit: str, goal: str = "") -> None:
    said = f"  {name:<28}{value:>8.3f} {unit}".rstrip()
    print(f"{said}   (goal: {goal})" if goal else said)


if __name__ == "__main__":
    main()
