"""Starts, stops and kills processes that deliver, and fills the outbox that they empty."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.chat.request import PlaceKind
from bot.domain.delivery import Destination, Lane, Message, MessageState
from bot.platforms.teams.conversations import Conversations as References
from bot.platforms.teams.conversations import Reference
from bot.services.conversations import Conversations
from storage.unit_of_work import SqlStorage
from tests.reliability.flaky import TEAM, TENANT
from tests.reliability.sender import Orders

TORTURE = bool(os.environ.get("TORTURE"))


@dataclass(frozen=True)
class Sender:
    """A running process."""

    process: asyncio.subprocess.Process

    def pause(self) -> None:
        """Stop it where it stands."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    async def kill(self) -> None:
        """End it as a power failure does."""
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> float:
        """End it as a service manager does; returns how many seconds that took."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        self.process.terminate()
        await asyncio.wait_for(self.process.wait(), 20)
        return loop.time() - started


@asynccontextmanager
async def sender(
    orders: Orders, *more: str, module: str = "tests.reliability.sender"
) -> AsyncIterator[Sender]:
    """Run a sender, or another process that is ordered alike, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        orders.text(),
        *more,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        assert line == b"ready\n", line
        yield Sender(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def messages(
    count: int, platform: str, *, to: str | None = None, first: int = 0, lane: Lane = Lane.NORMAL
) -> Sequence[Message]:
    """Return messages, each to a person of its own or all to one place."""
    now = datetime.now(UTC)
    tenant = TEAM if platform == "slack" else TENANT
    kind = "direct" if to is None else "channel"
    return [
        Message(
            id=f"message-{platform}-{n}",
            key=f"{platform}-{n}",
            kind="reminder",
            subject=f"reminder/{n}",
            destination=Destination(platform, tenant, to or f"U{platform.upper()}{n}", kind),
            card={"is": "Card", "title": f"m{n}"},
            created_at=now,
            expires_at=now + timedelta(hours=4),
            lane=lane,
        )
        for n in range(first, first + count)
    ]


async def fill(storage: SqlStorage, messages: Sequence[Message]) -> None:
    """Put messages in the outbox, some at a time."""
    for start in range(0, len(messages), 500):
        async with storage.begin() as work:
            await work.outbox.add(messages[start : start + 500])
            await work.commit()


async def meet(storage: SqlStorage, platforms_url: str, count: int) -> None:
    """Let the readers of that many Teams messages have installed the app."""
    references = References(Conversations(storage))
    for n in range(count):
        person = f"UTEAMS{n}"
        await references.note(
            Reference(
                platforms_url,
                TENANT,
                f"a:{person}",
                PlaceKind.DIRECT,
                "28:bot",
                user_id=person,
                account_id=person,
            )
        )


async def until_settled(storage: SqlStorage, seconds: float) -> dict[MessageState, int]:
    """Wait until nothing is on its way and return how many messages are in each other state."""
    on_the_way = (MessageState.PENDING, MessageState.SENDING, MessageState.UNKNOWN)
    count: dict[MessageState, int] = {}
    try:
        async with asyncio.timeout(seconds):
            while True:
                async with storage.read() as work:
                    count = dict(await work.outbox.count())
                if not any(count[state] for state in on_the_way):
                    return {state: n for state, n in count.items() if n}
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"still on their way: {count}") from None
