"""The annual wheel as it is shown: what falls when in a year or a month, and where its work is."""

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from bot.domain.language import Localized
from bot.domain.occurrences import DELIVERED, Occurrence, OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.plan import PlanTask, TaskState
from bot.domain.wheel import WheelItem, planned_dates

_NEXT = 3
_A_YEAR = timedelta(days=366)


class Mark(StrEnum):
    """How a date is shown."""

    LATE = "late"
    COMING = "coming"
    TO_APPROVE = "to-approve"
    DONE = "done"
    LAPSED = "lapsed"


Marking = Callable[[Occurrence], Mark | None]
"""How an occurrence is shown; None leaves it out."""


@dataclass(frozen=True)
class Span:
    """The local dates that are shown, both inclusive."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Tell whether `day` lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Entry:
    """A date of an item. Its occurrence has the id "" while it is only planned."""

    item: WheelItem
    occurrence: Occurrence
    mark: Mark

    @property
    def due(self) -> date:
        """Return the deadline now."""
        return self.occurrence.due


@dataclass(frozen=True)
class OneOff:
    """A task of the plan that runs in what is shown; without `due` in it, all through it."""

    id: str
    title: Localized
    due: date | None
    mark: Mark


@dataclass(frozen=True)
class Group:
    """The items of a category, "" for those that have none, in the order of their first date."""

    category_id: str
    items: tuple[WheelItem, ...]


@dataclass(frozen=True)
class Shown:
    """What a span holds, the earliest first."""

    span: Span
    today: date
    entries: tuple[Entry, ...]
    groups: tuple[Group, ...]
    tasks: tuple[OneOff, ...] = ()

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Return each item's number in the picture, from 1, by item id; group by group."""
        items = (item for group in self.groups for item in group.items)
        return {item.id: number for number, item in enumerate(items, start=1)}

    @cached_property
    def entries_of(self) -> Mapping[str, tuple[Entry, ...]]:
        """Return the entries by item id."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.item.id, []).append(entry)
        return {item_id: tuple(entries) for item_id, entries in found.items()}


@dataclass(frozen=True)
class Near:
    """What presses most: everything late, the longest first, and the next dates."""

    late: tuple[Entry, ...]
    following: tuple[Entry, ...]


def year_span(year: int, start_month: int) -> Span:
    """Return the twelve months that begin with `start_month` of `year`."""
    return Span(date(year, start_month, 1), _day_before(year + 1, start_month))


def month_span(year: int, month: int) -> Span:
    """Return a month."""
    return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def wheel_year_of(day: date, start_month: int) -> int:
    """Return the year in which the wheel that holds `day` begins."""
    return day.year if day.month >= start_month else day.year - 1


def _day_before(year: int, month: int) -> date:
    return date(year, month, 1) - timedelta(days=1)


def mark_of(occurrence: Occurrence, today: date) -> Mark:
    """Return how an occurrence is shown on the local date `today`."""
    if occurrence.state is OccurrenceState.DONE:
        return Mark.DONE
    if occurrence.state is OccurrenceState.LAPSED:
        return Mark.LAPSED
    if occurrence.state in DELIVERED:
        return Mark.TO_APPROVE
    return Mark.LATE if occurrence.is_late(today) else Mark.COMING


def one_offs(tasks: Sequence[PlanTask], span: Span, today: date) -> tuple[OneOff, ...]:
    """Return the plan's tasks as the wheel shows them: those with a deadline first, by date."""
    shown = [
        OneOff(
            task.id,
            task.title,
            task.due if task.due and task.due in span else None,
            _task_mark(task, today),
        )
        for task in tasks
    ]
    return tuple(sorted(shown, key=lambda one: (one.due is None, one.due or today)))


def _task_mark(task: PlanTask, today: date) -> Mark:
    if task.is_late(today):
        return Mark.LATE
    if task.state is TaskState.CANCELLED:
        return Mark.LAPSED
    return Mark.COMING if task.is_open else Mark.DONE


def show_wheel(
    organisation: Organisation,
    span: Span,
    today: date,
    *,
    tasks: Sequence[OneOff] = (),
    mark: Marking | None = None,
) -> Shown:
    """Return what of the wheel is due within `span`.

    Dates from `today` on that a rule gives but nobody has stored yet are shown as planned; so a
    year that lies further ahead can be seen too.

    Args:
        organisation: the data.
        span: the dates.
        today: the local date.
        tasks: of the plan, shown beside.
        mark: how an occurrence is shown, None to leave it out; all as they are without it.
    """
    marking = mark or (lambda one: mark_of(one, today))
    found = [
        Entry(organisation.wheel.item[one.item_id], one, shown)
        for one in occurrences_in(organisation, span, today)
        if (shown := marking(one)) is not None
    ]
    entries = tuple(sorted(found, key=_by_date))
    return Shown(span, today, entries, _groups(organisation, entries), tuple(tasks))


def near(organisation: Organisation, today: date, mark: Marking | None = None) -> Near:
    """Return what is late, and the next three dates, as seen on the local date `today`."""
    marking = mark or (lambda one: mark_of(one, today))
    late = [
        Entry(organisation.wheel.item[one.item_id], one, Mark.LATE)
        for one in organisation.wheel.occurrences
        if one.item_id in organisation.wheel.item and marking(one) is Mark.LATE
    ]
    ahead = show_wheel(organisation, Span(today, today + _A_YEAR), today, mark=mark).entries
    coming = (entry for entry in ahead if entry.mark is Mark.COMING)
    return Near(tuple(sorted(late, key=_by_date)), tuple(coming)[:_NEXT])


def _by_date(entry: Entry) -> tuple[date, int, str, str]:
    return entry.due, entry.item.position, entry.item.id, entry.occurrence.key


def occurrences_in(organisation: Organisation, span: Span, today: date) -> Iterator[Occurrence]:
    """Iterate over what is due in `span`: stored, or planned by a rule from `today` on."""
    wheel = organisation.wheel
    stored = {(one.item_id, one.key) for one in wheel.occurrences}
    for one in wheel.occurrences:
        if one.due in span and one.item_id in wheel.item:
            yield one
    # A shifted date may lie in another year than its rule's month.
    for year in range(span.first.year - 1, span.last.year + 2):
        for item in wheel.items:
            for planned in planned_dates(item, year, wheel.calendar, wheel.item):
                fresh = planned.due >= today and (item.id, planned.key) not in stored
                if fresh and planned.due in span:
                    due, begins = planned.due, planned.prepares_on
                    yield Occurrence("", item.id, planned.key, due, due, begins)


def _groups(organisation: Organisation, entries: Sequence[Entry]) -> tuple[Group, ...]:
    """Return the entries' items by category, in the categories' order; the rest come last."""
    groups: dict[str, list[WheelItem]] = {category.id: [] for category in organisation.categories}
    groups[""] = []
    for item in dict.fromkeys(entry.item for entry in entries):
        activity = organisation.activity.get(item.activity_id)
        category = activity.category_id if activity else None
        groups[category if category in groups and category else ""].append(item)
    return tuple(Group(key, tuple(items)) for key, items in groups.items() if items)
