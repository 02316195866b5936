"""A morning's reminders reach everyone once and in order, whatever dies while they are told."""

import asyncio
from collections import defaultdict
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.crowd import MORNINGS, moment_of, write_crowd
from bot.domain.assignments import Assignment, AssignmentState, EffectCheck
from bot.domain.delivery import MessageState
from bot.domain.plan import Bearer
from storage.database import open_database
from storage.unit_of_work import SqlStorage
from tests.reliability.flaky import FlakyPlatforms, Troubles
from tests.reliability.sender import Orders
from tests.reliability.senders import TORTURE, Sender, sender, until_settled
from tests.reliability.teller import WrittenClock

PEOPLE, DAYS = (2_500, 4) if TORTURE else (40, 3)
SECONDS = 900 if TORTURE else 60
EVERY = 4.0 if TORTURE else 1.0
LEAST_KILLS, MOST_KILLS = (5, 1_000) if TORTURE else (1, 1)
# On a machine that does much else a process may not even have begun after so few seconds.
BETWEEN = 100 if TORTURE else 5
AT_MOST = 60.0


@dataclass
class Tellers:
    """Processes of which one is killed every few seconds, and takes up its work again.

    Args:
        orders, clock: what each is told.
        count: how many run at a time.
    """

    orders: Orders
    clock: WrittenClock
    count: int
    kills: int = 0
    _running: list[tuple[Sender, AsyncExitStack]] = field(default_factory=list)

    async def start(self) -> None:
        """Run them all."""
        for _ in range(self.count):
            self._running.append(await self._one())

    async def kill_one(self) -> None:
        """End the one that has run longest as a power failure does, and start it again."""
        doomed, stack = self._running.pop(0)
        await doomed.kill()
        await stack.aclose()
        self.kills += 1
        self._running.append(await self._one())

    async def stop(self) -> None:
        """End them all."""
        for _, stack in self._running:
            await stack.aclose()

    async def _one(self) -> tuple[Sender, AsyncExitStack]:
        stack = AsyncExitStack()
        module = "tests.reliability.teller"
        one = await stack.enter_async_context(
            sender(self.orders, str(self.clock.file), module=module)
        )
        return one, stack


@pytest.fixture(params=["postgresql", "sqlite"] if TORTURE else ["postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of this test's own database, on which two processes can work or one."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


async def test_everyone_is_reminded_once_and_in_order_while_processes_die(
    url: str, tmp_path: Path
) -> None:
    clock = WrittenClock(tmp_path / "now")
    clock.set(moment_of(MORNINGS[0]).replace(hour=6))
    database = await open_database(url)
    storage = SqlStorage(database, clock)
    await write_crowd(database, PEOPLE, DAYS - 1)
    await owe_answers(storage, PEOPLE, MORNINGS[DAYS - 1])
    troubles = Troubles() if TORTURE else Troubles(retry_after=0.3, hang=3.0, lag=0.3)
    async with FlakyPlatforms(troubles) as platforms:
        two = url.startswith("postgresql")
        orders = Orders(url, platforms.url, alone=not two, lease=(8, 2, 1))
        if not TORTURE:
            orders = replace(orders, lease=(5, 2, 1), checks=(0.1, 0.2, 0.2, 0.2))
        tellers = Tellers(orders, clock, 2 if two else 1)
        try:
            await tellers.start()
            killing = asyncio.create_task(keep_killing(tellers, platforms))
            for morning in MORNINGS[:DAYS]:
                clock.set(moment_of(morning))
                await until_told(storage, morning)
            # The last of them are told by processes that are killed too.
            await platforms.until(int(0.9 * PEOPLE * DAYS), SECONDS)
            killing.cancel()
            await asyncio.wait([killing])
            states = await until_settled(storage, SECONDS)
        finally:
            await tellers.stop()
    await database.close()
    assert tellers.kills >= LEAST_KILLS
    assert states == {MessageState.SENT: PEOPLE * DAYS}
    told = defaultdict(list)
    for arrival in platforms.arrived:
        told[arrival.place].append(arrival.title.split()[-1])
    assert len(told) == PEOPLE
    in_order = [f"m{number}" for number in range(1, DAYS + 1)]
    assert [place for place, titles in told.items() if titles != in_order] == []
    assert platforms.too_early == 0


async def owe_answers(storage: SqlStorage, people: int, morning: date) -> None:
    """Have everybody asked, on the last of the mornings, whether something has worked."""
    given_at = moment_of(MORNINGS[0])
    chief = Bearer(role_id="chief")
    async with storage.begin() as work:
        for number in range(people):
            asked = EffectCheck(morning, Bearer(person_id=f"person-{number:06}"))
            assignment = Assignment(
                f"assignment-{number}",
                await work.assignments.next_number(),
                "unit",
                f"m{DAYS}",
                "",
                morning,
                chief,
                "person-000000",
                given_at,
                state=AssignmentState.ACCEPTED,
                effect=asked,
            )
            await work.assignments.save(assignment)
        await work.commit()


async def keep_killing(tellers: Tellers, platforms: FlakyPlatforms) -> None:
    """Kill a process every few seconds, once some messages have arrived since the last time."""
    while tellers.kills < MOST_KILLS:
        enough = len(platforms.arrived) + BETWEEN
        await asyncio.sleep(EVERY)
        # One that does nothing at all is killed too, and is found by what is missing at the end.
        with suppress(TimeoutError):
            await platforms.until(enough, AT_MOST)
        # Not cut off between a kill and the start that follows it.
        await asyncio.shield(tellers.kill_one())


async def until_told(storage: SqlStorage, morning: date) -> None:
    """Wait until every reminder of a morning is written; most of them are still to be sent."""
    async with asyncio.timeout(SECONDS):
        while True:
            async with storage.read() as work:
                if await work.reminders.last_morning() == morning:
                    return
            await asyncio.sleep(0.05)
