"""Work that may go on after its activity was answered, held so that none is lost or forgotten."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot.telemetry.logs import get_logger

_log = get_logger(__name__)
_PATIENCE_SECONDS = 1.5
_Result = TypeVar("_Result")


class Tasks:
    """The running work of the platform."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    async def begin(self, work: Coroutine[Any, Any, _Result]) -> asyncio.Task[_Result]:
        """Run `work`, and return when it is done or a person has waited long enough."""
        task = self._hold(work)
        await asyncio.wait({task}, timeout=_PATIENCE_SECONDS)
        return task

    def leave(self, work: Coroutine[Any, Any, None]) -> None:
        """Let `work` go on by itself; an exception is logged."""
        self._hold(work).add_done_callback(_seen)

    async def settle(self, seconds: float) -> None:
        """Wait for the running work, at most `seconds`, and cancel what is left."""
        if not self._running:
            return
        _, late = await asyncio.wait(set(self._running), timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    def _hold(self, work: Coroutine[Any, Any, _Result]) -> asyncio.Task[_Result]:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task


def _seen(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        _log.error("teams.background_failed", exc_info=error)
