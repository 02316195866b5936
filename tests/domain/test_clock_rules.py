"""Statutory clocks to the minute, through weekends, Easter and both clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.clock_rules import (
    About,
    Warned,
    about,
    due_at,
    following,
    laws_on,
    not_relevant,
    started,
    submitted,
    warnings,
    warnings_due,
)
from bot.domain.clocks import ClockState, StatutoryClock
from bot.domain.errors import BadInput, TooLate
from bot.domain.language import Localized
from bot.domain.severities import IncidentBook, Law

ZONE = ZoneInfo("Europe/Copenhagen")
NAME = Localized("Anmeldelse", "Notification")
GDPR = Law("gdpr-33", NAME, NAME, NAME, "aware_at", 72, None, NAME, NAME)
EARLY = replace(GDPR, id="nis2-early", hours=24, scope=("essential", "important"))
FINAL = replace(
    EARLY, id="nis2-final", hours=None, months=1, starts="nis2-notification.submitted_at"
)
PROMPT = replace(GDPR, id="gdpr-34", hours=None)
MONDAY = datetime(2027, 3, 8, 9, tzinfo=ZONE).astimezone(UTC)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def running(law: Law = GDPR, start: datetime = MONDAY) -> StatutoryClock:
    return started(StatutoryClock("i", law), start, "mette", start, ZONE)


@pytest.mark.parametrize(
    ("law", "start", "due"),
    [
        (GDPR, "2027-03-05 16:40", "2027-03-08 16:40"),
        (GDPR, "2027-03-25 11:00", "2027-03-28 12:00"),
        (EARLY, "2027-03-27 12:30", "2027-03-28 13:30"),
        (EARLY, "2027-10-30 12:30", "2027-10-31 11:30"),
        (EARLY, "2027-12-31 23:59", "2028-01-01 23:59"),
        (FINAL, "2027-01-31 10:00", "2027-02-28 10:00"),
        (FINAL, "2027-03-01 02:30", "2027-04-01 02:30"),
        (FINAL, "2027-12-15 10:00", "2028-01-15 10:00"),
    ],
    ids=["weekend", "easter", "spring", "autumn", "new-year", "short-month", "summer", "december"],
)
def test_the_legal_moment_is_never_shifted(law: Law, start: str, due: str) -> None:
    assert due_at(law, local(start).astimezone(UTC), ZONE) == local(due)


def test_without_undue_delay_has_no_moment_and_no_warnings() -> None:
    clock = running(PROMPT)
    assert clock.due_at is None
    assert warnings(clock, ZONE) == ()
    assert not clock.is_late(MONDAY + timedelta(days=9))


def test_it_warns_at_half_three_quarters_the_last_hour_and_when_it_is_late() -> None:
    clock = running(EARLY, local("2027-03-08 08:00").astimezone(UTC))
    assert warnings(clock, ZONE) == (
        (Warned.HALF, local("2027-03-08 20:00")),
        (Warned.THREE_QUARTERS, local("2027-03-09 02:00")),
        (Warned.LAST_HOUR, local("2027-03-09 07:00")),
        (Warned.LATE, local("2027-03-09 08:00")),
    )


@pytest.mark.parametrize(
    ("start", "half"),
    [
        ("2027-03-08 09:00", "2027-03-09 20:30"),
        ("2027-03-08 16:00", "2027-03-09 20:30"),
        ("2027-03-08 19:00", "2027-03-10 07:00"),
        ("2027-03-08 08:59", "2027-03-09 20:59"),
    ],
)
def test_a_long_clock_warns_before_the_night(start: str, half: str) -> None:
    found = dict(warnings(running(GDPR, local(start).astimezone(UTC)), ZONE))
    assert found[Warned.HALF] == local(half)


def test_the_last_hours_warning_comes_at_night_too() -> None:
    found = dict(warnings(running(GDPR, local("2027-03-08 03:30").astimezone(UTC)), ZONE))
    assert found[Warned.LAST_HOUR] == local("2027-03-11 02:30")


def test_each_warning_is_due_once() -> None:
    clock = running(EARLY)
    assert warnings_due(clock, MONDAY, ZONE) == ()
    half = MONDAY + timedelta(hours=12)
    assert warnings_due(clock, half - timedelta(seconds=1), ZONE) == ()
    assert warnings_due(clock, half, ZONE) == (Warned.HALF,)
    assert warnings_due(replace(clock, warned=("half",)), half, ZONE) == ()
    assert warnings_due(clock, MONDAY + timedelta(hours=30), ZONE) == tuple(Warned)
    assert warnings_due(submitted(clock, "mette", "", "", half), half, ZONE) == ()


def test_a_version_of_a_law_applies_only_from_its_date() -> None:
    old = replace(EARLY, valid_from=date(2025, 7, 1), valid_until=date(2027, 12, 31))
    new = replace(EARLY, id="nis2-early-2028", hours=12, valid_from=date(2028, 1, 1))
    book = IncidentBook(laws=(GDPR, old, new))
    assert laws_on(book, date(2025, 6, 30), ["essential"]) == (GDPR,)
    assert laws_on(book, date(2027, 12, 31), ["essential"]) == (GDPR, old)
    assert laws_on(book, date(2028, 1, 1), ["important"]) == (GDPR, new)
    assert laws_on(book, date(2028, 1, 1), []) == (GDPR,)


def test_a_law_comes_up_by_the_question_that_it_depends_on() -> None:
    assert (about(GDPR), about(EARLY)) == (About.PERSONAL_DATA, About.SIGNIFICANT)


def test_not_relevant_takes_a_reason_and_can_be_taken_back() -> None:
    clock = running()
    with pytest.raises(BadInput):
        not_relevant(clock, "mette", " ", MONDAY)
    declined = not_relevant(clock, "mette", "Ingen persondata", MONDAY)
    assert (declined.state, declined.decided_by) == (ClockState.NOT_RELEVANT, "mette")
    assert started(declined, MONDAY, "mette", MONDAY, ZONE).due_at == clock.due_at


def test_a_clock_runs_once_and_never_from_the_future() -> None:
    with pytest.raises(TooLate):
        started(running(), MONDAY, "mette", MONDAY, ZONE)
    with pytest.raises(BadInput):
        started(StatutoryClock("i", GDPR), MONDAY, "mette", MONDAY - timedelta(1), ZONE)


def test_late_is_late_and_says_why() -> None:
    clock = running()
    assert clock.due_at is not None
    late = clock.due_at + timedelta(seconds=1)
    with pytest.raises(BadInput):
        submitted(clock, "mette", "D-1", "", late)
    assert submitted(clock, "mette", "D-1", "Overset", late).reason == "Overset"
    done = submitted(clock, "mette", " D-1 ", "", clock.due_at)
    assert (done.state, done.receipt) == (ClockState.SUBMITTED, "D-1")
    for again in (
        lambda: submitted(done, "mette", "", "", late),
        lambda: not_relevant(done, "mette", "Nej", late),
        lambda: started(done, MONDAY, "mette", late, ZONE),
    ):
        with pytest.raises(TooLate):
            again()
    with pytest.raises(BadInput):
        submitted(StatutoryClock("i", GDPR), "mette", "", "", MONDAY)


def test_the_final_report_starts_when_the_notification_is_submitted() -> None:
    notification = replace(EARLY, id="nis2-notification", hours=72)
    final = StatutoryClock("i", FINAL)
    assert following([final, running(GDPR)], running(notification)) == (final,)
    assert following([running(FINAL)], running(notification)) == ()


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC)),
    st.sampled_from([GDPR, EARLY, FINAL]),
)
def test_warnings_come_in_order_and_long_ones_never_at_night(start: datetime, law: Law) -> None:
    found = warnings(running(law, start), ZONE)
    moments = [moment for _, moment in found]
    assert moments == sorted(moments)
    assert all(start <= moment for moment in moments)
    if law is not EARLY:
        for _, moment in found[:2]:
            at_night = not time(7) <= moment.astimezone(ZONE).time() < time(21)
            assert moment == start or not at_night
