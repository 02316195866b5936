"""Listens on an address with uvicorn, patiently with good senders and briefly with bad ones."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.chat.entrance import AsgiApp
from bot.domain.errors import NotReady

_HEAD_BYTES = 32_768
# Longer than the proxies' own (60 s in nginx), so that they, not we, drop an idle connection.
_IDLE_SECONDS = 75
_DRAIN_SECONDS = 3
_BACKLOG = 2_048


async def serve(
    app: AsgiApp,
    host: str,
    port: int,
    *,
    stop: asyncio.Event,
    listening: Callable[[int], None] | None = None,
    head_seconds: float = 10.0,
) -> None:
    """Serve `app` until `stop` is set and the requests under way are answered.

    Signals are the caller's affair: it sets `stop` when it has told `/readyz`.

    Args:
        host, port: the address; port 0 takes a free one.
        listening: called with the port when connections are taken.
        head_seconds: for the head of a request to arrive.

    Raises:
        NotReady: the address cannot be listened on.
    """
    listener = _bound(host, port)
    config = uvicorn.Config(
        app,
        http=partial(PatientProtocol, head_seconds=head_seconds),  # type: ignore[arg-type]
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        # Whom a request comes from is not for its own headers to say.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
        h11_max_incomplete_event_size=_HEAD_BYTES,
        backlog=_BACKLOG,
    )
    server = _Server(config, listening)
    stopping = asyncio.create_task(_stop_with(server, stop))
    try:
        await server.serve(sockets=[listener])
    finally:
        stopping.cancel()
        listener.close()


def _bound(host: str, port: int) -> socket.socket:
    # Bound here, because uvicorn ends the process when it cannot bind.
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError:
        raise NotReady("server.address", host=host, port=port) from None


async def _stop_with(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


class _Server(uvicorn.Server):
    """uvicorn, with signals left alone: it would raise them again before the house is closed."""

    def __init__(self, config: uvicorn.Config, told: Callable[[int], None] | None) -> None:
        super().__init__(config)
        self._told = told

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signal handlers as they are."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self._told is not None and sockets:
            self._told(sockets[0].getsockname()[1])


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with two gaps of uvicorn's closed.

    uvicorn waits without end for the head of a request, and drops the answer to a sender that
    closes its own half after writing, so that a cut-off body got no answer at all.
    """

    def __init__(self, *args: Any, head_seconds: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_seconds = head_seconds
        self._head_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request's head."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait for the rest of a head that is not whole."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.timeout_keep_alive_task is None:
            if self._head_due is None:
                self._wait_for_head()
        else:
            self._stop_waiting()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer a cut-off request with 400, and a whole one as if nothing had happened."""
        under_way = self.cycle is not None and not self.cycle.response_complete
        if under_way and (self.cycle.response_started or self.conn.their_state is h11.DONE):
            self.cycle.keep_alive = False
        elif under_way or self.conn.trailing_data[0]:
            self.conn.receive_data(b"")
            self.handle_events()
        else:
            return False
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _should_upgrade(self) -> bool:
        # Nothing here upgrades, and uvicorn would write two lines about it.
        return False

    def _wait_for_head(self) -> None:
        handler = self.timeout_keep_alive_handler
        self._head_due = self.loop.call_later(self._head_seconds, handler)

    def _stop_waiting(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None
