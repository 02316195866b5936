"""Many people who share a role, and mornings on which each of them is reminded of one thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app.house import journal_of
from bot.domain.language import Localized
from bot.domain.occurrences import Occurrence
from bot.domain.people import Assignment, Person, Role
from bot.domain.raci import Activity, Category
from bot.domain.wheel import Ladder, WheelItem
from bot.domain.workdays import WorkCalendar
from bot.services.dues import Dues
from bot.services.ports import Clock, Storage
from bot.services.reminders import Reminders
from bot.services.snapshots import Snapshots
from storage.accounts import ACCOUNT
from storage.database import Database, writing
from storage.transaction import Transaction
from storage.unit_of_work import SqlStorage

TEAM = "T0VIRK"
MORNINGS = (date(2027, 1, 12), date(2027, 1, 13), date(2027, 1, 14), date(2027, 1, 15))
"""A Tuesday and the days after it: none has the Monday letter."""

_ZONE = ZoneInfo("Europe/Copenhagen")
_BEGINS = date(2027, 1, 1)
_DAYS_BEFORE = 28
_AT_ONCE = 1_000


def moment_of(morning: date) -> datetime:
    """Return a minute past nine on `morning`, in UTC."""
    return datetime.combine(morning, time(9, 1), _ZONE).astimezone(UTC)


@dataclass(frozen=True)
class _Eve:
    """A clock that stands before the first morning."""

    def now(self) -> datetime:
        """Return it, in UTC."""
        return moment_of(_BEGINS)


async def write_crowd(database: Database, people: int, mornings: int) -> None:
    """Write an organisation in which `people` are reminded of "m1" on the first morning, and so on.

    Args:
        database: an empty, migrated one.
        people: how many; each has an account in Slack, "UCROWD0" and so on.
        mornings: how many, at most as many as `MORNINGS`.
    """
    storage = SqlStorage(database, _Eve())
    async with storage.begin() as work:
        name = Localized("Mængde", "Crowd")
        await work.activities.save_categories([Category("crowd", name)])
        await work.activities.save_activities([Activity("crowd", name, category_id="crowd")])
        await work.people.save_roles([Role("crowd", name, each=True), Role("chief", name)])
        await work.wheel.save_calendar(WorkCalendar(), "crowd")
        await work.wheel.save_items([_item(number) for number in range(1, mornings + 1)])
        await work.wheel.plan([_occurrence(n, MORNINGS[n - 1]) for n in range(1, mornings + 1)])
        await work.reminders.morning_done(MORNINGS[0] - timedelta(days=1))
        await work.commit()
    for start in range(0, people, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, people))
        await _write_people(storage, numbers)
        await _bind(database, numbers)


async def _write_people(storage: Storage, numbers: Sequence[int]) -> None:
    async with storage.begin() as work:
        await work.people.save_people(
            [Person(f"person-{n:06}", f"Person {n}", f"p{n}@example.com") for n in numbers]
        )
        await work.people.save_assignments(
            [Assignment(f"seat-{n}", "crowd", _BEGINS, f"person-{n:06}") for n in numbers]
        )
        await work.commit()


async def _bind(database: Database, numbers: Sequence[int]) -> None:
    """Give people their accounts: a thousand at once, where the bot binds one at a time."""
    bound = _Eve().now()
    rows = [
        {
            "platform": "slack",
            "tenant": TEAM,
            "account": f"UCROWD{n}",
            "person_id": f"person-{n:06}",
            "bound_at": bound,
        }
        for n in numbers
    ]
    async with writing(database) as connection:
        transaction = Transaction(connection, writable=True)
        await transaction.touch()
        await transaction.add(ACCOUNT, rows)
        await connection.commit()


def _item(number: int) -> WheelItem:
    return WheelItem(
        f"m{number}",
        "crowd",
        Localized(f"m{number}", f"m{number}"),
        "crowd",
        "chief",
        (1,),
        "day_1",
        ladder=Ladder(before=(_DAYS_BEFORE,)),
        position=number,
    )


def _occurrence(number: int, morning: date) -> Occurrence:
    due = morning + timedelta(days=_DAYS_BEFORE)
    return Occurrence(f"occurrence-{number}", f"m{number}", "2027-01", due, due, _BEGINS)


def reminders_of(storage: Storage, clock: Clock) -> Reminders:
    """Return what tells the crowd, as a process does; its wheel has its dates."""
    snapshots = Snapshots(storage)
    return Reminders(storage, snapshots, journal_of(clock), clock, snapshots.refresh, Dues())
