"""Deadlines as an iCalendar file (RFC 5545), which any calendar can read or subscribe to.

A deadline takes a whole day and is a date without a time, so it stands on that day in a calendar
of any zone; a meeting's hours are in UTC. Hence there is no VTIMEZONE either.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.documents.content import one_line, printable
from bot.domain.calendars import CalendarEntry

if TYPE_CHECKING:
    from icalendar import Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
_FIRST_REVISION = datetime(2020, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_ASK_AGAIN = timedelta(hours=6)


def calendar_file(
    entries: Sequence[CalendarEntry], name: str, now: datetime, host: str, language: str
) -> bytes:
    """Return the entries as an iCalendar file.

    Args:
        entries: the deadlines and meetings.
        name: the calendar's; "" for a file of single entries.
        now: UTC.
        host: makes the entries' ids differ from other installations'.
        language: of the entries' words.
    """
    # It takes a tenth of a second to import: not while a server starts.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//Tovholder//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("name", one_line(name))
        calendar.add("x-wr-calname", one_line(name))
        calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry, now, host))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, now: datetime, host: str) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.key}@{host}")
    event.add("dtstamp", now.replace(microsecond=0))
    begins = entry.starts_at
    event.add("dtstart", begins or entry.day)
    event.add("dtend", begins + entry.minutes * _MINUTE if begins else entry.day + _DAY)
    event.add("summary", one_line(entry.summary))
    event.add("description", printable(entry.description).strip())
    if entry.place:
        event.add("location", one_line(entry.place))
    if entry.category:
        event.add("categories", [one_line(entry.category)])
    event.add("sequence", _revision(entry))
    if entry.changed_at is not None:
        event.add("last-modified", entry.changed_at.replace(microsecond=0))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    # A deadline keeps nobody busy, a meeting does.
    event.add("transp", "OPAQUE" if begins else "TRANSPARENT")
    return event


def _revision(entry: CalendarEntry) -> int:
    """Return a number that every change makes higher, as a calendar expects of it."""
    if entry.changed_at is None:
        return 0
    return max(0, (entry.changed_at - _FIRST_REVISION) // _MINUTE)
