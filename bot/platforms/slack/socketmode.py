"""Socket Mode: the same payloads over a connection of our own, watched and rebuilt."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.admission import Admission, origin_of
from bot.platforms.slack.asgi import Dispatch
from bot.platforms.slack.calls import is_loopback
from bot.platforms.slack.payloads import Malformed, sift
from bot.telemetry.correlation import new_correlation
from bot.telemetry.logs import get_logger

WATCH_EVERY = 5.0
"""Seconds between two looks at the connection."""

REBUILD_AFTER = 3
"""Looks without a connection before the client is thrown away."""

_PING_EVERY = 10.0
_CLOSING = 3.0
_log = get_logger(__name__)


class SocketMode:
    """A connection that is rebuilt when slack-sdk's own reconnecting has given up.

    Args:
        bolt: the application.
        app_token: `xapp-…`.
        client: the Web API as the app token; it opens connections.
        admission: the workspace and app check.
        refused: told of a foreign payload's workspace and app.
        dispatch: answers a checked payload.
    """

    def __init__(
        self,
        bolt: AsyncApp,
        app_token: str,
        client: AsyncWebClient,
        admission: Admission,
        refused: Callable[[str, str], Awaitable[None]],
        dispatch: Dispatch,
    ) -> None:
        self._bolt = bolt
        self._app_token = app_token
        self._client = client
        self._admission = admission
        self._refused = refused
        self._dispatch = dispatch
        self._handler: AsyncSocketModeHandler | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._connected = False

    @property
    def connected(self) -> bool:
        """Whether the connection stood at the last look."""
        return self._connected

    def start(self) -> None:
        """Connect and keep watch, in the background."""
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def stop(self) -> None:
        """Disconnect."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        await self._drop()

    async def _watch(self) -> None:
        misses = REBUILD_AFTER
        while True:
            self._connected = (
                self._handler is not None and await self._handler.client.is_connected()
            )
            misses = 0 if self._connected else misses + 1
            if misses >= REBUILD_AFTER:
                misses = 0
                await self._rebuild()
            if self._connecting is not None and not self._connecting.done():
                await asyncio.wait((self._connecting,), timeout=WATCH_EVERY)
                if self._connecting.done():
                    continue
            else:
                await asyncio.sleep(WATCH_EVERY)

    async def _rebuild(self) -> None:
        if self._handler is not None:
            _log.warning("slack.socket_rebuilt")
        await self._drop()
        self._handler = _Handler(self._receive, self._bolt, self._app_token, self._client)
        self._connecting = asyncio.get_running_loop().create_task(self._connect(self._handler))

    async def _connect(self, handler: AsyncSocketModeHandler) -> None:
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        except Exception as error:
            _log.warning("slack.socket_failed", exc_info=error)

    async def _drop(self) -> None:
        """Close what there is; a dead connection may not answer its own closing."""
        self._connected = False
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.wait((self._connecting,))
            self._connecting = None
        if self._handler is None:
            return
        client, self._handler = self._handler.client, None
        client.closed = True
        try:
            async with asyncio.timeout(_CLOSING):
                await client.close()  # type: ignore[no-untyped-call]
        except Exception as error:
            _log.info("slack.socket_not_closed", exc_info=error)
            await client.aiohttp_client_session.close()

    async def _receive(self, body: Any) -> BoltResponse:
        """Check a payload as the verifier does over HTTP, and answer it.

        A refused one is acknowledged too, or Slack would send it again.
        """
        new_correlation()
        try:
            payload = sift(body)
        except Malformed as error:
            _log.warning("slack.malformed", reason=str(error))
            return BoltResponse(status=200)
        origin = origin_of(payload)
        if not origin.teams or not self._admission.admits(origin):
            await self._refused(self._admission.stranger(origin), origin.app or "")
            return BoltResponse(status=200)
        return await self._dispatch(payload)


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler with our check before it."""

    def __init__(
        self,
        receive: Callable[[Any], Awaitable[BoltResponse]],
        bolt: AsyncApp,
        app_token: str,
        client: AsyncWebClient,
    ) -> None:
        super().__init__(bolt, app_token, web_client=client, ping_interval=_PING_EVERY)
        self._receive = receive
        if is_loopback(client.base_url):
            self.client.proxy = None

    async def handle(  # type: ignore[override]
        self, client: SocketModeClient, req: SocketModeRequest
    ) -> None:
        """Answer one envelope."""
        started = time.time()
        await send_async_response(client, req, await self._receive(req.payload), started)
