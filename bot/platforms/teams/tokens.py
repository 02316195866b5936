"""Tokens of the Bot Framework: theirs checked on the way in, ours fetched for the way out."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt

from bot.chat.entrance import Refusal
from bot.chat.ports import DeliveryError
from bot.platforms.teams.config import TeamsConfig
from bot.platforms.teams.http import Http, json_object
from bot.platforms.teams.keys import SigningKeys
from bot.telemetry.logs import get_logger

_log = get_logger(__name__)

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
_LEEWAY = 300.0  # seconds between our clock and theirs, for times that lie ahead
_LONGEST_TOKEN = 8192
_SCOPE = f"{ISSUER}/.default"
_FETCH_SECONDS = 3.0
_AHEAD_SECONDS = 600.0
_LAST_SECONDS = 30.0
_TOKEN_TRY_AGAIN = frozenset({408, 429})
_LONGEST_LIFETIME = 24 * 3600.0


@dataclass(frozen=True)
class Claims:
    """What a verified token says."""

    audience: str
    service_url: str


class InboundTokens:
    """Checks the bearer token of a request by Microsoft's rules, and nothing more lenient."""

    def __init__(self, keys: SigningKeys, clock: Callable[[], float]) -> None:
        self._keys = keys
        self._clock = clock
        self._signatures = jwt.PyJWS()

    async def claims(self, authorization: str) -> Claims:
        """Verify the `Authorization` header and return what the token says.

        Raises:
            Refusal: 401 for a token that does not hold, 403 for a key not endorsed for Teams,
                429 while no key could be fetched at all.
        """
        token = _bearer(authorization)
        header = _header(token)
        if header.get("alg") != "RS256":
            raise Refusal(401, "token-algorithm")
        kid = header.get("kid")
        if not isinstance(kid, str) or not kid:
            raise Refusal(401, "token-key")
        key = await self._keys.key(kid)
        if key is None:
            raise Refusal(401, "token-key") if self._keys.known else Refusal(429, "keys-missing")
        payload = self._payload(token, key.key)
        if CHANNEL not in key.endorsements:
            raise Refusal(403, "key-endorsement")
        self._require_in_time(payload)
        if payload.get("iss") != ISSUER:
            raise Refusal(401, "token-issuer")
        audience, service_url = payload.get("aud"), payload.get("serviceurl")
        if not isinstance(audience, str) or not audience:
            raise Refusal(401, "token-audience")
        if not isinstance(service_url, str) or not service_url:
            raise Refusal(401, "token-service-url")
        return Claims(audience, service_url)

    def _payload(self, token: str, key: Any) -> dict[str, Any]:
        try:
            data = json.loads(self._signatures.decode(token, key, algorithms=["RS256"]))
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise Refusal(401, "token-signature") from None
        if not isinstance(data, dict):
            raise Refusal(401, "token-payload")
        return data

    def _require_in_time(self, payload: dict[str, Any]) -> None:
        now = self._clock()
        if _moment(payload, "exp", required=True) <= now:
            raise Refusal(401, "token-expired")
        if _moment(payload, "nbf") > now + _LEEWAY or _moment(payload, "iat") > now + _LEEWAY:
            raise Refusal(401, "token-early")


