"""Keeps a call that comes too late from leaving the process (reliability.md §1).

A process may be stopped at any point of a send: between two requests of it, while it waits for a
connection, or right before it writes. When it goes on, another process may have taken the message
over. So the last look at the time is right before a request's bytes are handed to the system, and
what the system holds of a call that was given up is thrown away.
"""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bot.chat.ports import DeliveryError

if TYPE_CHECKING:
    import aiohttp

_LAST_START: ContextVar[float | None] = ContextVar("last_start", default=None)
# As long as a call may take: bytes that nobody has confirmed by then are sent no more.
_UNCONFIRMED_SECONDS = 15
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def seconds() -> float:
    """Return the seconds of a clock that never goes back, and goes on while the machine sleeps."""
    return time.clock_gettime(_CLOCK)


@contextmanager
def starting_before(moment: float) -> Iterator[None]:
    """Let the block's task start requests before `moment` (of `seconds`) alone."""
    token = _LAST_START.set(moment)
    try:
        yield
    finally:
        _LAST_START.reset(token)


def fence() -> "aiohttp.TraceConfig":
    """Return what stands in a session between a request and its connection.

    It raises `DeliveryError`, with `not_sent`, in a request that comes too late: once it has a
    connection, and again right before each write. The body is written by a task of its own, which
    the loop may begin much later; what is raised there arrives as the cause of a client's error.
    """
    # Whoever has a session has it imported; a server without platforms need not.
    from aiohttp import TraceConfig

    trace = TraceConfig()
    trace.on_connection_reuseconn.append(_look)
    trace.on_connection_create_end.append(_look)
    # Despite their names they are called before the bytes are written.
    trace.on_request_headers_sent.append(_look)
    trace.on_request_chunk_sent.append(_look)
    return trace


def came_too_late(error: BaseException) -> DeliveryError | None:
    """Return what the fence has raised, when that is what `error` comes from."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, DeliveryError):
            return cause
        cause = cause.__cause__
    return None


def connector() -> "aiohttp.TCPConnector":
    """Return a connector whose connections take nothing with them when they are closed.

    A system goes on sending what a closed connection still holds, for minutes when the network
    comes and goes: a message that was given up, looked for in vain and sent again would then
    arrive twice.
    """
    from aiohttp import TCPConnector

    return TCPConnector(socket_factory=_socket)


def _socket(address: Any) -> socket.socket:
    family, kind, protocol, _, _ = address
    made = socket.socket(family, kind, protocol)
    # Closed at once, with a reset.
    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        milliseconds = 1000 * _UNCONFIRMED_SECONDS
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
    return made


async def _look(session: "aiohttp.ClientSession", context: SimpleNamespace, params: object) -> None:
    last = _LAST_START.get()
    if last is not None and seconds() >= last:
        raise DeliveryError("too-late", not_sent=True)
