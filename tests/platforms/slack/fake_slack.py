"""A Slack Web API on loopback that records what it is sent and checks it by Slack's own types.

It answers as Slack does for the calls the bot makes, keeps messages and files, takes posts to
response addresses, and serves Socket Mode. `tell` makes a method answer otherwise; as many answers
as `lose_answers` says are lost on the way, after Slack has done what it was asked.
"""

import asyncio
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.payloads.slack import validate_slack_api_call, validate_slack_received
from tests.payloads.slack_limits import lint_slack_message, lint_slack_view
from tests.payloads.slack_views import state_of
from tests.platforms.slack.fake_history import History

TEAM = "T0VIRK"
APP = "A0APP"
BOT_USER = "U0BOT"
BOT_ID = "B0BOT"
BOT_TOKEN = "xoxb-test-token"
APP_TOKEN = "xapp-test-token"
SCOPES = (
    "app_mentions:read,channels:history,chat:write,commands,files:read,files:write,"
    "groups:history,im:history,im:write,mpim:history,reactions:read,users:read,users:read.email"
)
_MESSAGES = frozenset({"chat.postMessage", "chat.postEphemeral", "chat.update", "response_url"})
_VIEWS = frozenset({"views.open", "views.publish", "views.update", "view_response"})
_UNCHECKED = frozenset({"apps.connections.open", "chat.getPermalink", "upload"})


@dataclass(frozen=True)
class Call:
    """One call the bot made: a method's name, or "response_url" or "upload"."""

    method: str
    arguments: Mapping[str, Any]
    token: str = ""


@dataclass(frozen=True)
class Told:
    """An answer other than the usual one."""

    body: Mapping[str, Any]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    raw: bytes | None = None


def user(user_id: str, name: str, email: str | None = None, **marks: Any) -> dict[str, Any]:
    """Return a member of the workspace as users.info shows one."""
    profile = {"real_name": name, **({"email": email} if email else {})}
    return {"id": user_id, "team_id": TEAM, "name": name.lower(), "profile": profile, **marks}


