"""What people are told on one morning, and what they are not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from bot.domain.mornings import (
    Mail,
    Morning,
    is_letter_day,
    is_open,
    mail_of,
    reminder_time,
)
from bot.domain.occurrences import Occurrence, OccurrenceState, Part
from bot.domain.organisation import Organisation
from bot.domain.people import Absence
from bot.domain.raci import Matrix, MatrixStatus
from bot.domain.reminders import Line
from bot.domain.schedules import CatchingUp, CatchUp
from bot.domain.wheel import ItemState, Wheel
from bot.domain.workdays import WorkCalendar
from tests.domain.organisations import cells
from tests.domain.wheels import CALENDAR, item, occurrence, organisation

DUE = date(2027, 3, 31)
MONDAY = date(2027, 3, 15)
DAY = timedelta(days=1)


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"letter-{next(numbers)}"


def told(known: Organisation, on: date, after: date | None = None) -> dict[str, Mail]:
    """Return what each person is told on `on`, a morning after one that was told."""
    morning = Morning(on, after or on - DAY)
    return {mail.person_id: mail for mail in mail_of(known, morning, ids())}


def stages(mail: Mail) -> list[str]:
    return [one.stage for one in mail.told if not one.missed]


def missed(mail: Mail) -> list[str]:
    return [one.stage for one in mail.told if one.missed]


def letters(known: Organisation, on: date) -> dict[str, tuple[Line, ...]]:
    return {p: mail.letter.lines for p, mail in told(known, on).items() if mail.letter}


def test_the_last_stage_before_goes_alone_to_r() -> None:
    found = told(organisation(occurrence(DUE)), date(2027, 3, 24))
    assert list(found) == ["mette"]
    letter = found["mette"].letter
    assert letter is not None
    assert letter.lines == (Line("o-1", "", "before-3"),)
    assert not letter.weekly
    assert [(t.stage, t.person_id, t.letter_id) for t in found["mette"].told] == [
        ("before-3", "mette", letter.id)
    ]


def test_other_stages_are_lines_of_the_monday_letter() -> None:
    found = told(organisation(occurrence(DUE)), MONDAY)
    assert stages(found["mette"]) == ["before-14"]
    assert found["mette"].letter is not None
    assert found["mette"].letter.weekly
    # A reads of it too, without being told of the stage.
    assert stages(found["anders"]) == []
    assert letters(organisation(occurrence(DUE)), MONDAY)["anders"] == (Line("o-1", ""),)


def test_the_letter_lists_what_is_due_within_four_weeks() -> None:
    known = organisation(occurrence(MONDAY + timedelta(days=28)))
    assert letters(known, MONDAY)["mette"]
    assert set(letters(known, MONDAY)) == {"mette", "anders"}
    # One day later it is only a stage of its ladder that brings it into the letter.
    later = organisation(occurrence(MONDAY + timedelta(days=29)))
    assert letters(later, MONDAY) == {"mette": (Line("o-1", "", "before-28"),)}


def test_who_has_i_reads_of_it_in_the_letter_alone() -> None:
    matrix = Matrix(1, MatrixStatus.IMPORTED, cells({"risk": {"owner": "I"}}), "sme")
    known = organisation(occurrence(DUE), matrix=matrix)
    assert set(letters(known, MONDAY)) == {"mette", "anders", "jonas", "bo"}
    assert set(letters(known, date(2027, 3, 24))) == {"mette"}


def test_what_is_late_stays_in_rs_letter_and_leaves_the_others() -> None:
    matrix = Matrix(1, MatrixStatus.IMPORTED, cells({"risk": {"owner": "I"}}), "sme")
    known = organisation(occurrence(date(2027, 1, 4)), matrix=matrix)
    # No stage falls on this Monday.
    assert letters(known, date(2027, 3, 8)) == {"mette": (Line("o-1", ""),)}


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        (OccurrenceState.AWAITING_EVIDENCE, {"mette"}),
        (OccurrenceState.TO_APPROVE, {"jonas", "bo"}),
        (OccurrenceState.STARTED, set()),
        (OccurrenceState.DONE, set()),
    ],
)
def test_the_letter_lists_what_waits_whenever_it_is_due(
    state: OccurrenceState, readers: set[str]
) -> None:
    far = occurrence(date(2027, 8, 31), {"": Part(state=state)})
    wheel = Wheel(CALENDAR, (item(approval_by="owner"),), (far,))
    assert set(letters(organisation(wheel=wheel), MONDAY)) == readers


def test_a_snoozed_part_is_left_out_of_rs_letter() -> None:
    asleep = occurrence(DUE, {"": Part(snoozed_until=date(2027, 3, 20))})
    assert set(letters(organisation(asleep), MONDAY)) == {"anders"}
    assert stages(told(organisation(asleep), date(2027, 3, 22))["mette"]) == ["snooze-2027-03-20"]


def test_nothing_is_told_of_what_is_done_or_paused() -> None:
    done = occurrence(DUE, {"": Part(state=OccurrenceState.DONE)}, state=OccurrenceState.DONE)
    assert told(organisation(done), MONDAY) == {}
    paused = Wheel(CALENDAR, (item(state=ItemState.PAUSED),), (occurrence(DUE),))
    assert told(organisation(wheel=paused), MONDAY) == {}


def test_late_is_told_to_r_then_to_a_then_to_the_chair() -> None:
    known = organisation(occurrence(date(2027, 2, 9)))
    assert {p: stages(m) for p, m in told(known, date(2027, 2, 10)).items()} == {
        "mette": ["late-1"]
    }
    assert {p: stages(m) for p, m in told(known, date(2027, 2, 16)).items()} == {
        "anders": ["accountable-5"]
    }
    assert {p: stages(m) for p, m in told(known, date(2027, 3, 2)).items()} == {
        "anders": ["committee-15"]
    }


def test_who_has_r_and_a_hears_once() -> None:
    both = Wheel(
        CALENDAR,
        (item(responsible="top-management", accountable="top-management"),),
        (occurrence(DUE),),
    )
    assert letters(organisation(wheel=both), MONDAY)["anders"] == (Line("o-1", "", "before-14"),)


def test_several_reminders_on_one_morning_are_one_message() -> None:
    others = [replace(occurrence(DUE), id=f"o-{n}") for n in range(3)]
    found = told(organisation(*others), date(2027, 3, 24))
    assert found["mette"].letter is not None
    assert len(found["mette"].letter.lines) == 3


def test_each_holder_is_told_of_their_own_part_and_a_once() -> None:
    each = Wheel(
        CALENDAR,
        (item(responsible="owner"),),
        (
            occurrence(
                date(2027, 2, 9),
                {"jonas": Part("jonas", state=OccurrenceState.DONE)},
            ),
        ),
    )
    known = organisation(wheel=each)
    assert letters(known, date(2027, 2, 10)) == {"bo": (Line("o-1", "bo", "late-1"),)}
    both = replace(known, wheel=replace(each, occurrences=(occurrence(date(2027, 2, 9)),)))
    found = told(both, date(2027, 2, 16))
    assert [t.part for t in found["anders"].told] == ["jonas", "bo"]
    assert letters(both, date(2027, 2, 16)) == {"anders": (Line("o-1", "", "accountable-5"),)}


def test_the_deputy_is_told_while_the_holder_is_away() -> None:
    away = Absence("1", "mette", date(2027, 3, 24), date(2027, 3, 24))
    known = organisation(occurrence(DUE), absences=(away,))
    assert set(told(known, date(2027, 3, 24))) == {"jonas"}


def test_the_approver_is_reminded_only_once_the_deadline_has_passed() -> None:
    waiting = {"": Part(state=OccurrenceState.TO_APPROVE)}
    wheel = Wheel(CALENDAR, (item(approval_by="owner"),), (occurrence(DUE, waiting),))
    known = organisation(wheel=wheel)
    assert told(known, date(2027, 3, 24)) == {}
    found = told(known, date(2027, 4, 1))
    assert {p: stages(m) for p, m in found.items()} == {"jonas": ["approve-1"], "bo": ["approve-1"]}


def test_a_quiet_week_has_no_letter_and_the_next_one_comes_after() -> None:
    known = organisation(occurrence(date(2027, 8, 9)))
    days = [date(2027, 7, 5) + DAY * number for number in range(30)]
    assert [day for day in days if told(known, day)] == [date(2027, 8, 2)]
    assert stages(told(known, date(2027, 8, 2))["mette"]) == ["before-14", "before-28"]


def test_the_letter_goes_on_the_first_working_day_of_the_week() -> None:
    easter_tuesday = date(2027, 3, 30)
    assert [d for d in range(29, 32) if is_letter_day(date(2027, 3, d), CALENDAR)] == [30]
    assert set(letters(organisation(occurrence(date(2027, 4, 20))), easter_tuesday)) == {
        "mette",
        "anders",
    }


@pytest.mark.parametrize(
    ("policy", "now_told", "now_missed"),
    [
        (CatchUp.LATEST, ["late-1"], ["before-3"]),
        (CatchUp.ALL, ["before-3", "late-1"], []),
        (CatchUp.SKIP, [], ["before-3", "late-1"]),
    ],
)
def test_after_a_stop_the_policy_decides(
    policy: CatchUp, now_told: list[str], now_missed: list[str]
) -> None:
    # Down from Tuesday 23 March until Friday 2 April; before-3 was on the 24th, late-1 on the 1st.
    known = organisation(occurrence(DUE))
    morning = Morning(date(2027, 4, 2), date(2027, 3, 23), CatchingUp(policy))
    found = {mail.person_id: mail for mail in mail_of(known, morning, ids())}
    assert sorted(stages(found["mette"])) == now_told
    assert sorted(missed(found["mette"])) == now_missed
    if policy is CatchUp.SKIP:
        # The Monday letter was missed too.
        assert found["mette"].letter is None
    else:
        assert found["mette"].letter is not None
        assert found["mette"].letter.weekly


def test_the_latest_is_told_to_each_who_hears_something_else() -> None:
    known = organisation(occurrence(date(2027, 2, 9)))
    morning = Morning(date(2027, 2, 18), date(2027, 2, 9))
    found = {mail.person_id: mail for mail in mail_of(known, morning, ids())}
    assert (stages(found["mette"]), missed(found["mette"])) == (["late-6"], ["late-1"])
    assert stages(found["anders"]) == ["accountable-5"]


def test_what_is_older_than_the_window_is_missed() -> None:
    known = organisation(occurrence(date(2027, 2, 9)))
    for days, told_now in ((7, []), (9, ["late-1"])):
        morning = Morning(
            date(2027, 2, 16), date(2027, 2, 9), CatchingUp(CatchUp.LATEST, days=days - 2)
        )
        found = {mail.person_id: mail for mail in mail_of(known, morning, ids())}
        assert stages(found["mette"]) == told_now


COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2027-03-09T08:59", False),
        ("2027-03-09T09:00", True),
        ("2027-03-09T15:59", True),
        ("2027-03-09T16:00", False),
        ("2027-03-13T10:00", False),  # Saturday
        ("2027-03-25T10:00", False),  # Maundy Thursday
        ("2027-07-13T10:00", True),  # quiet, and what cannot wait goes
    ],
)
def test_reminders_go_in_working_hours_of_working_days(moment: str, *, opened: bool) -> None:
    assert is_open(local(moment), CALENDAR, COPENHAGEN) is opened


@pytest.mark.parametrize(
    ("wished", "given"), [(time(9), time(9)), (time(6), time(8)), (time(18), time(8))]
)
def test_a_reminder_time_outside_working_hours_is_when_they_open(wished: time, given: time) -> None:
    assert reminder_time(WorkCalendar(reminder_time=wished)) == given


def test_letters_are_the_same_however_often_they_are_worked_out() -> None:
    known: tuple[Occurrence, ...] = (occurrence(DUE),)
    first = mail_of(organisation(*known), Morning(MONDAY, MONDAY - DAY), ids())
    assert first == mail_of(organisation(*known), Morning(MONDAY, MONDAY - DAY), ids())
