"""Writes down what became of messages, many in one transaction, until it is written."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from bot.scheduler.outbox_outcomes import Outcome
from bot.services.ports import Storage
from bot.telemetry.logs import describe, get_logger

_log = get_logger(__name__)
_MOST = 500
_PAUSE_SECONDS = 0.5

Result = TypeVar("Result")


class RunAgain(Protocol):
    """Runs a whole transaction again when the database says that it may succeed."""

    async def __call__(self, work: Callable[[], Awaitable[Result]], /) -> Result:
        """Await `work()` until it succeeds or there is no hope."""
        ...


class Settler:
    """Settles outcomes. While one batch is written, the next one gathers.

    What a platform answered is a fact: a database that is away is asked until it takes it.

    Args:
        storage: the outbox.
        again: runs a whole transaction again.
    """

    def __init__(self, storage: Storage, again: RunAgain) -> None:
        self._storage = storage
        self._again = again
        self._waiting: list[tuple[Outcome, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def settle(self, outcome: Outcome) -> bool:
        """Return once `outcome` is written: False when the message's lease was lost before."""
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._write_all())
        return await written

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            outcomes = [outcome for outcome, _ in batch]
            settled = await self._written(outcomes)
            for outcome, written in batch:
                if not written.done():
                    written.set_result(outcome.settlement.id in settled)

    async def _written(self, outcomes: Sequence[Outcome]) -> frozenset[str]:
        while True:
            try:
                return await self._again(lambda: self._write(outcomes))
            except Exception as error:
                _log.warning("outbox.not_settled", count=len(outcomes), error=describe(error))
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _write(self, outcomes: Sequence[Outcome]) -> frozenset[str]:
        gates = [outcome.gate for outcome in outcomes if outcome.gate is not None]
        async with self._storage.begin() as work:
            settled = await work.outbox.settle([one.settlement for one in outcomes], gates)
            await work.commit()
        return frozenset(settled)
