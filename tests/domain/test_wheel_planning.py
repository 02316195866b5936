"""The wheel has the dates of this year and the next, and lets be what people have touched."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.language import Localized
from bot.domain.occurrences import Occurrence, OccurrenceState, Part
from bot.domain.wheel import ItemKind, ItemState, Wheel, WheelItem, every_planned_date
from bot.domain.wheel_planning import items_without_next_date, planning
from bot.domain.workdays import WorkCalendar
from bot.importing.packs import starter_pack

PACK = starter_pack("sme")
EMPTY = Wheel(PACK.calendar or WorkCalendar(), PACK.items)
TODAY = date(2027, 3, 9)
MEETING = WheelItem(
    "w-meeting",
    "meeting",
    Localized("Møde"),
    "it",
    "boss",
    (5, 9),
    "second_tuesday",
    kind=ItemKind.MEETING,
)
HELD = replace(MEETING, id="w-held", held_at="w-meeting", kind=ItemKind.ACTIVITY, months=(5,))
RESTORE = replace(MEETING, id="w-restore", kind=ItemKind.ACTIVITY, due_rule="last_workday")


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"o-{next(numbers)}"


def planned(wheel: Wheel, today: date = TODAY, told: tuple[str, ...] = ()) -> Wheel:
    """Return the wheel with what its planning asks for."""
    start = len(wheel.occurrences)
    numbers = count(start + 1)
    found = planning(wheel, today, lambda: f"{today}-{next(numbers)}", told)
    by_id = {one.id: one for one in (*wheel.occurrences, *found.moved, *found.added)}
    gone = {one.id for one in found.dropped}
    return replace(wheel, occurrences=tuple(o for i, o in by_id.items() if i not in gone))


def only(*items: WheelItem) -> Wheel:
    return Wheel(items=items)


def at(wheel: Wheel, item: WheelItem, key: str) -> Occurrence:
    (found,) = [o for o in wheel.occurrences if (o.item_id, o.key) == (item.id, key)]
    return found


def test_every_item_gets_its_dates_of_this_year_and_the_next() -> None:
    found = planning(EMPTY, date(2027, 1, 1), ids())
    expected = {
        (item.id, one.key, one.due, one.prepares_on)
        for year in (2027, 2028)
        for item, one in every_planned_date(EMPTY.items, year, EMPTY.calendar)
    }
    assert {(o.item_id, o.key, o.due, o.prepares_on) for o in found.added} == expected
    assert len({one.id for one in found.added}) == len(found.added) == 62
    assert (found.moved, found.dropped) == ((), ())


def test_nothing_is_owed_from_before_the_beginning() -> None:
    found = planning(EMPTY, TODAY, ids())
    assert min(one.due for one in found.added) == TODAY
    assert "2027-02" not in {one.key for one in found.added}


def test_a_wheel_that_has_its_dates_needs_nothing() -> None:
    assert not planning(planned(EMPTY), TODAY, ids())


@pytest.mark.parametrize("pack", ["sme", "public"])
def test_new_year_leaves_no_item_without_a_next_date(pack: str) -> None:
    loaded = starter_pack(pack)
    wheel = planned(Wheel(loaded.calendar or WorkCalendar(), loaded.items), date(2026, 11, 22))
    eve, new_year = date(2026, 12, 31), date(2027, 1, 1)
    assert items_without_next_date(wheel, eve) == ()
    assert items_without_next_date(wheel, new_year) == ()
    later = planned(wheel, new_year)
    assert {one.key[:4] for one in later.occurrences} >= {"2027", "2028"}
    assert later.occurrences[: len(wheel.occurrences)] == wheel.occurrences
    assert items_without_next_date(later, date(2027, 12, 31)) == ()


def test_an_item_without_a_next_date_is_named() -> None:
    wheel = only(MEETING, replace(RESTORE, state=ItemState.PAUSED))
    assert items_without_next_date(wheel, TODAY) == (MEETING,)
    done = planned(wheel)
    ended = tuple(replace(o, state=OccurrenceState.LAPSED) for o in done.occurrences)
    assert items_without_next_date(replace(done, occurrences=ended), TODAY) == (MEETING,)


def test_another_rule_moves_what_nobody_has_touched() -> None:
    before = planned(only(RESTORE))
    after = planned(replace(before, items=(replace(RESTORE, due_rule="day_15", lead_days=3),)))
    moved = at(after, RESTORE, "2027-09")
    assert moved.id == at(before, RESTORE, "2027-09").id
    assert (moved.due, moved.planned) == (date(2027, 9, 15), date(2027, 9, 15))
    assert moved.prepares_on == date(2027, 9, 12)
    assert len(after.occurrences) == len(before.occurrences)


@pytest.mark.parametrize("state", [ItemState.PAUSED, ItemState.RETIRED])
def test_what_is_paused_or_retired_has_no_dates_ahead(state: ItemState) -> None:
    before = planned(only(RESTORE))
    stopped = planned(replace(before, items=(replace(RESTORE, state=state),)))
    assert stopped.occurrences == ()
    again = planned(replace(stopped, items=(RESTORE,)))
    assert {o.key for o in again.occurrences} == {o.key for o in before.occurrences}


def test_a_month_that_is_left_out_loses_its_dates() -> None:
    before = planned(only(RESTORE))
    after = planned(replace(before, items=(replace(RESTORE, months=(9, 10)),)))
    assert {o.key for o in after.occurrences} == {"2027-09", "2027-10", "2028-09", "2028-10"}


TOUCHES: tuple[Callable[[Occurrence], Occurrence], ...] = (
    lambda one: replace(one, state=OccurrenceState.STARTED),
    lambda one: replace(one, state=OccurrenceState.DONE),
    lambda one: replace(one, parts={"": Part("", remark="venter")}),
    lambda one: replace(one, due=one.due + timedelta(days=7)),
    lambda one: replace(one, reason="Ferie"),
)


@pytest.mark.parametrize("touch", TOUCHES)
@pytest.mark.parametrize(
    "item", [replace(RESTORE, due_rule="day_15"), replace(RESTORE, state=ItemState.PAUSED)]
)
def test_what_somebody_has_touched_stays(
    touch: Callable[[Occurrence], Occurrence], item: WheelItem
) -> None:
    before = planned(only(RESTORE))
    touched = touch(at(before, RESTORE, "2027-05"))
    others = tuple(o for o in before.occurrences if o.id != touched.id)
    after = planned(replace(before, items=(item,), occurrences=(*others, touched)))
    assert after.occurrence[touched.id] == touched


def test_what_somebody_was_told_of_stays() -> None:
    before = planned(only(RESTORE))
    told = at(before, RESTORE, "2027-05")
    other = replace(before, items=(replace(RESTORE, state=ItemState.RETIRED),))
    assert planned(other, told=(told.id,)).occurrences == (told,)


def test_a_date_never_moves_into_the_past() -> None:
    before = planned(only(RESTORE), date(2027, 5, 10))
    wheel = replace(before, items=(replace(RESTORE, due_rule="day_3"),))
    assert at(planned(wheel, date(2027, 5, 10)), RESTORE, "2027-05").due == date(2027, 5, 31)


def test_what_is_late_stays_late() -> None:
    before = planned(only(RESTORE))
    late = at(before, RESTORE, "2027-05")
    for item in (replace(RESTORE, due_rule="day_3"), replace(RESTORE, state=ItemState.PAUSED)):
        after = planned(replace(before, items=(item,)), date(2027, 6, 7))
        assert after.occurrence[late.id] == late


def test_what_is_held_at_a_meeting_follows_it() -> None:
    before = planned(only(MEETING, HELD))
    meeting, held = at(before, MEETING, "2027-05"), at(before, HELD, "2027-05")
    assert held.due == meeting.due
    moved = replace(meeting, due=meeting.due + timedelta(days=7), reason="Ferie")
    for told in ((), (held.id,)):
        wheel = replace(before, occurrences=(moved, held))
        after = planned(wheel, told=told).occurrence[held.id]
        assert after.due == moved.due
        assert after.prepares_on == moved.due - timedelta(days=HELD.lead_days)
        assert after.planned == meeting.planned
        again = replace(moved, due=moved.due + timedelta(days=7))
        followed = planned(replace(wheel, occurrences=(again, after)), told=told)
        assert followed.occurrence[held.id].due == again.due


def test_what_is_held_at_a_meeting_that_lapsed_keeps_its_own_date() -> None:
    before = planned(only(MEETING, HELD))
    lapsed = replace(at(before, MEETING, "2027-05"), state=OccurrenceState.LAPSED)
    held = at(before, HELD, "2027-05")
    assert planned(replace(before, occurrences=(lapsed, held))).occurrence[held.id] == held


def test_a_new_item_at_a_moved_meeting_gets_the_meetings_date() -> None:
    before = planned(only(MEETING))
    moved = replace(at(before, MEETING, "2027-05"), due=date(2027, 5, 25), reason="Ferie")
    after = planned(Wheel(items=(MEETING, HELD), occurrences=(moved,)))
    assert at(after, HELD, "2027-05").due == date(2027, 5, 25)


def test_delivered_work_does_not_move_with_the_meeting() -> None:
    before = planned(only(MEETING, HELD))
    moved = replace(at(before, MEETING, "2027-05"), due=date(2027, 5, 25))
    held = replace(at(before, HELD, "2027-05"), state=OccurrenceState.TO_APPROVE)
    assert planned(replace(before, occurrences=(moved, held))).occurrence[held.id] == held


@given(
    days=st.lists(st.integers(0, 900), min_size=1, max_size=6),
    closing=st.lists(st.tuples(st.integers(1, 12), st.integers(1, 28)), max_size=3),
)
def test_whenever_it_is_planned_the_dates_ahead_are_the_same(
    days: list[int], closing: list[tuple[int, int]]
) -> None:
    calendar = replace(EMPTY.calendar, closing_days=tuple(closing))
    wheel = replace(EMPTY, calendar=calendar)
    last = TODAY + timedelta(days=max(days))
    stepped = wheel
    for number in sorted(set(days)):
        stepped = planned(stepped, TODAY + timedelta(days=number))
    at_once = planned(wheel, last)

    def ahead(of: Wheel) -> set[tuple[str, str, date, date]]:
        dates = (o for o in of.occurrences if o.due >= last)
        return {(o.item_id, o.key, o.due, o.prepares_on) for o in dates}

    assert ahead(stepped) == ahead(at_once)
    assert len({(o.item_id, o.key) for o in stepped.occurrences}) == len(stepped.occurrences)


@given(
    working=st.frozensets(st.integers(0, 6), min_size=1),
    closing=st.lists(st.tuples(st.integers(1, 12), st.integers(1, 28)), max_size=60),
    kind=st.sampled_from(ItemKind),
    rule=st.sampled_from(("last_friday", "day_31", "every_3_weeks_monday", "first_workday")),
    year=st.integers(2020, 2090),
)
def test_whatever_the_calendar_every_date_is_an_open_day(
    working: frozenset[int],
    closing: list[tuple[int, int]],
    kind: ItemKind,
    rule: str,
    year: int,
) -> None:
    calendar = WorkCalendar(working_days=working, closing_days=tuple(closing))
    item = replace(MEETING, kind=kind, due_rule=rule)
    for _, one in every_planned_date([item], year, calendar):
        assert calendar.is_workday(one.due)
