"""The database goes away under the running program: the operator knows, and nothing is lost."""

import asyncio
import contextlib
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app.clocks import SystemClock
from bot.domain.delivery import MessageState
from bot.domain.workdays import WorkCalendar
from bot.importing.example import example_cast
from storage.database import open_database
from storage.unit_of_work import SqlStorage
from tests.platforms.slack.fake_slack import BOT_TOKEN, FakeSlack, user
from tests.programs import Installation, Served
from tests.reliability.senders import TORTURE
from tests.reliability.servers import own_server

AWAY_SECONDS = 300.0 if TORTURE else 4.0
OPERATOR_SECONDS = 120.0
BACK_SECONDS = 60.0
ZONE = ZoneInfo("Europe/Copenhagen")
ALARM = "Der kan ikke skrives i databasen"


@dataclass(frozen=True)
class Database:
    """A database that can go away, and come back as it was."""

    url: str
    go: Callable[[], Awaitable[None]]
    come_back: Callable[[], Awaitable[None]]


@asynccontextmanager
async def locked_file(folder: Path) -> AsyncIterator[Database]:
    """A SQLite file whose lock another program takes, and keeps."""
    path = folder / "away.db"
    holding: list[sqlite3.Connection] = []

    async def go() -> None:
        holding.append(sqlite3.connect(path, isolation_level=None, timeout=30))
        holding[0].execute("BEGIN IMMEDIATE")

    async def come_back() -> None:
        holding.pop().close()

    yield Database(f"sqlite:///{path}", go, come_back)


@asynccontextmanager
async def stopped_server(folder: Path) -> AsyncIterator[Database]:
    """A PostgreSQL that is stopped, and started again."""
    async with own_server() as server:
        yield Database(server.url, server.stop, server.restart)


@dataclass
class House:
    """The demo, with Mette in Slack too where the test has one."""

    chat: Served
    slack: FakeSlack | None

    async def get(self, path: str) -> tuple[int, Any]:
        """Fetch a path; this loop has to answer as Slack meanwhile."""
        code, text = await asyncio.to_thread(self.chat.get, path)
        return code, json.loads(text)

    async def set_clock(self, moment: datetime) -> None:
        """Set the demo's clock; a database that is away keeps it from doing what follows."""
        to = moment.isoformat(timespec="seconds")
        with contextlib.suppress(AssertionError):
            await asyncio.to_thread(self.chat.post, "/demo/clock", to=to)

    async def letters(self) -> list[dict[str, Any]]:
        """Return what the bot has written to people."""
        _, messages = await self.get("/demo/messages")
        return [m for m in messages if m["person"] == "tovholder" and m["place"].startswith("dm-")]

    def posts(self) -> list[str]:
        """Return what the bot has posted in Slack."""
        calls = self.slack.calls if self.slack is not None else []
        return [str(one.arguments) for one in calls if one.method == "chat.postMessage"]

    async def told(self) -> list[str]:
        """Return what people were told, wherever, without the operator's alarms."""
        every = [*(letter["text"] for letter in await self.letters()), *self.posts()]
        return [text for text in every if ALARM not in text]

    async def operator_heard(self) -> bool:
        """Tell whether the administrator has been told, wherever there is an account."""
        chat = any(ALARM in letter["text"] for letter in await self.letters())
        return chat and (self.slack is None or any(ALARM in post for post in self.posts()))


@asynccontextmanager
async def demo(folder: Path, database: Database, slack: FakeSlack | None) -> AsyncIterator[House]:
    """Run the demo on `database`."""
    settings = {"TOVHOLDER_DATABASE_URL": database.url}
    if slack is not None:
        mette = next(member for member in example_cast().people if member.key == "mette")
        slack.users["U0METTE"] = user("U0METTE", mette.name, mette.email)
        settings |= {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": "secret",
            "SLACK_API_URL": slack.api_url,
        }
    serving = Installation(folder, settings).serving("demo")
    chat = await asyncio.to_thread(serving.__enter__)
    try:
        yield House(chat, slack)
    finally:
        await asyncio.to_thread(serving.__exit__, None, None, None)


