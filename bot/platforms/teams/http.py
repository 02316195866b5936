"""The platform's one shared HTTP session."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from yarl import URL

from bot.chat.fence import connector, fence

_LONGEST_BODY = 1 << 20  # bytes; keys, tokens and members are far smaller
_CONNECT_SECONDS = 2.0


class BodyTooLong(aiohttp.ClientPayloadError):
    """The answer is longer than the caller takes."""


class Http:
    """Owns the session from `start` to `stop`."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open the session. Proxies and cookies of the environment are not used."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=connector(),
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[fence()],
            )

    async def stop(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def request(
        self, method: str, url: str, *, seconds: float, most: int = _LONGEST_BODY, **options: Any
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Make one request: never repeated, never redirected.

        Args:
            method: GET, POST or PUT.
            url: the address, already checked by `addresses` and quoted.
            seconds: how long the whole exchange may take.
            most: how many bytes of an answer are taken.
            options: passed on to aiohttp (`headers`, `data`, `params`).

        Returns:
            the status, the headers and the body.

        Raises:
            BodyTooLong: the answer has more than `most` bytes.
            aiohttp.ConnectionTimeoutError: no connection in time.
            TimeoutError: it took too long.
            aiohttp.ClientError: no answer, or one that is not HTTP or too long.
        """
        if self._session is None:
            raise aiohttp.ClientConnectionError("not-started")
        connecting = min(_CONNECT_SECONDS, seconds)
        limit = aiohttp.ClientTimeout(total=seconds, connect=connecting)
        async with self._session.request(
            method, URL(url, encoded=True), timeout=limit, allow_redirects=False, **options
        ) as response:
            body = bytearray()
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > most:
                    raise BodyTooLong("too-long")
            return response.status, response.headers, bytes(body)


def json_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in `body`, or an empty one when it holds something else."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
