"""The stages of an occurrence: on which day, for whom, and when not."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ladders import applies, snooze_stage, stages_between
from bot.domain.occurrences import OccurrenceState, Part
from bot.domain.reminders import Recipient, Stage
from bot.domain.wheel import Ladder
from bot.domain.workdays import WorkCalendar
from tests.domain.wheels import CALENDAR, LADDER, occurrence

DUE = date(2027, 3, 31)
BEGINNING = date(2027, 1, 1)
LATER = date(2027, 12, 31)


def told(due: date, ladder: Ladder = LADDER, until: date = LATER) -> dict[str, date]:
    """Return when each stage is told, apart from the approver's, which go as R's late ones do."""
    found = stages_between(occurrence(due), ladder, CALENDAR, BEGINNING, until)
    return {stage.name: stage.on for stage in found if stage.to is not Recipient.APPROVER}


def test_the_stages_before_a_deadline_fall_on_working_days() -> None:
    # Wednesday 3 and 17 March: lines of the Monday letters. The 28th is a Sunday in Easter.
    found = told(DUE, until=DUE)
    assert found == {
        "before-28": date(2027, 3, 1),
        "before-14": date(2027, 3, 15),
        "before-3": date(2027, 3, 24),
    }


def test_only_the_last_stage_before_goes_alone() -> None:
    found = stages_between(occurrence(DUE), LADDER, CALENDAR, BEGINNING, DUE)
    assert [(s.name, s.alone) for s in found] == [
        ("before-28", False),
        ("before-14", False),
        ("before-3", True),
    ]


def test_after_the_deadline_r_is_reminded_every_fifth_working_day_for_ever() -> None:
    found = told(date(2027, 2, 9))
    # Counted over Easter, Ascension Day and Whit Monday, in working days.
    assert found["late-1"] == date(2027, 2, 10)
    assert found["late-6"] == date(2027, 2, 17)
    assert found["late-11"] == date(2027, 2, 24)
    assert found["late-31"] == date(2027, 3, 24)
    assert found["late-36"] == date(2027, 4, 5)
    assert "late-201" in found


def test_a_and_the_committee_are_told_once() -> None:
    found = told(date(2027, 2, 9))
    assert found["accountable-5"] == date(2027, 2, 16)
    assert found["committee-15"] == date(2027, 3, 2)
    assert [name for name in found if not name.startswith(("late", "before"))] == [
        "accountable-5",
        "committee-15",
    ]


def test_an_empty_ladder_has_no_stage_before_but_goes_on_after() -> None:
    found = told(DUE, Ladder(before=()))
    assert not [name for name in found if name.startswith("before")]
    assert found["late-1"] == date(2027, 4, 1)


def test_what_has_no_ladder_is_told_30_and_3_days_before() -> None:
    assert list(told(DUE, Ladder(), DUE)) == ["before-30", "before-3"]


def test_a_stage_in_a_quiet_week_waits_for_the_first_working_day_after_all_of_them() -> None:
    # Weeks 28 to 30 are quiet; the deadline is on Friday of week 31.
    found = told(date(2027, 8, 6), Ladder(before=(24, 17, 10)), date(2027, 8, 6))
    assert set(found.values()) == {date(2027, 8, 2)}


def test_a_stage_in_a_quiet_week_does_not_wait_past_its_deadline() -> None:
    # Wednesday of week 29: by week 31 it would be over.
    found = stages_between(
        occurrence(date(2027, 7, 21)), Ladder(before=(7, 1)), CALENDAR, BEGINNING, date(2027, 7, 21)
    )
    assert [(s.name, s.on, s.alone) for s in found] == [
        # The week's letter is not sent; it goes alone on that day.
        ("before-7", date(2027, 7, 12), True),
        ("before-1", date(2027, 7, 20), True),
    ]


def test_a_stage_waits_for_a_deadline_on_the_very_day_after_the_quiet_weeks() -> None:
    found = told(date(2027, 8, 2), Ladder(before=(7,)), date(2027, 8, 2))
    assert found == {"before-7": date(2027, 8, 2)}


def test_what_is_late_in_quiet_weeks_waits_and_comes_at_once() -> None:
    found = told(date(2027, 7, 8))
    waited = {"late-1", "late-6", "late-11", "accountable-5"}
    assert {found[name] for name in waited - {"late-1"}} == {date(2027, 8, 2)}
    assert found["late-1"] == date(2027, 7, 9)


def test_a_deadline_that_was_moved_has_a_ladder_of_its_own() -> None:
    moved = replace(occurrence(DUE), due=date(2027, 4, 14))
    found = stages_between(moved, LADDER, CALENDAR, BEGINNING, date(2027, 4, 15))
    names = [stage.name for stage in found]
    assert "before-3/2027-04-14" in names
    assert "late-1/2027-04-14" in names


@pytest.mark.parametrize("state", [OccurrenceState.DONE, OccurrenceState.LAPSED])
@pytest.mark.parametrize("to", Recipient)
def test_nobody_is_told_of_what_has_ended(state: OccurrenceState, to: Recipient) -> None:
    stage = Stage("late-1", DUE, to, alone=True)
    assert not applies(stage, occurrence(DUE), Part(state=state))
    assert not applies(stage, occurrence(DUE, state=state), Part())


def test_what_was_delivered_is_late_for_its_approver_alone() -> None:
    part = Part(state=OccurrenceState.TO_APPROVE)
    heard = {to for to in Recipient if applies(Stage("s", DUE, to, True), occurrence(DUE), part)}
    assert heard == {Recipient.APPROVER}


@pytest.mark.parametrize(
    "state",
    [
        OccurrenceState.PLANNED,
        OccurrenceState.REMINDED,
        OccurrenceState.STARTED,
        OccurrenceState.AWAITING_EVIDENCE,
    ],
)
def test_what_is_not_delivered_is_late_for_all_but_the_approver(state: OccurrenceState) -> None:
    part = Part(state=state)
    heard = {to for to in Recipient if applies(Stage("s", DUE, to, True), occurrence(DUE), part)}
    assert heard == set(Recipient) - {Recipient.APPROVER}


def test_a_snooze_silences_r_until_its_day_and_nobody_else() -> None:
    part = Part(snoozed_until=date(2027, 4, 10))
    late = Stage("late-1", date(2027, 4, 1), Recipient.RESPONSIBLE, alone=True)
    assert not applies(late, occurrence(DUE), part)
    assert applies(replace(late, on=date(2027, 4, 10)), occurrence(DUE), part)
    assert applies(replace(late, to=Recipient.ACCOUNTABLE), occurrence(DUE), part)


def test_a_snooze_ends_with_one_reminder_on_a_working_day() -> None:
    # Saturday: the reminder comes on Monday.
    part = Part(snoozed_until=date(2027, 4, 10))
    stage = snooze_stage(occurrence(DUE), part, CALENDAR)
    assert stage == Stage("snooze-2027-04-10", date(2027, 4, 12), Recipient.RESPONSIBLE, alone=True)
    assert snooze_stage(occurrence(DUE), Part(), CALENDAR) is None


_DUE = st.dates(date(2026, 1, 1), date(2029, 12, 31)).map(CALENDAR.workday_on_or_before)
_LADDERS = st.builds(
    Ladder,
    before=st.lists(st.integers(0, 60), max_size=4, unique=True).map(tuple),
    responsible=st.integers(1, 6),
    accountable=st.integers(1, 20),
    committee=st.integers(1, 30),
)


@given(due=_DUE, ladder=_LADDERS, cuts=st.lists(st.integers(-90, 120), max_size=4))
def test_cutting_the_days_anywhere_gives_the_same_stages(
    due: date, ladder: Ladder, cuts: list[int]
) -> None:
    one = occurrence(due)
    first, last = due - timedelta(days=90), due + timedelta(days=120)
    edges = [first, *sorted(due + timedelta(days=cut) for cut in cuts), last]
    pieces = [
        stage
        for a, b in itertools.pairwise(edges)
        for stage in stages_between(one, ladder, CALENDAR, a, b)
    ]
    whole = stages_between(one, ladder, CALENDAR, first, last)
    assert sorted(pieces, key=lambda s: (s.on, s.name)) == list(whole)
    assert len({stage.name for stage in whole}) == len(whole)


@given(due=_DUE, ladder=_LADDERS)
def test_every_stage_is_told_on_a_working_day(due: date, ladder: Ladder) -> None:
    one = occurrence(due)
    far = due + timedelta(days=90)
    for stage in stages_between(one, ladder, CALENDAR, due - timedelta(days=120), far):
        assert CALENDAR.is_workday(stage.on)
        if CALENDAR.is_quiet(stage.on):
            assert stage.on <= due < CALENDAR.after_quiet(stage.on)


def test_without_quiet_weeks_nothing_waits() -> None:
    found = stages_between(
        occurrence(date(2027, 7, 8)), LADDER, WorkCalendar(), BEGINNING, date(2027, 7, 30)
    )
    assert date(2027, 7, 16) in {stage.on for stage in found}
