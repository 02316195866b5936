"""Working hours as elapsed time: when they begin, and when so many minutes of them have passed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.workdays import WorkCalendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingTime:
    """An organisation's working hours.

    Args:
        calendar: its working days, with when it opens and closes.
        zone: of those times of day.
    """

    calendar: WorkCalendar
    zone: ZoneInfo

    def opening(self, moment: datetime) -> datetime:
        """Return the first moment of working hours from `moment` on; both in UTC."""
        return max(moment, next(self._hours(moment))[0])

    def after(self, moment: datetime, minutes: int) -> datetime:
        """Return when `minutes` of working time have passed since `moment`; both in UTC."""
        left = timedelta(minutes=minutes)
        for opens, closes in self._hours(moment):
            begins = max(moment, opens)
            if begins + left <= closes:
                return begins + left
            left -= closes - begins
        raise AssertionError("working days never end")

    def _hours(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Iterate over the working hours that end after `moment`, in UTC."""
        day = moment.astimezone(self.zone).date() - _DAY
        while True:
            day = self.calendar.workday_on_or_after(day + _DAY)
            opens, closes = (
                self._at(day, of) for of in (self.calendar.opens, self.calendar.closes)
            )
            if moment < closes:
                yield opens, closes

    def _at(self, day: date, of: time) -> datetime:
        return datetime.combine(day, of, self.zone).astimezone(UTC)
