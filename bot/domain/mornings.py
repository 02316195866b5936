"""What each person is told of the annual wheel and plan on one morning, in one message.

The rules are in experience.md, "Reminder and escalation defaults". Pure, so that a year can be
looked at in advance.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.morning_piles import Morning, Pile, Piles
from bot.domain.morning_plan import PlanTelling
from bot.domain.morning_wheel import WheelTelling
from bot.domain.organisation import Organisation
from bot.domain.reminders import Letter, TaskTold, Told
from bot.domain.schedules import Daily
from bot.domain.workdays import WorkCalendar

__all__ = [
    "Mail",
    "Morning",
    "is_letter_day",
    "is_open",
    "mail_of",
    "reminder_time",
]


@dataclass(frozen=True)
class Mail:
    """What one person is told on a morning.

    Args:
        person_id: the reader.
        letter: the message; None when all there is was missed.
        told: what of the wheel is told in it, and what was missed, to be noted once.
        reminded: ids of the occurrences of which R is reminded.
        told_tasks: as `told`, of the plan.
    """

    person_id: str
    letter: Letter | None
    told: tuple[Told, ...]
    reminded: frozenset[str] = frozenset()
    told_tasks: tuple[TaskTold, ...] = ()


def reminder_time(calendar: WorkCalendar) -> time:
    """Return when a day's reminders go: never outside working hours."""
    if calendar.reminder_time >= calendar.closes:
        return calendar.opens
    return max(calendar.reminder_time, calendar.opens)


def is_open(moment: datetime, calendar: WorkCalendar, zone: ZoneInfo) -> bool:
    """Tell whether a morning's reminders may be told at `moment` (UTC), late in the day or not."""
    local = moment.astimezone(zone)
    if not calendar.is_workday(local.date()):
        return False
    begun = Daily(reminder_time(calendar), zone).moment_of(local.date()) <= moment
    return begun and local.time() < calendar.closes


def is_letter_day(day: date, calendar: WorkCalendar) -> bool:
    """Tell whether the Monday letter goes on `day`: the week's first working day.

    A quiet week has none; the next one comes with the first working day after.
    """
    return not calendar.is_quiet(day) and calendar.first_workday_of_week(day) == day


def mail_of(
    organisation: Organisation, morning: Morning, new_id: Callable[[], str]
) -> tuple[Mail, ...]:
    """Return what each person is told on `morning`, one message each, by person.

    Args:
        organisation: as it stands.
        morning: which one.
        new_id: makes a letter's id.
    """
    piles = Piles()
    wheel = WheelTelling(organisation, morning, piles)
    plan = PlanTelling(organisation, morning, piles)
    wheel.tell()
    plan.tell()
    weekly = _has_letter(organisation.wheel.calendar, morning)
    if weekly:
        wheel.list()
        plan.list()
    return tuple(
        _mail(person_id, pile, organisation, morning.on, new_id, weekly=weekly)
        for person_id, pile in piles
    )


def _has_letter(calendar: WorkCalendar, morning: Morning) -> bool:
    days = (morning.on - timedelta(days=n) for n in range((morning.on - morning.after).days))
    return any(is_letter_day(day, calendar) and morning.is_told(day) for day in days)


def _mail(
    person_id: str,
    pile: Pile,
    organisation: Organisation,
    on: date,
    new_id: Callable[[], str],
    *,
    weekly: bool,
) -> Mail:
    told, tasks = tuple(pile.told), tuple(pile.told_tasks)
    if not pile.lines and not pile.tasks:
        return Mail(person_id, None, told, told_tasks=tasks)
    items = organisation.wheel.item
    lines = sorted(
        pile.lines.items(),
        key=lambda one: (one[1].due, items[one[1].item_id].position, one[0].part),
    )
    letter = Letter(
        new_id(),
        person_id,
        on,
        tuple(line for line, _ in lines),
        weekly and pile.listed,
        tuple(sorted(pile.tasks, key=lambda one: (pile.tasks[one].deadline, one.task_id))),
    )
    return Mail(
        person_id,
        letter,
        tuple(one if one.missed else replace(one, letter_id=letter.id) for one in told),
        frozenset(pile.reminded),
        tuple(one if one.missed else replace(one, letter_id=letter.id) for one in tasks),
    )
