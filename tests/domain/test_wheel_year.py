"""What of the annual wheel is shown, and how far its work is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.language import Localized
from bot.domain.occurrences import OccurrenceState
from bot.domain.plan import Bearer, PlanTask, TaskState
from bot.domain.wheel import ItemState, Wheel
from bot.domain.wheel_view import FIRST_YEAR, LAST_YEAR, WheelView, read_view
from bot.domain.wheel_year import (
    Mark,
    Span,
    mark_of,
    month_span,
    near,
    one_offs,
    show_wheel,
    wheel_year_of,
    year_span,
)
from bot.domain.workdays import WorkCalendar
from tests.domain.wheels import CALENDAR, item, occurrence, organisation

TODAY = date(2027, 3, 9)
DUE = date(2027, 3, 31)
YEAR = year_span(2027, 1)


@pytest.mark.parametrize(
    ("state", "due", "mark"),
    [
        (OccurrenceState.PLANNED, TODAY, Mark.COMING),
        (OccurrenceState.PLANNED, TODAY - timedelta(days=1), Mark.LATE),
        (OccurrenceState.STARTED, TODAY - timedelta(days=1), Mark.LATE),
        (OccurrenceState.AWAITING_EVIDENCE, TODAY - timedelta(days=1), Mark.LATE),
        (OccurrenceState.TO_APPROVE, TODAY - timedelta(days=1), Mark.TO_APPROVE),
        (OccurrenceState.DONE, DUE, Mark.DONE),
        (OccurrenceState.LAPSED, DUE, Mark.LAPSED),
    ],
)
def test_a_date_is_marked_by_its_state_and_the_day(
    state: OccurrenceState, due: date, mark: Mark
) -> None:
    assert mark_of(occurrence(due, state=state), TODAY) is mark


def test_what_is_stored_stands_instead_of_what_the_rule_plans() -> None:
    moved = replace(occurrence(DUE), due=date(2027, 4, 16))
    shown = show_wheel(organisation(moved), YEAR, TODAY)
    assert [(e.due, e.occurrence.id) for e in shown.entries] == [(date(2027, 4, 16), "o-1")]


def test_the_rule_plans_only_from_today_on() -> None:
    assert [e.due for e in show_wheel(organisation(), YEAR, TODAY).entries] == [DUE]
    assert [e.due for e in show_wheel(organisation(), YEAR, DUE).entries] == [DUE]
    assert show_wheel(organisation(), YEAR, DUE + timedelta(days=1)).entries == ()
    assert len(show_wheel(organisation(), year_span(2031, 1), TODAY).entries) == 1


def test_a_paused_items_stored_date_is_shown_but_none_is_planned() -> None:
    paused = Wheel(CALENDAR, (item(state=ItemState.PAUSED),), (occurrence(DUE),))
    shown = show_wheel(organisation(wheel=paused), YEAR, TODAY)
    assert [e.occurrence.id for e in shown.entries] == ["o-1"]
    assert show_wheel(organisation(wheel=paused), year_span(2028, 1), TODAY).entries == ()


def test_a_date_that_was_shifted_over_new_year_is_shown_in_the_year_it_falls() -> None:
    """The first Friday of January 2027 is a holiday; the deadline moves to 2026."""
    rule = item(months=(1,), due_rule="day_1")
    wheel = organisation(wheel=Wheel(WorkCalendar(), (rule,)))
    shown = show_wheel(wheel, year_span(2026, 1), date(2026, 3, 9))
    assert [e.due for e in shown.entries] == [date(2026, 12, 30)]
    assert [e.due for e in show_wheel(wheel, YEAR, TODAY).entries] == [date(2027, 12, 30)]


def test_a_year_may_begin_in_another_month() -> None:
    assert year_span(2027, 8) == Span(date(2027, 8, 1), date(2028, 7, 31))
    assert wheel_year_of(date(2027, 7, 31), 8) == 2026
    assert wheel_year_of(date(2027, 8, 1), 8) == 2027
    assert month_span(2028, 2).last == date(2028, 2, 29)


def test_what_presses_most_is_everything_late_and_the_next_three() -> None:
    every = item(months=tuple(range(1, 13)), due_rule="last_workday")
    late = [
        replace(occurrence(date(2026, month, 1)), id=f"o-{month}", key=f"2026-{month:02}")
        for month in (11, 5)
    ]
    done = occurrence(date(2027, 3, 31), state=OccurrenceState.DONE)
    found = near(organisation(wheel=Wheel(CALENDAR, (every,), (*late, done))), TODAY)
    assert [e.occurrence.id for e in found.late] == ["o-5", "o-11"]
    assert [e.due.month for e in found.following] == [4, 5, 6]


def test_items_are_numbered_by_category_and_first_date() -> None:
    first = replace(item(), id="w-b", months=(9,), activity_id="unknown")
    second = replace(item(), id="w-a", months=(4, 10), activity_id="unknown")
    shown = show_wheel(organisation(wheel=Wheel(CALENDAR, (first, second))), YEAR, TODAY)
    assert shown.numbers == {"w-a": 1, "w-b": 2}
    assert [e.due.month for e in shown.entries_of["w-a"]] == [4, 10]


def test_tasks_stand_at_their_deadline_or_all_through_the_year() -> None:
    whose = Bearer(role_id="function")
    tasks = (
        PlanTask("late", Localized("b"), whose, whose, (2027,), date(2027, 3, 8)),
        PlanTask("done", Localized("a"), whose, whose, (2027,), date(2027, 2, 1)),
        PlanTask("next", Localized("c"), whose, whose, (2027, 2028), date(2028, 2, 1)),
        PlanTask("open", Localized("d"), whose, whose, (2027,)),
    )
    tasks = (tasks[0], replace(tasks[1], state=TaskState.DONE), *tasks[2:])
    shown = one_offs(tasks, YEAR, TODAY)
    assert [(one.id, one.due, one.mark) for one in shown] == [
        ("done", date(2027, 2, 1), Mark.DONE),
        ("late", date(2027, 3, 8), Mark.LATE),
        ("next", None, Mark.COMING),
        ("open", None, Mark.COMING),
    ]


VIEWS = st.builds(
    WheelView,
    st.integers(FIRST_YEAR, LAST_YEAR),
    st.none() | st.integers(1, 12),
    st.booleans(),
    st.integers(1, 9999),
)


@given(VIEWS)
def test_a_view_travels_in_a_button(view: WheelView) -> None:
    assert read_view(str(view)) == view


@given(st.text(max_size=20) | st.from_regex(r"\d{4}(-\d\d)?(\.mine)?(#\d+)?"))
def test_whatever_a_button_carries_is_a_view_or_nothing(value: str) -> None:
    view = read_view(value)
    if view is not None:
        assert FIRST_YEAR <= view.year <= LAST_YEAR
        assert view.month is None or 1 <= view.month <= 12


@given(VIEWS, st.sampled_from([1, -1]))
def test_one_step_on_and_back_is_where_one_was(view: WheelView, by: int) -> None:
    moved = view.moved(by)
    first = replace(view, page=1)
    if moved is None:
        assert view.year in (FIRST_YEAR, LAST_YEAR)
    else:
        assert moved.moved(-by) == first
