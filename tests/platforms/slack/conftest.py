"""A Slack platform with a scripted conversation, beside a Slack on loopback."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.cards.elements import Card
from bot.chat.entrance import Entrance, Refusal
from bot.chat.reply import Receipt, Reply
from bot.chat.request import Request
from bot.platforms.slack.app import SlackConfig, SlackPlatform
from bot.texts import Texts
from tests.platforms.slack.fake_slack import BOT_TOKEN, FakeSlack

SECRET = "test-signing-secret"
NOW = 1_800_000_000
FORM = "application/x-www-form-urlencoded"
COMMANDS = ("/isms", "/raci", "/ansvar")


@dataclass
class ScriptedConversation:
    """Answers each request with `reply`, and keeps what it was asked and told."""

    reply: Reply = field(default_factory=lambda: Reply(Card("Adgangsstyring")))
    requests: list[Request] = field(default_factory=list)
    refusals: list[tuple[str, str, str]] = field(default_factory=list)
    before: Callable[[], Awaitable[None]] | None = None
    receipt: Receipt = Receipt.NEW
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: Request) -> Receipt:
        return self.receipt

    async def answer(self, request: Request) -> Reply:
        self.requests.append(request)
        self.asked.set()
        if self.before is not None:
            await self.before()
        return self.reply

    async def refused(self, platform: str, tenant: str, app: str) -> None:
        self.refusals.append((platform, tenant, app))


class Pictures(dict[str, bytes]):
    """A picture store."""

    async def picture(self, secret: str) -> bytes | None:
        return self.get(secret)


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP; `reason` when the entrance refused."""

    status: int
    body: str = ""
    reason: str = ""

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Knocker:
    """Posts to an entrance as the server does: the verifier, then the application."""

    entrance: Entrance

    async def form(self, fields: Mapping[str, str], **headers: str) -> Answer:
        return await self.signed(urlencode(fields).encode(), FORM, **headers)

    async def payload(self, body: Mapping[str, Any]) -> Answer:
        return await self.form({"payload": json.dumps(body)})

    async def json(self, body: Any, **headers: str) -> Answer:
        return await self.signed(json.dumps(body).encode(), "application/json", **headers)

    async def signed(self, body: bytes, content_type: str, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.raw(body, {"content-type": content_type, **signature(body), **named})

    async def raw(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            await self.entrance.verify(headers, body)
        except Refusal as refusal:
            return Answer(refusal.status, reason=refusal.reason)
        return await self._through(body, headers)

    async def _through(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        sent: list[Mapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Mapping[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": self.entrance.path,
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        await self.entrance.app(scope, receive, send)
        return Answer(sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:]).decode())


def signature(body: bytes, secret: str = SECRET, at: int = NOW) -> dict[str, str]:
    """Return the headers with which Slack signs `body`."""
    base = b"v0:%d:%s" % (at, body)
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": str(at), "x-slack-signature": f"v0={digest}"}


def config(slack: FakeSlack, **changes: Any) -> SlackConfig:
    settings: dict[str, Any] = {
        "bot_token": BOT_TOKEN,
        "signing_secret": SECRET,
        "app_token": None,
        "api_url": slack.api_url,
        "teams": frozenset(),
        "commands": COMMANDS,
        **changes,
    }
    return SlackConfig(**settings)


def build(
    slack: FakeSlack, conversation: ScriptedConversation, pictures: Pictures, **changes: Any
) -> SlackPlatform:
    return SlackPlatform(
        config(slack, **changes), conversation, pictures, Texts("da"), clock=lambda: float(NOW)
    )


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
def conversation() -> ScriptedConversation:
    return ScriptedConversation()


@pytest.fixture
def pictures() -> Pictures:
    return Pictures()


@pytest.fixture
async def platform(
    slack: FakeSlack, conversation: ScriptedConversation, pictures: Pictures
) -> AsyncIterator[SlackPlatform]:
    started = build(slack, conversation, pictures)
    await started.start()
    yield started
    await started.stop()


@pytest.fixture
def knock(platform: SlackPlatform) -> Knocker:
    return Knocker(platform.entrance)
