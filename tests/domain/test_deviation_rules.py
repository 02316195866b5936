"""What may become of a deviation: each rule by itself, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import deviation_rules as rules
from bot.domain.assignments import Answer, EffectCheck
from bot.domain.deviation_agenda import Listing, listing
from bot.domain.deviation_rules import LONGEST_TITLE, Step
from bot.domain.deviations import Deviation, DeviationState, Severity
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.language import Localized
from bot.domain.occurrence_hands import Act
from bot.domain.plan import Bearer, Plan, PlanTask, TaskState

NOW, TODAY = datetime(2027, 3, 9, 13, 30, tzinfo=UTC), date(2027, 3, 9)
FUNCTION, LONE = Bearer(role_id="infosec-function"), Bearer(person_id="lone")
METTE = Act("mette", NOW, TODAY)
NEW = Deviation("d-1", "AFV-1", "Døren stod åben", NOW, FUNCTION)
TASK = PlanTask("t-1", Localized("Lås"), LONE, FUNCTION, (2027,), due=date(2027, 4, 1))
DONE = replace(
    NEW,
    severity=Severity.MAJOR,
    cause="Ingen nøgle",
    task_ids=("t-1",),
    effect=EffectCheck(date(2027, 5, 1), FUNCTION),
    state=DeviationState.DONE,
)


def plan_of(*tasks: PlanTask) -> Plan:
    return Plan(tasks)


CARRIED_OUT = plan_of(replace(TASK, state=TaskState.DONE, done_by="sara"))


@pytest.mark.parametrize("person", ["lone", "sara"])
def test_neither_whoever_did_it_nor_whoever_has_r_verifies(person: str) -> None:
    with pytest.raises(NotAllowed):
        rules.verified(DONE, Answer.YES, "", None, CARRIED_OUT, Act(person, NOW, TODAY))


def test_whoever_did_what_did_not_work_does_not_verify_what_came_after() -> None:
    again = replace(DONE, earlier_task_ids=("t-1",), task_ids=("t-2",))
    later = replace(TASK, id="t-2", responsible=Bearer(person_id="bo"), done_by="bo")
    plan = plan_of(*CARRIED_OUT.tasks, later)
    assert rules.doers(again, plan) == {"lone", "sara", "bo"}


def test_whose_action_was_cancelled_did_nothing() -> None:
    plan = plan_of(replace(TASK, state=TaskState.CANCELLED))
    assert rules.doers(DONE, plan) == frozenset()


@pytest.mark.parametrize("answer", [Answer.PARTLY, Answer.NO])
def test_anything_but_yes_takes_a_comment(answer: Answer) -> None:
    with pytest.raises(FieldErrors) as refused:
        rules.verified(DONE, answer, " ", None, CARRIED_OUT, METTE)
    assert set(refused.value.errors) == {"comment"}


def test_the_verdict_leads_on() -> None:
    def after(answer: Answer, again: date | None = None) -> Deviation:
        return rules.verified(DONE, answer, "Fordi", again, CARRIED_OUT, METTE)

    assert after(Answer.YES).state is DeviationState.CLOSED
    assert after(Answer.PARTLY).state is DeviationState.VERIFIED
    assert after(Answer.NO).state is DeviationState.CAUSE_FOUND
    later = after(Answer.TOO_EARLY, date(2027, 6, 1))
    assert (later.state, later.effect and later.effect.due) == (
        DeviationState.DONE,
        date(2027, 6, 1),
    )
    with pytest.raises(FieldErrors):
        after(Answer.TOO_EARLY, TODAY)


def test_it_is_carried_out_when_the_last_action_is_done_and_one_was() -> None:
    decided = replace(DONE, state=DeviationState.ACTION_DECIDED, task_ids=("t-1", "t-2"))
    done, other = CARRIED_OUT.tasks[0], replace(TASK, id="t-2")
    assert not rules.is_carried_out(decided, plan_of(done, other))
    assert rules.is_carried_out(decided, plan_of(done, replace(other, state=TaskState.DONE)))
    gone = replace(other, state=TaskState.CANCELLED)
    assert rules.is_carried_out(decided, plan_of(done, gone))
    assert not rules.is_carried_out(
        decided, plan_of(replace(done, state=TaskState.CANCELLED), gone)
    )


def test_what_has_actions_is_not_closed_without_them() -> None:
    decided = replace(DONE, state=DeviationState.ACTION_DECIDED)
    with pytest.raises(TooLate, match="deviation-has-actions"):
        rules.closed(decided, "Ligegyldigt", plan_of(TASK), METTE)
    gone = plan_of(replace(TASK, state=TaskState.CANCELLED))
    assert rules.closed(decided, "Nedlagt", gone, METTE).state is DeviationState.CLOSED


def test_the_doer_does_not_close_what_worked_in_part() -> None:
    partly = replace(DONE, state=DeviationState.VERIFIED)
    with pytest.raises(NotAllowed):
        rules.closed(partly, "Godt nok", CARRIED_OUT, Act("sara", NOW, TODAY))


@pytest.mark.parametrize("step", Step)
def test_what_is_closed_is_only_opened_again(step: Step) -> None:
    over = replace(NEW, state=DeviationState.CLOSED)
    assert rules.can(over, step, Plan()) == (step is Step.REOPEN)


def test_opening_again_keeps_what_is_known() -> None:
    over = replace(DONE, state=DeviationState.CLOSED, handled_in=("m-1",), closed_at=NOW)
    again = rules.reopened(over, "Igen", METTE)
    assert (again.state, again.cause, again.severity) == (
        DeviationState.CAUSE_FOUND,
        "Ingen nøgle",
        Severity.MAJOR,
    )
    assert (again.task_ids, again.earlier_task_ids, again.effect) == ((), ("t-1",), None)
    assert (again.handled_in, again.closed_at, again.reopened) == ((), None, 1)


@pytest.mark.parametrize(
    ("given", "listed"),
    [
        (NEW, Listing.NEW),
        (replace(NEW, presented_in=("before",)), Listing.OPEN),
        (replace(NEW, presented_in=("cancelled",)), Listing.NEW),
        (replace(NEW, presented_in=("now",)), Listing.NEW),
        (replace(NEW, state=DeviationState.CLOSED), Listing.HANDLED),
        (
            replace(NEW, state=DeviationState.CLOSED, presented_in=("before",)),
            Listing.HANDLED,
        ),
        (replace(NEW, state=DeviationState.CLOSED, presented_in=("now",)), Listing.NEW),
        (replace(NEW, state=DeviationState.CLOSED, handled_in=("before",)), None),
        (replace(NEW, state=DeviationState.CLOSED, handled_in=("now",)), Listing.HANDLED),
        (replace(NEW, incident_id="i-1"), None),
    ],
)
def test_an_agenda_lists_it_once_where_it_belongs(given: Deviation, listed: Listing | None) -> None:
    assert listing(given, "now", {"before"}) is listed


@given(st.text(max_size=400))
def test_a_title_is_one_line_and_nothing_is_lost(text: str) -> None:
    if not text.split():
        with pytest.raises(BadInput):
            rules.titled(text)
        return
    title, rest = rules.titled(text)
    assert 0 < len(title) <= LONGEST_TITLE
    assert title == " ".join(title.split())
    assert rest == text.strip() or title.split() == text.split()
