"""The annual wheel: recurring activities, and the dates that their rules give (001 §5, årshjul)."""

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

from bot.domain.errors import BadInput
from bot.domain.language import Localized
from bot.domain.occurrences import Occurrence
from bot.domain.workdays import WorkCalendar

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_NTH = re.compile(rf"({'|'.join(_PLACES)})_({'|'.join(_WEEKDAYS)})")
_EDGE = re.compile(r"(first|last)_workday")
_FIXED = re.compile(r"day_([1-9]|[12][0-9]|3[01])")
_WEEKS = re.compile(rf"every_([1-9]|[1-4][0-9]|5[0-2])_weeks_({'|'.join(_WEEKDAYS)})")


class ItemKind(StrEnum):
    """An activity is due; a meeting takes place, and its occurrence is the meeting."""

    ACTIVITY = "activity"
    MEETING = "meeting"


class ItemState(StrEnum):
    """An item's life cycle (domain.md §2). Only an active one has occurrences."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


@dataclass(frozen=True)
class Ladder:
    """When who is reminded of an occurrence.

    Args:
        before: calendar days before the deadline, for R.
        responsible: working days after it, for R; then again every fifth working day.
        accountable: working days after it, for A.
        committee: working days after it, for the committee's agenda.
    """

    before: tuple[int, ...] = (30, 3)
    responsible: int = 1
    accountable: int = 5
    committee: int = 15


@dataclass(frozen=True)
class WheelItem:
    """A recurring activity.

    Args:
        id: fixed; the pack's.
        activity_id: the activity of the matrix that it carries out.
        label: what people call it.
        kind: activity or meeting.
        held_at: the meeting at which this one is held; it follows that one's date.
        state: active, paused or retired.
        interval: how the rule is worded ("quarterly"); the months decide.
        months: in which it falls, 1 to 12.
        due_rule: which day of the month, see `check_rule`.
        starts_on: for a rule of every n weeks, the week from which they are counted.
        lead_days: calendar days of preparation.
        ladder: the reminders.
        responsible, accountable: role ids.
        approval_by: the role that approves what was done, by a second person.
        agenda_item: the section of the committee's agenda that it belongs to.
        evidence: what shows that it was done.
        note: said besides.
        source: "seed", "practice" or "own".
        position: in the list's order.
    """

    id: str
    activity_id: str
    label: Localized
    responsible: str
    accountable: str
    months: tuple[int, ...]
    due_rule: str
    kind: ItemKind = ItemKind.ACTIVITY
    held_at: str | None = None
    state: ItemState = ItemState.ACTIVE
    interval: str = "yearly"
    starts_on: date | None = None
    lead_days: int = 14
    ladder: Ladder = field(default_factory=Ladder)
    approval_by: str | None = None
    agenda_item: str | None = None
    evidence: Localized = field(default_factory=Localized)
    note: Localized = field(default_factory=Localized)
    source: str = "own"
    position: int = 0


@dataclass(frozen=True)
class System:
    """A system of the small register: its owner answers for it in the access checks."""

    id: str
    name: str
    owner_id: str | None = None
    retired_on: date | None = None


@dataclass(frozen=True)
class PlannedDate:
    """A date that an item's rule gives.

    `key` names it for good: the month ("2027-03"), or the day of a rule of every n weeks before
    it was shifted ("2027-03-08").
    """

    key: str
    due: date
    prepares_on: date


@dataclass(frozen=True)
class Wheel:
    """The whole wheel as it stands.

    `chair_role` is the role whose holder is meant where a committee has A or approves.
    """

    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    items: tuple[WheelItem, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    systems: tuple[System, ...] = ()
    chair_role: str = "top-management"

    @cached_property
    def item(self) -> Mapping[str, WheelItem]:
        """Items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def occurrence(self) -> Mapping[str, Occurrence]:
        """Occurrences by id."""
        return {occurrence.id: occurrence for occurrence in self.occurrences}


def check_rule(rule: str) -> str:
    """Return a due rule as it is.

    "second_tuesday", "last_friday", "first_workday", "last_workday", "day_15" (the last day of a
    shorter month), "every_2_weeks_monday".

    Raises:
        BadInput: `wheel-rule` (value): it is none of these.
    """
    if not any(known.fullmatch(rule) for known in (_NTH, _EDGE, _FIXED, _WEEKS)):
        raise BadInput("wheel-rule", value=rule[:80])
    return rule


