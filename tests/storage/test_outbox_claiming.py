"""Claiming: what may be sent now, in which order, and by one process only."""

import asyncio
from datetime import timedelta

from bot.domain.delivery import Claim, Gate, Lane, MessageState
from storage.database import Database
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.storage.outboxes import (
    LEASE,
    add,
    claim,
    claimed_ids,
    message,
    settle,
    settled,
    state_of,
)


async def test_messages_are_claimed_in_the_order_in_which_they_were_written(
    storage: SqlStorage,
) -> None:
    await add(storage, message("a1", "anna"), message("b1", "bo"))
    await add(storage, message("a2", "anna"))
    assert await claimed_ids(storage) == ["a1", "b1"]


async def test_the_next_to_a_destination_waits_for_the_one_before(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("a2"))
    (first,) = await claim(storage)
    assert await claim(storage) == []
    await settle(storage, settled(first, MessageState.SENT))
    assert await claimed_ids(storage) == ["a2"]


async def test_what_was_refused_before_it_was_read_keeps_its_place(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("a2"))
    (first,) = await claim(storage)
    await settle(storage, settled(first, MessageState.PENDING, wait=timedelta(hours=1)))
    assert await claim(storage) == []


async def test_dead_and_held_messages_block_nobody(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("a2"), message("a3"))
    for state in (MessageState.DEAD, MessageState.HELD):
        (one,) = await claim(storage)
        await settle(storage, settled(one, state, reason="x"))
    assert await claimed_ids(storage) == ["a3"]


async def test_urgent_messages_overtake_and_wait_for_nobody(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("b1", "bo"))
    (first,) = await claim(storage, limit=1)
    assert first.message.id == "a1"
    await add(storage, message("c1", "carl"), message("a2", lane=Lane.URGENT))
    assert await claimed_ids(storage, urgent=True) == ["a2"]
    assert await claimed_ids(storage) == ["b1", "c1"]


async def test_a_shut_gate_keeps_its_destination_back(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("b1", "bo"))
    await shut(storage, Gate("slack", "T1", "anna", timedelta(milliseconds=400)))
    assert await claimed_ids(storage) == ["b1"]
    await asyncio.sleep(0.5)
    assert await claimed_ids(storage) == ["a1"]


async def test_a_gate_is_never_opened_early_by_a_shorter_wait(storage: SqlStorage) -> None:
    await add(storage, message("a1"))
    await shut(storage, Gate("slack", "T1", "anna", timedelta(hours=1)))
    await shut(storage, Gate("slack", "T1", "anna", timedelta(0)))
    assert await claim(storage) == []


async def test_the_platforms_own_gate_keeps_all_of_it_back(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("t1", platform="teams"))
    await shut(storage, Gate("slack", "", "", timedelta(hours=1)))
    assert await claimed_ids(storage) == ["t1"]


async def test_a_platform_that_refused_our_token_is_asked_with_one_message(
    storage: SqlStorage,
) -> None:
    await add(storage, *(message(f"m{n}", f"person{n}") for n in range(5)))
    await shut(storage, Gate("slack", "", "", timedelta(0), refused="token_revoked"))
    async with storage.read() as work:
        (refusal,) = await work.outbox.refusing()
    assert (refusal.platform, refusal.reason) == ("slack", "token_revoked")
    (probe,) = await claim(storage)
    await settle(storage, settled(probe, MessageState.SENT))
    async with storage.read() as work:
        assert await work.outbox.refusing() == []
    assert len(await claim(storage)) == 4


async def test_only_messages_to_the_given_platforms_are_claimed(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("t1", platform="teams"))
    async with storage.begin() as work:
        assert [c.message.id for c in await work.outbox.claim("t", ["teams"], 9, LEASE)] == ["t1"]


