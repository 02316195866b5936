"""Calendar feeds (iCalendar, RFC 5545): whose they are, and what an entry says."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.events import Event

ORGANISATION = "organisation"
"""The owner of the feed that holds everything; any other owner is a person's id."""


@dataclass(frozen=True)
class Feed:
    """An address under which a calendar can be subscribed to; each owner has at most one.

    Args:
        id: random; the address's secret is kept nowhere.
        owner: a person's id, or `ORGANISATION`.
        opened_by: who asked for it.
        opened_at: UTC.
    """

    id: str
    owner: str
    opened_by: str
    opened_at: datetime


@dataclass(frozen=True)
class CalendarEntry:
    """A deadline, all day long, or a meeting at its hours.

    Args:
        key: the same for the same date of the same item, whatever becomes of it.
        day: the local date.
        summary, description, category: in the reader's language.
        changed_at: UTC; None until somebody has touched it.
        cancelled: it has lapsed.
        starts_at, minutes: of a meeting, when it begins (UTC) and how long it lasts.
        place: where, in words.
    """

    key: str
    day: date
    summary: str
    description: str
    category: str = ""
    changed_at: datetime | None = None
    cancelled: bool = False
    starts_at: datetime | None = None
    minutes: int = 0
    place: str = ""


@dataclass(frozen=True)
class FeedEvent(Event):
    """Something happened to the feed of `owner`; `by` is who did it."""

    feed_id: str
    owner: str
    by: str

    def subject(self) -> str:
        """Return the feed."""
        return f"calendar/{self.feed_id}"


@dataclass(frozen=True)
class FeedOpened(FeedEvent):
    """A new address was given out; `instead_of` is the id of the feed that it took over from."""

    kind = "calendar.feed-opened"
    instead_of: str = ""


@dataclass(frozen=True)
class FeedClosed(FeedEvent):
    """The address was closed; it answers nobody from now on."""

    kind = "calendar.feed-closed"
