"""Drives the platform's entrance as Microsoft and the guard do, and answers for the dispatcher."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from bot.cards.elements import Card, Text, plain
from bot.chat.entrance import Refusal
from bot.chat.ports import StoredFile
from bot.chat.reply import Audience, Receipt, Reply
from bot.chat.request import BotAdded, ButtonPress, Command, FormSubmit, HomeOpened, Request
from bot.platforms.teams.app import TeamsPlatform
from tests.platforms.teams.fake_connector import BOT_ID, TENANT, FakeConnector

METTE = "00000000-0000-0000-0000-000000000020"
KARIN = "00000000-0000-0000-0000-000000000022"
JONAS = "00000000-0000-0000-0000-000000000023"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: Any = None
    reason: str = ""


@dataclass
class ScriptedConversation:
    """Answers every request with `reply`, and keeps what it was asked."""

    reply: Reply = field(
        default_factory=lambda: Reply(Card("Backup", body=(Text(plain("Jonas gør det")),)))
    )
    asked: list[Request] = field(default_factory=list)
    refusals: list[tuple[str, str, str]] = field(default_factory=list)
    error: Exception | None = None
    receipt: Receipt = Receipt.NEW
    received: list[Request] = field(default_factory=list)
    delay: float = 0.0
    slow_error: bool = False

    async def receive(self, request: Request) -> Receipt:
        self.received.append(request)
        return self.receipt

    async def answer(self, request: Request) -> Reply:
        assert request in self.received or isinstance(request, HomeOpened | BotAdded)
        self.asked.append(request)
        if self.error is None or self.slow_error:
            await asyncio.sleep(self.delay)
        if self.error is not None:
            raise self.error
        return self.reply

    async def refused(self, platform: str, tenant: str, app: str) -> None:
        self.refusals.append((platform, tenant, app))

    def say(self, card: Card, audience: Audience = Audience.ASKER, **more: Any) -> None:
        """Answer with `card` from now on."""
        self.reply = Reply(card, audience, **more)

    @property
    def command(self) -> Command:
        """The only request, a command."""
        (asked,) = self.asked
        assert isinstance(asked, Command)
        return asked

    @property
    def press(self) -> ButtonPress:
        """The last request, a pressed button."""
        asked = self.asked[-1]
        assert isinstance(asked, ButtonPress)
        return asked

    @property
    def submit(self) -> FormSubmit:
        """The last request, a form."""
        asked = self.asked[-1]
        assert isinstance(asked, FormSubmit)
        return asked

    @property
    def greeted(self) -> list[HomeOpened | BotAdded]:
        """The places that were greeted."""
        return [asked for asked in self.asked if isinstance(asked, HomeOpened | BotAdded)]


class MemoryStore:
    """Conversation references in memory, as JSON so that only JSON gets in."""

    def __init__(self) -> None:
        self.rows: dict[str, str] = {}
        self.writes = 0
        self.error: Exception | None = None
        self.delay = 0.0

    async def remember(self, key: str, reference: dict[str, Any]) -> None:
        if self.error is not None:
            raise self.error
        self.writes += 1
        self.rows[key] = json.dumps(reference)

    async def recall(self, key: str) -> dict[str, Any] | None:
        await asyncio.sleep(self.delay)
        return json.loads(self.rows[key]) if key in self.rows else None

    async def forget(self, key: str) -> None:
        self.rows.pop(key, None)

    async def every(self) -> list[dict[str, Any]]:
        return [json.loads(row) for row in self.rows.values()]


class MemoryFiles:
    """Files under their secrets, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, StoredFile] = {}

    async def file(self, secret: str) -> StoredFile | None:
        return self.kept.get(secret)


class Teams:
    """What Microsoft does: posts activities, with a token, to the entrance."""

    def __init__(self, platform: TeamsPlatform, service: FakeConnector) -> None:
        self.platform = platform
        self.service = service

    async def post(
        self,
        body: bytes | dict[str, Any],
        authorization: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Post a body through verifier and application, as the server does."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        token = self.service.bearer() if authorization is None else authorization
        sent = {"content-type": "application/json; charset=utf-8", "authorization": token}
        sent = {**sent, "host": "127.0.0.1:8080", **(headers or {})}
        try:
            await self.platform.entrance.verify(sent, raw)
        except Refusal as refusal:
            return Answer(refusal.status, reason=refusal.reason)
        return await run(self.platform.entrance.app, raw)

    async def say(self, text: str, **changes: Any) -> Answer:
        """Post a message."""
        return await self.post(activity(self.service, text=text, **changes))

    async def push(self, data: Any, verb: str = "tovholder", **changes: Any) -> Answer:
        """Press an Action.Execute."""
        value = {"action": {"type": "Action.Execute", "verb": verb, "data": data}}
        invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": value}
        return await self.post(
            activity(self.service, **{**invoke, "replyToId": "message-1", **changes})
        )

    async def dialog(self, name: str, data: Any, **changes: Any) -> Answer:
        """Open ("fetch") or submit ("submit") a dialog."""
        value = {"data": data, "context": {"theme": "default"}}
        invoke = {"type": "invoke", "name": f"task/{name}", "value": value, "text": None}
        return await self.post(activity(self.service, **{**invoke, **changes}))


async def run(app: Any, body: bytes, method: str = "POST") -> Answer:
    """Run the ASGI application on one request."""
    out: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        out.append(message)

    await app({"type": "http", "method": method, "path": "/api/messages"}, receive, send)
    start, content = out
    return Answer(start["status"], json.loads(content["body"]) if content["body"] else None)


def activity(service: FakeConnector, **changes: Any) -> dict[str, Any]:
    """A message of Mette's in her personal chat; a change to None leaves the part out."""
    whole = {
        "type": "message",
        "id": "1700000000000",
        "channelId": "msteams",
        "serviceUrl": service.url,
        "from": {"id": "29:mette", "name": "Mette Sørensen", "aadObjectId": METTE},
        "conversation": {
            "id": "a:personal-mette",
            "conversationType": "personal",
            "tenantId": TENANT,
        },
        "recipient": {"id": BOT_ID, "name": "Tovholder"},
        "channelData": {"tenant": {"id": TENANT}},
        "text": "hvem har ansvar for backup",
        "textFormat": "plain",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


GROUP = {"id": "19:udvalg@thread.v2", "conversationType": "groupChat", "tenantId": TENANT}
CHANNEL = {
    "id": "19:general@thread.tacv2;messageid=1690000000000",
    "conversationType": "channel",
    "isGroup": True,
    "tenantId": TENANT,
}
TEAM_DATA = {"tenant": {"id": TENANT}, "team": {"id": "19:team@thread.tacv2"}}
BOT_MENTION = {
    "type": "mention",
    "text": "<at>Tovholder</at>",
    "mentioned": {"id": BOT_ID, "name": "Tovholder"},
}
