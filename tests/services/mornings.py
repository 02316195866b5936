"""A small wheel in a database, with replicas that tell people of it."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.domain.delivery import Message
from bot.domain.events import Event
from bot.domain.occurrences import Occurrence
from bot.domain.organisation import Organisation
from bot.domain.people import Account
from bot.domain.raci import Category
from bot.domain.reminders import Told
from bot.domain.schedules import CatchingUp
from bot.domain.wheel import WheelItem
from bot.domain.workdays import WorkCalendar
from bot.services.dues import Dues
from bot.services.journal import Cause, Journal, Reaction
from bot.services.notifications import RULES, Notifications
from bot.services.ports import Storage, UnitOfWork
from bot.services.reminders import Reminders
from bot.services.snapshots import Snapshots
from storage.outbox_tables import COLUMNS, MESSAGE, message_from
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.domain.wheels import organisation

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
LEASE = timedelta(seconds=30)


def local(text: str) -> datetime:
    """Return a local time in Copenhagen, "2027-03-24T09:00", as a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN).astimezone(UTC)


@dataclass
class Counted:
    """Storage that counts its transactions: those that may write, and those that only read."""

    storage: Storage
    begun: int = 0
    read_: int = 0

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open one that may write."""
        self.begun += 1
        return self.storage.begin()

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open one that only reads."""
        self.read_ += 1
        return self.storage.read()


async def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Mornings:
    """The database, the clock, and what people were told."""

    storage: SqlStorage
    clock: SteppedClock

    async def fill(self, known: Organisation | None = None, *more: WheelItem) -> None:
        """Write an organisation of `tests.domain.wheels`, everybody with an account."""
        given = known or organisation()
        async with self.storage.begin() as work:
            await work.activities.save_categories([Category("c", given.activities[0].name)])
            roles = [replace(r, aliases=r.aliases) for r in given.roles]
            await work.people.save_roles(roles)
            await work.people.save_people(given.people)
            for person in given.people:
                account = Account("web", "demo", person.id)
                await work.accounts.bind(account, person.id, self.clock.now())
            await work.people.save_assignments(given.assignments)
            await work.people.save_absences(given.absences)
            activities = [replace(a, category_id="c") for a in given.activities]
            await work.activities.save_activities(activities)
            await work.wheel.save_calendar(given.wheel.calendar, given.wheel.chair_role)
            await work.wheel.save_items([*given.wheel.items, *more])
            await work.wheel.plan(given.wheel.occurrences)
            for occurrence in given.wheel.occurrences:
                await work.wheel.save(occurrence)
            await work.plan.save_tasks(given.plan.tasks)
            await work.commit()

    async def told_until(self, day: date) -> None:
        """Note that all mornings up to `day` are told."""
        async with self.storage.begin() as work:
            await work.reminders.morning_done(day)
            await work.commit()

    def replica(
        self,
        catching_up: CatchingUp | None = None,
        at_once: int = 100,
        also: Sequence[Reaction] = (),
        storage: Storage | None = None,
    ) -> Reminders:
        """Return a process that has just begun."""
        snapshots = Snapshots(self.storage)
        journal = Journal(self.clock, (Notifications(self.clock, RULES), *also))
        return Reminders(
            storage or self.storage,
            snapshots,
            journal,
            self.clock,
            snapshots.refresh,
            Dues(),
            catching_up or CatchingUp(),
            at_once,
        )

    async def remind(self, moment: str, replica: Reminders | None = None) -> int:
        """Set the clock, and have what is due told."""
        self.clock.moment = local(moment)
        return await (replica or self.replica()).remind()

    async def messages(self) -> list[Message]:
        """Return everything that stands in the outbox, in its order."""
        async with self.storage.read() as work:
            rows = await work._transaction.connection.execute(  # type: ignore[attr-defined]
                select(*COLUMNS).order_by(MESSAGE.c.position, MESSAGE.c.person_id)
            )
            return [message_from(row) for row in rows]

    async def readers(self) -> list[str | None]:
        """Return whom a message is for, each message once."""
        return sorted(message.person_id or "" for message in await self.messages())

    async def told(self) -> Sequence[Told]:
        """Return every stage that is noted."""
        async with self.storage.read() as work:
            known = await work.organisation()
            return await work.reminders.told([o.id for o in known.wheel.occurrences])

    async def occurrence(self, occurrence_id: str = "o-1") -> Occurrence:
        """Return an occurrence as it is stored."""
        async with self.storage.read() as work:
            return (await work.organisation()).wheel.occurrence[occurrence_id]

    async def change(self, occurrence: Occurrence) -> None:
        """Write an occurrence."""
        async with self.storage.begin() as work:
            await work.wheel.save(occurrence)
            await work.commit()


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Interruption:
    """A reaction that does something else in the transaction of one event of a kind.

    Without `changes` the process is killed there, before the commit.
    """

    number: int
    changes: Occurrence | None = None
    kind: str = "reminders.told"

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Count the events, and interrupt at the one that was asked for."""
        del cause
        if event.kind == self.kind:
            self.number -= 1
            if self.number == 0 and self.changes is None:
                raise Killed
            if self.number == 0 and self.changes is not None:
                await work.wheel.save(self.changes)
        return ()


ALWAYS_OPEN = WorkCalendar(holidays="", closing_days=(), working_days=frozenset(range(7)))
