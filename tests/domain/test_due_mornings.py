"""When people are told of what they owe beside the wheel and the plan, and what they only read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.due_ladders import due_stages_between
from bot.domain.dues import Due, DueKind
from bot.domain.involvement import LetterNote
from bot.domain.language import Localized
from bot.domain.mornings import Mail, Morning, mail_of
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Unit
from bot.domain.plan import Bearer
from bot.domain.reminders import DueLine
from tests.domain.test_mornings import ids
from tests.domain.wheels import CALENDAR, organisation

DUE = date(2027, 3, 17)
DAY = timedelta(days=1)
MONDAY = date(2027, 3, 15)
FEEDBACK = Due(
    "assignment/a-1",
    DueKind.FEEDBACK,
    "OP-1",
    "Ryd op",
    DUE,
    (),
    (Bearer(person_id="anders"),),
    unit_id="it",
    by_unit=True,
)
NOTE = LetterNote("n-1", "bo", "decision/d-1", "Vedtaget", datetime(2027, 3, 11, tzinfo=UTC))


def known(**changes: object) -> Organisation:
    """Return an organisation whose unit `it` Bo leads."""
    return organisation(**{"units": (Unit("it", Localized("It"), head_id="bo"),), **changes})


def told(
    org: Organisation, on: date, *dues: Due, notes: Sequence[LetterNote] = ()
) -> Mapping[str, Mail]:
    """Return what each person is told on `on`, a morning after one that was told."""
    return {
        mail.person_id: mail for mail in mail_of(org, Morning(on, on - DAY), ids(), dues, notes)
    }


def stages(due: Due, after: date, until: date) -> list[tuple[str, str, str]]:
    found = due_stages_between(due, CALENDAR, after, until)
    return [(stage.name.partition("/")[0], stage.on.isoformat(), stage.to.value) for stage in found]


def test_r_hears_three_days_before_and_on_the_day_then_weekly_and_a_after_five() -> None:
    # The 25th, the 26th and the 29th are holidays of Easter.
    assert stages(FEEDBACK, date(2027, 3, 1), date(2027, 4, 6)) == [
        ("before-3", "2027-03-12", "responsible"),
        ("before-0", "2027-03-17", "responsible"),
        ("late-1", "2027-03-18", "responsible"),
        ("accountable-5", "2027-03-24", "accountable"),
        ("late-6", "2027-03-30", "responsible"),
        ("late-11", "2027-04-06", "responsible"),
    ]


def test_a_stage_stands_on_a_working_day_and_outside_quiet_weeks() -> None:
    closed = replace(FEEDBACK, on=date(2027, 3, 20))
    assert stages(closed, date(2027, 3, 1), date(2027, 3, 20)) == [
        ("before-3", "2027-03-16", "responsible"),
        ("before-0", "2027-03-19", "responsible"),
    ]
    # Weeks 28 to 30 are quiet: what falls in them waits, unless its deadline lies there too.
    after = replace(FEEDBACK, on=date(2027, 8, 3))
    assert stages(after, date(2027, 7, 1), date(2027, 8, 3)) == [
        ("before-3", "2027-08-02", "responsible"),
        ("before-0", "2027-08-03", "responsible"),
    ]
    within = replace(FEEDBACK, on=date(2027, 7, 21))
    assert [s[:2] for s in stages(within, date(2027, 7, 1), date(2027, 8, 4))] == [
        ("before-3", "2027-07-16"),
        ("before-0", "2027-07-21"),
        ("accountable-5", "2027-08-02"),
        ("late-1", "2027-08-02"),
        ("late-6", "2027-08-02"),
    ]


def test_what_ends_and_what_nobody_is_reminded_of_has_no_stages() -> None:
    ended = replace(FEEDBACK, ends=date(2027, 3, 17))
    assert [s[0] for s in stages(ended, date(2027, 3, 1), date(2027, 4, 6))] == ["before-3"]
    assert stages(replace(FEEDBACK, reminds=False), date(2027, 3, 1), date(2027, 4, 6)) == []


def test_a_deadline_that_is_moved_has_a_ladder_of_its_own() -> None:
    names = {s.name for s in due_stages_between(FEEDBACK, CALENDAR, date(2027, 3, 1), DUE)}
    later = replace(FEEDBACK, on=DUE + 7 * DAY)
    assert not names & {s.name for s in due_stages_between(later, CALENDAR, date(2027, 3, 1), DUE)}


def test_the_units_head_is_told_alone() -> None:
    found = told(known(), DUE, FEEDBACK)
    assert list(found) == ["bo"]
    letter = found["bo"].letter
    assert letter is not None and letter.dues == (DueLine(FEEDBACK.key, "before-0/2027-03-17"),)
    assert [one.letter_id for one in found["bo"].told_dues] == [letter.id]
    assert list(told(known(), date(2027, 3, 24), FEEDBACK)) == ["anders"]


def test_without_a_head_who_is_there_the_accountable_is_told() -> None:
    away = Absence("b", "bo", DUE, DUE)
    assert list(told(known(absences=(away,)), DUE, FEEDBACK)) == ["anders"]
    stood_in = replace(away, deputy_id="sara")
    assert list(told(known(absences=(stood_in,)), DUE, FEEDBACK)) == ["sara"]


def test_the_monday_letter_lists_what_is_near_or_late_to_r() -> None:
    near = replace(FEEDBACK, on=MONDAY + 28 * DAY)
    far = replace(FEEDBACK, subject="assignment/a-2", on=MONDAY + 29 * DAY)
    step = replace(FEEDBACK, kind=DueKind.STEP, on=date(2027, 3, 1), reminds=False)
    late = replace(FEEDBACK, subject="assignment/a-3", on=date(2027, 3, 10))
    found = told(known(), MONDAY, near, far, step, late)
    assert list(found) == ["bo"]
    letter = found["bo"].letter
    assert letter is not None and letter.weekly and not letter.tells
    assert [line.due_key for line in letter.dues] == [step.key, late.key, near.key]
    assert told(known(), MONDAY + DAY, near, far, step, late) == {}


def test_something_told_is_not_listed_besides() -> None:
    letter = told(known(), MONDAY, replace(FEEDBACK, on=MONDAY))["bo"].letter
    assert letter is not None
    assert letter.dues == (DueLine(FEEDBACK.key, "before-0/2027-03-15"),)


def test_who_is_only_told_reads_it_in_the_monday_letter_or_gets_one_for_it() -> None:
    assert told(known(), MONDAY + DAY, notes=[NOTE]) == {}
    letter = told(known(), MONDAY, notes=[NOTE])["bo"].letter
    assert letter is not None
    assert (letter.weekly, letter.notes, letter.dues) == (True, (NOTE,), ())
    both = told(known(), MONDAY, FEEDBACK, notes=[NOTE])["bo"].letter
    assert both is not None and both.notes and both.dues


def test_who_is_away_reads_it_when_they_are_back_and_who_has_left_never() -> None:
    away = Absence("b", "bo", MONDAY, MONDAY)
    assert told(known(absences=(away,)), MONDAY, notes=[NOTE]) == {}
    org = known()
    gone = tuple(replace(p, left_on=date(2027, 3, 1)) if p.id == "bo" else p for p in org.people)
    assert told(replace(org, people=gone), MONDAY, notes=[NOTE]) == {}
