"""Nobody waits for ever for a note that is cancelled."""

import asyncio

import pytest

from bot.services.inbox import Deliveries
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock


async def test_a_cancelled_note_leaves_nobody_waiting(
    sqlite_storage: SqlStorage, clock: SteppedClock
) -> None:
    deliveries = Deliveries(sqlite_storage, clock)
    first = asyncio.create_task(deliveries._note("one", None))
    await asyncio.sleep(0)
    second = asyncio.create_task(deliveries._note("two", None))
    await asyncio.sleep(0)
    assert deliveries._noting is not None
    deliveries._noting.cancel()
    for waiting in (first, second):
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(waiting, 5)
    assert await asyncio.wait_for(deliveries._note("three", None), 5)