async def until(what: Callable[[], Awaitable[bool]], seconds: float) -> float:
    """Wait until something holds; returns how many seconds that took."""
    since = time.monotonic()
    while not await what():
        assert time.monotonic() - since < seconds, what
        await asyncio.sleep(0.1)
    return time.monotonic() - since


def next_letter_day(now: datetime) -> date:
    """Return the next day on which the week's letters go."""
    calendar = WorkCalendar()
    weeks = (now.astimezone(ZONE).date() + timedelta(weeks=number) for number in range(1, 5))
    return next(day for day in map(calendar.first_workday_of_week, weeks) if day)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"] if TORTURE else ["sqlite"])
async def test_a_database_that_goes_away_is_told_and_loses_nothing(
    kind: str, tmp_path: Path
) -> None:
    away = locked_file(tmp_path) if kind == "sqlite" else stopped_server(tmp_path)
    async with contextlib.AsyncExitStack() as stack:
        database = await stack.enter_async_context(away)
        slack = await stack.enter_async_context(FakeSlack()) if TORTURE else None
        house = await stack.enter_async_context(demo(tmp_path, database, slack))
        day = next_letter_day(SystemClock().now())
        await house.set_clock(datetime(day.year, day.month, day.day, 8, 58))
        before = len(await house.told())

        await database.go()
        gone = time.monotonic()
        # The morning that is due meanwhile.
        await house.set_clock(datetime(day.year, day.month, day.day, 9, 0, 1))

        async def says_why() -> bool:
            code, ready = await house.get("/readyz")
            return code == 503 and "Der kan ikke skrives i databasen." in ready["failures"]

        await until(says_why, 20)
        if TORTURE:
            heard = await until(house.operator_heard, OPERATOR_SECONDS)
            assert time.monotonic() - gone < OPERATOR_SECONDS, heard
        while time.monotonic() - gone < AWAY_SECONDS:
            # A restart would not bring the database back.
            assert (await house.get("/livez"))[0] == 200
            await asyncio.sleep(1)
        await database.come_back()

        await until(lambda: all_is_told(database.url, day), BACK_SECONDS)
        due = await letters_of(database.url, day)
        told = await house.told()
        assert due
        assert len(told) - before == len(due), [text[:80] for text in told[before:]]

        async def is_ready() -> bool:
            return (await house.get("/readyz"))[0] == 200

        await until(is_ready, BACK_SECONDS)


@pytest.mark.skipif(not TORTURE, reason="a write waits six seconds for the lock")
async def test_a_program_whose_database_is_locked_ends_when_it_is_told_to(tmp_path: Path) -> None:
    async with locked_file(tmp_path) as database, demo(tmp_path, database, None) as house:
        await database.go()
        try:
            for _ in range(3):
                assert (await house.get("/readyz"))[0] == 503
            house.chat.process.terminate()
            await asyncio.to_thread(house.chat.process.join, 30)
            assert house.chat.process.exitcode == 0
        finally:
            await database.come_back()


async def all_is_told(url: str, day: date) -> bool:
    """Tell whether the morning of `day` is told, and nothing is on its way."""
    async with reading(url) as storage, storage.read() as work:
        counts = await work.outbox.count()
        last = await work.reminders.last_morning()
    waiting = (MessageState.PENDING, MessageState.SENDING, MessageState.UNKNOWN)
    return last == day and not any(counts[state] for state in waiting)


async def letters_of(url: str, day: date) -> list[str]:
    """Return whom the day's letters were written to."""
    async with reading(url) as storage, storage.read() as work:
        return sorted(await work.reminders.readers_on(day))


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[SqlStorage]:
    """Read a database beside the program."""
    database = await open_database(url, read_only=True)
    try:
        yield SqlStorage(database, SystemClock())
    finally:
        await database.close()
