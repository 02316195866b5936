"""When people are told of a task of the plan (experience.md, "What has no ladder").

A task of the plan has the ladder of what has none of its own. An accepted risk is told to its
owner, who has A: that the acceptance runs out, that it has, and then every week.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.domain.ladders import advance_day, overdue_days, rungs_between
from bot.domain.plan import PlanTask, TaskState
from bot.domain.reminders import Recipient, Stage
from bot.domain.wheel import Ladder
from bot.domain.workdays import WorkCalendar

LADDER = Ladder()
"""Of every task: −30, −3, then weekly to R; A at +5; on the committee's agenda at +15."""

GIVEN = "given"
"""Begins the name of the stage that tells R of a task that a file or a pack brought."""

EXPIRES_BEFORE = 30
"""So many calendar days ahead a risk's owner is told that its acceptance runs out."""

_A_WEEK = timedelta(weeks=1)


def task_stages_between(
    task: PlanTask, calendar: WorkCalendar, after: date, until: date
) -> tuple[Stage, ...]:
    """Return a task's stages told after `after` and not after `until`, as it is now.

    Args:
        task: as it stands; who has acted on it has none.
        calendar: the organisation's.
        after, until: local dates.
    """
    if task.is_open:
        mark = f"/{task.deadline.isoformat()}"
        rungs = rungs_between(task.deadline, LADDER, calendar, after, until, mark)
        # Nobody approves a task: its evidence ends it.
        found = (*_given(task, calendar), *rungs)
        return tuple(s for s in found if s.to is not Recipient.APPROVER and after < s.on <= until)
    return tuple(s for s in _expiring(task, calendar, until) if after < s.on <= until)


def _given(task: PlanTask, calendar: WorkCalendar) -> Iterator[Stage]:
    """Yield that R got it from a file: a line of the letter of the week after."""
    if task.given_on is not None:
        monday = task.given_on - timedelta(days=task.given_on.weekday()) + _A_WEEK
        told = calendar.after_quiet(monday)
        name = f"{GIVEN}/{task.given_on.isoformat()}"
        yield Stage(name, told, Recipient.RESPONSIBLE, alone=False)


def _expiring(task: PlanTask, calendar: WorkCalendar, until: date) -> Iterator[Stage]:
    """Yield what the owner of an accepted risk is told."""
    expires = borne_until(task)
    if expires is None:
        return
    mark, to = f"/{expires.isoformat()}", Recipient.ACCOUNTABLE
    told, alone = advance_day(expires, EXPIRES_BEFORE, calendar, alone=False)
    yield Stage(f"expires-{EXPIRES_BEFORE}{mark}", told, to, alone)
    for number, day in overdue_days(expires, LADDER.responsible, calendar, until):
        yield Stage(f"expired-{number}{mark}", day, to, alone=True)


def borne_until(task: PlanTask) -> date | None:
    """Return the last day on which a risk is borne, None for a task that is no such thing."""
    if task.state is not TaskState.ACCEPTED or task.treatment is None:
        return None
    return task.treatment.accepted_until
