"""A year in advance: who would get how many messages of the wheel in which week."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import count

from bot.domain.mornings import Morning, mail_of
from bot.domain.occurrences import Occurrence, OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.reminders import Letter
from bot.domain.wheel import Wheel, every_planned_date

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
    organisation: Organisation, after: date, wished: Wished, progress: Progress | None = None
) -> Forecast:
    """Return what would be sent in a year, told morning by morning as the reminders are.

    Args:
        organisation: as it stands.
        after: the last local date whose reminders are told; the days to the year are lived through.
        wished: the year.
        progress: told how far it has come.
    """
    letters: list[Letter] = []
    numbers = count(1)
    first = max(date(wished.year, 1, 1), after + _DAY)
    days = (date(wished.year, 12, 31) - after).days
    for done in range(1, days + 1):
        day = after + done * _DAY
        if organisation.wheel.calendar.is_workday(day):
            organisation = _lived_until(organisation, day, wished)
            morning = Morning(day, after=day - _DAY)
            mail = mail_of(organisation, morning, lambda: str(next(numbers)))
            letters.extend(m.letter for m in mail if m.letter and day >= first)
        if progress:
            progress(done, days)
    return Forecast(wished.year, first, tuple(letters), wished.in_time, organisation)


def _lived_until(organisation: Organisation, day: date, wished: Wished) -> Organisation:
    """Return the organisation on `day`, with the dates of its year and of the next."""
    wheel = organisation.wheel
    occurrences = wheel.occurrences
    if max((o.planned.year for o in occurrences), default=0) <= day.year:
        occurrences = (*occurrences, *_still_to_plan(wheel, day))
    if wished.in_time:
        occurrences = tuple(_done_in_time(occurrence, day) for occurrence in occurrences)
    if occurrences == wheel.occurrences:
        return organisation
    return replace(organisation, wheel=replace(wheel, occurrences=occurrences))


def _still_to_plan(wheel: Wheel, day: date) -> Iterator[Occurrence]:
    known = {(occurrence.item_id, occurrence.key) for occurrence in wheel.occurrences}
    for year in (day.year, day.year + 1):
        for item, planned in every_planned_date(wheel.items, year, wheel.calendar):
            if (item.id, planned.key) not in known and planned.due >= day:
                identity = f"{item.id}/{planned.key}"
                due, begins = planned.due, planned.prepares_on
                yield Occurrence(identity, item.id, planned.key, due, due, begins)


def _done_in_time(occurrence: Occurrence, day: date) -> Occurrence:
    if occurrence.due < day and occurrence.is_open:
        return replace(occurrence, state=OccurrenceState.DONE)
    return occurrence
