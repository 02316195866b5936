"""A call for help climbs until somebody answers: no rung left out, nobody called twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import NotAllowed, TooLate
from bot.domain.escalation_rules import People, answered, begun, climbed, heard_again, stopped
from bot.domain.escalations import Escalation, EscalationState, Ladder
from bot.domain.severities import Rung
from bot.domain.workdays import WorkCalendar
from bot.domain.working_time import WorkingTime

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
HOURS = WorkingTime(WorkCalendar(), COPENHAGEN)
FRIDAY = datetime(2027, 3, 5, 15, 40, tzinfo=UTC)
"""A Friday at 16:40, after the organisation has closed."""
RUNGS = (
    Rung(0, ("lead", "function")),
    Rung(15, ("lead:deputy",)),
    Rung(30, ("director",)),
    Rung(60, ("committee",)),
)
PEOPLE = {
    "lead": ["jonas"],
    "function": ["mette"],
    "lead:deputy": ["sara"],
    "director": ["anders"],
    "committee": ["anders", "bo"],
}
minutes = st.lists(st.integers(0, 90), min_size=4, max_size=4).map(sorted)
roles = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3), min_size=1, max_size=4)
ladders = st.builds(
    lambda after, called: tuple(map(Rung, after[: len(called)], map(tuple, called))), minutes, roles
)
holders = st.dictionaries(st.sampled_from("abcd"), st.lists(st.sampled_from("uvwx"), max_size=3))


def ladder(rungs: tuple[Rung, ...] = RUNGS, rounds: int = 1, out_of_hours: bool = True) -> Ladder:
    return Ladder("sev1", rungs, rounds, out_of_hours, again_minutes=30, patience=20)


def by(holders: Mapping[str, Sequence[str]]) -> People:
    return lambda role: holders.get(role, ())


def climb(escalation: Escalation, holders: Mapping[str, Sequence[str]] = PEOPLE) -> Escalation:
    """Let the next rung's time come."""
    assert escalation.due_at is not None
    return climbed(escalation, escalation.due_at, by(holders), HOURS)


