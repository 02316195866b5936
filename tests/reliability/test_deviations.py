"""Whatever is done with a deviation, in whatever order and by however many: one story."""

import asyncio
import os
import random
import signal
from collections.abc import Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.deviations import DeviationState
from storage.audit import stored_faults
from tests.forks import forks
from tests.reliability.deviation_acts import ACTS, PEOPLE, Act, Desk, opened_desk, staff
from tests.reliability.senders import TORTURE
from tests.tries import tries

_LEADING = ("minor", "cause", "lone-acts", "do", "do", "worked", "not", "partly", "reopen")
NAMES = st.sampled_from([*ACTS, *_LEADING])
PRESS = NAMES.flatmap(
    lambda name: st.builds(
        Act,
        st.just(name),
        st.sampled_from([*(["lone"] if name == "do" else ["mette", "jonas"]) * 4, *PEOPLE]),
        st.booleans(),
    )
)
STEPS = st.lists(st.lists(PRESS, min_size=1, max_size=3), min_size=4, max_size=12)
"""Acts one after the other, some of them at once."""

_REFUSED = ("not-allowed.", "deviation-", "form-errors", "plan-")


def test_any_order_of_steps_leaves_one_story(database_url: str) -> None:
    with asyncio.Runner() as runner:
        opening = opened_desk(database_url)
        desk, database = runner.run(opening.__aenter__())
        try:
            runner.run(staff(desk))

            @settings(max_examples=tries(3, 200), suppress_health_check=[HealthCheck.too_slow])
            @given(STEPS)
            def example(steps: Sequence[Sequence[Act]]) -> None:
                runner.run(play(desk, steps))

            example()
            assert runner.run(stored_faults(database)) == []
        finally:
            runner.run(opening.__aexit__(None, None, None))


async def play(desk: Desk, steps: Sequence[Sequence[Act]]) -> None:
    """Let people act on a new deviation, and see what the log says of it."""
    one = await desk.register()
    for together in steps:
        refusals = await asyncio.gather(*(desk.take(one, act) for act in together))
        assert all(not key or key.startswith(_REFUSED) for key in refusals), refusals
        for act, refused in zip(together, refusals, strict=True):
            assert refused or act.name != "not-bare", act
    await desk.see_one_story(one)


async def test_two_on_one_card_and_a_press_twice_take_effect_once(database_url: str) -> None:
    async with opened_desk(database_url) as (desk, _):
        await staff(desk)
        one = await desk.register()
        for step in (("minor", "critical"), ("cause", "close"), ("lone-acts", "bo-acts")):
            names = [step[0], *step] * (5 if TORTURE else 1)
            acts = [Act(name, who, old=True) for name in names for who in ("mette", "jonas")]
            card = await desk.now(one)
            refusals = await asyncio.gather(*(desk.take(card, act) for act in acts))
            assert refusals.count("") == 1, refusals
            if (await desk.now(one)).state is DeviationState.CLOSED:
                for name in ("reopen", "cause"):
                    assert not await desk.take(one, Act(name, "mette"))
        presses = [desk.take(one, Act("do", "mette"), "delivery-1") for _ in range(3)]
        assert (await asyncio.gather(*presses)).count("") == 1
        own, card = await desk.take(one, Act("worked", "mette")), await desk.now(one)
        assert own == "not-allowed.deviation-verify-own"
        names = ("worked", "not", "worked")
        both = [desk.take(card, Act(name, "nina", old=True)) for name in names]
        assert (await asyncio.gather(*both)).count("") == 1
        await desk.see_one_story(one)


async def test_a_killed_process_leaves_one_story(either_url: str) -> None:
    kills, each = (12, 40) if TORTURE else (1, 5)
    async with opened_desk(either_url) as (desk, database):
        await staff(desk)
        both = [await desk.register() for _ in range(2)]
        for round_ in range(kills):
            ids = [one.id for one in both]
            await asyncio.to_thread(_acted_until_killed, either_url, ids, round_, each)
            for one in both:
                await desk.see_one_story(one)
        assert await stored_faults(database) == []


def _acted_until_killed(url: str, ids: Sequence[str], seed: int, count: int) -> None:
    """Let a process act, and kill it when so many acts are acknowledged."""
    ours, theirs = Pipe()
    process = forks().Process(target=_act, args=(url, ids, seed, theirs))
    process.start()
    theirs.close()
    try:
        for _ in range(count):
            ours.recv()
    finally:
        if process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
        process.join()


def _act(url: str, ids: Sequence[str], seed: int, to: Connection) -> None:
    """Act at random in this process for ever, and tell of each act once it is taken."""

    async def work() -> None:
        drawn = random.Random(seed)
        async with opened_desk(url) as (desk, _):
            async with desk.storage.read() as reading:
                kept = [await reading.deviations.find(one) for one in ids]
            while True:
                one = drawn.choice([deviation for deviation in kept if deviation])
                name = drawn.choice(_LEADING)
                who = "lone" if name == "do" else drawn.choice(["mette", "jonas", "nina"])
                if not await desk.take(one, Act(name, who)):
                    to.send(name)

    asyncio.run(work())
