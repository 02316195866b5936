"""The example organisation lived through a year, and what of it stands in the outbox."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.cards.codec import card_from_json
from bot.cards.plaintext import card_text
from bot.domain.language import Localized
from bot.domain.plan import Bearer, PlanTask, TaskState, Treatment, TreatmentOption
from bot.importing.example import example_cast
from storage.database import Database, reading
from storage.outbox_tables import MESSAGE
from storage.reminders import PLAN_TOLD, TOLD
from tests.databases import SteppedClock
from tests.example import Example, furnished
from tests.reliability.plan_model import OF_THE_PLAN, TASKS, Task
from tests.reliability.senders import TORTURE
from tests.reliability.year_model import DAY, Stage

ZONE = ZoneInfo("Europe/Copenhagen")
# Everyday runs live through a summer with its quiet weeks, full ones through the whole year.
SET_UP = date(2026, 12, 30) if TORTURE else date(2027, 5, 31)
FIRST = SET_UP + DAY
LAST = date(2027, 12, 31) if TORTURE else date(2027, 8, 20)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return a local time of a day, in UTC."""
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


@dataclass
class Sent:
    """What one person was sent on one day: how many messages, their words, and which stages."""

    texts: list[str] = field(default_factory=list)
    weekly: bool = False
    stages: set[Stage] = field(default_factory=set)


@dataclass
class Year:
    """An organisation, its clock and its database."""

    example: Example
    clock: SteppedClock
    database: Database

    async def morning(self, day: date) -> None:
        """Live through the moment at which a day's reminders go."""
        self.clock.moment = at(day)
        await self.example.house.services.reminders.remind()

    def key(self, person_id: str) -> str:
        """Return the name by which a member of the cast goes in tests."""
        return self.example.organisation.person[person_id].email.split("@")[0]

    async def sent(self) -> dict[tuple[str, date], Sent]:
        """Return the outbox by person and local day, with the stages noted as told."""
        found: dict[tuple[str, date], Sent] = {}
        key = {p.id: p.email.split("@")[0] for p in self.example.organisation.people}
        # A row that updates an earlier message shows what was done; it tells nobody anything.
        new = MESSAGE.c.kind.like("reminders.%") & MESSAGE.c.updates.is_(None)
        for row in await self._rows(select(MESSAGE).where(new)):
            day = row.created_at.astimezone(ZONE).date()
            one = found.setdefault((key[row.person_id], day), Sent())
            one.texts.append(card_text(card_from_json(row.card)))
            one.weekly = one.weekly or row.kind == "reminders.weekly"
        occurrence = self.example.organisation.wheel.occurrence
        for row in await self._rows(select(TOLD)):
            about = occurrence[row.occurrence_id]
            stage = Stage(about.item_id, about.planned, key.get(row.part, row.part), row.stage)
            assert not row.missed, stage
            stages = found.setdefault((key[row.person_id], row.on_date), Sent()).stages
            assert stage not in stages, stage
            stages.add(stage)
        for row in await self._rows(select(PLAN_TOLD)):
            assert not row.missed, row
            stage = Stage(row.task_id, OF_THE_PLAN, "", row.stage)
            found.setdefault((key[row.person_id], row.on_date), Sent()).stages.add(stage)
        return found

    async def _rows(self, statement: Any) -> list[Any]:
        async with reading(self.database) as connection:
            return list(await connection.execute(statement))


async def begin(database: Database, folder: Path, pack: str = "sme") -> Year:
    """Return the example on the day on which it is set up, everybody's account bound."""
    clock = SteppedClock(at(SET_UP, 13))
    example = await furnished(database, clock, folder, pack=pack)
    for member in example_cast().people:
        await example.say(member.key, "/isms")
    year = Year(example, clock, database)
    await add_tasks(year)
    await example.house.services.reminders.remind()
    return year


async def add_tasks(year: Year) -> None:
    """Put the model's own tasks in the plan."""
    people = {p.email.split("@")[0]: p.id for p in year.example.organisation.people}

    def bearer(words: str) -> Bearer:
        kind, _, name = words.partition(":")
        return Bearer(person_id=people[name]) if name else Bearer(role_id=kind)

    async with year.example.house.store.storage.begin() as work:
        await work.plan.save_tasks([_task(one, bearer) for one in TASKS])
        await work.commit()
    await year.example.house.snapshots.refresh()


def _task(task: Task, bearer: Callable[[str], Bearer]) -> PlanTask:
    until = task.accepted_until
    accepts = Treatment("Tyveri", TreatmentOption.ACCEPT, accepted_until=until) if until else None
    return PlanTask(
        task.id,
        Localized(task.id),
        bearer(task.responsible),
        bearer(task.accountable),
        (task.due.year,),
        due=task.due,
        treatment=accepts,
        state=TaskState.ACCEPTED if accepts else TaskState.APPROVED,
        given_on=task.given,
    )
