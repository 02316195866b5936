"""Working days: weekends, Danish holidays, closing days and quiet weeks (domain.md §3)."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class WorkCalendar:
    """When the organisation works. Days are local dates, times are local times of day.

    Args:
        holidays: the country whose public holidays are closed, ISO 3166; "" for none.
        closing_days: (month, day) that are closed every year.
        working_days: 0 is Monday.
        quiet_weeks: ISO weeks that hold back what is not urgent.
        reminder_time: when the day's reminders go.
        opens, closes: nothing that can wait is sent outside these hours.
        year_start_month: the month at the top of the annual wheel.
    """

    holidays: str = "DK"
    closing_days: tuple[tuple[int, int], ...] = ((6, 5), (12, 24), (12, 31))
    working_days: frozenset[int] = frozenset(range(5))
    quiet_weeks: frozenset[int] = frozenset()
    reminder_time: time = time(9)
    opens: time = time(8)
    closes: time = time(16)
    year_start_month: int = 1

    def is_workday(self, day: date) -> bool:
        """Tell whether people are at work on `day`."""
        known = self._workdays
        if day not in known:
            known[day] = (
                day.weekday() in self.working_days
                and (day.month, day.day) not in self.closing_days
                and day not in self._public_holidays
            )
        return known[day]

    def is_quiet(self, day: date) -> bool:
        """Tell whether `day` lies in a quiet week."""
        return day.isocalendar().week in self.quiet_weeks

    def workday_on_or_before(self, day: date) -> date:
        """Return `day`, or the working day before it when it is closed."""
        return next(d for d in _days(day, -_DAY) if self.is_workday(d))

    def workday_on_or_after(self, day: date) -> date:
        """Return `day`, or the working day after it when it is closed."""
        return next(d for d in _days(day, _DAY) if self.is_workday(d))

    def same_weekday_open(self, day: date) -> date:
        """Return `day`, or the same weekday of the next week in which it is not closed.

        A weekday on which nobody ever works gives way to the next working day.
        """
        if day.weekday() not in self.working_days:
            return self.workday_on_or_after(day)
        return next(d for d in _days(day, _WEEK) if self.is_workday(d))

    def add_workdays(self, day: date, count: int) -> date:
        """Return the working day that lies `count` working days after `day`; before when negative.

        Counting begins on the next day, whether `day` itself is a working day or not; 0 is the
        working day on or after it.
        """
        if count == 0:
            return self.workday_on_or_after(day)
        known = self._counted
        if (day, count) not in known:
            step = _DAY if count > 0 else -_DAY
            found = day
            for _ in range(abs(count)):
                found = next(d for d in _days(found + step, step) if self.is_workday(d))
            known[day, count] = found
        return known[day, count]

    def count_workdays(self, after: date, until: date) -> int:
        """Return how many working days lie after `after`, and not after `until`."""
        known = self._between
        if (after, until) not in known:
            days = (after + number * _DAY for number in range(1, (until - after).days + 1))
            known[after, until] = sum(self.is_workday(day) for day in days)
        return known[after, until]

    def first_workday_of_week(self, day: date) -> date | None:
        """Return the first working day of `day`'s ISO week, None when all of it is closed."""
        monday = day - timedelta(days=day.weekday())
        week = (monday + timedelta(days=number) for number in range(7))
        return next((d for d in week if self.is_workday(d)), None)

    def after_quiet(self, day: date) -> date:
        """Return the first working day from `day` on that lies in no quiet week."""
        known = self._loud
        if day not in known:
            days = _days(day, _DAY)
            known[day] = next(d for d in days if self.is_workday(d) and not self.is_quiet(d))
        return known[day]

    # A year of reminders asks for the same days tens of thousands of times.
    @cached_property
    def _workdays(self) -> dict[date, bool]:
        return {}

    @cached_property
    def _counted(self) -> dict[tuple[date, int], date]:
        return {}

    @cached_property
    def _between(self) -> dict[tuple[date, date], int]:
        return {}

    @cached_property
    def _loud(self) -> dict[date, date]:
        return {}

    @cached_property
    def _public_holidays(self) -> Container[date]:
        if not self.holidays:
            return frozenset()
        # It takes a fifth of a second to import, and most starts need no date of the year.
        from holidays import country_holidays

        return country_holidays(self.holidays)


def _days(start: date, step: timedelta) -> Iterator[date]:
    day = start
    while True:
        yield day
        day += step
