"""Two units with assignments, whatever people do with them, and the story that the log tells."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date

from bot.app.clocks import SystemClock
from bot.app.house import journal_of
from bot.cards.assignments import reference_of
from bot.domain.assignments import Answer, Assignment
from bot.domain.errors import NotReady, TovholderError
from bot.domain.language import Localized
from bot.domain.people import Assignment as Held
from bot.domain.people import Person, Role, Unit
from bot.domain.plan import Bearer
from bot.services.assignments import Assignments, Given, Wanted, anew, assignments_of
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.ports import AuditRecord
from bot.services.snapshots import Snapshots
from storage.database import Database, open_database
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock

PEOPLE = ("mette", "jonas", "lone", "bo", "karin", "nina")
"""The function is Mette's and Jonas', the units are Lone's and Bo's, and Karin judges effects."""

WANTED = Wanted(
    "indføre nøgler",
    "Køb og udlevér",
    date(2027, 4, 1),
    Bearer(person_id="karin"),
    effect_due=date(2027, 5, 3),
    effect_by=Bearer(person_id="karin"),
)
_FIRST, _LATER = date(2026, 1, 1), date(2027, 9, 1)
_PATIENCE = 100
_WITH_UNIT = frozenset({"assigned", "acknowledged", "started"})


@dataclass(frozen=True)
class Act:
    """Something that somebody does with an assignment, on the newest card or on an old one."""

    name: str
    who: str
    old: bool = False


@dataclass(frozen=True)
class Office:
    """The services of assignments on a database of their own."""

    storage: SqlStorage
    services: Assignments

    async def give(self, unit: str = "sales") -> Assignment:
        """Give a unit an assignment, from a record of its own."""
        origin = f"deviation/{new_id('deviation')}"
        wanted = replace(WANTED, units=(unit,))
        (made,) = await self.services.giving.give(origin, wanted, Cause("mette"))
        return made

    async def take(self, one: Assignment, act: Act, *deliveries: str) -> str:
        """Let somebody act; return why it was refused, "" when it was not."""
        cause = Cause(act.who, deliveries)
        now = await self.now(one)
        reference = reference_of(one if act.old else now)
        for _ in range(_PATIENCE):
            try:
                await ACTS[act.name](self.services, reference, now, cause)
            except NotReady:
                await asyncio.sleep(0.05)
            except TovholderError as error:
                return error.key
            else:
                return ""
        raise AssertionError("the database has had no time for an act")

    async def now(self, one: Assignment) -> Assignment:
        """Return an assignment as it is stored."""
        async with self.storage.read() as work:
            found = await work.assignments.find(one.id)
        assert found is not None
        return found

    async def told(self, one: Assignment) -> Sequence[AuditRecord]:
        """Return what the log says of an assignment, in order."""
        async with self.storage.read() as work:
            every = [entry.record async for entry in work.audit.entries()]
        return [record for record in every if record.subject == one.subject]

    async def see_one_story(self, one: Assignment) -> int:
        """See that the log tells of what is stored, step by step; return how many steps."""
        now, records = await self.now(one), await self.told(one)
        story = Story()
        for record in records:
            story.follow(record)
        answered = sum(question.answered_at is not None for question in now.questions)
        answers = len(now.effect.answers) if now.effect else 0
        stored = (now.state.value, len(now.questions), answered, len(now.feedback))
        assert stored == (story.state, story.questions, story.answered, story.feedback)
        assert answers == story.effects
        return len(records)


@dataclass
class Story:
    """What an assignment has come to, by the log alone; the rules are written here anew."""

    state: str = ""
    questions: int = 0
    answered: int = 0
    feedback: int = 0
    effects: int = 0

    def follow(self, record: AuditRecord) -> None:
        """Take the next step; fails where it cannot follow the one before."""
        data = record.data
        match record.kind.removeprefix("assignment."):
            case "given":
                known = {*_WITH_UNIT, "sent-back"} if data["again"] else {""}
                self._to("assigned", known)
                self.effects = 0
            case "acknowledged":
                self._to("acknowledged", {"assigned"})
            case "started":
                self._to("started", {"assigned", "acknowledged"})
            case "sent-back":
                self._to("sent-back", _WITH_UNIT)
            case "asked":
                self._to(self.state, _WITH_UNIT)
                self.questions += 1
            case "answered":
                assert self.state not in ("", "closed", "withdrawn")
                self.answered += 1
                assert self.answered <= self.questions
            case "feedback":
                self._to("reported", _WITH_UNIT)
                self.feedback += 1
            case "judged":
                self._to("accepted" if data["accepted"] else "started", {"reported"})
            case "effect":
                self._to("accepted" if data["next_due"] else "closed", {"accepted"})
                self.effects += 1
            case "withdrawn":
                self._to("withdrawn", {*_WITH_UNIT, "sent-back", "reported"})
            case kind:
                raise AssertionError(kind)

    def _to(self, state: str, known: Sequence[str] | set[str] | frozenset[str]) -> None:
        assert self.state in known, (self.state, state)
        self.state = state


Doing = Callable[[Assignments, str, Assignment, Cause], Awaitable[object]]

ACTS: Mapping[str, Doing] = {
    "acknowledge": lambda s, ref, one, by: s.work.acknowledge(ref, by),
    "start": lambda s, ref, one, by: s.work.start(ref, by),
    "send-back": lambda s, ref, one, by: s.work.send_back(ref, "Ikke vores", by),
    "ask": lambda s, ref, one, by: s.work.ask(ref, "Hvilke?", by),
    "answer": lambda s, ref, one, by: s.work.answer(ref, max(len(one.questions) - 1, 0), "x", by),
    "report": lambda s, ref, one, by: s.work.report(ref, Given(Answer.YES, Answer.YES), by),
    "report-no": lambda s, ref, one, by: s.work.report(ref, Given(Answer.NO, Answer.NO, "x"), by),
    "report-bare": lambda s, ref, one, by: s.work.report(ref, Given(Answer.NO, Answer.YES), by),
    "accept": lambda s, ref, one, by: s.work.accept(ref, by),
    "return": lambda s, ref, one, by: s.work.return_(ref, "Vis det", None, by),
    "worked": lambda s, ref, one, by: s.work.judge_effect(ref, Answer.YES, "", None, by),
    "too-early": lambda s, ref, one, by: s.work.judge_effect(ref, Answer.TOO_EARLY, "", _LATER, by),
    "again": lambda s, ref, one, by: s.giving.again(ref, anew(one), by),
    "withdraw": lambda s, ref, one, by: s.giving.withdraw(ref, "Overflødig", by),
}


@asynccontextmanager
async def opened_office(url: str) -> AsyncIterator[tuple[Office, Database]]:
    """Open the services on the migrated database at `url`, with a clock that stands still."""
    database = await open_database(url)
    clock = SteppedClock()
    storage = SqlStorage(database, SystemClock())
    try:
        journal = journal_of(clock, ())
        yield Office(storage, assignments_of(storage, Snapshots(storage), journal, clock)), database
    finally:
        await database.close()


async def found(office: Office) -> None:
    """Write the units and their people."""
    async with office.storage.begin() as work:
        await work.people.save_people([Person(p, p, f"{p}@example.dk") for p in PEOPLE])
        await work.people.save_roles([Role("infosec-function", Localized("F", "F"))])
        await work.people.save_assignments(
            [
                Held(f"h-{who}", "infosec-function", _FIRST, person_id=who)
                for who in ("mette", "jonas")
            ]
        )
        await work.people.save_units(
            [
                Unit("sales", Localized("Salg", "Sales"), head_id="lone"),
                Unit("finance", Localized("Økonomi", "Finance"), head_id="bo"),
            ]
        )
        await work.commit()
