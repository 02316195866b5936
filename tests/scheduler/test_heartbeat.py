"""Signs of life: from the platforms to us, and from us to the world."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from bot.chat.ports import DeliveryError
from bot.scheduler import heartbeat
from bot.scheduler.heartbeat import Acquaintance, DeadMansSwitch
from bot.telemetry.logs import configure_logging

SECRET = "9d3c-canary-address"


@dataclass
class World:
    """A monitor on loopback that counts the pings it gets."""

    url: str = ""
    pings: list[str] = field(default_factory=list)
    status: int = 200
    location: str = ""
    delay: float = 0.0

    async def answer(self, request: web.Request) -> web.Response:
        """Take a ping."""
        self.pings.append(request.path)
        await asyncio.sleep(self.delay)
        headers = {"Location": self.location} if self.location else {}
        return web.Response(status=self.status, headers=headers)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """The monitor."""
    found = World()
    app = web.Application()
    app.router.add_get("/{name}", found.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/{SECRET}"
    yield found
    await runner.cleanup()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process logs."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging("json", stream=stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_the_world_is_pinged_only_while_all_is_well(world: World) -> None:
    well = True
    switch = DeadMansSwitch(world.url, lambda: well)
    await switch.ping()
    assert world.pings == [f"/{SECRET}"]
    well = False
    await switch.ping()
    assert len(world.pings) == 1


async def test_a_ping_follows_no_redirect_and_logs_no_address(
    world: World, log: io.StringIO
) -> None:
    world.status, world.location = 302, f"{world.url}-elsewhere"
    await DeadMansSwitch(world.url, lambda: True).ping()
    assert len(world.pings) == 1
    world.status, world.location = 500, ""
    await DeadMansSwitch(world.url, lambda: True).ping()
    await DeadMansSwitch(f"http://127.0.0.1:9/{SECRET}", lambda: True).ping()
    written = log.getvalue()
    assert written.count("heartbeat.not_pinged") == 3
    assert "canary" not in written
    assert "127.0.0.1" not in written


async def test_a_monitor_that_hangs_is_not_waited_for(
    world: World, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "_PING_SECONDS", 0.05)
    world.delay = 5.0
    async with asyncio.timeout(4):
        await DeadMansSwitch(world.url, lambda: True).ping()
    assert "heartbeat.not_pinged" in log.getvalue()


@pytest.mark.parametrize("url", ["http://example.dk/x", "ftp://example.dk/x", "http://10.0.0.1/x"])
def test_no_secret_is_sent_in_the_clear(url: str) -> None:
    with pytest.raises(ValueError, match="clear"):
        DeadMansSwitch(url, lambda: True)


def test_https_and_this_machine_will_do() -> None:
    for url in ("https://example.dk/x", "http://127.0.0.1:1/x", "http://localhost/x"):
        DeadMansSwitch(url, lambda: True)


@dataclass
class Platform:
    """A platform that is asked whether it knows us."""

    error: Exception | None = None

    async def __call__(self) -> None:
        """Answer."""
        if self.error:
            raise self.error


async def test_only_a_refusal_of_the_token_counts_as_one() -> None:
    slack, teams = Platform(), Platform()
    asked = Acquaintance({"slack": slack, "teams": teams})
    assert not asked.has_asked
    await asked.look()
    assert asked.has_asked
    assert dict(asked.refused) == {}
    assert asked.vouches("slack")
    assert asked.vouches("teams")

    slack.error = DeliveryError("invalid_auth", credentials=True)
    teams.error = DeliveryError("token-timeout", not_sent=True)
    await asked.look()
    assert dict(asked.refused) == {"slack": "invalid_auth"}
    assert not asked.vouches("slack")
    assert not asked.vouches("teams")

    slack.error = DeliveryError("timeout")
    await asked.look()
    assert dict(asked.refused) == {"slack": "invalid_auth"}
    slack.error = None
    await asked.look()
    assert dict(asked.refused) == {}


async def test_a_platform_that_hangs_keeps_no_other_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(heartbeat, "_ANSWER_SECONDS", 0.05)
    teams = Platform(DeliveryError("token-401", credentials=True))

    async def hang() -> None:
        await asyncio.sleep(60)

    asked = Acquaintance({"slack": hang, "teams": teams})
    async with asyncio.timeout(5):
        await asked.look()
    assert dict(asked.refused) == {"teams": "token-401"}
    assert not asked.vouches("slack")