async def test_an_update_waits_until_its_message_is_sent(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("u1", updates="a1"), message("b1", "bo"))
    (first, other) = await claim(storage)
    assert (first.message.id, other.message.id) == ("a1", "b1")
    assert await claim(storage) == []
    await settle(storage, settled(first, MessageState.SENT, platform_id="1800.1"))
    (update,) = await claim(storage)
    assert (update.message.id, update.target) == ("u1", "1800.1")


async def test_an_update_that_waits_for_a_held_message_blocks_nobody(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("u1", updates="a1"), message("a2"))
    (first,) = await claim(storage)
    await settle(storage, settled(first, MessageState.HELD))
    assert await claimed_ids(storage) == ["a2"]


async def test_the_newest_of_several_pending_updates_is_sent(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("b1", "bo"))
    for one in await claim(storage):
        await settle(storage, settled(one, MessageState.SENT, platform_id="p"))
    await add(storage, message("u1", updates="a1"), message("v1", "bo", updates="b1"))
    await add(storage, message("u2", updates="a1"))
    assert await claimed_ids(storage) == ["v1", "u2"]
    assert await state_of(storage, "u1") is MessageState.CANCELLED


async def test_updates_of_what_will_not_be_sent_are_cancelled(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("u1", updates="a1"), message("u2", updates="none"))
    (first,) = await claim(storage)
    await settle(storage, settled(first, MessageState.DEAD))
    async with storage.begin() as work:
        await work.outbox.tidy()
        await work.commit()
    assert await state_of(storage, "u1") is MessageState.CANCELLED
    assert await state_of(storage, "u2") is MessageState.CANCELLED


async def test_what_has_expired_is_recorded_and_never_claimed(
    storage: SqlStorage, clock: SteppedClock
) -> None:
    await add(storage, message("a1"), message("a2", days=9))
    clock.advance(days=8)
    assert await claim(storage) == []
    async with storage.begin() as work:
        await work.outbox.tidy()
        await work.commit()
    assert await state_of(storage, "a1") is MessageState.EXPIRED
    assert await claimed_ids(storage) == ["a2"]


async def test_two_processes_never_claim_the_same_message(
    storage: SqlStorage, database: Database, clock: SteppedClock
) -> None:
    await add(storage, *(message(f"m{n}", f"person{n}") for n in range(60)))
    other = SqlStorage(database, clock)
    found: list[Claim] = []

    async def take(where: SqlStorage) -> None:
        while some := await claim(where, limit=7):
            found.extend(some)

    await asyncio.gather(take(storage), take(other), take(storage))
    assert sorted(c.message.id for c in found) == sorted(f"m{n}" for n in range(60))


async def test_released_messages_are_pending_again(storage: SqlStorage) -> None:
    await add(storage, message("a1"))
    (first,) = await claim(storage)
    async with storage.begin() as work:
        await work.outbox.release("another")
        await work.outbox.release(first.token)
        await work.commit()
    assert await claimed_ids(storage) == ["a1"]


async def shut(storage: SqlStorage, gate: Gate) -> None:
    async with storage.begin() as work:
        await work.outbox.settle((), [gate])
        await work.commit()


async def test_behind_a_long_line_the_first_of_every_other_line_is_claimed(
    storage: SqlStorage,
) -> None:
    line = [message(f"m{n:03}", "channel") for n in range(520)]
    await add(storage, *line, message("b1", "bo"), message("b2", "bo"), message("c1", "carl"))
    assert sorted(await claimed_ids(storage)) == ["b1", "c1", "m000"]
    assert await claimed_ids(storage) == []


async def test_behind_a_long_line_an_update_that_is_not_ready_keeps_nobody_waiting(
    storage: SqlStorage,
) -> None:
    await add(storage, message("a1", "anna"))
    (held,) = await claim(storage)
    await settle(storage, settled(held, MessageState.HELD))
    line = [message(f"m{n:03}", "channel") for n in range(520)]
    update = message("u1", "anna", updates="a1")
    await add(storage, *line, update, message("a2", "anna"))
    assert sorted(await claimed_ids(storage)) == ["a2", "m000"]
