"""Work that goes on after the acknowledgement, held so that none is lost or forgotten."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.telemetry.logs import get_logger

_log = get_logger(__name__)


class Tasks:
    """The running work of one platform."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` in the background; an exception is logged by its type."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._done)

    async def settle(self, seconds: float) -> None:
        """Wait for the running work, at most `seconds`, and cancel what is left."""
        if not self._running:
            return
        _, late = await asyncio.wait(set(self._running), timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("slack.background_failed", exc_info=error)
