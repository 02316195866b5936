"""When answers to a request are due: at an hour of a working day, far enough ahead (001 §2)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.committees import WrittenProcedure
from bot.domain.errors import BadInput
from bot.domain.workdays import WorkCalendar


@dataclass(frozen=True)
class Timetable:
    """Works out deadlines and reminders of written approvals.

    Args:
        calendar: the organisation's working days.
        zone: its time zone.
        written: how long there must be, and the hour at which answers are due.
    """

    calendar: WorkCalendar
    zone: ZoneInfo
    written: WrittenProcedure

    def closes(self, at: datetime, *, urgent: bool, wished: date | None = None) -> datetime:
        """Return when answers are due (UTC) to what is asked at `at` (UTC).

        Only an urgent matter is due in a quiet week (experience.md, "Committee").

        Args:
            at: the moment that it is asked.
            urgent: there is less time.
            wished: the last local day, where the asker named one.

        Raises:
            BadInput: the wished day is closed, or too soon.
        """
        first = self.earliest(at, urgent=urgent)
        day = wished or first
        if day < first:
            key = "approval-deadline-urgent" if urgent else "approval-deadline-soon"
            raise BadInput(key, date=first)
        if not self.calendar.is_workday(day):
            raise BadInput("approval-deadline-closed", date=self.calendar.workday_on_or_after(day))
        return self._due(day if urgent else self.calendar.after_quiet(day))

    def earliest(self, at: datetime, *, urgent: bool) -> date:
        """Return the first local day on which answers may be due."""
        today = at.astimezone(self.zone).date()
        if not urgent:
            return self.calendar.add_workdays(today, max(1, self.written.working_days))
        soonest = at + timedelta(hours=self.written.urgent_hours)
        day = self.calendar.workday_on_or_after(soonest.astimezone(self.zone).date())
        return day if self._due(day) >= soonest else self.calendar.add_workdays(day, 1)

    def reminders(
        self, opened: datetime, closes: datetime, *, urgent: bool = False
    ) -> tuple[datetime, ...]:
        """Return when those who have not answered are reminded (UTC).

        On the working day before answers are due and on the morning of it, at the hour of the
        day's reminders, as far as that lies after the vote opened. In a quiet week only an urgent
        matter is reminded of.
        """
        last = closes.astimezone(self.zone).date()
        days = [
            day
            for day in (self.calendar.add_workdays(last, -1), last)
            if urgent or not self.calendar.is_quiet(day)
        ]
        hour = self.calendar.reminder_time
        moments = (datetime.combine(day, hour, self.zone).astimezone(UTC) for day in days)
        return tuple(moment for moment in moments if opened < moment < closes)

    def _due(self, day: date) -> datetime:
        return datetime.combine(day, self.written.closes_at, self.zone).astimezone(UTC)
