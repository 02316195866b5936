"""The annual wheel as it is looked at: a year or a month, everybody's or one's own."""

from datetime import date, timedelta

from bot.domain.organisation import Organisation
from bot.domain.owed import own_marking, own_tasks
from bot.domain.paging import page_of
from bot.domain.people import Person
from bot.domain.wheel import WheelItem
from bot.domain.wheel_view import ItemDates, Seen, WheelView, span_of
from bot.domain.wheel_year import (
    Entry,
    Mark,
    Marking,
    Span,
    mark_of,
    near,
    one_offs,
    show_wheel,
    wheel_year_of,
)

ENTRIES_PER_PAGE = 20
_LONGEST_LEAD = timedelta(days=185)


def look_at_wheel(
    organisation: Organisation, view: WheelView, today: date, person: Person | None
) -> Seen:
    """Return what `person` sees.

    Args:
        organisation: the data.
        view: what was asked for; one's own without a person is nothing.
        today: the local date.
        person: who asks.
    """
    span = span_of(view, organisation.wheel.calendar.year_start_month)
    marking = _marking(organisation, view, today, person)
    tasks = organisation.plan.tasks
    if view.mine:
        tasks = own_tasks(organisation, person.id, today) if person else ()
    running = [t for t in tasks if not {span.first.year, span.last.year}.isdisjoint(t.years)]
    shown = show_wheel(
        organisation, span, today, tasks=one_offs(running, span, today), mark=marking
    )
    page = page_of(shown.entries, ENTRIES_PER_PAGE, str(view.page))
    presses = today in span and page.number == 1 and view.month is None
    return Seen(
        view,
        shown,
        page,
        near(organisation, today, marking) if presses else None,
        _preparing(organisation, span, today, marking) if view.month else (),
    )


def item_dates(organisation: Organisation, item: WheelItem, today: date) -> ItemDates:
    """Return an item's dates as they stand on the local date `today`."""
    entries = [
        Entry(item, one, mark_of(one, today))
        for one in sorted(organisation.wheel.occurrences, key=lambda one: (one.due, one.key))
        if one.item_id == item.id
    ]
    done = [entry for entry in entries if entry.mark is Mark.DONE]
    return ItemDates(
        tuple(entry for entry in entries if entry.occurrence.is_open), done[-1] if done else None
    )


def this_year(organisation: Organisation, today: date) -> WheelView:
    """Return the wheel that holds `today`."""
    return WheelView(wheel_year_of(today, organisation.wheel.calendar.year_start_month))


def _preparing(
    organisation: Organisation, month: Span, today: date, marking: Marking | None
) -> tuple[Entry, ...]:
    """Return what begins in a month and is due after it."""
    later = Span(month.last + timedelta(days=1), month.last + _LONGEST_LEAD)
    ahead = show_wheel(organisation, later, today, mark=marking).entries
    return tuple(
        entry
        for entry in ahead
        if entry.mark is Mark.COMING and entry.occurrence.prepares_on in month
    )


def _marking(
    organisation: Organisation, view: WheelView, today: date, person: Person | None
) -> Marking | None:
    if not view.mine:
        return None
    if person is None:
        return lambda _: None
    return own_marking(organisation, person.id, today)
