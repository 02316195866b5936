"""What goes wrong with the annual wheel and plan without anybody being told (reliability.md §1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.alarms import AlarmKind, Trouble
from bot.domain.mornings import is_open, reminder_time
from bot.domain.organisation import Organisation
from bot.domain.plan_ladders import task_stages_between
from bot.domain.reminders import TaskTold
from bot.domain.schedules import Daily
from bot.domain.wheel import ItemState
from bot.domain.wheel_people import people_on
from bot.domain.wheel_planning import items_without_next_date

_FAR = 30
_NAMED = 5


@dataclass(frozen=True)
class Suspicion:
    """What is a trouble when it lasts.

    Args:
        trouble: which one.
        line: what makes it the same suspicion as at the look before.
        begins: False when it only goes on: outside working hours nothing new is late.
    """

    trouble: Trouble
    line: tuple[str, ...]
    begins: bool = True


def undated_items(organisation: Organisation, today: date) -> Suspicion | None:
    """Return that active items have no date from the local date `today` on."""
    items = items_without_next_date(organisation.wheel, today)
    if not items:
        return None
    names = {
        language: ", ".join(item.label.in_language(language) for item in items[:_NAMED])
        + (", …" if len(items) > _NAMED else "")
        for language in ("da", "en")
    }
    trouble = Trouble(AlarmKind.ITEMS_UNDATED, params={"n": len(items), **names})
    return Suspicion(trouble, tuple(item.id for item in items))


def late_morning(
    organisation: Organisation, last_told: date | None, now: datetime
) -> Suspicion | None:
    """Return that a morning's reminders are due and not told.

    Args:
        organisation: whose wheel and plan; without active items and tasks nobody is reminded.
        last_told: the last local date whose reminders are told, None until the wheel was set up.
        now: by the organisation's clock, in UTC.
    """
    wheel, zone = organisation.wheel, ZoneInfo(organisation.profile.timezone)
    due = due_morning(organisation, now)
    active = organisation.plan.tasks or any(i.state is ItemState.ACTIVE for i in wheel.items)
    if due is None or not active or last_told is None or last_told >= due:
        return None
    trouble = Trouble(AlarmKind.MORNING_LATE, params={"day": due.isoformat()})
    return Suspicion(trouble, (due.isoformat(),), begins=is_open(now, wheel.calendar, zone))


def due_stages(organisation: Organisation, morning: date) -> Mapping[str, frozenset[str]]:
    """Return which stages of the plan's tasks somebody must have been told on `morning`, by task.

    A task that was made or changed on that day may have been in time for none.
    """
    calendar, people = organisation.wheel.calendar, people_on(organisation, morning)
    zone = ZoneInfo(organisation.profile.timezone)
    found = {}
    for task in organisation.plan.tasks:
        touched = task.changed_at.astimezone(zone).date() if task.changed_at else date.min
        if max(touched, task.given_on or date.min) >= morning:
            continue
        stages = task_stages_between(task, calendar, morning - timedelta(days=1), morning)
        hearing = people.of_task(task).hearing
        if heard := frozenset(stage.name for stage in stages if hearing(stage.to)):
            found[task.id] = heard
    return found


def untold_tasks(
    organisation: Organisation, due: Mapping[str, frozenset[str]], told: Iterable[TaskTold]
) -> Suspicion | None:
    """Return that tasks of the plan had a stage on a morning that is told, and nobody heard it.

    Args:
        organisation: for the tasks' names.
        due: from `due_stages`.
        told: what was told or passed over of those tasks.
    """
    noted = {(one.task_id, one.stage) for one in told}
    missing = [id_ for id_, stages in due.items() if any((id_, s) not in noted for s in stages)]
    if not missing:
        return None
    tasks = [organisation.plan.task[id_].title for id_ in sorted(missing)]
    names = {
        language: ", ".join(title.in_language(language) for title in tasks[:_NAMED])
        + (", …" if len(tasks) > _NAMED else "")
        for language in ("da", "en")
    }
    trouble = Trouble(AlarmKind.TASKS_UNTOLD, params={"n": len(missing), **names})
    return Suspicion(trouble, tuple(sorted(missing)))


def due_morning(organisation: Organisation, now: datetime) -> date | None:
    """Return the last working day whose reminders were due at `now` (UTC)."""
    calendar = organisation.wheel.calendar
    zone = ZoneInfo(organisation.profile.timezone)
    daily = Daily(reminder_time(calendar), zone)
    today = now.astimezone(zone).date()
    days = (today - timedelta(days=number) for number in range(_FAR))
    return next((d for d in days if calendar.is_workday(d) and daily.moment_of(d) <= now), None)