class FakeSlack:
    """The Web API, the response addresses, the upload addresses and the sockets of one workspace.

    Use as `async with FakeSlack() as slack`; leaving it raises for any recorded call that Slack
    would refuse.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.faults: list[str] = []
        self.users: dict[str, dict[str, Any]] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.acknowledged: dict[str, Mapping[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.history = History()
        self.lose_answers = 0
        self.downloads: list[tuple[str, str]] = []
        self._triggers: set[str] = set()
        self.url = ""
        self._told: dict[str, list[Told]] = {}
        self._numbers = itertools.count(1)
        self._news = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{name}", self._response_url)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_get("/files/{file}", self._download)
        app.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for socket in self.sockets:
            await socket.close()
        assert self._runner is not None
        await self._runner.cleanup()
        if error is None:
            assert self.faults == [], self.faults

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL would be."""
        return f"{self.url}/api/"

    def response_url(self, name: str = "1") -> str:
        """Return a response address."""
        return f"{self.url}/response/{name}"

    def tell(self, method: str, body: Mapping[str, Any], **how: Any) -> None:
        """Answer the next call of `method` with `body`; `how` as in `Told`, delays in seconds."""
        self._told.setdefault(method, []).append(Told(body, **how))

    def made(self, method: str) -> list[Mapping[str, Any]]:
        """Return the arguments of the calls of `method`, oldest first."""
        return [call.arguments for call in self.calls if call.method == method]

    async def wait_for(
        self, method: str, count: int = 1, seconds: float = 5.0
    ) -> list[Mapping[str, Any]]:
        """Wait until `method` has been called `count` times and return the arguments."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: len(self.made(method)) >= count)
        return self.made(method)

    async def wait_for_socket(self, count: int = 1, seconds: float = 5.0) -> web.WebSocketResponse:
        """Wait until a socket has been opened `count` times and return the newest."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: len(self.sockets) >= count)
        return self.sockets[-1]

    async def push(self, kind: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send an envelope over the newest socket and return the payload of its answer."""
        envelope = f"e{next(self._numbers)}"
        body = {"type": kind, "envelope_id": envelope, "payload": payload}
        await self.sockets[-1].send_json({**body, "accepts_response_payload": True})
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: envelope in self.acknowledged)
        return self.acknowledged[envelope].get("payload") or {}

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        await self._record(method, arguments, request.headers.get("Authorization", ""))
        queue = self._told.get(method)
        told = queue.pop(0) if queue else Told(self._usual(method, arguments))
        await asyncio.sleep(told.delay)
        if self.lose_answers:
            self.lose_answers -= 1
            assert request.transport is not None
            request.transport.abort()
        headers = dict(told.headers)
        if method == "auth.test":
            headers.setdefault("x-oauth-scopes", SCOPES)
        if told.raw is not None:
            return web.Response(body=told.raw, status=told.status, headers=headers)
        return web.json_response(dict(told.body), status=told.status, headers=headers)

    def _usual(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        match method:
            case "auth.test":
                ids = {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT_ID}
                return {"ok": True, "url": "https://virksomheden.slack.com/", **ids}
            case "bots.info":
                return {"ok": True, "bot": {"id": BOT_ID, "app_id": APP, "user_id": BOT_USER}}
            case "users.info":
                found = self.users.get(str(arguments.get("user")))
                return {"ok": True, "user": found} if found else _error("user_not_found")
            case "users.list":
                listed = list(self.users.values())
                start = int(arguments.get("cursor") or 0)
                rest = str(start + 2) if start + 2 < len(listed) else ""
                page = {"members": listed[start : start + 2]}
                return {"ok": True, **page, "response_metadata": {"next_cursor": rest}}
            case "chat.postMessage":
                ts = f"1800000000.{number:06}"
                self.history.post(arguments, ts)
                return {"ok": True, "channel": arguments.get("channel"), "ts": ts}
            case "chat.update":
                known = self.history.update(arguments)
                return {"ok": True, "ts": arguments["ts"]} if known else _error("message_not_found")
            case "chat.getPermalink":
                where = f"{arguments['channel']}/p{arguments['message_ts'].replace('.', '')}"
                return {"ok": True, "permalink": f"https://virksomheden.slack.com/archives/{where}"}
            case "conversations.history" | "conversations.replies":
                return self.history.tell(arguments)
            case "chat.postEphemeral":
                return {"ok": True, "message_ts": f"1800000000.{number:06}"}
            case "conversations.open":
                channel = "D" + str(arguments.get("users", ""))[1:]
                return {"ok": True, "channel": {"id": channel}}
            case "files.getUploadURLExternal":
                file = f"F{number}"
                return {"ok": True, "upload_url": f"{self.url}/upload/{file}", "file_id": file}
            case "files.completeUploadExternal":
                return {"ok": True, "files": arguments.get("files")}
            case "views.publish":
                return {"ok": True, "view": {"id": f"V{number}"}}
            case "views.open" if arguments.get("trigger_id") in self._triggers:
                return _error("exchanged_trigger_id")
            case "views.open":
                self._triggers.add(str(arguments.get("trigger_id")))
                return {"ok": True, "view": {**arguments["view"], "id": f"V{number}"}}
            case "views.update":
                return {"ok": True, "view": {"id": arguments["view_id"]}}
            case "apps.connections.open":
                return {"ok": True, "url": f"{self.url.replace('http', 'ws', 1)}/socket"}
        return _error("unknown_method")

    async def _response_url(self, request: web.Request) -> web.Response:
        await self._record("response_url", await request.json())
        queue = self._told.get("response_url")
        told = queue.pop(0) if queue else Told({"ok": True})
        return web.json_response(dict(told.body), status=told.status, headers=dict(told.headers))

    async def _upload(self, request: web.Request) -> web.Response:
        self.files[request.match_info["file"]] = await request.read()
        await self._record("upload", {"file": request.match_info["file"]})
        return web.Response(text="OK")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Hand a file to whoever has the token, and send others to sign in, as Slack does."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.downloads.append((request.match_info["file"], token))
        if token != BOT_TOKEN:
            raise web.HTTPFound(f"{self.url}/files/sign-in")
        content = self.files.get(request.match_info["file"])
        return web.Response(body=content) if content is not None else web.Response(status=404)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async with self._news:
            self.sockets.append(socket)
            self._news.notify_all()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                answer = json.loads(message.data)
                async with self._news:
                    self.acknowledged[answer["envelope_id"]] = answer
                    self._news.notify_all()
        return socket

    async def _record(self, method: str, arguments: Mapping[str, Any], token: str = "") -> None:
        self.faults.extend(faults(method, arguments))
        async with self._news:
            self.calls.append(Call(method, arguments, token.removeprefix("Bearer ")))
            self._news.notify_all()


def faults(method: str, arguments: Mapping[str, Any]) -> list[str]:
    """Return what Slack would refuse in a call, by its types and by its limits."""
    found = []
    if method not in _UNCHECKED:
        try:
            validate_slack_api_call(method, dict(arguments))
        except AssertionError as error:
            found.append(f"{method}: {error}")
    if method in _MESSAGES and "delete_original" not in arguments:
        found += [f"{method}: {finding}" for finding in lint_slack_message(dict(arguments))]
    if method in _VIEWS and "view" in arguments:
        found += [f"{method}: {finding}" for finding in lint_slack_view(arguments["view"])]
    return found


def command(text: str, word: str = "/raci", user: str = "U0METTE", **more: str) -> dict[str, str]:
    """Return a slash command's form as Slack posts it."""
    form = {
        "token": "verification",
        "team_id": TEAM,
        "team_domain": "virksomheden",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "user_id": user,
        "user_name": "mette",
        "command": word,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/1",
        "trigger_id": "1.2.abc",
        **more,
    }
    validate_slack_received("command", form)
    return form


def press(action: str, value: str = "", *, response_url: str = "", **more: Any) -> dict[str, Any]:
    """Return a button press on an ephemeral message in a channel."""
    pressed = {
        "type": "button",
        "action_id": action,
        "block_id": "b1",
        "value": value,
        "text": {"type": "plain_text", "text": "Del i kanal"},
        "action_ts": "1800000000.000100",
    }
    container = {"type": "message", "message_ts": "1800000000.000001", "channel_id": "C0GENERAL"}
    return {
        "type": "block_actions",
        "user": {"id": "U0METTE", "username": "mette", "name": "mette", "team_id": TEAM},
        "api_app_id": APP,
        "token": "verification",
        "container": {**container, "is_ephemeral": True},
        "trigger_id": "1.2.def",
        "team": {"id": TEAM, "domain": "virksomheden"},
        "channel": {"id": "C0GENERAL", "name": "general"},
        "response_url": response_url,
        "actions": [pressed],
        **more,
    }


def submission(view: Mapping[str, Any], view_id: str = "V1", **typed: Any) -> dict[str, Any]:
    """Return what Slack sends when Mette submits a modal, with what she typed by label."""
    values = typed.pop("values", {})
    body = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "virksomheden"},
        "user": {"id": "U0METTE", "username": "mette", "name": "mette", "team_id": TEAM},
        "api_app_id": APP,
        "token": "verification",
        "trigger_id": "1.2.ghi",
        "view": {
            **view,
            "id": view_id,
            "team_id": TEAM,
            "app_id": APP,
            "app_installed_team_id": TEAM,
            "bot_id": BOT_ID,
            "hash": "1.a",
            "root_view_id": view_id,
            "previous_view_id": None,
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "state": {"values": state_of(dict(view), values)},
        },
        "response_urls": [],
        **typed,
    }
    validate_slack_received("view_submission", body)
    return body


