"""A year in advance: who would get how many messages of the wheel and plan in which week."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import count

from bot.domain.mornings import Morning, mail_of
from bot.domain.occurrences import OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.plan import PlanTask, TaskState
from bot.domain.plan_ladders import borne_until
from bot.domain.reminders import Letter
from bot.domain.schedules import CatchingUp
from bot.domain.wheel_planning import planning

_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week; `year` is the one that it is counted in."""

    year: int
    number: int

    def __str__(self) -> str:
        """Return it as ISO 8601 writes it, "2027-W05"."""
        return f"{self.year:04}-W{self.number:02}"

    @property
    def thursday(self) -> date:
        """Return its fourth day, by which it belongs to a year and to a month."""
        return date.fromisocalendar(self.year, self.number, 4)


def week_of(day: date) -> Week:
    """Return the ISO week of `day`."""
    found = day.isocalendar()
    return Week(found.year, found.week)


def weeks_between(first: date, last: date) -> tuple[Week, ...]:
    """Return the ISO weeks from that of `first` to that of `last`, both included."""
    days = (first + _DAY * number for number in range((last - first).days + 1))
    return tuple(dict.fromkeys(week_of(day) for day in days))


@dataclass(frozen=True)
class PersonsYear:
    """How many messages one person gets.

    Args:
        person_id: the person.
        weeks: messages by week; a week without any is left out.
        months: messages by month, 1 to 12.
    """

    person_id: str
    weeks: Mapping[Week, int]
    months: Mapping[int, int]

    @property
    def total(self) -> int:
        """Return the whole year's messages."""
        return sum(self.weeks.values())

    @property
    def busiest(self) -> Week:
        """Return the week with the most messages, the first of several."""
        return min(self.weeks, key=lambda week: (-self.weeks[week], week))


@dataclass(frozen=True)
class Wished:
    """What is to be worked out. `in_time`: everything is done on its deadline, else nothing."""

    year: int
    in_time: bool = False


Progress = Callable[[int, int], None]
"""Told how many days of how many are worked out."""


@dataclass(frozen=True)
class Forecast:
    """What would be sent.

    Args:
        year: which year was asked for.
        first: the first day that was looked at: the year's, or the first that is still to come.
        letters: in the order in which they would be sent; one is one message.
        in_time: everything was taken to be done on its deadline, else nothing ever.
        organisation: with the dates that were planned on the way.
    """

    year: int
    first: date
    letters: tuple[Letter, ...]
    in_time: bool
    organisation: Organisation

    @property
    def last(self) -> date:
        """Return the last day that was looked at."""
        return date(self.year, 12, 31)

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """The weeks of the days that were looked at, whether anything is sent in them or not."""
        return weeks_between(self.first, self.last)

    @cached_property
    def per_week(self) -> Mapping[Week, int]:
        """Everybody's messages by week; a week without any is left out."""
        return Counter(week_of(letter.on) for letter in self.letters)

    @cached_property
    def people(self) -> tuple[PersonsYear, ...]:
        """Those who get any message, whoever gets most first."""
        found = (self._of(person_id) for person_id in {one.person_id for one in self.letters})
        return tuple(sorted(found, key=lambda one: (-one.total, self.name_of(one.person_id))))

    @cached_property
    def unreached(self) -> frozenset[str]:
        """The ids of those who would get messages and have no account yet to get them on.

        Where nobody has one, as in an example without a chat, nobody is named.
        """
        known = self.organisation.person
        if not any(person.accounts for person in known.values()):
            return frozenset()
        people = (known[one.person_id] for one in self.people if one.person_id in known)
        return frozenset(person.id for person in people if not person.accounts)

    def name_of(self, person_id: str) -> str:
        """Return a person's name."""
        person = self.organisation.person.get(person_id)
        return person.name if person else ""

    def _of(self, person_id: str) -> PersonsYear:
        days = [letter.on for letter in self._letters_of[person_id]]
        weeks = Counter(week_of(day) for day in days)
        return PersonsYear(person_id, weeks, Counter(day.month for day in days))

    @cached_property
    def _letters_of(self) -> Mapping[str, tuple[Letter, ...]]:
        found: dict[str, list[Letter]] = {}
        for letter in self.letters:
            found.setdefault(letter.person_id, []).append(letter)
        return {person_id: tuple(letters) for person_id, letters in found.items()}


def simulated(
    organisation: Organisation,
    told: date,
    today: date,
    wished: Wished,
    progress: Progress | None = None,
    catching_up: CatchingUp | None = None,
) -> Forecast:
    """Return what would be sent in a year, told morning by morning as the reminders are.

    Args:
        organisation: as it stands.
        told: the last local date whose reminders are told.
        today: the local date; it and the days until the year are lived through.
        wished: the year.
        progress: told how far it has come.
        catching_up: what is done with mornings that nobody told before `today`.
    """
    policy = catching_up or CatchingUp()
    letters: list[Letter] = []
    numbers = count(1)
    begins = max(today, told + _DAY)
    first, last = max(date(wished.year, 1, 1), begins), date(wished.year, 12, 31)
    days = (last - begins).days + 1
    planned_for = 0
    for number in range(days):
        day = begins + number * _DAY
        if organisation.wheel.calendar.is_workday(day):
            if planned_for != day.year:
                planned_for = day.year
                organisation = _planned(organisation, day, numbers)
            if wished.in_time:
                organisation = _done_in_time(organisation, day)
            morning = Morning(day, told, policy)
            mail = mail_of(organisation, morning, lambda: str(next(numbers)))
            letters.extend(m.letter for m in mail if m.letter and day >= first)
            told = day
        if progress:
            progress(number + 1, days)
    return Forecast(wished.year, first, tuple(letters), wished.in_time, organisation)


def _planned(organisation: Organisation, day: date, numbers: Iterator[int]) -> Organisation:
    """Return the organisation with the dates of the year of `day` and of the next."""
    wheel = organisation.wheel
    found = planning(wheel, day, lambda: str(next(numbers)))
    if not found:
        return organisation
    dropped = {one.id for one in found.dropped}
    moved = {one.id: one for one in found.moved}
    kept = (moved.get(one.id, one) for one in wheel.occurrences if one.id not in dropped)
    return replace(organisation, wheel=replace(wheel, occurrences=(*kept, *found.added)))


def _done_in_time(organisation: Organisation, day: date) -> Organisation:
    """Return the organisation in which everything is done that was due before `day`."""
    wheel, plan = organisation.wheel, organisation.plan
    if any(one.is_open and one.due < day for one in wheel.occurrences):
        done = tuple(
            replace(one, state=OccurrenceState.DONE) if one.is_open and one.due < day else one
            for one in wheel.occurrences
        )
        organisation = replace(organisation, wheel=replace(wheel, occurrences=done))
    if any(_was_due(task, day) for task in plan.tasks):
        tasks = tuple(
            replace(task, state=TaskState.DONE) if _was_due(task, day) else task
            for task in plan.tasks
        )
        organisation = replace(organisation, plan=replace(plan, tasks=tasks))
    return organisation


def _was_due(task: PlanTask, day: date) -> bool:
    """Tell whether a task, or a risk's new assessment, should have been done before `day`."""
    expires = borne_until(task)
    return (task.is_open and task.deadline < day) or (expires is not None and expires < day)
