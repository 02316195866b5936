"""Whatever is done with an input, in whatever order and by however many: one story."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app.clocks import SystemClock
from bot.app.house import journal_of
from bot.domain.errors import NotReady, TovholderError
from bot.domain.flows import Flow, FlowStep, InputType, StepKind, Urgency
from bot.domain.inputs import Input, InputState
from bot.domain.language import Localized
from bot.domain.people import Assignment as Held
from bot.domain.people import Person, Role
from bot.services.inputs import Inputs, NewInput
from bot.services.journal import Cause
from bot.services.ports import AuditRecord
from bot.services.snapshots import Snapshots
from storage.audit import stored_faults
from storage.database import Database, open_database
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.forks import forks
from tests.reliability.senders import TORTURE
from tests.tries import tries

NAME = Localized("Varsling", "Alert")
FUNCTION = "infosec-function"
WHEN = Localized("Ved behov", "If needed")
FLOW = Flow(
    "flow",
    NAME,
    (FUNCTION, "units"),
    (
        FlowStep(1, FUNCTION, StepKind.TASK, NAME),
        FlowStep(2, FUNCTION, StepKind.TASK, NAME, WHEN),
        FlowStep(3, "units", StepKind.TASK, NAME, act="assignment_card"),
        FlowStep(4, FUNCTION, StepKind.TASK, NAME, act="unheard_of"),
        FlowStep(5, FUNCTION, StepKind.GATEWAY, NAME, act="close_or_deviation"),
    ),
)
TYPE = InputType("type", NAME, NAME, "flow", Urgency.HIGH)
PEOPLE = ("mette", "jonas", "nina")
"""The function is Mette's and Jonas'; Nina brings the inputs."""

Doing = Callable[[Inputs, str, Cause], Awaitable[object]]


def _triage(way: InputState) -> Doing:
    return lambda inputs, one, by: inputs.triage(one, way, "Sådan", None, by)


def _done(n: int) -> Doing:
    return lambda inputs, one, by: inputs.done(one, n, "Gjort", by)


def _skip(n: int) -> Doing:
    return lambda inputs, one, by: inputs.skip(one, n, "Ikke aktuelt", by)


ACTS: Mapping[str, Doing] = {
    "take": lambda inputs, one, by: inputs.take(one, by),
    "urgent": lambda inputs, one, by: inputs.set_urgency(one, Urgency.IMMEDIATE, by),
    "present": _triage(InputState.PRESENTED),
    "handle": _triage(InputState.HANDLED),
    "not-relevant": _triage(InputState.NOT_RELEVANT),
    **{f"done-{n}": _done(n) for n in FLOW.step},
    **{f"skip-{n}": _skip(n) for n in FLOW.step},
    "close": lambda inputs, one, by: inputs.close(one, "Nedlagt", by),
}
_LEADING = ("present", "handle", *(f"done-{n}" for n in FLOW.step), "skip-2")


@dataclass(frozen=True)
class Desk:
    """The service of inputs on a database of its own."""

    storage: SqlStorage
    inputs: Inputs

    async def receive(self) -> Input:
        """Bring an input as Nina."""
        return await self.inputs.receive(NewInput("type", "Hul i fjernadgangen"), Cause("nina"))

    async def take(self, one: str, act: str, who: str, *deliveries: str) -> str:
        """Let somebody act; return why it was refused, "" when it was not."""
        while True:
            try:
                await ACTS[act](self.inputs, one, Cause(who, deliveries))
            except NotReady:
                continue
            except TovholderError as error:
                return error.key
            else:
                return ""

    async def see_one_story(self, one: str) -> None:
        """See that the log tells of what is stored: each step once, and nothing after the end."""
        async with self.storage.read() as work:
            now = await work.inputs.find(one)
            every = [entry.record async for entry in work.audit.entries()]
        assert now is not None
        story = [record for record in every if record.subject == now.subject]
        marked = [record.data["step"] for record in story if record.kind == "input.step-marked"]
        assert sorted(marked) == sorted(map(int, now.marks))
        kinds = [record.kind for record in story]
        assert kinds.count("input.received") == 1 == kinds.index("input.received") + 1
        assert kinds.count("input.triaged") == (now.state not in _UNJUDGED)
        assert now.is_over == _ended(story)


_UNJUDGED = (InputState.RECEIVED, InputState.TRIAGE)


def _ended(story: Sequence[AuditRecord]) -> bool:
    """Tell whether the log ends it; fails where anything but its last marks comes after."""
    states = [record.data["state"] for record in story]
    over = [state in ("not-relevant", "closed") for state in states]
    assert over == sorted(over), states
    return over[-1]


@asynccontextmanager
async def opened_desk(url: str) -> AsyncIterator[tuple[Desk, Database]]:
    """Open the service on the migrated database at `url`, with a clock that stands still."""
    database = await open_database(url)
    clock = SteppedClock()
    storage = SqlStorage(database, SystemClock())
    try:
        inputs = Inputs(storage, Snapshots(storage), journal_of(clock, ()), clock)
        await inputs.snapshots.refresh()
        yield Desk(storage, inputs), database
    finally:
        await database.close()


async def staff(desk: Desk) -> None:
    """Write the people and the flow."""
    async with desk.storage.begin() as work:
        await work.people.save_people([Person(p, p, f"{p}@example.dk") for p in PEOPLE])
        await work.people.save_roles([Role(FUNCTION, NAME), Role("units", NAME)])
        held = [Held(f"h-{p}", FUNCTION, date(2026, 1, 1), person_id=p) for p in PEOPLE[:2]]
        await work.people.save_assignments(held)
        await work.flows.save_flows([FLOW])
        await work.flows.save_types([TYPE])
        await work.commit()


PRESS = st.tuples(
    st.sampled_from([*ACTS, *_LEADING]), st.sampled_from(["mette", "jonas", "mette", "nina"])
)
STEPS = st.lists(st.lists(PRESS, min_size=1, max_size=3), min_size=4, max_size=12)


def test_any_order_of_acts_leaves_one_story(database_url: str) -> None:
    with asyncio.Runner() as runner:
        opening = opened_desk(database_url)
        desk, database = runner.run(opening.__aenter__())
        try:
            runner.run(staff(desk))

            @settings(max_examples=tries(4, 200), suppress_health_check=[HealthCheck.too_slow])
            @given(STEPS)
            def example(steps: Sequence[Sequence[tuple[str, str]]]) -> None:
                runner.run(play(desk, steps))

            example()
            assert runner.run(stored_faults(database)) == []
        finally:
            runner.run(opening.__aexit__(None, None, None))


async def play(desk: Desk, steps: Sequence[Sequence[tuple[str, str]]]) -> None:
    """Let people act on a new input, some of them at once, and see what the log says of it."""
    one = (await desk.receive()).id
    for together in steps:
        await asyncio.gather(*(desk.take(one, act, who) for act, who in together))
    await desk.see_one_story(one)


async def test_two_on_one_card_and_a_press_twice_take_effect_once(database_url: str) -> None:
    async with opened_desk(database_url) as (desk, _):
        await staff(desk)
        one = (await desk.receive()).id
        for rivals in (("present", "handle"), ("done-1",), ("skip-2", "done-2"), ("done-3",)):
            acts = [(act, who) for act in rivals for who in PEOPLE[:2]]
            refusals = await asyncio.gather(*(desk.take(one, act, who) for act, who in acts))
            assert refusals.count("") == 1, (rivals, refusals)
        presses = [desk.take(one, "done-4", "mette", "delivery-1") for _ in range(3)]
        assert (await asyncio.gather(*presses)).count("") == 1
        await desk.see_one_story(one)


async def test_a_killed_process_leaves_one_story(either_url: str) -> None:
    kills, each = (12, 30) if TORTURE else (1, 5)
    async with opened_desk(either_url) as (desk, database):
        await staff(desk)
        for round_ in range(kills):
            ids = [(await desk.receive()).id for _ in range(8)]
            await asyncio.to_thread(_acted_until_killed, either_url, ids, round_, each)
            for one in ids:
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
            while True:
                act = drawn.choice(_LEADING)
                if not await desk.take(drawn.choice(ids), act, "mette"):
                    to.send(act)

    asyncio.run(work())
