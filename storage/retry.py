"""Runs a whole transaction again when the database says that it may succeed (reliability.md §4)."""

import asyncio
from collections.abc import Awaitable, Callable
from random import SystemRandom
from typing import TypeVar

from storage.errors import Transient

Result = TypeVar("Result")

_ATTEMPTS = 5
_FIRST_PAUSE_SECONDS = 0.01
_jitter = SystemRandom()


async def run_again_if_transient(
    work: Callable[[], Awaitable[Result]], attempts: int = _ATTEMPTS
) -> Result:
    """Await `work()` until it succeeds, at most `attempts` times.

    PostgreSQL ends a transaction for a serialization failure (40001), a deadlock (40P01) or a
    lost connection; nothing of it is then kept. A connection lost during the commit itself leaves
    the outcome unknown, so `work` must be safe to run on top of its own earlier success.

    Args:
        work: opens its own transaction and does all of it, reading included.
        attempts: how often to try; the pauses between double, about 0.15 s in all.

    Raises:
        Transient: the last attempt failed too.
    """
    for attempt in range(attempts - 1):
        try:
            return await work()
        except Transient:
            pause = _FIRST_PAUSE_SECONDS * 2**attempt
            await asyncio.sleep(pause * _jitter.uniform(0.5, 1.5))
    return await work()
