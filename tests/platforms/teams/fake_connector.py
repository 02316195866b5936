"""A loopback Bot Connector with Microsoft's OpenID keys and token endpoint, all on one origin.

Signs real tokens with a real RSA key, checks our own token on the way in, records what is sent,
and can be told to fail or to hang.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.platforms.teams.config import TeamsConfig

ISSUER = "https://api.botframework.com"
APP_ID = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
BOT_ID = f"28:{APP_ID}"
PASSWORD = "canary-secret"
RESET = 0
"""As a status: the connection is closed without an answer."""
TENANT = "11111111-1111-4111-8111-111111111111"


@dataclass(frozen=True)
class Sent:
    """A message or update that the bot sent."""

    method: str
    conversation: str
    reply_to: str
    activity: dict[str, Any]
    authorization: str

    @property
    def card(self) -> dict[str, Any]:
        """The Adaptive Card in it."""
        (attachment,) = self.activity["attachments"]
        assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        return attachment["content"]


@dataclass(frozen=True)
class Upload:
    """A file that the bot put into somebody's OneDrive."""

    path: str
    range: str
    content: bytes


@dataclass(frozen=True)
class Failure:
    """What the next call to the connector is answered with."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    delay: float = 0.0


def new_key() -> rsa.RSAPrivateKey:
    """A signing key of the size Microsoft uses."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FakeConnector:
    """The service and its state. `start` before use, `stop` after."""

    def __init__(self, key: rsa.RSAPrivateKey | None = None) -> None:
        self.key = key or new_key()
        self.kid = "key-1"
        self.endorsements = ["msteams"]
        self.sent: list[Sent] = []
        self.created: list[dict[str, Any]] = []
        self.members: dict[str, dict[str, Any]] = {}
        self.failures: list[Failure] = []
        self.asked: dict[str, int] = {}
        self.hang: dict[str, float] = {}
        self.token_lifetime = 3600
        self.token_status = 200
        self.refused_tokens: set[str] = set()
        self.jwks_uri = ""
        self.url = ""
        self.page = 500
        self.uploads: list[Upload] = []
        self.downloads: dict[str, bytes] = {}
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_route("*", "/token", self._token)
        app.router.add_post("/v3/conversations", self._create)
        app.router.add_route("*", "/v3/conversations/{id}/activities", self._activity)
        app.router.add_route("*", "/v3/conversations/{id}/activities/{activity}", self._activity)
        app.router.add_get("/v3/conversations/{id}/members/{member}", self._member)
        app.router.add_get("/v3/conversations/{id}/pagedmembers", self._members)
        app.router.add_put("/files/{name}", self._upload)
        app.router.add_get("/files/{name}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def config(self, **changes: Any) -> TeamsConfig:
        """A configuration that points at this service."""
        values: dict[str, Any] = {
            "app_id": APP_ID,
            "app_password": PASSWORD,
            "app_type": "SingleTenant",
            "tenant_id": TENANT,
            "tenants": frozenset(),
            "openid_metadata_url": f"{self.url}/openid",
            "token_url": f"{self.url}/token",
            "anonymous": False,
            "public_url": "http://127.0.0.1:8080",
        }
        return TeamsConfig(**{**values, **changes})

    def bearer(self, headers: dict[str, Any] | None = None, **claims: Any) -> str:
        """The `Authorization` header that Microsoft would send; a claim of None is left out."""
        now = time.time()
        payload = {
            "iss": ISSUER,
            "aud": APP_ID,
            "exp": now + 3600,
            "nbf": now - 60,
            "iat": now - 60,
            "serviceurl": self.url,
            **claims,
        }
        payload = {name: value for name, value in payload.items() if value is not None}
        token = jwt.encode(payload, self.key, "RS256", {"kid": self.kid, **(headers or {})})
        return f"Bearer {token}"

    def fail_next(self, *failures: Failure) -> None:
        """Answer the next calls to the connector with these."""
        self.failures.extend(failures)

    async def _openid(self, request: web.Request) -> web.Response:
        await self._asked("openid")
        uri = self.jwks_uri or f"{self.url}/keys"
        return web.json_response({"issuer": ISSUER, "jwks_uri": uri})

    async def _keys(self, request: web.Request) -> web.Response:
        await self._asked("keys")
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        key = {**public, "use": "sig", "kid": self.kid, "endorsements": self.endorsements}
        broken = [{"kid": "broken", "kty": "RSA", "n": "!"}, {"kty": "EC"}, "nonsense"]
        return web.json_response({"keys": [*broken, key]})

    async def _token(self, request: web.Request) -> web.Response:
        await self._asked("token")
        form = await request.post()
        self.token_request = {**request.query, **form, "method": request.method}
        if self.token_status == 302:
            raise web.HTTPFound(f"{self.url}/elsewhere")
        if self.token_status != 200:
            return web.json_response({"error": "invalid_client"}, status=self.token_status)
        token = f"ours-{self.asked['token']}"
        return web.json_response({"access_token": token, "expires_in": str(self.token_lifetime)})

    async def _activity(self, request: web.Request) -> web.Response:
        await self._asked("activity")
        if answer := await self._refusal(request):
            return answer
        if failed := await self._failure(request):
            return failed
        self.sent.append(
            Sent(
                method=request.method,
                conversation=request.match_info["id"],
                reply_to=request.match_info.get("activity", ""),
                activity=await request.json(),
                authorization=request.headers.get("Authorization", ""),
            )
        )
        return web.json_response({"id": f"message-{len(self.sent)}"}, status=201)

    async def _upload(self, request: web.Request) -> web.Response:
        if failed := await self._failure(request):
            return failed
        headers = request.headers
        self.uploads.append(
            Upload(request.path_qs, headers.get("Content-Range", ""), await request.read())
        )
        assert "Authorization" not in headers
        return web.json_response({}, status=201)

    async def _download(self, request: web.Request) -> web.Response:
        if failed := await self._failure(request):
            return failed
        assert "Authorization" not in request.headers
        return web.Response(body=self.downloads[request.match_info["name"]])

    async def _create(self, request: web.Request) -> web.Response:
        if answer := await self._refusal(request):
            return answer
        if failed := await self._failure(request):
            return failed
        self.created.append(await request.json())
        return web.json_response({"id": f"a:created-{len(self.created)}"}, status=201)

    async def _member(self, request: web.Request) -> web.Response:
        await self._asked("member")
        if answer := await self._refusal(request):
            return answer
        wanted = request.match_info["member"]
        for member in self.members.values():
            if wanted in (member.get("id"), member.get("aadObjectId")):
                return web.json_response(member)
        return web.json_response({"error": {"code": "MemberNotFoundInConversation"}}, status=404)

    async def _members(self, request: web.Request) -> web.Response:
        await self._asked(f"members of {request.match_info['id']}")
        if failed := await self._failure(request):
            return failed
        start = int(request.query.get("continuationToken", "0"))
        everyone = list(self.members.values())
        answer: dict[str, Any] = {"members": everyone[start : start + self.page]}
        if start + self.page < len(everyone):
            answer["continuationToken"] = str(start + self.page)
        return web.json_response(answer)

    async def _refusal(self, request: web.Request) -> web.Response | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token in self.refused_tokens:
            return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
        return None

    async def _failure(self, request: web.Request) -> web.Response | None:
        if not self.failures:
            return None
        failure = self.failures.pop(0)
        await asyncio.sleep(failure.delay)
        if failure.status == RESET and request.transport is not None:
            request.transport.abort()
        return web.Response(status=failure.status, headers=failure.headers, text=failure.body)

    async def _asked(self, what: str) -> None:
        self.asked[what] = self.asked.get(what, 0) + 1
        await asyncio.sleep(self.hang.get(what, 0.0))