class OutboundTokens:
    """Our own token for the Bot Connector: cached, fetched ahead of time, one fetch at a time."""

    def __init__(self, config: TeamsConfig, http: Http, clock: Callable[[], float]) -> None:
        self._config = config
        self._http = http
        self._clock = clock
        self._token = ""
        self._expires = 0.0
        self._fetch: asyncio.Task[None] | None = None
        self._refusal = ""

    async def header(self) -> dict[str, str]:
        """Return the `Authorization` header; empty in anonymous mode.

        Raises:
            DeliveryError: no token could be had.
        """
        if self._config.anonymous:
            return {}
        left = self._expires - self._clock()
        if left < _AHEAD_SECONDS:
            self.fetch_soon()
        if left < _LAST_SECONDS and self._fetch is not None:
            await asyncio.shield(self._fetch)
        return {"Authorization": f"Bearer {self._token}"}

    def fetch_soon(self) -> None:
        """Start fetching a token, unless that is going on."""
        if self._fetch is None or self._fetch.done():
            self._fetch = asyncio.create_task(self._fetch_token())
            self._fetch.add_done_callback(_seen)

    async def renew(self) -> None:
        """Fetch a new token.

        Raises:
            DeliveryError: none could be had, or the connector took none of ours of late.
        """
        self.fetch_soon()
        if self._fetch is not None:
            await asyncio.shield(self._fetch)
        if self._refusal:
            raise DeliveryError(self._refusal, credentials=True)

    @property
    def trouble(self) -> str:
        """Why the last fetch failed, or why the connector refuses our tokens, or ""."""
        done = self._fetch is not None and self._fetch.done() and not self._fetch.cancelled()
        failed = self._fetch.exception() if self._fetch is not None and done else None
        return str(failed) if failed else self._refusal

    def refused(self, header: dict[str, str], reason: str) -> None:
        """Forget the token that the connector did not accept, unless it is already replaced."""
        self._refusal = reason
        if header.get("Authorization") == f"Bearer {self._token}":
            self._expires = 0.0

    def accepted(self) -> None:
        """Note that the connector accepts our tokens."""
        self._refusal = ""

    async def stop(self) -> None:
        """End a fetch that is going on."""
        if self._fetch is not None:
            self._fetch.cancel()
            await asyncio.gather(self._fetch, return_exceptions=True)

    async def _fetch_token(self) -> None:
        try:
            status, _, body = await self._request()
        except TimeoutError:
            raise DeliveryError("token-timeout", not_sent=True) from None
        except aiohttp.ClientError:
            raise DeliveryError("token-unreachable", not_sent=True) from None
        answer = json_object(body)
        token, lifetime = answer.get("access_token"), _seconds(answer.get("expires_in"))
        if status != 200 or not isinstance(token, str) or not token:
            raise _no_token(status)
        self._token, self._expires = token, self._clock() + lifetime

    async def _request(self) -> tuple[int, Mapping[str, str], bytes]:
        config = self._config
        url = config.token_url.replace("{tenant}", config.tenant_id)
        if config.app_type == "UserAssignedMSI":
            asked = {"api-version": "2018-02-01", "resource": ISSUER, "client_id": config.app_id}
            return await self._http.request(
                "GET", url, seconds=_FETCH_SECONDS, params=asked, headers={"Metadata": "true"}
            )
        form = {
            "grant_type": "client_credentials",
            "client_id": config.app_id,
            "client_secret": config.app_password,
            "scope": _SCOPE,
        }
        return await self._http.request("POST", url, seconds=_FETCH_SECONDS, data=form)


def _no_token(status: int) -> DeliveryError:
    """Return the error for the token endpoint's answer; a 4xx is about our credentials."""
    refused = 400 <= status < 500 and status not in _TOKEN_TRY_AGAIN
    return DeliveryError(f"token-{status}", not_sent=True, credentials=refused)


def _seen(task: "asyncio.Task[None]") -> None:
    """Log a failed fetch; reading the exception also keeps asyncio from reporting it as lost."""
    if not task.cancelled() and task.exception() is not None:
        _log.warning("teams.token_not_fetched", reason=str(task.exception()))


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > _LONGEST_TOKEN:
        raise Refusal(401, "token-missing")
    return token


def _header(token: str) -> dict[str, Any]:
    try:
        return jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError):
        raise Refusal(401, "token-shape") from None


def _moment(payload: dict[str, Any], name: str, *, required: bool = False) -> float:
    value = payload.get(name)
    if value is None and not required:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        raise Refusal(401, "token-time")
    return float(value)


def _seconds(value: object) -> float:
    """Return a lifetime; managed identities write it as a string."""
    try:
        return min(max(0.0, float(str(value))), _LONGEST_LIFETIME)
    except ValueError:
        return 0.0
