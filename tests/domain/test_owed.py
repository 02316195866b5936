"""What one person owes of the wheel and the plan."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.language import Localized
from bot.domain.occurrences import Occurrence, OccurrenceState, Part
from bot.domain.organisation import Organisation
from bot.domain.owed import owed_by, own_marking, own_tasks
from bot.domain.people import Absence
from bot.domain.plan import Bearer, Plan, PlanTask, TaskState
from bot.domain.wheel import Wheel
from bot.domain.wheel_year import Mark
from tests.domain.wheels import CALENDAR, item, occurrence, organisation

TODAY = date(2027, 3, 9)
LATE = TODAY - timedelta(days=1)
AHEAD = date(2027, 3, 31)


def ids(owing: object) -> list[str]:
    return [one.occurrence.id for one in owing]  # type: ignore[attr-defined]


def test_r_owes_what_is_late_and_what_comes_and_a_oversees() -> None:
    late = occurrence(LATE)
    ahead = replace(occurrence(AHEAD), id="o-2")
    whole = organisation(ahead, late)
    mette = owed_by(whole, "mette", TODAY)
    assert (ids(mette.overdue), ids(mette.following)) == (["o-1"], ["o-2"])
    anders = owed_by(whole, "anders", TODAY)
    assert (ids(anders.overdue), ids(anders.overseen)) == ([], ["o-1"])
    assert not owed_by(whole, "bo", TODAY)
    assert mette and anders


def test_a_deputy_owes_it_while_the_holder_is_away() -> None:
    away = Absence("a", "mette", TODAY, AHEAD)
    whole = organisation(occurrence(AHEAD), absences=(away,))
    assert ids(owed_by(whole, "jonas", TODAY).following) == ["o-1"]
    assert not owed_by(whole, "jonas", TODAY - timedelta(days=1))


def delivered(by: str) -> Occurrence:
    at = datetime(2027, 3, 8, 9, tzinfo=UTC)
    part = Part("", OccurrenceState.TO_APPROVE, done_by=by, done_at=at)
    return occurrence(LATE, {"": part}, state=OccurrenceState.TO_APPROVE)


def approved_by_chair(*occurrences: Occurrence) -> Organisation:
    approving = item(approval_by="infosec-committee")
    return organisation(wheel=Wheel(CALENDAR, (approving,), occurrences))


def test_what_is_delivered_waits_for_the_approver_and_for_nobody_else() -> None:
    whole = approved_by_chair(delivered("mette"))
    assert not owed_by(whole, "mette", TODAY)
    anders = owed_by(whole, "anders", TODAY)
    assert (ids(anders.to_approve), ids(anders.overseen)) == (["o-1"], [])


def test_nobody_is_asked_to_approve_what_they_did() -> None:
    assert not owed_by(approved_by_chair(delivered("anders")), "anders", TODAY)


def test_each_owner_owes_their_own_part_only() -> None:
    parts = {"bo": Part("bo", OccurrenceState.DONE)}
    each = item(responsible="owner")
    whole = organisation(wheel=Wheel(CALENDAR, (each,), (occurrence(LATE, parts),)))
    assert ids(owed_by(whole, "jonas", TODAY).overdue) == ["o-1"]
    assert not owed_by(whole, "bo", TODAY)
    marks = {
        who: own_marking(whole, who, TODAY)(whole.wheel.occurrences[0])
        for who in ("jonas", "bo", "anders", "mette")
    }
    assert marks == {"jonas": Mark.LATE, "bo": Mark.DONE, "anders": Mark.LATE, "mette": None}


def test_what_has_ended_or_lost_its_item_is_owed_by_nobody() -> None:
    done = occurrence(LATE, state=OccurrenceState.DONE)
    lapsed = replace(occurrence(LATE), id="o-2", state=OccurrenceState.LAPSED)
    stray = replace(occurrence(LATE), id="o-3", item_id="gone")
    assert not owed_by(organisation(done, lapsed, stray), "mette", TODAY)


def test_open_tasks_are_owed_by_whoever_does_them() -> None:
    mette, role = Bearer(person_id="mette"), Bearer(role_id="function")
    tasks = (
        PlanTask("own", Localized("a"), mette, mette, (2027,), date(2027, 9, 1)),
        PlanTask("role", Localized("b"), role, role, (2027,), date(2027, 5, 1)),
        PlanTask("answers", Localized("c"), Bearer(person_id="bo"), role, (2027,)),
        PlanTask("done", Localized("d"), mette, mette, (2027,), state=TaskState.DONE),
    )
    whole = organisation(plan=Plan(tasks))
    assert [task.id for task in owed_by(whole, "mette", TODAY).tasks] == ["role", "own"]
    assert {task.id for task in own_tasks(whole, "mette", TODAY)} == {
        *("own", "role", "answers", "done")
    }
    assert [task.id for task in own_tasks(whole, "bo", TODAY)] == ["answers"]
