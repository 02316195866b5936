"""Whether what the committee approves falls due before its agenda closes (experience.md)."""

from dataclasses import dataclass
from datetime import date

from bot.domain.wheel import ItemKind, ItemState, Wheel, WheelItem
from bot.domain.wheel_people import COMMITTEE_ROLE

CLOSES_BEFORE = 10
"""Working days before a meeting on which its agenda closes for items."""


@dataclass(frozen=True)
class TooLateForAgenda:
    """A date that comes after the agenda of the next meeting has closed.

    Args:
        item: what the committee approves.
        due: its deadline.
        meeting: the committee's next meeting from then on.
        closes: when that meeting's agenda closes.
    """

    item: WheelItem
    due: date
    meeting: date
    closes: date


def too_late_for_agenda(wheel: Wheel, today: date) -> tuple[TooLateForAgenda, ...]:
    """Return the dates from `today` on that miss the agenda they belong to, the earliest first.

    What is held at a meeting is dealt with there, and a date after the last meeting that is
    planned says nothing yet.
    """
    hosts = {item.id for item in wheel.items if _is_committees(item)}
    meetings = sorted(one.due for one in wheel.occurrences if one.item_id in hosts)
    found = []
    for one in sorted(wheel.occurrences, key=lambda occurrence: occurrence.due):
        item = wheel.item.get(one.item_id)
        if item is None or not one.is_open or one.due < today or not _is_approved(item):
            continue
        meeting = next((day for day in meetings if day >= one.due), None)
        if meeting is None:
            continue
        closes = wheel.calendar.add_workdays(meeting, -CLOSES_BEFORE)
        if one.due > closes:
            found.append(TooLateForAgenda(item, one.due, meeting, closes))
    return tuple(found)


def _is_committees(item: WheelItem) -> bool:
    """Tell whether an item is the committee's own meeting."""
    active = item.state is ItemState.ACTIVE
    return active and item.kind is ItemKind.MEETING and item.held_at is None


def _is_approved(item: WheelItem) -> bool:
    """Tell whether the committee approves an item at some meeting."""
    return item.approval_by == COMMITTEE_ROLE and item.held_at is None
