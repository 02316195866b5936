"""What each person is told of the wheel, the plan and all else on one morning, in one message.

The rules are in experience.md, "Reminder and escalation defaults". Pure, so that a year can be
looked at in advance.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dues import Due
from bot.domain.involvement import LetterNote
from bot.domain.morning_dues import DueTelling
from bot.domain.morning_piles import Morning, Pile, Piles
from bot.domain.morning_plan import PlanTelling
from bot.domain.morning_wheel import WheelTelling
from bot.domain.organisation import Organisation
from bot.domain.reminders import DueTold, Letter, TaskTold, Told
from bot.domain.schedules import Daily
from bot.domain.workdays import WorkCalendar

__all__ = [
    "Mail",
    "Morning",
    "has_letter",
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
        told_tasks, told_dues: as `told`, of the plan and of what else is owed.
    """

    person_id: str
    letter: Letter | None
    told: tuple[Told, ...]
    reminded: frozenset[str] = frozenset()
    told_tasks: tuple[TaskTold, ...] = ()
    told_dues: tuple[DueTold, ...] = ()


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
    organisation: Organisation,
    morning: Morning,
    new_id: Callable[[], str],
    dues: Sequence[Due] = (),
    notes: Sequence[LetterNote] = (),
) -> tuple[Mail, ...]:
    """Return what each person is told on `morning`, one message each, by person.

    Args:
        organisation: as it stands.
        morning: which one.
        new_id: makes a letter's id.
        dues: what is owed beside the wheel and the plan.
        notes: what no letter has told yet.
    """
    piles = Piles()
    tellings = (
        WheelTelling(organisation, morning, piles),
        PlanTelling(organisation, morning, piles),
        DueTelling(organisation, morning, piles, dues, notes),
    )
    for telling in tellings:
        telling.tell()
    weekly = has_letter(organisation.wheel.calendar, morning)
    if weekly:
        for telling in tellings:
            telling.list()
    return tuple(
        _mail(person_id, pile, organisation, morning.on, new_id, weekly=weekly)
        for person_id, pile in piles
    )


def has_letter(calendar: WorkCalendar, morning: Morning) -> bool:
    """Tell whether a morning has the Monday letter, its own or that of a day nobody told."""
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
    told, tasks, dues = tuple(pile.told), tuple(pile.told_tasks), tuple(pile.told_dues)
    if pile.is_empty:
        return Mail(person_id, None, told, told_tasks=tasks, told_dues=dues)
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
        tuple(sorted(pile.dues, key=lambda one: (pile.dues[one].on, one.due_key))),
        tuple(pile.notes),
    )
    return Mail(
        person_id,
        letter,
        tuple(one if one.missed else replace(one, letter_id=letter.id) for one in told),
        frozenset(pile.reminded),
        tuple(one if one.missed else replace(one, letter_id=letter.id) for one in tasks),
        tuple(one if one.missed else replace(one, letter_id=letter.id) for one in dues),
    )