def event(inner: Mapping[str, Any], event_id: str = "Ev1", **more: Any) -> dict[str, Any]:
    """Return an event in its envelope."""
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": "verification",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": dict(inner),
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1_800_000_000,
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        **more,
    }


def mention(text: str, **more: Any) -> dict[str, Any]:
    """Return an app_mention in a channel."""
    said = {"type": "app_mention", "user": "U0METTE", "text": text, "ts": "1800000000.000200"}
    return {**said, "channel": "C0GENERAL", "event_ts": "1800000000.000200", "team": TEAM, **more}


def direct(text: str, **more: Any) -> dict[str, Any]:
    """Return a message in the bot's direct conversation."""
    said = {"type": "message", "user": "U0METTE", "text": text, "ts": "1800000000.000300"}
    place = {"channel": "D0METTE", "channel_type": "im", "event_ts": "1800000000.000300"}
    return {**said, **place, "team": TEAM, **more}


def home(tab: str = "home") -> dict[str, Any]:
    """Return the opening of the Home tab."""
    opened = {"type": "app_home_opened", "user": "U0METTE", "channel": "D0METTE", "tab": tab}
    return {**opened, "event_ts": "1800000000.000400"}


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    form = await request.post()
    return {**dict(request.query), **{name: str(value) for name, value in form.items()}}


def _error(code: str) -> dict[str, Any]:
    return {"ok": False, "error": code}
