"""The life cycle of an input, whatever is done with it and in which order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import input_following, input_rules
from bot.domain.assignments import Answer, Assignment, AssignmentState, Feedback
from bot.domain.errors import TovholderError
from bot.domain.flow_rules import FORWARD, Look, current, deciding_step, looks, mark_of
from bot.domain.flows import StepKind, Urgency
from bot.domain.inputs import Input, InputState
from bot.domain.meeting_rules import Moment
from bot.domain.plan import Bearer
from bot.domain.workdays import WorkCalendar
from tests.packs import starter_pack
from tests.tries import tries

AT = datetime(2027, 3, 9, 9, tzinfo=UTC)
FLOWS = starter_pack("sme").flows
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ("triage", "done", "skip", "assign", "report", "agenda", "decide", "deviate", "close")
        ),
        st.integers(0, 10),
    ),
    min_size=5,
    max_size=40,
)


def came(type_id: str) -> Input:
    """Return an input of a type."""
    kind = FLOWS.type[type_id]
    return Input("i-1", "IN-1", type_id, "Noget", FLOWS.flow[kind.flow_id], AT)


def moment(n: int) -> Moment:
    """Return a moment, `n` hours on."""
    at = AT + timedelta(hours=n)
    return Moment("p-mette", at, at.date())


def given_at(n: int, number: int = 1) -> Assignment:
    """Return an assignment of the input."""
    chair = Bearer(person_id="p-anders")
    made = Assignment(
        f"a-{n}", f"OP-{number}", "u-1", "Ret", "Nu", date(2027, 4, 1), chair, "m", AT
    )
    return replace(made, assigned_at=moment(n).at, input_id="i-1")


def reported(one: Assignment, answer: Answer = Answer.YES) -> Assignment:
    """Return an assignment on which the unit has reported, and the function has accepted it."""
    feedback = Feedback(answer, answer, "p-karin", AT, accepted=True)
    return replace(one, state=AssignmentState.CLOSED, feedback=(feedback,))


def taken(item: Input, act: str, choice: int, made: list[Assignment], n: int) -> Input:
    """Return the input after an act, or as it was where the rules refuse it."""
    when = moment(n)
    try:
        if act == "triage":
            way = input_rules.WAYS[choice % 3]
            return input_rules.triaged(item, way, "Fordi", "c", when)
        if act == "done":
            return input_rules.done(item, choice, "Noteret", when)
        if act == "skip":
            return input_rules.skipped(item, choice, "Fordi", when)
        if act == "close" and choice == 0:
            return input_rules.closed(item, "Fordi", when)
    except TovholderError:
        return item
    if item.is_over:
        return item
    if act == "assign":
        made.append(given_at(n))
    if act == "report":
        made[:] = [reported(one) for one in made]
    if act in ("assign", "report"):
        return input_following.with_assignments(item, made, when)
    if act == "agenda":
        return input_following.on_agenda(item, "agenda-item/1", when)
    if act == "decide":
        lane = "infosec-committee" if choice % 2 else None
        return input_following.decided(item, lane, "decision/2027-001", when)
    if act == "deviate":
        return input_following.with_deviation(item, "d-1", "AFV-1", when)
    return item


@pytest.mark.parametrize("type_id", FLOWS.type)
@settings(max_examples=tries(10, 200))
@given(acts=ACTS)
def test_an_input_only_ever_goes_forward(type_id: str, acts: list[tuple[str, int]]) -> None:
    item, made = came(type_id), list[Assignment]()
    for n, (act, choice) in enumerate(acts, start=1):
        after = taken(item, act, choice, made, n)
        # What is marked stays as it was marked, and what is over stays over.
        assert item.marks.items() <= after.marks.items()
        if item.is_over:
            assert after == item
        elif not after.is_over:
            assert FORWARD.index(after.state) >= FORWARD.index(item.state)
            assert current(after)
        every = len(after.marks) == len(after.flow.steps)
        assert after.is_over == every
        assert (after.closed_at is not None) == after.is_over
        stands = looks(after)
        assert stands.keys() == after.flow.step.keys()
        assert (Look.CURRENT in stands.values()) != after.is_over
        item = after


def test_what_is_given_before_the_decision_marks_nothing_after_it() -> None:
    item = input_rules.triaged(came("in-audit-results"), InputState.PRESENTED, "", "c", moment(0))
    early = reported(given_at(1))
    item = input_following.with_assignments(item, [early], moment(2))
    assert set(item.marks) == {"2"}
    item = input_following.decided(item, "infosec-committee", "decision/2027-001", moment(3))
    assert set(item.marks) == {"2", "3", "4"}
    item = input_following.with_assignments(item, [early], moment(4))
    assert set(item.marks) == {"2", "3", "4"}
    late = given_at(5, 2)
    item = input_following.with_assignments(item, [early, late], moment(5))
    assert set(item.marks) == {"2", "3", "4", "6"}
    withdrawn = replace(late, state=AssignmentState.WITHDRAWN)
    assert input_following.with_assignments(item, [early, withdrawn], moment(6)).marks == item.marks
    item = input_following.with_assignments(item, [early, reported(late)], moment(6))
    assert set(item.marks) == {"2", "3", "4", "6", "7", "8"}


def test_a_no_leaves_the_judgement_to_the_function() -> None:
    item = input_rules.triaged(came("in-methods"), InputState.HANDLED, "Selv", None, moment(0))
    for n in (1, 2):
        item = input_rules.done(item, n, "", moment(n))
    bad = reported(given_at(3), Answer.NO)
    item = input_following.with_assignments(item, [bad], moment(4))
    assert [step.n for step in current(item)] == [8]
    assert item.state is InputState.REPORTED_BACK
    good = input_following.with_assignments(item, [reported(given_at(3))], moment(5))
    assert good.state is InputState.CLOSED


def test_a_single_approver_decides_another_step_than_the_committee() -> None:
    item = came("in-audit-office")
    by_committee = deciding_step(item, "infosec-committee")
    by_one = deciding_step(item, None)
    assert by_committee is not None
    assert by_one is not None
    assert (by_committee.n, by_one.n) == (4, 5)
    assert by_one.kind is StepKind.DECISION
    after = input_following.decided(item, None, "decision/2027-002", moment(1))
    assert mark_of(after, 5)
    assert not mark_of(after, 4)


@pytest.mark.parametrize(
    ("urgency", "days", "on", "by"),
    [
        (Urgency.NORMAL, 5, date(2027, 3, 9), date(2027, 3, 16)),
        (Urgency.HIGH, 5, date(2027, 3, 9), date(2027, 3, 11)),
        (Urgency.HIGH, 1, date(2027, 3, 9), date(2027, 3, 10)),
        (Urgency.IMMEDIATE, 5, date(2027, 3, 9), date(2027, 3, 9)),
        # A Saturday counts as the Monday after it, and Easter is no working day.
        (Urgency.IMMEDIATE, 5, date(2027, 3, 13), date(2027, 3, 15)),
        (Urgency.HIGH, 2, date(2027, 3, 24), date(2027, 3, 31)),
    ],
)
def test_working_days_say_by_when_an_input_is_judged(
    urgency: Urgency, days: int, on: date, by: date
) -> None:
    assert input_rules.triage_date(urgency, days, on, WorkCalendar()) == by
