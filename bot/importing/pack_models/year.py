"""Calendar, annual wheel and annual plan of a pack."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.importing.pack_models.base import (
    Days,
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
Hours = Annotated[str, StringConstraints(pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$")]
DueRule = Annotated[
    str,
    StringConstraints(
        pattern=r"^((first|second|third|fourth|last)_(monday|tuesday|wednesday|thursday|friday)"
        r"|(first|last)_workday)$"
    ),
]


class CalendarModel(Model):
    """Working days and how dates move when they fall on a closed one. Weeks are ISO weeks."""

    holidays: Literal["DK"]
    include_customary_closing_days: Seq[MonthDay] = ()
    quiet_weeks: Seq[Week] = ()
    soft_avoid_weeks: Seq[Week] = ()
    working_days: Seq[Weekday]
    working_hours: Hours
    due_date_shift: Literal["previous_workday"]
    meeting_shift: Literal["same_weekday_next_week"]
    reminder_time: TimeOfDay
    note: Text | None = None


class OverduePings(Model):
    """After how many working days who is told that something is late."""

    responsible: Days
    accountable: Days
    committee: Days


class WheelItemModel(Model):
    """A recurring activity. `lead_days` and `reminders_days_before` are calendar days."""

    id: Id
    state: Literal["active", "paused"] = "active"
    kind: Literal["activity", "meeting"] = "activity"
    held_at: Id | None = None
    activity: Id
    label: Name
    interval: Literal["monthly", "quarterly", "three_per_year", "half-yearly", "yearly"]
    months: Annotated[Seq[Month], Field(min_length=1, max_length=12)]
    due_rule: DueRule
    lead_days: Days
    reminders_days_before: Seq[Days] = ()
    overdue_ping_days: OverduePings
    responsible: Id
    accountable: Id
    approval_by: Id | None = None
    agenda_item: Id | None = None
    evidence_required: Text
    source: Source
    note: Text | None = None


class AnnualWheelModel(Model):
    """The wheel. `year_start_month` is the month at its top."""

    year_start_month: Month
    items: Seq[WheelItemModel]


class PlanTaskModel(Model):
    """A task that ends, in the years it runs."""

    id: Id
    name: Name
    years: Annotated[Seq[Year], Field(min_length=1)]
    responsible: Id
    accountable: Id
    origin: Name
