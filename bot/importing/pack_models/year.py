"""Calendar, annual wheel and annual plan of a pack."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from bot.domain.errors import BadInput
from bot.domain.wheel import check_rule
from bot.importing.pack_models.base import (
    Day,
    Days,
    Hours,
    Id,
    Model,
    Month,
    MonthDay,
    Name,
    Seq,
    Source,
    Text,
    TimeOfDay,
    Week,
    Year,
)

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Interval = Literal[
    "weekly", "monthly", "quarterly", "three_per_year", "half-yearly", "yearly", "irregular"
]
# More would leave no day on which anything can be due, or told.
_MOST_CLOSING_DAYS = 60
_MOST_QUIET_WEEKS = 26


def _due_rule(rule: str) -> str:
    try:
        return check_rule(rule)
    except BadInput as error:
        raise ValueError(error.key) from error


DueRule = Annotated[str, AfterValidator(_due_rule)]


class CalendarModel(Model):
    """Working days and how dates move when they fall on a closed one. Weeks are ISO weeks."""

    holidays: Literal["DK", ""]
    include_customary_closing_days: Annotated[
        Seq[MonthDay], Field(max_length=_MOST_CLOSING_DAYS)
    ] = ()
    quiet_weeks: Annotated[Seq[Week], Field(max_length=_MOST_QUIET_WEEKS)] = ()
    soft_avoid_weeks: Seq[Week] = ()
    working_days: Annotated[Seq[Weekday], Field(min_length=1)]
    working_hours: Hours
    due_date_shift: Literal["previous_workday"]
    meeting_shift: Literal["same_weekday_next_week"]
    reminder_time: TimeOfDay
    note: Text | None = None

    @field_validator("working_hours")
    @classmethod
    def _opens_before_it_closes(cls, hours: str) -> str:
        opens, closes = hours.split("-")
        if opens >= closes:
            raise ValueError("opens before it closes")
        return hours


class OverduePings(Model):
    """After how many working days who is told that something is late."""

    responsible: Days
    accountable: Days
    committee: Days


class WheelItemModel(Model):
    """A recurring activity. `lead_days` and `reminders_days_before` are calendar days.

    A file's own reminders take the place of the default ladder's; what it leaves out stays.
    """

    id: Id
    state: Literal["active", "paused", "retired"] = "active"
    kind: Literal["activity", "meeting"] = "activity"
    held_at: Id | None = None
    activity: Id
    label: Name
    interval: Interval
    months: Annotated[Seq[Month], Field(min_length=1, max_length=12)]
    due_rule: DueRule
    starts_on: Day | None = None
    lead_days: Days
    reminders_days_before: Annotated[Seq[Days], Field(max_length=12)] | None = None
    overdue_ping_days: OverduePings | None = None
    responsible: Id
    accountable: Id
    approval_by: Id | None = None
    agenda_item: Id | None = None
    evidence_required: Text | None = None
    source: Source = "own"
    note: Text | None = None


class AnnualWheelModel(Model):
    """The wheel. `year_start_month` is the month at its top.

    `chair_role` is whose holder acts for the committee, where the file has no committee of its own.
    """

    year_start_month: Month
    chair_role: Id | None = None
    items: Seq[WheelItemModel] = ()


class PlanTaskModel(Model):
    """A task that ends, in the years it runs."""

    id: Id
    name: Name
    years: Annotated[Seq[Year], Field(min_length=1)]
    responsible: Id
    accountable: Id
    origin: Name
