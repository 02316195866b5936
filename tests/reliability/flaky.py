"""A Slack and a Bot Connector on loopback that fail as the real ones do, and remember what arrived.

They are real servers for the real SDK clients. A share of the sends is answered with 429, with 500,
with a cut connection or not at all, before or after the message was taken; a history lags behind.
"""

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

TEAM = "T0VIRK"
TENANT = "11111111-1111-4111-8111-111111111111"
_TITLE = re.compile(r"\bm\d+\b")
_FAULTS = ("429", "500", "500-taken", "reset", "reset-taken", "hang", "hang-taken")


@dataclass
class Troubles:
    """How the platforms fail.

    Args:
        share: of the sends.
        seed: draws which.
        retry_after: seconds that a 429 asks for.
        hang: seconds without an answer.
        lag: seconds until a message is in the history.
    """

    share: float = 0.3
    seed: int = 20270309
    retry_after: float = 1.0
    hang: float = 2.5
    lag: float = 4.0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def next(self) -> str:
        """Return what goes wrong with the next send, "" for nothing."""
        if self._random.random() >= self.share:
            return ""
        return self._random.choice(_FAULTS)


@dataclass(frozen=True)
class Arrival:
    """A message that was taken. `at` is monotonic seconds."""

    platform: str
    place: str
    title: str
    at: float


@dataclass
class FlakyPlatforms:
    """Both platforms on one port.

    Use as `async with`. `arrived` is every message taken, in order; `too_early` counts the sends
    to a place that had asked to wait.
    """

    troubles: Troubles
    arrived: list[Arrival] = field(default_factory=list)
    too_early: int = 0
    hold: asyncio.Event | None = None
    url: str = ""
    _shut: dict[str, float] = field(default_factory=dict)
    _history: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _number: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._slack)
        app.router.add_post("/v3/conversations", self._create)
        app.router.add_post("/v3/conversations/{id}/activities", self._activity)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    def times(self) -> Counter[str]:
        """Return how often each message arrived, by its title."""
        return Counter(arrival.title for arrival in self.arrived)

    async def until(self, count: int, seconds: float = 60) -> None:
        """Wait until so many messages have arrived."""
        async with asyncio.timeout(seconds):
            while len(self.arrived) < count:
                await asyncio.sleep(0.01)

    async def until_there(self, title: str, seconds: float = 30) -> None:
        """Wait until a message has arrived."""
        async with asyncio.timeout(seconds):
            while not any(arrival.title == title for arrival in self.arrived[-100:]):
                await asyncio.sleep(0.001)

    async def _slack(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await _arguments(request)
        match method:
            case "auth.test":
                ids = {"team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT", "app_id": "A0APP"}
                return web.json_response({"ok": True, **ids})
            case "conversations.open":
                channel = {"id": f"D{body['users'][1:]}"}
                return web.json_response({"ok": True, "channel": channel})
            case "conversations.history":
                return web.json_response({"ok": True, "messages": self._told(body)})
            case "chat.update":
                return web.json_response({"ok": True, "ts": body["ts"]})
            case "chat.postMessage":
                return await self._take(request, body["channel"], lambda: self._post(body))
        return web.json_response({"ok": False, "error": "unknown_method"})

    def _post(self, body: dict[str, Any]) -> web.Response:
        self._number += 1
        ts = f"{time.time():.3f}{self._number % 1000:03}"
        self._arrive("slack", body["channel"], json.dumps(body["blocks"]))
        message = {"ts": ts, "metadata": body.get("metadata"), "known_at": time.monotonic()}
        self._history.setdefault(body["channel"], []).append(message)
        return web.json_response({"ok": True, "channel": body["channel"], "ts": ts})

    def _told(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        ripe = time.monotonic() - self.troubles.lag
        known = self._history.get(body["channel"], [])
        return [one for one in reversed(known) if one["known_at"] <= ripe]

    async def _create(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        return web.json_response({"id": f"a:{body['members'][0]['id']}"}, status=201)

    async def _activity(self, request: web.Request) -> web.StreamResponse:
        place = request.match_info["id"]
        content = json.dumps(await request.json())

        def post() -> web.Response:
            self._arrive("teams", place, content)
            return web.json_response({"id": f"activity-{len(self.arrived)}"}, status=201)

        return await self._take(request, place, post)

    async def _take(
        self, request: web.Request, place: str, post: Callable[[], web.Response]
    ) -> web.StreamResponse:
        now = time.monotonic()
        if now < self._shut.get(place, 0):
            self.too_early += 1
        if self.hold is not None:
            answer = post()
            await self.hold.wait()
            return answer
        trouble = self.troubles.next()
        if trouble.endswith("-taken"):
            post()
        match trouble.removesuffix("-taken"):
            case "429":
                seconds = self.troubles.retry_after
                self._shut[place] = now + seconds
                return web.Response(status=429, headers={"Retry-After": f"{seconds:g}"})
            case "500":
                return web.Response(status=500)
            case "reset":
                return _cut(request)
            case "hang":
                await asyncio.sleep(self.troubles.hang)
                return _cut(request)
        return post()

    def _arrive(self, platform: str, place: str, content: str) -> None:
        found = _TITLE.search(content)
        title = found[0] if found else content
        self.arrived.append(Arrival(platform, place, title, time.monotonic()))


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    return {**dict(request.query), **{k: str(v) for k, v in (await request.post()).items()}}
