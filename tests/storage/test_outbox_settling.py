"""Settling, recovering, and what the operator may ask and do."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.delivery import Gate, Lane, MessageState
from storage.database import open_database
from storage.unit_of_work import SqlStorage
from tests.databases import START, SteppedClock
from tests.storage.outboxes import (
    add,
    claim,
    claim_unknown,
    claimed_ids,
    message,
    settle,
    settled,
    state_of,
)

SENT, PENDING, UNKNOWN = MessageState.SENT, MessageState.PENDING, MessageState.UNKNOWN


async def recover(storage: SqlStorage, *, abandoned: bool = False) -> list[str]:
    async with storage.begin() as work:
        left = await work.outbox.recover(abandoned=abandoned)
        await work.commit()
    return list(left)


async def replay(storage: SqlStorage, message_id: str) -> bool:
    async with storage.begin() as work:
        done = await work.outbox.replay(message_id)
        await work.commit()
    return done


async def test_only_who_holds_the_lease_settles(storage: SqlStorage) -> None:
    await add(storage, message("a1"))
    (first,) = await claim(storage, lease=timedelta(0))
    await recover(storage)
    (second,) = [one async for one in _unknown(storage)]
    assert await settle(storage, settled(first, SENT)) == []
    assert await state_of(storage, "a1") is UNKNOWN
    assert await settle(storage, settled(second, SENT)) == ["a1"]
    assert await settle(storage, settled(second, PENDING)) == []
    assert await state_of(storage, "a1") is SENT


async def test_what_a_stopped_process_has_locked_keeps_nothing_else_from_being_recovered(
    postgresql_url: str, clock: SteppedClock
) -> None:
    database = await open_database(postgresql_url)
    storage = SqlStorage(database, clock)
    await add(storage, message("a1"), message("b1", "bo"))
    claims = {one.message.id: one for one in await claim(storage, lease=timedelta(0))}
    async with storage.begin() as stopped:
        await stopped.outbox.settle([settled(claims["a1"], SENT)])
        assert await recover(storage) == ["b1"]
    await database.close()


async def test_many_are_settled_at_once_each_in_its_own_way(storage: SqlStorage) -> None:
    await add(storage, *(message(f"m{n}", f"person{n}") for n in range(60)))
    claims = await claim(storage)
    states = [SENT, PENDING, MessageState.DEAD]
    await settle(
        storage,
        *(
            settled(one, states[n % 3], reason=f"r{n}", platform_id=f"p{n}", attempts=n)
            for n, one in enumerate(claims)
        ),
    )
    async with storage.read() as work:
        for n, one in enumerate(claims):
            letter = await work.outbox.letter(one.message.id)
            assert letter is not None
            assert (letter.state, letter.reason, letter.attempts, letter.platform_id) == (
                states[n % 3],
                f"r{n}",
                n,
                f"p{n}",
            )


async def test_a_lease_that_runs_out_makes_the_outcome_unknown(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("b1", "bo"))
    await claim(storage, limit=1, lease=timedelta(milliseconds=100))
    await claim(storage)
    await asyncio.sleep(0.15)
    assert await recover(storage) == ["a1"]
    assert await recover(storage) == []
    assert await state_of(storage, "b1") is MessageState.SENDING
    assert await recover(storage, abandoned=True) == ["b1"]


async def test_who_had_the_lease_may_still_say_what_became_of_it(storage: SqlStorage) -> None:
    await add(storage, message("a1"))
    (one,) = await claim(storage, lease=timedelta(0))
    await recover(storage)
    assert await settle(storage, settled(one, SENT, platform_id="p")) == ["a1"]
    assert await state_of(storage, "a1") is SENT


async def test_a_message_of_unknown_outcome_is_looked_into_by_one(storage: SqlStorage) -> None:
    await add(storage, message("a1"))
    (one,) = await claim(storage)
    await asyncio.sleep(1)
    await settle(storage, settled(one, UNKNOWN, checks=1))
    (first,) = await claim_unknown(storage)
    assert (first.message.id, first.checks) == ("a1", 1)
    # The moment of the call that is in doubt, not of the look.
    assert first.tried_at - one.tried_at < timedelta(seconds=0.9)
    assert await claim_unknown(storage) == []
    assert await claim(storage) == []
    await settle(storage, settled(first, UNKNOWN, wait=timedelta(hours=1)))
    assert await claim_unknown(storage) == []


async def test_a_dead_letter_is_replayed_once(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("b1", "bo"))
    (first, other) = await claim(storage)
    await settle(storage, settled(first, MessageState.DEAD), settled(other, MessageState.HELD))
    assert [await replay(storage, "a1"), await replay(storage, "a1")] == [True, False]
    (again,) = await claim(storage)
    assert (again.message.key, again.attempts) == (first.message.key, 0)
    await settle(storage, settled(again, SENT))
    assert not await replay(storage, "a1")
    assert await replay(storage, "b1")
    assert not await replay(storage, "nothing")
    # The same notice is not added beside it.
    assert await add(storage, message("a9", key="key:a1")) == []


async def test_what_expired_is_replayed_with_a_new_expiry(
    storage: SqlStorage, clock: SteppedClock
) -> None:
    await add(storage, message("a1", lane=Lane.URGENT))
    clock.advance(days=8)
    async with storage.begin() as work:
        await work.outbox.tidy()
        await work.commit()
    assert await state_of(storage, "a1") is MessageState.EXPIRED
    assert await replay(storage, "a1")
    (again,) = await claim(storage, urgent=True)
    assert again.message.expires_at == START + timedelta(days=15)


async def test_a_replayed_message_goes_behind_those_that_wait(storage: SqlStorage) -> None:
    await add(storage, message("a1"), message("a2"))
    (first,) = await claim(storage)
    await settle(storage, settled(first, MessageState.DEAD))
    assert await replay(storage, "a1")
    assert await claimed_ids(storage) == ["a2"]


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        (MessageState.DEAD, True),
        (MessageState.HELD, True),
        (PENDING, True),
        (SENT, False),
        (UNKNOWN, False),
    ],
)
async def test_what_waits_can_be_given_up(
    sqlite_storage: SqlStorage, state: MessageState, possible: bool
) -> None:
    await add(sqlite_storage, message("a1"))
    (one,) = await claim(sqlite_storage)
    await settle(sqlite_storage, settled(one, state))
    async with sqlite_storage.begin() as work:
        assert await work.outbox.discard("a1", "told by phone") is possible
        await work.commit()
        letter = await work.outbox.letter("a1")
    assert letter is not None
    if possible:
        assert (letter.state, letter.reason) == (MessageState.CANCELLED, "told by phone")
    else:
        assert letter.state is state


async def test_letters_are_listed_by_state_the_oldest_first(
    storage: SqlStorage, clock: SteppedClock
) -> None:
    await add(storage, *(message(f"m{n}", f"person{n}") for n in range(4)))
    claims = await claim(storage)
    for n, state in ((2, MessageState.DEAD), (0, MessageState.HELD), (1, MessageState.DEAD)):
        clock.advance(minutes=1)
        await settle(storage, settled(claims[n], state, reason="why"))
    async with storage.read() as work:
        found = await work.outbox.letters([MessageState.DEAD, MessageState.HELD])
        count = await work.outbox.count()
    assert [letter.message.id for letter in found] == ["m2", "m0", "m1"]
    assert found[0].changed_at == START + timedelta(minutes=1)
    assert found[0].reason == "why"
    assert (count[MessageState.DEAD], count[MessageState.SENDING], count[SENT]) == (2, 1, 0)


async def test_what_nobody_picks_up_is_stuck(storage: SqlStorage, clock: SteppedClock) -> None:
    nothing = timedelta(0)
    await add(storage, message("a1"), message("a2"), message("b1", "bo"), message("c1", "carl"))
    await add(storage, message("u1", updates="a1"))
    (first, held_back, _) = await claim(storage)
    await settle(storage, settled(first, PENDING), settled(held_back, PENDING))
    async with storage.begin() as work:
        await work.outbox.settle((), [Gate("slack", "T1", "bo", timedelta(hours=1))])
        await work.commit()
    await asyncio.sleep(0.01)
    async with storage.read() as work:
        assert [letter.message.id for letter in await work.outbox.stuck(nothing)] == ["a1"]
        assert await work.outbox.stuck(timedelta(minutes=5)) == []
    await recover(storage, abandoned=True)
    clock.advance(minutes=10)
    async with storage.read() as work:
        # By the database's clock it has been due for a moment only.
        assert await work.outbox.stuck(timedelta(minutes=5)) == []


async def test_bodies_are_forgotten_once_they_have_served(
    storage: SqlStorage, clock: SteppedClock
) -> None:
    await add(storage, message("a1"), message("b1", "bo"), message("c1", "carl"))
    first, other, _ = await claim(storage)
    await settle(storage, settled(first, SENT), settled(other, MessageState.HELD))
    clock.advance(days=91)
    async with storage.begin() as work:
        await work.outbox.forget_bodies(clock.now() - timedelta(days=90))
        await work.commit()
        cards = {}
        for name in ("a1", "b1", "c1"):
            letter = await work.outbox.letter(name)
            assert letter is not None
            cards[name] = letter.message.card
    assert cards["a1"] == {}
    assert cards["b1"] != {}
    assert cards["c1"] != {}


async def _unknown(storage: SqlStorage):  # type: ignore[no-untyped-def]
    async with asyncio.timeout(5):
        while not (found := await claim_unknown(storage)):
            await asyncio.sleep(0.1)
    for one in found:
        yield one