def planned_dates(
    item: WheelItem, year: int, calendar_: WorkCalendar, items: Mapping[str, WheelItem]
) -> tuple[PlannedDate, ...]:
    """Return the dates of `item` that belong to `year`, in order; none unless it is active.

    A deadline on a closed day moves to the working day before it, a meeting to the same weekday
    of the next open week (domain.md §3).

    Args:
        item: the item.
        year: whose months are planned; a shifted date may lie outside it.
        calendar_: the organisation's.
        items: by id, for the meeting at which `item` is held.
    """
    if item.state is not ItemState.ACTIVE:
        return ()
    return tuple(
        PlannedDate(key, due, due - timedelta(days=item.lead_days))
        for key, due in _due_dates(item, year, calendar_, items)
    )


def _due_dates(
    item: WheelItem, year: int, calendar_: WorkCalendar, items: Mapping[str, WheelItem]
) -> Iterator[tuple[str, date]]:
    host = items.get(item.held_at or "")
    hosted: Mapping[str, date] = {}
    if host is not None and host.held_at is None and host.state is ItemState.ACTIVE:
        hosted = dict(_due_dates(host, year, calendar_, items))
    for key, day in _rule_days(item, year, calendar_):
        yield key, hosted.get(key) or _shifted(item, day, calendar_)


def _rule_days(item: WheelItem, year: int, calendar_: WorkCalendar) -> Iterator[tuple[str, date]]:
    if weeks := _WEEKS.fullmatch(item.due_rule):
        days = _every_weeks(int(weeks[1]), _WEEKDAYS.index(weeks[2]), item.starts_on, year)
        yield from ((d.isoformat(), d) for d in days if d.month in item.months)
        return
    for month in sorted(set(item.months)):
        yield f"{year:04}-{month:02}", _day_of_month(item.due_rule, year, month, calendar_)


def _every_weeks(weeks: int, weekday: int, start: date | None, year: int) -> Iterator[date]:
    begin = start or date(year, 1, 1)
    day = begin + timedelta(days=(weekday - begin.weekday()) % 7)
    step = timedelta(weeks=weeks)
    if day.year < year:
        day += -(-(date(year, 1, 1) - day) // step) * step
    while day.year == year:
        yield day
        day += step


def _day_of_month(rule: str, year: int, month: int, calendar_: WorkCalendar) -> date:
    days = calendar.monthrange(year, month)[1]
    every = [date(year, month, number) for number in range(1, days + 1)]
    if nth := _NTH.fullmatch(rule):
        weekday = _WEEKDAYS.index(nth[2])
        return [day for day in every if day.weekday() == weekday][_PLACES[nth[1]]]
    if edge := _EDGE.fullmatch(rule):
        if edge[1] == "first":
            return calendar_.workday_on_or_after(every[0])
        return calendar_.workday_on_or_before(every[-1])
    fixed = _FIXED.fullmatch(check_rule(rule))
    assert fixed is not None
    return every[min(int(fixed[1]), days) - 1]


def _shifted(item: WheelItem, day: date, calendar_: WorkCalendar) -> date:
    if item.kind is ItemKind.MEETING:
        return calendar_.same_weekday_open(day)
    return calendar_.workday_on_or_before(day)


def every_planned_date(
    items: Sequence[WheelItem], year: int, calendar_: WorkCalendar
) -> tuple[tuple[WheelItem, PlannedDate], ...]:
    """Return every active item's dates of `year`, the earliest first."""
    return _every_planned_date(tuple(items), year, calendar_)


# Each morning asks for the dates of two years, and they are the same until an item changes.
@lru_cache(maxsize=32)
def _every_planned_date(
    items: tuple[WheelItem, ...], year: int, calendar_: WorkCalendar
) -> tuple[tuple[WheelItem, PlannedDate], ...]:
    by_id = {item.id: item for item in items}
    found = [
        (item, planned) for item in items for planned in planned_dates(item, year, calendar_, by_id)
    ]
    return tuple(sorted(found, key=lambda one: (one[1].due, one[0].position, one[0].id)))
