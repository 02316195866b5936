"""A process that does nothing but deliver the outbox, with the real clients of both platforms.

`python -m tests.reliability.sender '{…}'` says "ready" and goes on until SIGTERM.
"""

import asyncio
import json
import signal
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from bot.app.clocks import SystemClock
from bot.chat.ports import Messenger
from bot.chat.reply import Receipt, Reply
from bot.chat.request import Request
from bot.domain.sending import Lease
from bot.platforms.slack.app import SlackConfig, SlackPlatform
from bot.scheduler.clockwork import Clockwork, Job
from bot.scheduler.outbox import Pump
from bot.scheduler.outbox_calls import Courier
from bot.services.conversations import Conversations
from bot.texts import Texts
from storage.database import open_database
from storage.retry import run_again_if_transient
from storage.unit_of_work import SqlStorage
from tests.reliability.flaky import TENANT


@dataclass(frozen=True)
class Orders:
    """What a sender is told.

    Args:
        database_url, platforms_url: where the outbox and the platforms are.
        alone: no other sender runs.
        lease: seconds that a claim lasts, a call may take, and the margin.
        pace: seconds between two messages to one destination.
        checks: seconds before each look for a message of unknown outcome.
        platforms: "slack" and "teams", or one of them.
    """

    database_url: str
    platforms_url: str
    alone: bool
    lease: tuple[float, float, float] = (60, 15, 5)
    pace: float = 0.0
    checks: tuple[float, ...] = (1, 2, 4, 4)
    platforms: tuple[str, ...] = ("slack",)
    tick: float = 0.1

    def text(self) -> str:
        """Return the orders as an argument."""
        return json.dumps(asdict(self))


class Nobody:
    """Answers nothing: nobody writes to this process."""

    async def receive(self, request: Request) -> Receipt:
        """Take nothing."""
        return Receipt.LATER

    async def answer(self, request: Request) -> Reply:
        """Answer nothing."""
        raise NotImplementedError

    async def refused(self, platform: str, tenant: str, app: str) -> None:
        """Note nothing."""

    async def picture(self, secret: str) -> bytes | None:
        """Have no pictures."""
        return None

    async def file(self, secret: str) -> None:
        """Have no files."""
        return


async def send(orders: Orders) -> None:
    """Deliver until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database = await open_database(orders.database_url)
    storage = SqlStorage(database, SystemClock())
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        messengers = await _platforms(orders, storage, stack)
        lease = Lease(*(timedelta(seconds=seconds) for seconds in orders.lease))
        paces = {name: timedelta(seconds=orders.pace) for name in messengers}
        checks = tuple(timedelta(seconds=seconds) for seconds in orders.checks)
        courier = Courier(messengers, SystemClock(), lease.call, paces=paces, checks=checks)
        pump = Pump(storage, courier, run_again_if_transient, lease)
        clockwork = Clockwork(
            (Job("deliver", orders.tick, pump.tick), Job("mend", 3 * orders.tick, pump.mend))
        )
        await pump.start(alone=orders.alone)
        clockwork.start()
        print("ready", flush=True)
        await stop.wait()
        await pump.drain()
        await clockwork.stop()


async def _platforms(
    orders: Orders, storage: SqlStorage, stack: AsyncExitStack
) -> Mapping[str, Messenger]:
    found: dict[str, Messenger] = {}
    if "slack" in orders.platforms:
        slack = slack_at(orders.platforms_url)
        await slack.start()
        stack.push_async_callback(slack.stop)
        found["slack"] = slack.messenger
    if "teams" in orders.platforms:
        teams = teams_at(Conversations(storage))
        await teams.start()
        stack.push_async_callback(teams.stop)
        found["teams"] = teams.messenger
    return found


def slack_at(url: str) -> SlackPlatform:
    """Return Slack as the bot knows it, with its Web API at `url`."""
    config = SlackConfig(
        bot_token="xoxb-test-token",
        signing_secret="test-signing-secret",
        app_token=None,
        api_url=f"{url}/api/",
        teams=frozenset(),
        commands=(),
    )
    return SlackPlatform(config, Nobody(), Nobody(), Texts("da"))


def teams_at(store: Conversations) -> Any:
    """Return Teams as the bot knows it; where its connector is stands in the references."""
    # botbuilder takes most of a second to import, and not every process needs it.
    from bot.platforms.teams.app import TeamsConfig, TeamsPlatform

    config = TeamsConfig(
        app_id="",
        app_password="",
        app_type="SingleTenant",
        tenant_id=TENANT,
        tenants=frozenset(),
        openid_metadata_url="https://login.botframework.com/",
        token_url="https://login.microsoftonline.com/",
        anonymous=True,
        public_url="http://127.0.0.1:8080",
    )
    return TeamsPlatform(config, Nobody(), Texts("da"), store)


if __name__ == "__main__":
    asyncio.run(send(Orders(**json.loads(sys.argv[1]))))
