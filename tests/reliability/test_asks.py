"""Asks and who is consulted, whoever answers in whatever order and at once: one story."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app.clocks import SystemClock
from bot.app.house import journal_of
from bot.domain.ask_rules import Reply
from bot.domain.asks import Affected, Ask, AskState, Audience
from bot.domain.deviations import Deviation
from bot.domain.errors import NotReady, TovholderError
from bot.domain.language import Localized
from bot.domain.people import Assignment as Held
from bot.domain.people import Person, Role, Unit
from bot.services.asks import Asks, NewAsk
from bot.services.deviations import Deviations, NewDeviation
from bot.services.involvement import Involvements, Wanted, mark_of
from bot.services.journal import Cause
from bot.services.permissions import Standing
from bot.services.snapshots import Snapshots
from storage.audit import stored_faults
from storage.database import Database, open_database
from storage.unit_of_work import SqlStorage
from tests.forks import forks
from tests.reliability.senders import TORTURE
from tests.tries import tries

UNITS = ("it", "hr")
HEADS = {"it": "jonas", "hr": "karin"}
PEOPLE = ("mette", "jonas", "karin", "bo")
_ON = date(2026, 1, 1)
_NAMES = ("yes", "no", "close", "involve", "opine", "notice")
PRESS = st.tuples(st.sampled_from(_NAMES), st.sampled_from(PEOPLE), st.booleans())
STEPS = st.lists(st.lists(PRESS, min_size=1, max_size=3), min_size=3, max_size=8)
"""Acts one after the other, some of them at once; on the newest card, or on the first one."""

_REFUSED = ("not-allowed.", "ask-", "form-errors", "involvement-")


def today() -> date:
    """Return the day by the real clock."""
    return SystemClock().now().date()


@dataclass(frozen=True)
class Case:
    """An ask and the deviation that it came from, as they were at first."""

    ask: Ask
    deviation: Deviation


@dataclass(frozen=True)
class Desk:
    """The services on a database of their own."""

    storage: SqlStorage
    asks: Asks
    involvement: Involvements
    deviations: Deviations
    marks: dict[str, str] = field(default_factory=dict)

    async def begin(self) -> Case:
        """Register a deviation, and ask everybody because of it."""
        made = await self.deviations.register(NewDeviation("Døren stod åben"), Cause("bo"))
        wanted = NewAsk("Også hos jer?", Audience.UNITS, today() + timedelta(7), made.subject)
        return Case(await self.asks.start(wanted, Cause("mette")), made)

    async def standing(self, who: str) -> Standing:
        """Return who asks."""
        async with self.storage.read() as work:
            organisation = await work.organisation()
        return Standing(organisation, organisation.person[who], today())

    async def take(
        self, case: Case, name: str, who: str, *deliveries: str, old: bool = False
    ) -> str:
        """Let somebody act; return why it was refused, "" when it was not."""
        while True:
            try:
                await ACTS[name](self, case, who, Cause(who, deliveries), old)
            except NotReady:
                continue
            except TovholderError as error:
                return error.key
            else:
                return ""

    async def answer(
        self, case: Case, who: str, cause: Cause, affected: Affected, *, old: bool
    ) -> None:
        """Answer for one's own unit."""
        standing = await self.standing(who)
        view = await self.asks.view(case.ask.id, standing)
        mark = self.marks.setdefault(f"{case.ask.id}:{who}", view.mark)
        seen = mark if old else view.mark
        await self.asks.answer(case.ask.id, view.keys[:1], seen, Reply(affected), cause)

    async def involve(self, case: Case, who: str, cause: Cause) -> None:
        """Consult Karin and inform Bo."""
        subject = case.deviation.subject
        found = await self.involvement.look(subject, await self.standing(who))
        wanted = Wanted("", ("karin",), ("bo",), "Hvad mener du?", "Til orientering")
        await self.involvement.involve(subject, mark_of(found), wanted, cause)

    async def see_one_story(self, case: Case) -> None:
        """See that the log tells of what is stored, each step once and none after the close."""
        async with self.storage.read() as work:
            every = [entry.record async for entry in work.audit.entries()]
            ask = await work.asks.find(case.ask.id)
            known = await work.involvements.find(case.deviation.subject)
            notes = [
                n for n in await work.involvements.notes() if n.subject.endswith(case.deviation.id)
            ]
        assert ask is not None
        told = [record for record in every if record.subject == ask.subject]
        kinds = [record.kind for record in told]
        assert kinds[0] == "ask.started"
        assert kinds.count("ask.closed") == (ask.state is AskState.CLOSED)
        assert "ask.closed" not in kinds[:-1]
        said = {
            key: (record.actor, record.data["affected"])
            for record in told
            if record.kind == "ask.answered"
            for key in record.data["keys"]
        }
        assert said == {k: (one.by, one.affected.value) for k, one in ask.answers.items()}
        assert all(HEADS[key] == by for key, (by, _) in said.items())
        about = [r for r in every if r.subject == f"involvement/{case.deviation.subject}"]
        chosen = [r for r in about if r.kind == "involvement.chosen"]
        answers = [r for r in about if r.kind == "involvement.answered"]
        assert len(chosen) <= 1 and len(answers) <= len(chosen)
        assert len(notes) == len(chosen)
        consulted = known.consulted if known else ()
        assert [one.answer is not None for one in consulted] == [bool(answers)] * len(chosen)
        posted = [r for r in about if r.kind == "involvement.noticed"]
        assert len(known.notices if known else ()) == len(posted)


