"""Deadlines as iCalendar, read by another program's parser."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.documents.calendar import calendar_file
from bot.domain.calendars import CalendarEntry
from tests.tries import tries

NOW = datetime(2027, 3, 9, 13, 30, 5, 999, UTC)
PLAIN = CalendarEntry("w-1.2027-03", date(2027, 3, 31), "Risikovurdering", "Udførende (R): CISO")


def read(*entries: CalendarEntry, name: str = "Årshjul") -> Calendar:
    parsed = Calendar.from_ical(calendar_file(entries, name, NOW, "tov.example.dk", "da"))
    assert isinstance(parsed, Calendar)
    return parsed


def test_a_deadline_is_a_whole_day_without_a_zone() -> None:
    (event,) = read(PLAIN).walk("VEVENT")
    assert type(event["dtstart"].dt) is date
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2027, 3, 31), date(2027, 4, 1))
    assert event["uid"] == "w-1.2027-03@tov.example.dk"
    assert event["dtstamp"].dt == NOW.replace(microsecond=0)
    assert (event["status"], event["transp"], event["sequence"]) == ("CONFIRMED", "TRANSPARENT", 0)
    assert "last-modified" not in event
    assert "url" not in event


def test_the_calendar_has_a_name_and_no_method_and_needs_no_zone() -> None:
    parsed = read(PLAIN)
    assert (parsed["version"], parsed["x-wr-calname"]) == ("2.0", "Årshjul")
    assert parsed["prodid"] == "-//Tovholder//DA"
    assert "method" not in parsed
    assert parsed.walk("VTIMEZONE") == []
    assert "x-wr-calname" not in read(PLAIN, name="")


def test_a_change_makes_the_revision_higher_and_a_lapse_cancels() -> None:
    at = datetime(2027, 3, 9, 12, 0, tzinfo=UTC)
    changes = [at, at + timedelta(minutes=1), at + timedelta(days=400)]
    entries = [
        CalendarEntry(PLAIN.key, PLAIN.day, "x", "", changed_at=change, cancelled=True)
        for change in changes
    ]
    events = [read(entry).walk("VEVENT")[0] for entry in entries]
    revisions = [event["sequence"] for event in events]
    assert revisions == sorted(set(revisions))
    assert 0 < revisions[0] < revisions[-1] < 2**31
    assert [event["last-modified"].dt for event in events] == changes
    assert {str(event["status"]) for event in events} == {"CANCELLED"}


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60))
@settings(max_examples=tries(25, 60))
def test_whatever_is_written_stays_one_entry(summary: str, description: str, name: str) -> None:
    odd = CalendarEntry("w-1", date(2028, 2, 29), summary, description, category=name)
    (event,) = read(odd, PLAIN, name=name).walk("VEVENT")[:1]
    assert len(read(odd, PLAIN, name=name).walk("VEVENT")) == 2
    assert event["dtend"].dt == date(2028, 3, 1)
    assert set(event) <= {
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES"),
        *("SEQUENCE", "LAST-MODIFIED", "STATUS", "TRANSP"),
    }


def test_a_label_cannot_smuggle_in_a_line() -> None:
    evil = "x\r\nBEGIN:VALARM\r\nATTACH:https://evil.example\u2028END:VALARM"
    content = calendar_file([CalendarEntry("k", PLAIN.day, evil, evil, evil)], evil, NOW, "h", "da")
    lines = content.replace(b"\r\n ", b"").split(b"\r\n")
    assert [line for line in lines if line.startswith((b"BEGIN:VALARM", b"ATTACH"))] == []
    assert len([line for line in lines if line.startswith(b"BEGIN:")]) == 2
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
