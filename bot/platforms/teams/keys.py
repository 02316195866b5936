"""The Bot Framework's signing keys: fetched from OpenID metadata, cached, never blocking.

Source: Microsoft, "Authentication with the Bot Connector API": keys are cached, and fetched anew
when a token names an unknown one.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bot.platforms.teams.addresses import Addresses
from bot.platforms.teams.http import Http, json_object
from bot.telemetry.logs import get_logger

_log = get_logger(__name__)

FETCH_SECONDS = 3.0
_STALE_SECONDS = 24 * 3600.0
_AGAIN_SECONDS = 5.0
_SMALLEST_KEY = 2048  # bits


@dataclass(frozen=True)
class SigningKey:
    """A public key and the channels it may sign for."""

    key: RSAPublicKey
    endorsements: frozenset[str]


class SigningKeys:
    """Keys by `kid`.

    A known key is answered at once, even when the endpoint hangs; an unknown one waits at most
    `FETCH_SECONDS` for a single shared fetch, of which there is at most one every few seconds.
    """

    def __init__(self, url: str, addresses: Addresses, http: Http) -> None:
        self._url = url
        self._addresses = addresses
        self._http = http
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at = 0.0
        self._tried_at: float | None = None
        self._fetch: asyncio.Task[None] | None = None

    @property
    def known(self) -> bool:
        """Whether any key is known."""
        return bool(self._keys)

    @property
    def missing(self) -> bool:
        """Whether the keys were asked for and did not come."""
        return not self.known and self._fetch is not None and self._fetch.done()

    async def key(self, kid: str) -> SigningKey | None:
        """Return the key named `kid`, or None when it is unknown or cannot be fetched now."""
        if kid not in self._keys:
            await self._refreshed()
        elif _now() - self._fetched_at > _STALE_SECONDS:
            self.refresh_soon()
        return self._keys.get(kid)

    def refresh_soon(self) -> None:
        """Start fetching the keys, unless that is going on or was tried just now."""
        running = self._fetch is not None and not self._fetch.done()
        waited = self._tried_at is None or _now() - self._tried_at >= _AGAIN_SECONDS
        if not running and waited:
            self._tried_at = _now()
            self._fetch = asyncio.create_task(self._fetch_keys())

    async def stop(self) -> None:
        """End a fetch that is going on."""
        if self._fetch is not None:
            self._fetch.cancel()
            await asyncio.gather(self._fetch, return_exceptions=True)

    async def _refreshed(self) -> None:
        self.refresh_soon()
        if self._fetch is not None and not self._fetch.done():
            # Shielded: a caller that goes away must not end the fetch the others wait for.
            await asyncio.shield(self._fetch)

    async def _fetch_keys(self) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                metadata = await self._get(self._url)
                address = str(metadata.get("jwks_uri", ""))
                if not self._addresses.endpoint_allowed(address):
                    raise aiohttp.InvalidURL("jwks_uri")
                found = _read_keys(await self._get(address))
        except (TimeoutError, aiohttp.ClientError) as error:
            _log.warning("teams.keys_not_fetched", error=type(error).__name__)
            return
        if found:
            self._keys, self._fetched_at = found, _now()

    async def _get(self, url: str) -> dict[str, Any]:
        status, _, body = await self._http.request("GET", url, seconds=FETCH_SECONDS)
        return json_object(body) if status == 200 else {}


def _read_keys(document: Mapping[str, Any]) -> dict[str, SigningKey]:
    entries = document.get("keys")
    readable = (entry for entry in entries if isinstance(entry, dict)) if entries else ()
    found = {str(entry.get("kid", "")): _read_key(entry) for entry in readable}
    return {kid: key for kid, key in found.items() if kid and key is not None}


def _read_key(entry: dict[str, Any]) -> SigningKey | None:
    endorsements = entry.get("endorsements")
    try:
        key = jwt.algorithms.RSAAlgorithm.from_jwk(entry)
    except (jwt.InvalidKeyError, ValueError, TypeError, KeyError):
        return None
    if not isinstance(key, RSAPublicKey) or key.key_size < _SMALLEST_KEY:
        return None
    channels = endorsements if isinstance(endorsements, list) else []
    return SigningKey(key, frozenset(str(channel) for channel in channels))


def _now() -> float:
    return asyncio.get_running_loop().time()