Doing = Callable[[Desk, Case, str, Cause, bool], Awaitable[object]]

ACTS: dict[str, Doing] = {
    "yes": lambda d, c, who, by, old: d.answer(c, who, by, Affected.UNKNOWN, old=old),
    "no": lambda d, c, who, by, old: d.answer(c, who, by, Affected.NO, old=old),
    "close": lambda d, c, _, by, __: d.asks.close(c.ask.id, by),
    "involve": lambda d, c, who, by, _: d.involve(c, who, by),
    "opine": lambda d, c, _, by, __: d.involvement.answer(c.deviation.subject, "Lås den", by),
    "notice": lambda d, c, _, by, __: d.involvement.notice(
        c.deviation.subject, ["employees"], "Lås døren", None, by
    ),
}


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[tuple[Desk, Database]]:
    """Open the services on a database, as one process has them."""
    database = await open_database(url)
    clock = SystemClock()
    storage = SqlStorage(database, clock)
    journal = journal_of(clock)
    snapshots = Snapshots(storage)
    await snapshots.refresh()
    try:
        yield (
            Desk(
                storage,
                Asks(storage, journal, clock),
                Involvements(storage, snapshots, journal, clock),
                Deviations(storage, snapshots, journal, clock),
            ),
            database,
        )
    finally:
        await database.close()


async def staff(desk: Desk) -> None:
    """Let Mette be the function, and two units have their heads."""
    async with desk.storage.begin() as work:
        await work.people.save_roles([Role("infosec-function", Localized("Funktionen"))])
        people = [Person(one, one.title(), f"{one}@example.dk") for one in PEOPLE]
        await work.people.save_people(people)
        await work.people.save_assignments([Held("held", "infosec-function", _ON, "mette")])
        await work.people.save_units(
            [Unit(one, Localized(one), head_id=HEADS[one]) for one in UNITS]
        )
        await work.commit()


def test_any_order_of_acts_leaves_one_story(database_url: str) -> None:
    with asyncio.Runner() as runner:
        opening = opened(database_url)
        desk, database = runner.run(opening.__aenter__())
        try:
            runner.run(staff(desk))

            @settings(max_examples=tries(4, 200), suppress_health_check=[HealthCheck.too_slow])
            @given(STEPS)
            def example(steps: Sequence[Sequence[tuple[str, str, bool]]]) -> None:
                runner.run(play(desk, steps))

            example()
            assert runner.run(stored_faults(database)) == []
        finally:
            runner.run(opening.__aexit__(None, None, None))


async def play(desk: Desk, steps: Sequence[Sequence[tuple[str, str, bool]]]) -> None:
    """Let people act on a new ask, and see what the log says of it."""
    case = await desk.begin()
    for together in steps:
        presses = (desk.take(case, name, who, old=old) for name, who, old in together)
        refusals = await asyncio.gather(*presses)
        assert all(not key or key.startswith(_REFUSED) for key in refusals), refusals
    await desk.see_one_story(case)


async def test_two_at_once_and_a_press_twice_take_effect_once(database_url: str) -> None:
    async with opened(database_url) as (desk, _):
        await staff(desk)
        case = await desk.begin()
        twice = [desk.take(case, "no", "jonas", "delivery-1", old=True) for _ in range(3)]
        assert (await asyncio.gather(*twice)).count("") == 1
        both = [desk.take(case, "involve", "mette") for _ in range(3)]
        assert (await asyncio.gather(*both)).count("") == 1
        both = [desk.take(case, "opine", "karin") for _ in range(2)]
        assert sorted(await asyncio.gather(*both)) == ["", "involvement-answered"]
        both = [desk.take(case, "close", "mette"), desk.take(case, "close", "mette")]
        assert sorted(await asyncio.gather(*both)) == ["", "ask-is-closed"]
        assert await desk.take(case, "yes", "karin") == "ask-is-closed"
        assert await desk.take(case, "involve", "bo") == "not-allowed.involvement"
        await desk.see_one_story(case)


async def test_a_killed_process_leaves_one_story(either_url: str) -> None:
    kills, each = (12, 20) if TORTURE else (1, 3)
    async with opened(either_url) as (desk, database):
        await staff(desk)
        for round_ in range(kills):
            cases = [await desk.begin() for _ in range(4)]
            await asyncio.to_thread(_acted_until_killed, either_url, cases, round_, each)
            for case in cases:
                await desk.see_one_story(case)
        assert await stored_faults(database) == []


def _acted_until_killed(url: str, cases: Sequence[Case], seed: int, count: int) -> None:
    """Let a process act, and kill it when so many acts are acknowledged."""
    ours, theirs = Pipe()
    process = forks().Process(target=_act, args=(url, cases, seed, theirs))
    process.start()
    theirs.close()
    try:
        for _ in range(count):
            ours.recv()
    finally:
        if process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
        process.join()


def _act(url: str, cases: Sequence[Case], seed: int, to: Connection) -> None:
    """Act at random in this process for ever, and tell of each act once it is taken."""

    async def work() -> None:
        drawn = random.Random(seed)
        async with opened(url) as (desk, _):
            while True:
                name, who = drawn.choice(_NAMES), drawn.choice(PEOPLE)
                if not await desk.take(drawn.choice(cases), name, who):
                    to.send(name)

    asyncio.run(work())
