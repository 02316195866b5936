"""Keeps a call that comes too late from leaving the process (reliability.md §1).

A process may be stopped at any point of a send: between two requests of it, or while it waits for
a connection. When it goes on, another process may have taken the message over. So the last look at
the time is right before a request's first byte.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import TYPE_CHECKING

from bot.chat.ports import DeliveryError

if TYPE_CHECKING:
    import aiohttp

_LAST_START: ContextVar[float | None] = ContextVar("last_start", default=None)


@contextmanager
def starting_before(moment: float) -> Iterator[None]:
    """Let the block's task start requests before `moment` (monotonic seconds) alone."""
    token = _LAST_START.set(moment)
    try:
        yield
    finally:
        _LAST_START.reset(token)


def fence() -> "aiohttp.TraceConfig":
    """Return what stands in a session between having a connection and writing to it.

    It raises `DeliveryError`, with `not_sent`, in a request that comes too late.
    """
    # Whoever has a session has it imported; a server without platforms need not.
    from aiohttp import TraceConfig

    trace = TraceConfig()
    trace.on_connection_reuseconn.append(_look)
    trace.on_connection_create_end.append(_look)
    return trace


async def _look(session: "aiohttp.ClientSession", context: SimpleNamespace, params: object) -> None:
    last = _LAST_START.get()
    if last is not None and time.monotonic() >= last:
        raise DeliveryError("too-late", not_sent=True)
