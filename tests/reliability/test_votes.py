"""Everybody votes at once: each has one vote, there is one decision, and its rows are the tally."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import psycopg
from sqlalchemy.pool import QueuePool

from bot.app.clocks import SystemClock
from bot.domain.approvals import Approval, ApprovalState, Choice
from bot.domain.decisions import Decision, Outcome, Tally
from bot.services.journal import Cause
from storage.audit import stored_faults
from storage.database import Database
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.forks import forks
from tests.reliability.ballots import BallotBox, Press, ballot_box, names, opened_box
from tests.reliability.senders import TORTURE
from tests.reliability.servers import own_server

_CHOICES = (Choice.FOR, Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
_FOR = (Choice.FOR, Choice.FOR_WITH_REMARKS)


async def test_a_thousand_at_once_make_one_decision(database: Database) -> None:
    members, doubles, outsiders = (800, 200, 100) if TORTURE else (20, 5, 5)
    box = await ballot_box(SqlStorage(database, SystemClock()), SteppedClock())
    await box.found(members, outsiders)
    approval = await box.ask()
    drawn = random.Random(20270309)
    voters = [*names("m", members), *names("m", doubles), *names("x", outsiders)]
    drawn.shuffle(voters)
    presses = await asyncio.gather(
        *(box.press(approval, voter, drawn.choice(_CHOICES)) for voter in voters)
    )
    outside = [one for one in presses if one.voter.startswith("x-")]
    inside = [one for one in presses if one.voter.startswith("m-")]
    assert {one.refused for one in outside} == {"not-allowed.vote-outsider"}
    assert {one.refused for one in inside} <= {"", "approval-adopted", "approval-not-adopted"}
    await see_one_decision(box, approval, [one for one in inside if not one.refused])
    assert await stored_faults(database) == []


async def see_one_decision(box: BallotBox, approval: Approval, taken: Sequence[Press]) -> None:
    """See that everybody's last vote is one row, that they are the tally, and all of history."""
    after, (decision,) = await box.as_it_stands(approval), await decisions(box)
    assert after.decision_id == decision.id
    choices = {voter: vote.choice for voter, vote in after.votes.items()}
    assert set(choices) == {one.voter for one in taken}
    assert all(
        choice in {one.choice for one in taken if one.voter == voter}
        for voter, choice in choices.items()
    )
    rows = Counter(choices.values())
    yes = sum(rows[choice] for choice in _FOR)
    assert decision.tally == Tally(
        yes, rows[Choice.AGAINST], rows[Choice.ABSTAIN], 0, len(choices), len(after.roster)
    )
    tied = yes == rows[Choice.AGAINST] and choices["m-0"] in _FOR
    assert (decision.outcome is Outcome.ADOPTED) == (yes > rows[Choice.AGAINST] or tied)
    async with box.storage.read() as work:
        history = await work.approvals.history(approval.id)
        told = Counter([entry.record.kind async for entry in work.audit.entries()])
    assert Counter((vote.voter_id, vote.choice) for _, vote in history) == Counter(
        (one.voter, one.choice) for one in taken
    )
    assert told["approval.vote-cast"] == len(taken)
    assert told["decision.recorded"] == told["approval.decided"] == 1


async def decisions(box: BallotBox) -> Sequence[Decision]:
    """Return the register."""
    async with box.storage.read() as work:
        return await work.decisions.all()


async def test_who_waits_for_a_request_has_no_connection_in_hand(database: Database) -> None:
    box = await ballot_box(SqlStorage(database, SystemClock()), SteppedClock())
    await box.found(8)
    approval = await box.ask()
    assert database.writer is not None
    async with box.cases.changing(approval.id, Cause("m-0")):
        others = [
            asyncio.create_task(box.press(approval, voter, Choice.FOR)) for voter in names("m", 8)
        ]
        await asyncio.sleep(0.05)
        pool = database.writer.sync_engine.pool
        assert isinstance(pool, QueuePool)
        assert pool.checkedout() == 1
    assert {one.refused for one in await asyncio.gather(*others)} == {""}


