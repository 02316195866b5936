"""Each delivery is kept once, has its effect once, and is given out again until it is answered."""

import asyncio
from datetime import timedelta

from bot.services.ports import Received
from storage.database import Database
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock

MINUTE = timedelta(minutes=1)


async def take(storage: SqlStorage, key: str, clock: SteppedClock) -> bool:
    """Let a delivery have its effect in a transaction of its own."""
    async with storage.begin() as work:
        mine = await work.inbox.take_effect(key, clock.now())
        await asyncio.sleep(0)
        await work.commit()
    return mine


async def test_a_delivery_is_kept_once(database: Database, clock: SteppedClock) -> None:
    storage = SqlStorage(database, clock)
    received = Received("slack:1", {"is": "command"}, clock.now())
    kept = []
    for _ in range(3):
        async with storage.begin() as work:
            kept.append(await work.inbox.add(received))
            await work.commit()
    assert kept == [{"slack:1"}, frozenset(), frozenset()]


async def test_many_at_once_have_one_effect(database: Database, clock: SteppedClock) -> None:
    storage = SqlStorage(database, clock)
    taken = await asyncio.gather(*(take(storage, "form:1", clock) for _ in range(8)))
    assert sorted(taken) == [False] * 7 + [True]


async def test_an_effect_that_is_undone_may_be_had_again(
    database: Database, clock: SteppedClock
) -> None:
    storage = SqlStorage(database, clock)
    async with storage.begin() as work:
        assert await work.inbox.take_effect("form:1", clock.now())
        assert await work.inbox.take_effect("form:1", clock.now())
    assert await take(storage, "form:1", clock)
    assert not await take(storage, "form:1", clock)


async def test_what_nobody_answered_is_given_out_to_one_who_asks(
    database: Database, clock: SteppedClock
) -> None:
    storage = SqlStorage(database, clock)
    async with storage.begin() as work:
        for key in ("answered", "left"):
            await work.inbox.add(Received(key, {"is": "press"}, clock.now()))
        await work.inbox.answered(["answered"], clock.now())
        await work.commit()

    async def left_over() -> list[str]:
        async with storage.begin() as work:
            found = await work.inbox.left_over(clock.now() - MINUTE, 10)
            await work.commit()
        return [one.key for one in found]

    assert await left_over() == []
    clock.advance(minutes=2)
    assert await left_over() == ["left"]
    assert await left_over() == []
    clock.advance(minutes=3)
    assert await left_over() == ["left"]


async def test_old_deliveries_are_forgotten(database: Database, clock: SteppedClock) -> None:
    storage = SqlStorage(database, clock)
    old = Received("old", {}, clock.now())
    async with storage.begin() as work:
        await work.inbox.add(old)
        await work.inbox.forget(clock.now() + MINUTE)
        assert await work.inbox.add(old)
