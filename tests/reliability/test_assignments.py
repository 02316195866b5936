"""Whatever is done with an assignment, in whatever order and by however many: one story."""

import asyncio
import os
import random
import signal
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.assignments import Assignment, AssignmentState
from bot.domain.errors import FieldErrors
from bot.services.journal import Cause
from storage.audit import stored_faults
from tests.forks import forks
from tests.reliability.senders import TORTURE
from tests.reliability.unit_acts import (
    ACTS,
    PEOPLE,
    WANTED,
    Act,
    Office,
    found,
    opened_office,
)
from tests.tries import tries

_RIGHT = {
    **dict.fromkeys(("acknowledge", "start", "send-back", "ask", "report", "report-no"), "lone"),
    **dict.fromkeys(("answer", "accept", "return", "again", "withdraw"), "mette"),
    **dict.fromkeys(("worked", "too-early"), "karin"),
    "report-bare": "lone",
}
NAMES = st.sampled_from([*ACTS, "report", "report", "accept", "accept", "again", "ask"])
PRESS = NAMES.flatmap(
    lambda name: st.builds(
        Act, st.just(name), st.sampled_from([_RIGHT[name]] * 4 + [*PEOPLE]), st.booleans()
    )
)
STEPS = st.lists(st.lists(PRESS, min_size=1, max_size=3), min_size=3, max_size=10)
"""Acts one after the other, some of them at once."""

_REFUSED = ("not-allowed.", "assignment-", "form-errors")


def test_any_order_of_steps_leaves_one_story(database_url: str) -> None:
    with asyncio.Runner() as runner:
        opening = opened_office(database_url)
        office, database = runner.run(opening.__aenter__())
        try:
            runner.run(found(office))

            @settings(
                max_examples=tries(4, 200),
                suppress_health_check=[HealthCheck.too_slow],
            )
            @given(STEPS)
            def example(steps: Sequence[Sequence[Act]]) -> None:
                runner.run(play(office, steps))

            example()
            assert runner.run(stored_faults(database)) == []
        finally:
            runner.run(opening.__aexit__(None, None, None))


async def play(office: Office, steps: Sequence[Sequence[Act]]) -> None:
    """Let people act on a new assignment, and see what the log says of it."""
    one = await office.give()
    taken = 1
    for together in steps:
        refusals = await asyncio.gather(*(office.take(one, act) for act in together))
        assert all(not key or key.startswith(_REFUSED) for key in refusals), refusals
        for act, refused in zip(together, refusals, strict=True):
            if act.who == "nina" or act.name == "report-bare":
                assert refused, act
        taken += refusals.count("")
    assert await office.see_one_story(one) == taken


async def test_two_on_one_card_and_a_press_twice_take_effect_once(database_url: str) -> None:
    rivals = (
        ("report", "lone", "send-back", "lone"),
        ("accept", "mette", "return", "jonas"),
        ("worked", "karin", "worked", "jonas"),
    )
    async with opened_office(database_url) as (office, _):
        await found(office)
        one = await office.give()
        for first, who, second, other in rivals:
            if first == "report":
                await office.take(one, Act("acknowledge", "lone"))
            acts = [Act(first, who), Act(second, other)] * (10 if TORTURE else 3)
            refusals = await asyncio.gather(*(office.take(one, act) for act in acts))
            assert refusals.count("") == 1, refusals
            await _set_right(office, one)
        before = len(await office.told(one))
        fresh = await office.give("finance")
        presses = [office.take(fresh, Act("ask", "bo"), "delivery-1") for _ in range(4)]
        refusals = await asyncio.gather(*presses)
        assert sorted(refusals) == ["", *["delivery-again"] * 3]
        assert len((await office.now(fresh)).questions) == 1
        assert await office.see_one_story(one) == before
        await office.see_one_story(fresh)


async def test_two_who_give_the_same_at_once_give_it_once(database_url: str) -> None:
    async with opened_office(database_url) as (office, _):
        await found(office)
        giving = office.services.giving
        both = await asyncio.gather(
            *(
                giving.give("deviation/1", replace(WANTED, units=("sales",)), Cause(who))
                for who in ("mette", "jonas")
            ),
            return_exceptions=True,
        )
        (refused,) = [one for one in both if isinstance(one, FieldErrors)]
        assert refused.errors["units"].key == "assignment-unit-has"
        async with office.storage.read() as work:
            assert [one.number for one in await work.assignments.all()] == ["OP-1"]


async def _set_right(office: Office, one: Assignment) -> None:
    """Bring it on where the loser of a race would have brought it elsewhere."""
    state = (await office.now(one)).state
    if state is AssignmentState.SENT_BACK:
        await office.take(one, Act("again", "mette"))
    if (await office.now(one)).is_with_unit:
        assert not await office.take(one, Act("report", "lone"))
        if state is AssignmentState.STARTED:
            assert not await office.take(one, Act("accept", "mette"))


async def test_a_killed_process_leaves_one_story(either_url: str) -> None:
    kills, each = (12, 40) if TORTURE else (1, 12)
    async with opened_office(either_url) as (office, database):
        await found(office)
        given = [await office.give(unit) for unit in ("sales", "finance")]
        acknowledged = len(given)
        for round_ in range(kills):
            acknowledged += await asyncio.to_thread(
                _acted_until_killed, either_url, [one.id for one in given], round_, each
            )
            stories = [await office.see_one_story(one) for one in given]
            # What was committed as the process died was told to nobody.
            assert acknowledged <= sum(stories) <= acknowledged + 1
            acknowledged = sum(stories)
        assert await stored_faults(database) == []


def _acted_until_killed(url: str, ids: Sequence[str], seed: int, count: int) -> int:
    """Let a process act, and kill it when so many acts are acknowledged; return how many were."""
    ours, theirs = Pipe()
    process = forks().Process(target=_act, args=(url, ids, seed, theirs))
    process.start()
    theirs.close()
    done = 0
    try:
        while done < count:
            ours.recv()
            done += 1
    finally:
        if process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
        process.join()
    try:
        while ours.poll():
            ours.recv()
            done += 1
    except EOFError:
        pass
    return done


def _act(url: str, ids: Sequence[str], seed: int, to: Connection) -> None:
    """Act at random in this process for ever, and tell of each act once it is taken."""

    async def work() -> None:
        drawn = random.Random(seed)
        names = [name for name in ACTS if name not in ("withdraw", "worked", "report-bare")]
        async with opened_office(url) as (office, _):
            async with office.storage.read() as reading:
                kept = [await reading.assignments.find(one) for one in ids]
            while True:
                one = drawn.choice([assignment for assignment in kept if assignment])
                name = drawn.choice(names)
                head = "lone" if one.unit_id == "sales" else "bo"
                who = head if _RIGHT[name] == "lone" else _RIGHT[name]
                if not await office.take(one, Act(name, who)):
                    to.send(name)

    asyncio.run(work())
