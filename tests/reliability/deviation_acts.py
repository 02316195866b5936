"""Deviations, whatever people do with them, and the story that the log tells."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

from bot.app.clocks import SystemClock
from bot.app.house import journal_of
from bot.domain.assignments import Answer
from bot.domain.deviations import Deviation, Severity
from bot.domain.errors import NotReady, TooLate, TovholderError
from bot.domain.language import Localized
from bot.domain.occurrences import Evidence
from bot.domain.people import Assignment as Held
from bot.domain.people import Person, Role
from bot.domain.plan import Bearer
from bot.domain.plan_rules import Step
from bot.services.deviations import Action, Deviations, NewDeviation, stamp
from bot.services.journal import Cause
from bot.services.plan import AnnualPlan
from bot.services.ports import AuditRecord
from bot.services.snapshots import Snapshots
from storage.database import Database, open_database
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock

PEOPLE = ("mette", "jonas", "lone", "bo", "nina")
"""The function is Mette's and Jonas', Lone and Bo carry actions out, and Nina registers."""

_DUE, _EFFECT, _AGAIN = date(2027, 4, 1), date(2027, 5, 3), date(2027, 9, 1)
_FUNCTION = Bearer(role_id="infosec-function")
_OPEN = frozenset({"registered", "assessed", "cause-found", "action-decided"})


@dataclass(frozen=True)
class Act:
    """Something that somebody does with a deviation, on the newest card or on an old one."""

    name: str
    who: str
    old: bool = False


@dataclass(frozen=True)
class Desk:
    """The services of deviations and of the plan on a database of their own."""

    storage: SqlStorage
    deviations: Deviations
    plan: AnnualPlan

    async def register(self) -> Deviation:
        """Register a deviation as Nina."""
        return await self.deviations.register(NewDeviation("Døren stod åben"), Cause("nina"))

    async def take(self, one: Deviation, act: Act, *deliveries: str) -> str:
        """Let somebody act; return why it was refused, "" when it was not."""
        now = await self.now(one)
        seen = stamp(one if act.old else now)
        while True:
            try:
                await ACTS[act.name](self, now, seen, Cause(act.who, deliveries))
            except NotReady:
                continue
            except TovholderError as error:
                return error.key
            else:
                return ""

    async def carry_out(self, one: Deviation, cause: Cause) -> None:
        """Do the first action that is still to be done.

        Raises:
            TooLate: there is none.
        """
        async with self.storage.read() as work:
            plan = (await work.organisation()).plan
        waiting = [t for t in one.task_ids if plan.task[t].is_open]
        if not waiting:
            raise TooLate("deviation-nothing-to-do")
        shown = Evidence("Låsen er sat på")
        await self.plan.move(waiting[0], Step.DONE, cause, evidence=shown)

    async def now(self, one: Deviation) -> Deviation:
        """Return a deviation as it is stored."""
        async with self.storage.read() as work:
            found = await work.deviations.find(one.id)
        assert found is not None
        return found

    async def see_one_story(self, one: Deviation) -> None:
        """See that the log tells of what is stored, step by step, and that no doer verified."""
        now = await self.now(one)
        async with self.storage.read() as work:
            every = [entry.record async for entry in work.audit.entries()]
            plan = (await work.organisation()).plan
        records = [record for record in every if record.subject == one.subject]
        story = Story()
        for record in records:
            story.follow(record, {t: plan.task[t].done_by for t in story.tasks})
        assert (now.state.value, now.reopened) == (story.state, story.reopened)
        assert [*now.earlier_task_ids, *now.task_ids] == story.tasks
        own = {t.id for t in plan.tasks if t.origin.subject == one.subject}
        assert own == set(story.tasks)
        waiting = [t for t in now.task_ids if plan.task[t].is_open]
        assert not waiting or now.state.value == "action-decided"


@dataclass
class Story:
    """What a deviation has come to, by the log alone; the rules are written here anew."""

    state: str = ""
    severe: bool = False
    known: bool = False
    reopened: int = 0

    def __post_init__(self) -> None:
        self.tasks: list[str] = []

    def follow(self, record: AuditRecord, done_by: Mapping[str, str | None]) -> None:
        """Take the next step; fails where it cannot follow the one before."""
        match record.kind.removeprefix("deviation."):
            case "registered":
                self._to("registered", {""})
            case "assessed":
                self.severe = True
                self._to("assessed" if self.state == "registered" else self.state, _OPEN)
            case "cause-found":
                self.known = True
                first = self.state == "assessed"
                self._to("cause-found" if first else self.state, _OPEN - {"registered"})
            case "action-decided":
                self._to("action-decided", {"cause-found", "action-decided", "done"})
                self.tasks.append(record.data["task_id"])
            case "done":
                self._to("done", {"action-decided"})
            case "effect-asked":
                self._judged(record, done_by)
            case "verified":
                self._judged(record, done_by)
                self.state = "verified"
            case "reopened":
                self.reopened += 1
                back = "assessed" if self.severe else "registered"
                self._to("cause-found" if self.known else back, {"done", "verified", "closed"})
            case "closed":
                self._to("closed", _OPEN if record.data["without_action"] else {"verified"})
            case kind:
                raise AssertionError(kind)

    def _judged(self, record: AuditRecord, done_by: Mapping[str, str | None]) -> None:
        assert self.state == "done"
        assert record.actor not in done_by.values()

    def _to(self, state: str, known: frozenset[str] | set[str]) -> None:
        assert self.state in known, (self.state, state)
        self.state = state


Doing = Callable[[Desk, Deviation, str, Cause], Awaitable[object]]


def _assess(severity: Severity) -> Doing:
    return lambda d, one, seen, by: d.deviations.assess(
        one.id, seen, severity, _FUNCTION, _DUE, "", by
    )


def _decide(doer: str) -> Doing:
    action = Action("Sæt lås på", Bearer(person_id=doer), _DUE, _EFFECT, _FUNCTION)
    return lambda d, one, seen, by: d.deviations.decide(one.id, seen, action, by)


def _verify(answer: Answer, comment: str, again: date | None = None) -> Doing:
    return lambda d, one, seen, by: d.deviations.verify(one.id, seen, answer, comment, again, by)


ACTS: Mapping[str, Doing] = {
    "minor": _assess(Severity.MINOR),
    "critical": _assess(Severity.CRITICAL),
    "cause": lambda d, one, seen, by: d.deviations.explain(
        one.id, seen, "Ingen nøgle", by, elsewhere=False
    ),
    "lone-acts": _decide("lone"),
    "bo-acts": _decide("bo"),
    "do": lambda d, one, seen, by: d.carry_out(one, by),
    "worked": _verify(Answer.YES, ""),
    "partly": _verify(Answer.PARTLY, "Kun den ene"),
    "not": _verify(Answer.NO, "Den står åben"),
    "not-bare": _verify(Answer.NO, ""),
    "early": _verify(Answer.TOO_EARLY, "", _AGAIN),
    "close": lambda d, one, seen, by: d.deviations.close(one.id, seen, "Nedlagt", by),
    "reopen": lambda d, one, seen, by: d.deviations.reopen(one.id, seen, "Igen", by),
}


@asynccontextmanager
async def opened_desk(url: str) -> AsyncIterator[tuple[Desk, Database]]:
    """Open the services on the migrated database at `url`, with a clock that stands still."""
    database = await open_database(url)
    clock = SteppedClock()
    storage = SqlStorage(database, SystemClock())
    try:
        journal, snapshots = journal_of(clock, ()), Snapshots(storage)
        deviations = Deviations(storage, snapshots, journal, clock)
        yield Desk(storage, deviations, AnnualPlan(storage, snapshots, journal, clock)), database
    finally:
        await database.close()


async def staff(desk: Desk) -> None:
    """Write the people."""
    async with desk.storage.begin() as work:
        await work.people.save_people([Person(p, p, f"{p}@example.dk") for p in PEOPLE])
        await work.people.save_roles([Role("infosec-function", Localized("F", "F"))])
        await work.people.save_assignments(
            [
                Held(f"h-{who}", "infosec-function", date(2026, 1, 1), person_id=who)
                for who in ("mette", "jonas")
            ]
        )
        await work.commit()
