"""The steps around a meeting, against dates worked out by hand with a calendar of 2027."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meeting_timeline import (
    BEFORE,
    Step,
    is_last_of_year,
    meeting_after,
    meeting_before,
    next_meeting,
    planned_meetings,
    timeline_of,
)
from bot.domain.meetings import AgendaState, MeetingState
from bot.domain.occurrences import Occurrence, OccurrenceState
from bot.domain.wheel import Wheel
from bot.domain.workdays import WorkCalendar
from bot.importing.packs import starter_pack
from tests.domain.committees import COMMITTEE, meeting

SME = WorkCalendar(quiet_weeks=frozenset({28, 29, 30, 52}))
PUBLIC = WorkCalendar(quiet_weeks=frozenset({27, 28, 29, 30, 31, 52}))
STEPS = (Step.CALL, Step.CLOSE, Step.SEND, Step.MINUTES, Step.COMMENTS)

BY_HAND = [
    # The starter packs' own meetings of 2027.
    ("sme", "02-09", "01-19 01-26 02-02 02-16 02-23"),
    ("sme", "05-11", "04-19 04-26 05-03 05-19 05-26"),
    ("sme", "09-14", "08-24 08-31 09-07 09-21 09-28"),
    ("sme", "12-14", "11-23 11-30 12-07 12-21 2028-01-03"),
    ("public", "03-09", "02-16 02-23 03-02 03-16 03-23"),
    ("public", "06-08", "05-18 05-25 06-01 06-15 06-22"),
    ("public", "09-14", "08-24 08-31 09-07 09-21 09-28"),
    ("public", "12-14", "11-23 11-30 12-07 12-21 2028-01-03"),
    # Across Easter: 25 March to 29 March are closed.
    ("sme", "04-06", "03-11 03-18 03-30 04-13 04-20"),
    ("sme", "03-23", "03-02 03-09 03-16 04-02 04-09"),
    # Across the summer weeks.
    ("sme", "08-10", "08-02 08-02 08-03 08-17 08-24"),
    ("public", "08-10", "08-09 08-09 08-09 08-17 08-24"),
    ("sme", "06-29", "06-08 06-15 06-22 07-06 08-02"),
    ("public", "06-29", "06-08 06-15 06-22 08-09 08-09"),
    # In the middle of them nothing before the meeting may come after it.
    ("sme", "07-20", "06-29 07-06 07-09 08-02 08-03"),
]


@pytest.mark.parametrize(("pack", "on", "expected"), BY_HAND)
def test_the_steps_are_those_worked_out_by_hand(pack: str, on: str, expected: str) -> None:
    calendar = {"sme": SME, "public": PUBLIC}[pack]
    found = timeline_of(COMMITTEE, date.fromisoformat(f"2027-{on}"), calendar)
    dates = [day if len(day) > 5 else f"2027-{day}" for day in expected.split()]
    assert [found[step].isoformat() for step in STEPS] == dates


@pytest.mark.parametrize("pack", ["sme", "public"])
def test_the_calendars_of_the_tests_are_the_packs(pack: str) -> None:
    calendar = starter_pack(pack).calendar
    assert calendar is not None
    assert calendar.quiet_weeks == {"sme": SME, "public": PUBLIC}[pack].quiet_weeks


@given(
    st.dates(date(2026, 1, 1), date(2029, 12, 31)).filter(SME.is_workday),
    st.sampled_from([SME, PUBLIC]),
)
def test_every_step_is_on_a_working_day_in_no_quiet_week_and_in_order(
    on: date, calendar: WorkCalendar
) -> None:
    found = timeline_of(COMMITTEE, on, calendar)
    days = list(found.values())
    assert days == sorted(days)
    assert all(calendar.is_workday(day) and not calendar.is_quiet(day) for day in days)
    assert all(found[step] < on for step in BEFORE)
    assert found[Step.MINUTES] > on


# -- which meeting


def test_the_next_meeting_is_the_one_that_runs_else_the_next_one_ahead() -> None:
    late = replace(meeting(date(2027, 2, 9)), id="late")
    ahead = replace(meeting(date(2027, 5, 11)), id="ahead")
    held = replace(meeting(date(2027, 3, 2)), id="held", state=MeetingState.HELD)
    today = date(2027, 3, 9)
    assert next_meeting((held, ahead, late), today) == ahead
    assert next_meeting((held, late), today) == late
    running = replace(late, state=MeetingState.RUNNING)
    assert next_meeting((ahead, running), today) == running
    assert meeting_before((held, ahead, late), ahead) == held
    assert meeting_after((held, ahead, late), held) == ahead
    assert next_meeting((), today) is None


def test_the_last_meeting_of_the_year_is_one_of_the_series() -> None:
    september = replace(meeting(date(2027, 9, 14)), id="a")
    december = replace(meeting(date(2027, 12, 14)), id="b")
    extra = replace(meeting(date(2027, 12, 20)), id="c", occurrence_id=None)
    every = (september, december, extra)
    assert [is_last_of_year(every, one) for one in every] == [False, True, False]
    off = replace(december, state=MeetingState.CANCELLED)
    assert is_last_of_year((september, off, extra), september)


# -- the series


def wheel(*occurrences: Occurrence) -> Wheel:
    return Wheel(SME, (), occurrences)


def the_date(key: str, due: date, **changes: object) -> Occurrence:
    made = Occurrence(f"o-{key}", "w-meetings", key, due, due, due)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_meetings_are_the_dates_of_their_series() -> None:
    today = date(2027, 3, 9)
    past, ahead = the_date("2027-02", date(2027, 2, 9)), the_date("2027-05", date(2027, 5, 11))
    other = replace(ahead, id="x", item_id="w-other")
    ids = iter(("m-1", "m-2"))
    plan = planned_meetings(COMMITTEE, wheel(past, ahead, other), (), today, lambda: next(ids))
    assert [(m.occurrence_id, m.on) for m in plan.added] == [("o-2027-05", date(2027, 5, 11))]
    assert not planned_meetings(COMMITTEE, wheel(past, ahead), plan.added, today, lambda: "m")


def test_a_meeting_follows_its_date_and_remembers_the_first_one() -> None:
    today, moved = date(2027, 3, 9), date(2027, 5, 18)
    there = meeting(date(2027, 5, 11), occurrence_id="o-2027-05", agenda_state=AgendaState.LOCKED)
    one = the_date("2027-05", moved, planned=there.on, reason="Ferie")
    plan = planned_meetings(COMMITTEE, wheel(one), (there,), today, lambda: "m")
    assert plan.moved[0].on == moved
    assert (plan.moved[0].moved_from, plan.moved[0].reason) == (there.on, "Ferie")
    assert plan.moved[0].agenda_state is AgendaState.OPEN


@pytest.mark.parametrize("gone", [True, False])
def test_a_date_that_lapsed_or_went_cancels_its_meeting(*, gone: bool) -> None:
    there = meeting(date(2027, 5, 11), occurrence_id="o-2027-05")
    lapsed = the_date("2027-05", there.on, state=OccurrenceState.LAPSED, reason="Flyttet sammen")
    plan = planned_meetings(
        COMMITTEE, wheel(*(() if gone else (lapsed,))), (there,), date(2027, 3, 9), lambda: "m"
    )
    assert [m.state for m in plan.cancelled] == [MeetingState.CANCELLED]
    held = replace(there, state=MeetingState.HELD)
    assert not planned_meetings(COMMITTEE, wheel(), (held,), date(2027, 3, 9), lambda: "m")
    extra = replace(there, occurrence_id=None)
    assert not planned_meetings(COMMITTEE, wheel(), (extra,), date(2027, 3, 9), lambda: "m")


def test_a_date_in_the_past_gets_no_meeting() -> None:
    old = the_date("2027-03", date(2027, 3, 8))
    assert not planned_meetings(COMMITTEE, wheel(old), (), date(2027, 3, 9), lambda: "m")
    today = replace(old, due=old.due + timedelta(days=1))
    assert planned_meetings(COMMITTEE, wheel(today), (), date(2027, 3, 9), lambda: "m").added
