"""Where an agenda lists a deviation: once, as new at one meeting and as handled at a later one."""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from bot.domain.deviations import Deviation


def presented(deviation: Deviation, meeting_id: str, *, handled: bool) -> Deviation:
    """Return a deviation that a meeting's agenda lists, as handled or as new."""
    if handled:
        return replace(deviation, handled_in=_with(deviation.handled_in, meeting_id))
    return replace(deviation, presented_in=_with(deviation.presented_in, meeting_id))


class Listing(StrEnum):
    """Where an agenda lists a deviation."""

    NEW = "new"
    HANDLED = "handled"
    OPEN = "open"


def listing(deviation: Deviation, meeting_id: str, others: Collection[str]) -> Listing | None:
    """Return where a meeting's agenda lists a deviation; None where it is not told of.

    It is told of as new at one meeting and as handled at a later one. What was listed on an agenda
    that is out stays where it stood. In between it belongs to the status.

    Args:
        deviation: as it is.
        meeting_id: the meeting.
        others: the committee's other meetings that were not cancelled.
    """
    if deviation.incident_id is not None:
        return None
    if meeting_id in deviation.handled_in:
        return Listing.HANDLED
    if meeting_id in deviation.presented_in:
        return Listing.NEW
    if not deviation.is_open:
        return None if set(others) & set(deviation.handled_in) else Listing.HANDLED
    return Listing.OPEN if set(others) & set(deviation.presented_in) else Listing.NEW


def _with(ids: tuple[str, ...], one: str) -> tuple[str, ...]:
    return ids if one in ids else (*ids, one)