def called(escalation: Escalation) -> list[tuple[str, int]]:
    """Return who was called, with the minutes since the beginning."""
    start = escalation.started_at
    return [(c.person_id, (c.at - start) // timedelta(minutes=1)) for c in escalation.calls]


def test_it_climbs_rung_by_rung_and_ends_with_the_telephone_list() -> None:
    escalation = begun("e", "i", ladder(), FRIDAY, HOURS)
    for _ in range(4):
        escalation = climb(escalation)
    assert called(escalation) == [
        ("jonas", 0),
        ("mette", 0),
        ("sara", 15),
        ("anders", 30),
        ("bo", 60),
    ]
    assert escalation.due_at == FRIDAY + timedelta(minutes=80)
    over = climb(escalation)
    assert (over.state, over.due_at) == (EscalationState.EXHAUSTED, None)
    assert over.calls == escalation.calls


def test_a_second_round_calls_everybody_again() -> None:
    escalation = begun("e", "i", ladder(rounds=2), FRIDAY, HOURS)
    for _ in range(8):
        escalation = climb(escalation)
    assert [person for person, _ in called(escalation)] == 2 * [
        "jonas",
        "mette",
        "sara",
        "anders",
        "bo",
    ]
    assert climb(escalation).state is EscalationState.EXHAUSTED


def test_a_rung_without_anybody_new_passes_on_at_once() -> None:
    holders = {**PEOPLE, "lead:deputy": [], "director": ["jonas"]}
    escalation = climb(climb(begun("e", "i", ladder(), FRIDAY, HOURS), holders), holders)
    assert called(escalation)[2:] == [("anders", 15), ("bo", 15)]


def test_where_nobody_can_be_called_the_telephone_list_comes_at_once() -> None:
    escalation = climb(begun("e", "i", ladder(rounds=5), FRIDAY, HOURS), {})
    assert (escalation.state, escalation.calls) == (EscalationState.EXHAUSTED, ())


def test_what_can_wait_waits_for_working_hours() -> None:
    escalation = begun("e", "i", ladder(out_of_hours=False), FRIDAY, HOURS)
    monday = datetime(2027, 3, 8, 8, tzinfo=COPENHAGEN)
    assert escalation.due_at == monday
    assert climb(escalation).due_at == monday + timedelta(minutes=15)


def test_an_answer_stops_it_and_a_late_one_too() -> None:
    calling = climb(begun("e", "i", ladder(), FRIDAY, HOURS))
    done = answered(calling, "mette", FRIDAY, HOURS)
    assert (done.state, done.answered_by) == (EscalationState.ANSWERED, ("mette",))
    assert done.due_at == FRIDAY + timedelta(minutes=30)
    over = calling
    while over.state is EscalationState.CALLING:
        over = climb(over)
    assert answered(over, "sara", FRIDAY, HOURS).state is EscalationState.ANSWERED


def test_who_was_not_called_or_has_answered_cannot_answer() -> None:
    calling = climb(begun("e", "i", ladder(), FRIDAY, HOURS))
    with pytest.raises(NotAllowed):
        answered(calling, "nina", FRIDAY, HOURS)
    done = answered(calling, "mette", FRIDAY, HOURS)
    with pytest.raises(TooLate):
        answered(done, "mette", FRIDAY, HOURS)
    with pytest.raises(TooLate):
        answered(stopped(calling, FRIDAY), "jonas", FRIDAY, HOURS)


def test_a_rung_that_demands_all_goes_on_until_the_last_has_answered() -> None:
    rungs = (replace(RUNGS[0], all_must=True), *RUNGS[1:])
    calling = climb(begun("e", "i", ladder(rungs), FRIDAY, HOURS))
    half = answered(calling, "mette", FRIDAY, HOURS)
    assert (half.state, half.due_at) == (EscalationState.CALLING, calling.due_at)
    assert answered(half, "jonas", FRIDAY, HOURS).state is EscalationState.ANSWERED


def test_an_answer_that_goes_quiet_is_asked_again_and_climbs_on() -> None:
    done = answered(climb(begun("e", "i", ladder(), FRIDAY, HOURS)), "mette", FRIDAY, HOURS)
    later = FRIDAY + timedelta(minutes=30)
    busy = heard_again(done, FRIDAY + timedelta(minutes=20), later, HOURS)
    assert (busy.state, busy.due_at) == (EscalationState.ANSWERED, FRIDAY + timedelta(minutes=50))
    asked = heard_again(done, FRIDAY, later, HOURS)
    assert asked.state is EscalationState.CALLING
    assert [(c.person_id, c.repeat) for c in asked.calls[2:]] == [("mette", True)]
    assert called(climb(asked))[3:] == [("sara", 45)]


@given(ladders, holders, st.integers(1, 3))
def test_everybody_on_the_ladder_is_called_once_a_round_before_it_ends(
    rungs: tuple[Rung, ...], holders: Mapping[str, Sequence[str]], rounds: int
) -> None:
    escalation = begun("e", "i", ladder(rungs, rounds), FRIDAY, HOURS)
    while escalation.state is EscalationState.CALLING:
        before = escalation
        escalation = climb(escalation, holders)
        assert (
            escalation.due_at is None
            or before.due_at is None
            or (escalation.due_at > before.due_at)
        )
    everybody = {one for rung in rungs for role in rung.notify for one in holders.get(role, ())}
    for round_ in range(1, rounds + 1 if everybody else 1):
        calls = [call.person_id for call in escalation.calls if call.round == round_]
        assert sorted(calls) == sorted(everybody)


def test_working_time_passes_only_in_working_hours() -> None:
    before_easter = datetime(2027, 3, 24, 15, 30, tzinfo=COPENHAGEN)
    after = datetime(2027, 3, 30, 8, 30, tzinfo=COPENHAGEN)
    assert HOURS.after(before_easter.astimezone(UTC), 60) == after


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC)),
    st.integers(0, 2_000),
    st.integers(0, 2_000),
)
def test_working_time_adds_up(start: datetime, first: int, second: int) -> None:
    middle = HOURS.after(start, first)
    assert HOURS.after(middle, second) == HOURS.after(start, first + second)
    end = HOURS.after(start, first + 1).astimezone(COPENHAGEN)
    assert HOURS.calendar.is_workday(end.date())
    assert HOURS.calendar.opens <= end.time() <= HOURS.calendar.closes
    assert HOURS.opening(start) == HOURS.after(start, 0) or start == middle
    assert date.min < end.date()
