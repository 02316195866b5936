"""Which dates the wheel should have, beside those that it has (reliability.md §1)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.occurrences import DELIVERED, Occurrence, OccurrenceState
from bot.domain.wheel import ItemState, PlannedDate, Wheel, WheelItem, every_planned_date

_Key = tuple[str, str]


@dataclass(frozen=True)
class Planning:
    """What must be written for the wheel to have its dates.

    Args:
        added: dates that are not there yet.
        moved: dates that are there, where they belong now.
        dropped: dates that no rule gives any more.
    """

    added: tuple[Occurrence, ...] = ()
    moved: tuple[Occurrence, ...] = ()
    dropped: tuple[Occurrence, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self.added or self.moved or self.dropped)


def planning(
    wheel: Wheel, today: date, new_id: Callable[[], str], told: Collection[str] = ()
) -> Planning:
    """Return what is missing, out of place or too much in this year and the next.

    Nothing is planned in the past: who begins in November does not owe what was due in March. A
    date that somebody has worked on, been told of or moved stays where it is, whatever its rule
    says now; what is held at a meeting always has the meeting's date.

    Args:
        wheel: as it stands.
        today: the local date.
        new_id: gives a new date its id.
        told: ids of dates that somebody was told of.
    """
    years = (today.year, today.year + 1)
    wanted = {
        (item.id, planned.key): planned
        for year in years
        for item, planned in every_planned_date(wheel.items, year, wheel.calendar)
    }
    there = {(one.item_id, one.key): one for one in wheel.occurrences}
    free = [
        one
        for one in wheel.occurrences
        if one.due >= today and int(one.key[:4]) in years and _is_free(one, told)
    ]
    moved = {one.id: one for one in _redated(free, wanted, today)}
    moved |= {one.id: one for one in _following(wheel, {**there, **_by_key(moved)}, wanted, today)}
    hosts = {**there, **_by_key(moved)}
    return Planning(
        added=tuple(_added(wheel, hosts, wanted, today, new_id)),
        moved=tuple(moved.values()),
        dropped=tuple(one for one in free if (one.item_id, one.key) not in wanted),
    )


def items_without_next_date(wheel: Wheel, today: date) -> tuple[WheelItem, ...]:
    """Return the active items that have no date from the local date `today` on."""
    ahead = {one.item_id for one in wheel.occurrences if one.is_open and one.due >= today}
    return tuple(
        item for item in wheel.items if item.state is ItemState.ACTIVE and item.id not in ahead
    )


def _by_key(occurrences: Mapping[str, Occurrence]) -> dict[_Key, Occurrence]:
    return {(one.item_id, one.key): one for one in occurrences.values()}


def _is_free(occurrence: Occurrence, told: Collection[str]) -> bool:
    """Tell whether nobody has touched a date, moved it or been told of it."""
    untouched = occurrence.state is OccurrenceState.PLANNED and not occurrence.parts
    unmoved = occurrence.due == occurrence.planned and occurrence.request is None
    return untouched and unmoved and not occurrence.reason and occurrence.id not in told


def _redated(
    free: Collection[Occurrence], wanted: Mapping[_Key, PlannedDate], today: date
) -> Iterator[Occurrence]:
    """Iterate over the free dates that their rule now puts elsewhere, but not in the past."""
    for one in free:
        planned = wanted.get((one.item_id, one.key))
        if planned is None or planned.due < today:
            continue
        if (one.due, one.prepares_on) != (planned.due, planned.prepares_on):
            yield replace(
                one, planned=planned.due, due=planned.due, prepares_on=planned.prepares_on
            )


def _following(
    wheel: Wheel,
    there: Mapping[_Key, Occurrence],
    wanted: Mapping[_Key, PlannedDate],
    today: date,
) -> Iterator[Occurrence]:
    """Iterate over what is held at a meeting that has moved away from it."""
    for one in there.values():
        item, host = wheel.item.get(one.item_id), _host(wheel, there, one.item_id, one.key)
        if item is None or host is None or one.state in DELIVERED or host.due < today:
            continue
        if one.due != host.due:
            planned = wanted.get((one.item_id, one.key))
            lead = timedelta(days=item.lead_days)
            yield replace(
                one,
                planned=planned.due if planned else one.planned,
                due=host.due,
                prepares_on=host.due - lead,
            )


def _added(
    wheel: Wheel,
    there: Mapping[_Key, Occurrence],
    wanted: Mapping[_Key, PlannedDate],
    today: date,
    new_id: Callable[[], str],
) -> Iterator[Occurrence]:
    for (item_id, key), planned in wanted.items():
        if (item_id, key) in there:
            continue
        host = _host(wheel, there, item_id, key)
        due = host.due if host else planned.due
        if due >= today:
            prepares_on = planned.prepares_on + (due - planned.due)
            yield Occurrence(new_id(), item_id, key, planned.due, due, prepares_on)


def _host(
    wheel: Wheel, there: Mapping[_Key, Occurrence], item_id: str, key: str
) -> Occurrence | None:
    """Return the meeting at which a date is held, None when there is none or it lapsed."""
    item = wheel.item.get(item_id)
    host = there.get((item.held_at, key)) if item and item.held_at else None
    return None if host and host.state is OccurrenceState.LAPSED else host