async def test_a_restarted_server_loses_no_acknowledged_vote(postgresql_url: str) -> None:
    members, restarts = (300, 5) if TORTURE else (16, 1)
    taken: list[Press] = []
    async with restartable(postgresql_url) as (url, restart), opened_box(url) as (box, database):
        await box.found(members)
        approval = await box.ask()

        async def press(voter: str) -> None:
            taken.append(await box.press(approval, voter, Choice.FOR))

        async with asyncio.TaskGroup() as group:
            for voter in names("m", members):
                group.create_task(press(voter))
            for round_ in range(restarts):
                while len(taken) < (round_ + 1) * members // (restarts + 1):
                    await asyncio.sleep(0.002)
                await restart()
        # A vote whose commit was cut off may have counted: who pressed again was told so.
        assert {one.refused for one in taken} <= {"", "approval-adopted"}
        after = await box.as_it_stands(approval)
        assert set(after.votes) == {one.voter for one in taken}
        (decision,) = await decisions(box)
        assert decision.tally == Tally(members, 0, 0, 0, members, members)
        assert await stored_faults(database) == []


@asynccontextmanager
async def restartable(url: str) -> AsyncIterator[tuple[str, Callable[[], Awaitable[None]]]]:
    """Have a PostgreSQL of its own, and what restarts it.

    In a short run it is the one at `url`, whose connections end as in a restart.
    """
    if TORTURE:
        async with own_server() as server:
            yield server.url, server.restart
    else:
        yield url, partial(cut_off, url)


async def cut_off(url: str) -> None:
    """End every connection to the database at `url`, as a restart of its server does."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def test_a_killed_process_loses_no_acknowledged_vote(sqlite_url: str) -> None:
    members, kills = (200, 5) if TORTURE else (12, 1)
    acknowledged: list[str] = []
    async with opened_box(sqlite_url) as (box, database):
        await box.found(members)
        approval = await box.ask()
        for round_ in range(kills):
            enough = (round_ + 1) * members // (kills + 1)
            left = [name for name in names("m", members) if name not in acknowledged]
            acknowledged += await asyncio.to_thread(
                _voted_until_killed, sqlite_url, approval.id, left, enough - len(acknowledged)
            )
            kept = (await box.as_it_stands(approval)).votes
            assert set(acknowledged) <= set(kept)
            # What was committed as the process died was acknowledged to nobody.
            assert len(kept) <= len(acknowledged) + round_ + 1
        for voter in names("m", members):
            await box.press(approval, voter, Choice.FOR)
        after = await box.as_it_stands(approval)
        assert (after.state, len(after.votes)) == (ApprovalState.ADOPTED, members)
        assert len(await decisions(box)) == 1
        assert await stored_faults(database) == []


def _voted_until_killed(url: str, approval_id: str, voters: Sequence[str], count: int) -> list[str]:
    """Let a process vote for one after the other, and kill it when so many are acknowledged."""
    ours, theirs = Pipe()
    process = forks().Process(target=_vote, args=(url, approval_id, voters, theirs))
    process.start()
    theirs.close()
    voted: list[str] = []
    try:
        while len(voted) < count:
            voted.append(ours.recv())
    finally:
        if process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
        process.join()
    try:
        while ours.poll():
            voted.append(ours.recv())
    except EOFError:
        pass
    return voted


def _vote(url: str, approval_id: str, voters: Sequence[str], to: Connection) -> None:
    """Vote in this process, and tell of each vote once it is taken."""

    async def work() -> None:
        async with opened_box(url) as (box, _):
            async with box.storage.read() as reading:
                approval = await reading.approvals.find(approval_id)
            assert approval is not None
            for voter in voters:
                await box.press(approval, voter, Choice.FOR)
                to.send(voter)

    asyncio.run(work())
