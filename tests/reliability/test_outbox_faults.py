"""Messages go out once, whatever fails: kill -9, stopped processes, failing platforms."""

import asyncio
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.domain.delivery import Lane, MessageState
from storage.unit_of_work import SqlStorage
from tests.reliability.flaky import FlakyPlatforms, Troubles
from tests.reliability.sender import Orders
from tests.reliability.senders import (
    TORTURE,
    fill,
    meet,
    messages,
    sender,
    until_settled,
)

SENT, HELD = MessageState.SENT, MessageState.HELD


def lagging() -> Troubles:
    """Return the platforms' faults: of full length in a full run."""
    if TORTURE:
        return Troubles()
    return Troubles(retry_after=0.3, hang=3.0, lag=0.3)


def orders(
    database_url: str, platforms: FlakyPlatforms, *, alone: bool, platform: str = "slack"
) -> Orders:
    """Return what the senders are told: leases short enough to run out in a test."""
    told = Orders(database_url, platforms.url, alone, lease=(8, 2, 1), platforms=(platform,))
    return told if TORTURE else replace(told, lease=(5, 2, 1), checks=(0.1, 0.2, 0.2, 0.2))


@pytest.mark.parametrize("platform", ["slack", "teams"] if TORTURE else ["slack"])
async def test_kill_9_loses_nothing_and_repeats_nothing(
    storage: SqlStorage, database_url: str, platform: str
) -> None:
    count, kills = (1000, 8) if TORTURE else (40, 1)
    await fill(storage, messages(count, platform))
    two = database_url.startswith("postgresql")
    async with FlakyPlatforms(lagging()) as platforms:
        if platform == "teams":
            await meet(storage, platforms.url, count)
        told = orders(database_url, platforms, alone=not two, platform=platform)
        for round_ in range(kills):
            # Of what arrives the held ones are missing on Teams.
            target = (round_ + 1) * count // (2 * kills + 2)
            if two:
                async with sender(told) as doomed, sender(told) as other:
                    await platforms.until(target, 180 if TORTURE else 60)
                    await doomed.kill()
                    await asyncio.sleep(0.1)
                    await other.kill()
            else:
                async with sender(told) as doomed:
                    await platforms.until(target, 180 if TORTURE else 60)
                    await doomed.kill()
        async with sender(told):
            states = await until_settled(storage, 280 if TORTURE else 60)
    times = platforms.times()
    assert [title for title, n in times.items() if n > 1] == []
    assert platforms.too_early == 0
    assert set(states) <= {SENT, HELD}
    async with storage.read() as work:
        held = {letter.message.card["title"] for letter in await work.outbox.letters([HELD], 2000)}
    if platform == "slack":
        assert held == set()
    else:
        assert held
        assert len(held) < count
    assert set(times) | held == {f"m{n}" for n in range(count)}
    assert states[SENT] == count - len(held)


@pytest.mark.skipif(not TORTURE, reason="its clock is the machine's: only where nothing else runs")
async def test_a_process_stopped_past_its_lease_repeats_nothing(
    postgresql_storage: SqlStorage, postgresql_url: str
) -> None:
    count, pauses = (2000, 4) if TORTURE else (60, 1)
    await fill(postgresql_storage, messages(count, "slack"))
    quiet = replace(lagging(), share=0.0)
    async with FlakyPlatforms(quiet) as platforms:
        told = orders(postgresql_url, platforms, alone=False)
        async with sender(told) as first:
            for round_ in range(pauses):
                await platforms.until((round_ + 1) * count // (pauses + 3))
                first.pause()
                async with sender(told) as second:
                    # Its lease runs out meanwhile, and what it had in hand is taken over.
                    await asyncio.sleep(told.lease[0] + 1)
                    if round_ + 1 == pauses:
                        await platforms.until(count, 120)
                    await second.stop()
                first.go_on()
            states = await until_settled(postgresql_storage, 120)
    assert states == {SENT: count}
    assert [title for title, n in platforms.times().items() if n > 1] == []


async def test_sigterm_leaves_nothing_that_is_being_sent(
    either_storage: SqlStorage, either_url: str
) -> None:
    storage, database_url = either_storage, either_url
    count = 300 if TORTURE else 60
    await fill(storage, [*messages(count, "slack"), *messages(5, "teams", first=count)])
    async with FlakyPlatforms(Troubles(share=0, lag=0)) as platforms:
        await meet(storage, platforms.url, count + 5)
        told = Orders(
            database_url,
            platforms.url,
            alone=True,
            checks=(0.1, 0.1, 0.1),
            platforms=("slack", "teams"),
        )
        async with sender(told) as one:
            await platforms.until(10)
            # From here on the platforms take what they are sent, and never answer.
            platforms.hold = asyncio.Event()
            await asyncio.sleep(0.3)
            seconds = await one.stop()
        platforms.hold.set()
        platforms.hold = None
        assert seconds < 6.5
        async with storage.read() as work:
            states = await work.outbox.count()
        assert states[MessageState.SENDING] == 0
        async with sender(told):
            await until_settled(storage, 60)
    assert [title for title, n in platforms.times().items() if n > 1] == []
    assert set(platforms.times()) == {f"m{n}" for n in range(count + 5)}


async def test_one_channel_gets_its_messages_in_order_with_the_gap_kept(
    either_storage: SqlStorage, either_url: str
) -> None:
    count, gap = (5000, 0.004) if TORTURE else (60, 0.02)
    await fill(either_storage, messages(count, "slack", to="C0GENERAL"))
    async with (
        FlakyPlatforms(Troubles(share=0)) as platforms,
        sender(Orders(either_url, platforms.url, alone=True, pace=gap)),
    ):
        await until_settled(either_storage, 900 if TORTURE else 60)
    assert [arrival.title for arrival in platforms.arrived] == [f"m{n}" for n in range(count)]
    gaps = [b.at - a.at for a, b in pairwise(platforms.arrived)]
    assert min(gaps) >= gap


async def test_an_urgent_message_overtakes_reminders(
    either_storage: SqlStorage, either_url: str
) -> None:
    count = 10_000 if TORTURE else 600
    await fill(either_storage, messages(count, "slack"))
    async with (
        FlakyPlatforms(Troubles(share=0)) as platforms,
        sender(Orders(either_url, platforms.url, alone=True)),
    ):
        await platforms.until(20)
        await fill(either_storage, messages(1, "slack", first=count, lane=Lane.URGENT))
        written = time.monotonic()
        await platforms.until_there(f"m{count}")
        arrived = platforms.arrived[-1].at
        behind = count + 1 - len(platforms.arrived)
    assert behind > count // 4
    assert arrived - written < 2
