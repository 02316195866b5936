"""When people are told of a task of the plan, and of a risk that is borne."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.language import Localized
from bot.domain.plan import Bearer, PlanTask, TaskState, Treatment, TreatmentOption
from bot.domain.plan_ladders import task_stages_between
from bot.domain.reminders import Recipient, Stage
from bot.domain.workdays import WorkCalendar
from tests.domain.wheels import CALENDAR

DUE = date(2027, 3, 31)
METTE = Bearer(person_id="mette")
APPROVED = TaskState.APPROVED
TASK = PlanTask("t", Localized("Lås"), METTE, METTE, (2027,), due=DUE, state=APPROVED)
RISK = Treatment("Tyveri", TreatmentOption.ACCEPT, accepted_until=DUE)
BORNE = replace(TASK, treatment=RISK, state=TaskState.ACCEPTED, due=date(2027, 12, 31))
FIRST, LAST = date(2027, 1, 1), date(2027, 4, 30)


def stages(task: PlanTask, calendar: WorkCalendar = CALENDAR) -> dict[str, Stage]:
    """Return a spring's stages by name, without the deadline that each ends with."""
    found = task_stages_between(task, calendar, FIRST, LAST)
    return {stage.name.partition("/")[0]: stage for stage in found}


def test_a_task_has_the_ladder_of_what_has_none() -> None:
    found = {name: (s.on, s.to, s.alone) for name, s in stages(TASK).items()}
    r, a, committee = Recipient.RESPONSIBLE, Recipient.ACCOUNTABLE, Recipient.COMMITTEE
    assert found == {
        "before-30": (date(2027, 3, 1), r, False),
        # Easter: the 28th of March is a Sunday, and Thursday and Friday are closed.
        "before-3": (date(2027, 3, 24), r, True),
        "late-1": (date(2027, 4, 1), r, True),
        "accountable-5": (date(2027, 4, 7), a, True),
        "late-6": (date(2027, 4, 8), r, True),
        "late-11": (date(2027, 4, 15), r, True),
        "committee-15": (date(2027, 4, 21), committee, True),
        "late-16": (date(2027, 4, 22), r, True),
        "late-21": (date(2027, 4, 29), r, True),
    }


def test_without_a_date_it_is_the_years_end() -> None:
    found = task_stages_between(replace(TASK, due=None), CALENDAR, FIRST, date(2027, 12, 31))
    assert [stage.name for stage in found] == ["before-30/2027-12-31", "before-3/2027-12-31"]


@pytest.mark.parametrize("state", [TaskState.DONE, TaskState.CANCELLED, TaskState.VERIFIED])
def test_who_has_acted_is_told_nothing(state: TaskState) -> None:
    assert stages(replace(TASK, state=state)) == {}


def test_another_deadline_is_another_ladder() -> None:
    moved = replace(TASK, due=date(2027, 4, 15), state=TaskState.POSTPONED)
    names = {stage.name for stage in task_stages_between(moved, CALENDAR, FIRST, LAST)}
    assert "late-1/2027-04-16" not in names
    assert {"before-3/2027-04-15", "late-1/2027-04-15"} <= names


def test_what_a_file_brought_is_told_in_the_next_weeks_letter() -> None:
    given_ = stages(replace(TASK, due=None, given_on=date(2027, 3, 4)))["given"]
    assert (given_.on, given_.to, given_.alone) == (
        date(2027, 3, 8),
        Recipient.RESPONSIBLE,
        False,
    )
    # After Easter the week begins on Tuesday, and a quiet week has no letter.
    assert stages(replace(TASK, given_on=date(2027, 3, 25)))["given"].on == date(2027, 3, 30)
    quiet = WorkCalendar(quiet_weeks=frozenset({10}))
    late = stages(replace(TASK, given_on=date(2027, 3, 4)), quiet)["given"]
    assert late.on == date(2027, 3, 15)


def test_the_owner_of_a_risk_hears_before_it_is_borne_without_leave() -> None:
    found = {name: (s.on, s.alone) for name, s in stages(BORNE).items()}
    assert found == {
        "expires-30": (date(2027, 3, 1), False),
        "expired-1": (date(2027, 4, 1), True),
        "expired-6": (date(2027, 4, 8), True),
        "expired-11": (date(2027, 4, 15), True),
        "expired-16": (date(2027, 4, 22), True),
        "expired-21": (date(2027, 4, 29), True),
    }
    assert {s.to for s in stages(BORNE).values()} == {Recipient.ACCOUNTABLE}
    assert stages(replace(BORNE, treatment=replace(RISK, accepted_until=None))) == {}


@given(
    due=st.dates(date(2026, 12, 1), date(2028, 3, 1)),
    cuts=st.lists(st.integers(1, 500), max_size=6),
    borne=st.booleans(),
    brought=st.none() | st.dates(date(2026, 12, 1), date(2028, 3, 1)),
)
def test_a_cut_anywhere_changes_nothing(
    due: date, cuts: list[int], borne: bool, brought: date | None
) -> None:
    task = replace(BORNE, treatment=replace(RISK, accepted_until=due)) if borne else TASK
    task = replace(task, due=None if borne else due, given_on=brought, years=(due.year,))
    first, last = date(2026, 11, 1), date(2028, 6, 1)
    days = sorted({first, last, *(first + timedelta(days=n) for n in cuts)})
    pieces = [
        stage
        for one, other in pairwise(days)
        for stage in task_stages_between(task, CALENDAR, one, other)
    ]
    whole = task_stages_between(task, CALENDAR, first, last)
    assert sorted(pieces, key=repr) == sorted(whole, key=repr)
    assert len({stage.name for stage in whole}) == len(whole)
