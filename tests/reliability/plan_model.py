"""What people must be sent of the annual plan, worked out apart from the product's code.

As the year's model, and with its calendar and its people; it is given to that model. Its choices:

1. A task has the ladder of what has none: −30, −3, +1 and every fifth working day after; A at +5,
   the committee at +15. A deadline that is moved begins a new one; steps before the move are over.
2. A task without a date is due on the last day of its last year.
3. Who gets a task from a file or the pack reads of it in the letter of the week after.
4. Whoever owns an accepted risk (A) reads 30 days ahead that it runs out, and hears on the first
   working day after that it has, and on every fifth after that.
5. The letter lists, for R, what is due within 28 days or late, for A what is ahead of its deadline,
   and for a risk's owner what runs out within 28 days or has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

DAY = timedelta(days=1)
OF_THE_PLAN = date.min
"""Stands for the planned date in the stage of a task."""
LADDER = {
    "reminders_days_before": [30, 3],
    "overdue_ping_days": {"responsible": 1, "accountable": 5, "committee": 15},
}


@dataclass(frozen=True)
class Task:
    """A task; R and A are a role, or a person as "person:mette"."""

    id: str
    responsible: str
    accountable: str
    due: date
    given: date | None = None
    accepted_until: date | None = None


TASKS = (
    Task("t-role", "system-administrator", "infosec-function", date(2027, 7, 9)),
    Task("t-person", "person:bo", "person:karin", date(2027, 8, 4), given=date(2027, 6, 16)),
    Task("t-vacant", "internal-auditor", "infosec-committee", date(2027, 6, 25)),
    Task("t-several", "business-units", "top-management", date(2027, 6, 30)),
    Task("t-own", "person:nina", "person:nina", date(2027, 6, 11)),
    Task("t-risk", "hr", "person:lone", date(2027, 12, 31), accepted_until=date(2027, 7, 1)),
    Task("t-board", "hr", "infosec-committee", date(2028, 12, 31), accepted_until=date(2027, 6, 4)),
)
"""Beside those of the pack."""


class Year(Protocol):
    """What is asked of the year's model."""

    set_up: date
    committee: str

    def works(self, day: date) -> bool: ...
    def on_or_before(self, day: date) -> date: ...
    def workdays_after(self, day: date, count: int) -> date: ...
    def letter_day(self, day: date) -> date: ...
    def after_quiet(self, day: date) -> date: ...
    def acting(self, role: str, day: date) -> set[str]: ...
    def acts_for(self, assignment: Any, day: date) -> str | None: ...
    def answering(self, role: str, day: date) -> set[str]: ...
    def caretakers(self, day: date) -> set[str]: ...
    def ladder(self, item: Any, due: date, until: date) -> Iterator[tuple[str, str, date]]: ...


@dataclass
class PlanModel:
    """The tasks of a plan, and what was done with them.

    Args:
        tasks: every one.
        done: when each was done, or its risk taken up again.
        moved: when its deadline was moved, and to which.
    """

    tasks: Sequence[Task]
    done: dict[str, date] = field(default_factory=dict)
    moved: dict[str, tuple[date, date]] = field(default_factory=dict)

    def steps(self, year: Year, task: Task, until: date) -> Iterator[tuple[str, str, date]]:
        """Each step's name, for whom it is, and on which day it is told."""
        if task.accepted_until is not None:
            yield from self.running_out(year, task.accepted_until, until)
            return
        if task.given is not None:
            day = task.given + DAY
            while day.weekday() != 0:
                day += DAY
            yield f"given/{task.given}", "R", year.after_quiet(day)
        _, to = self.moved.get(task.id, (task.due, task.due))
        for deadline in dict.fromkeys((task.due, to)):
            for name, whom, day in year.ladder(LADDER, deadline, until):
                if self.deadline(task, day) == deadline and whom != "approver":
                    yield f"{name}/{deadline}", whom, day

    def running_out(
        self, year: Year, accepted: date, until: date
    ) -> Iterator[tuple[str, str, date]]:
        told = year.letter_day(year.on_or_before(accepted - 30 * DAY))
        if told > year.set_up:
            waits = year.after_quiet(told)
            yield f"expires-30/{accepted}", "A", told if accepted < waits else waits
        late = 1
        while (day := year.workdays_after(accepted, late)) <= until:
            yield f"expired-{late}/{accepted}", "A", year.after_quiet(day)
            late += 5

    def deadline(self, task: Task, day: date) -> date:
        moved, to = self.moved.get(task.id, (day, task.due))
        return to if moved < day else task.due

    def is_open(self, task: Task, day: date) -> bool:
        return self.done.get(task.id, day) >= day

    def told(self, year: Year, first: date, last: date) -> Iterator[tuple[str, date, str, str]]:
        """Whom it is told, on which day, of which task and step: nobody who has acted."""
        for task in self.tasks:
            for name, to, day in self.steps(year, task, last):
                if first <= day <= last and self.is_open(task, day):
                    for person in self.hearing(year, task, to, day):
                        yield person, day, task.id, name

    def hearing(self, year: Year, task: Task, to: str, day: date) -> set[str]:
        accountable = self.bearing(year, task.accountable, day) or year.caretakers(day)
        if to == "R":
            return self.bearing(year, task.responsible, day, whole=True) or accountable
        if to == "A":
            return accountable
        return year.answering(year.committee, day) or year.caretakers(day)

    def bearing(self, year: Year, bearer: str, day: date, *, whole: bool = False) -> set[str]:
        if bearer.startswith("person:"):
            acts = year.acts_for({"holder": bearer.removeprefix("person:")}, day)
            return {acts} if acts else set()
        return year.acting(bearer, day) if whole else year.answering(bearer, day)

    def lines(self, year: Year, day: date) -> Iterator[tuple[str, str]]:
        """What the Monday letter of a day lists: person and task."""
        for task in self.tasks:
            due = task.accepted_until or self.deadline(task, day)
            if not self.is_open(task, day) or due > day + 28 * DAY:
                continue
            people = self.hearing(year, task, "R" if not task.accepted_until else "A", day)
            if due >= day:
                people = people | self.hearing(year, task, "A", day)
            yield from ((person, task.id) for person in people)
