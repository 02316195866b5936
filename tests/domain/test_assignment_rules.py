"""The life cycle of an assignment, and who may take which step in it (domain.md §2)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain import assignment_rules as rules
from bot.domain.assignment_people import can_judge_effect, hands_of
from bot.domain.assignment_steps import (
    OVER,
    STANDS,
    Step,
    mark_of,
    require_seen,
    require_step,
    says_no,
    steps,
)
from bot.domain.assignment_sums import Sums, result_of, sums_of
from bot.domain.assignments import (
    Answer,
    Assignment,
    AssignmentState,
    EffectAnswer,
    EffectCheck,
    Feedback,
)
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.language import Localized
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Person, Role, Unit
from bot.domain.people import Assignment as Held
from bot.domain.plan import Bearer
from bot.domain.unit_people import people_of_unit

NOW = datetime(2027, 3, 9, 13, tzinfo=UTC)
TODAY = NOW.date()
ACT = Act("lone", NOW, TODAY)
FUNCTION = ("mette",)
GIVEN = Assignment(
    "assignment-1",
    "OP-1",
    "sales",
    "indføre nøgler",
    "Køb og udlevér",
    date(2027, 4, 1),
    Bearer(person_id="anders"),
    "mette",
    NOW - timedelta(days=1),
    effect=EffectCheck(date(2027, 6, 1), Bearer(role_id="function")),
)


def said(followed: Answer, successful: Answer, comment: str = "", by: str = "lone") -> Feedback:
    return Feedback(followed, successful, by, NOW, comment)


def in_state(state: AssignmentState) -> Assignment:
    """Return an assignment in a state, by the rules alone."""
    if state is AssignmentState.ASSIGNED:
        return GIVEN
    if state is AssignmentState.SENT_BACK:
        return rules.sent_back(GIVEN, "Ikke vores", ACT)
    if state is AssignmentState.WITHDRAWN:
        return rules.withdrawn(GIVEN, "Overflødig", ACT)
    if state is AssignmentState.STARTED:
        return rules.started(GIVEN, ACT)
    if state is AssignmentState.ACKNOWLEDGED:
        return rules.acknowledged(GIVEN, ACT)
    reported = rules.reported(GIVEN, said(Answer.YES, Answer.YES))
    if state is AssignmentState.REPORTED:
        return reported
    accepted = rules.accepted(reported, ACT)
    if state is AssignmentState.ACCEPTED:
        return accepted
    return rules.effect_answered(accepted, EffectAnswer(Answer.YES, "nina", NOW), None, TODAY)


@pytest.mark.parametrize("state", AssignmentState)
def test_every_state_is_reached_and_says_what_came_of_it(state: AssignmentState) -> None:
    assert in_state(state).state is state
    assert STANDS[state]


TAKEN = {
    Step.ACKNOWLEDGE: lambda one: rules.acknowledged(one, ACT),
    Step.START: lambda one: rules.started(one, ACT),
    Step.SEND_BACK: lambda one: rules.sent_back(one, "Ikke vores", ACT),
    Step.ASK: lambda one: rules.asked(one, "Hvilke?", ACT),
    Step.REPORT: lambda one: rules.reported(one, said(Answer.YES, Answer.YES)),
    Step.ACCEPT: lambda one: rules.accepted(one, ACT),
    Step.RETURN: lambda one: rules.returned(one, "Vis det", None, ACT),
    Step.EFFECT: lambda one: rules.effect_answered(
        one, EffectAnswer(Answer.YES, "nina", NOW), None, TODAY
    ),
    Step.AGAIN: lambda one: rules.given_again(one, GIVEN, ACT),
    Step.WITHDRAW: lambda one: rules.withdrawn(one, "Overflødig", ACT),
}


@pytest.mark.parametrize("step", TAKEN)
@pytest.mark.parametrize("state", AssignmentState)
def test_a_step_is_offered_where_it_can_be_taken_and_nowhere_else(
    state: AssignmentState, step: Step
) -> None:
    one = in_state(state)
    if step in steps(one):
        assert TAKEN[step](one) != one
        require_step(one, step)
        return
    for refuse in (TAKEN[step], lambda it: require_step(it, step)):
        with pytest.raises((TooLate, BadInput)):
            refuse(one)


@pytest.mark.parametrize("state", sorted(OVER))
def test_what_is_over_takes_nothing_but_a_deviation(state: AssignmentState) -> None:
    assert steps(in_state(state)) == ()
    with pytest.raises(TooLate, match=f"assignment-{state.value}"):
        rules.reported(in_state(state), said(Answer.YES, Answer.YES))


ANSWERS = (Answer.YES, Answer.PARTLY, Answer.NO)


@pytest.mark.parametrize("followed", ANSWERS)
@pytest.mark.parametrize("successful", ANSWERS)
def test_feedback_takes_a_comment_unless_both_answers_are_yes(
    followed: Answer, successful: Answer
) -> None:
    if {followed, successful} == {Answer.YES}:
        assert rules.reported(GIVEN, said(followed, successful)).state is AssignmentState.REPORTED
    else:
        with pytest.raises(FieldErrors) as told:
            rules.reported(GIVEN, said(followed, successful, "  "))
        assert told.value.errors["comment"].key == "assignment-comment"
    after = rules.reported(GIVEN, said(followed, successful, "Derfor"))
    worst = max(followed, successful, key=ANSWERS.index)
    assert result_of(after) is worst
    assert says_no(after) is (worst is Answer.NO)


@pytest.mark.parametrize(
    ("take", "field"),
    [
        (lambda: rules.sent_back(GIVEN, " ", ACT), "reason"),
        (lambda: rules.withdrawn(GIVEN, "", ACT), "reason"),
        (lambda: rules.asked(GIVEN, "", ACT), "text"),
        (lambda: rules.answered(rules.asked(GIVEN, "Hvad?", ACT), 0, " ", ACT), "text"),
        (lambda: rules.returned(in_state(AssignmentState.REPORTED), "", None, ACT), "reason"),
        (
            lambda: rules.returned(
                in_state(AssignmentState.REPORTED), "Mere", TODAY - timedelta(days=1), ACT
            ),
            "due",
        ),
    ],
)
def test_what_needs_words_is_not_taken_without(take: object, field: str) -> None:
    with pytest.raises(FieldErrors) as told:
        take()  # type: ignore[operator]
    assert set(told.value.errors) == {field}


def test_a_question_is_answered_once() -> None:
    asked = rules.asked(rules.asked(GIVEN, "Hvilke?", ACT), "Hvornår?", ACT)
    answered = rules.answered(asked, 1, "Snart", Act("mette", NOW, TODAY))
    assert [one.answer for one in answered.questions] == ["", "Snart"]
    assert Step.ANSWER in steps(answered)
    for place in (1, 2, -1):
        with pytest.raises(TooLate, match="question-answered"):
            rules.answered(answered, place, "Igen", ACT)
    assert Step.ANSWER not in steps(rules.answered(answered, 0, "Alle", ACT))


def test_feedback_that_is_sent_back_is_with_the_unit_again() -> None:
    later = date(2027, 5, 1)
    returned = rules.returned(in_state(AssignmentState.REPORTED), "Vis det", later, ACT)
    assert (returned.state, returned.due) == (AssignmentState.STARTED, later)
    assert result_of(returned) is None
    assert returned.feedback[-1].accepted is False
    again = rules.reported(returned, said(Answer.PARTLY, Answer.YES, "Næsten"))
    assert len(again.feedback) == 2
    assert result_of(again) is Answer.PARTLY


def test_accepted_feedback_closes_it_unless_its_effect_is_asked() -> None:
    without = replace(in_state(AssignmentState.REPORTED), effect=None)
    assert rules.accepted(without, ACT).state is AssignmentState.CLOSED
    assert in_state(AssignmentState.ACCEPTED).closed_at is None
    assert in_state(AssignmentState.CLOSED).closed_at == NOW


def test_too_early_asks_again_on_a_later_date() -> None:
    early = EffectAnswer(Answer.TOO_EARLY, "nina", NOW)
    accepted = in_state(AssignmentState.ACCEPTED)
    for missing in (None, TODAY):
        with pytest.raises(FieldErrors, match="form-errors"):
            rules.effect_answered(accepted, early, missing, TODAY)
    asked = rules.effect_answered(accepted, early, date(2027, 9, 1), TODAY)
    assert asked.state is AssignmentState.ACCEPTED
    assert asked.effect is not None
    assert (asked.effect.due, asked.effect.verdict) == (date(2027, 9, 1), None)
    no = EffectAnswer(Answer.NO, "nina", NOW)
    with pytest.raises(FieldErrors):
        rules.effect_answered(asked, no, None, TODAY)
    over = rules.effect_answered(asked, replace(no, comment="Glemt"), None, TODAY)
    assert over.state is AssignmentState.CLOSED
    assert Step.DEVIATE in steps(over)
    with pytest.raises(TooLate, match="effect-over"):
        rules.effect_answered(over, early, date(2028, 1, 1), TODAY)


def test_the_effect_is_not_judged_before_the_feedback() -> None:
    with pytest.raises(BadInput, match="effect-before"):
        rules.effect_answered(GIVEN, EffectAnswer(Answer.YES, "nina", NOW), None, TODAY)


def test_an_older_card_is_told_from_a_fresh_one() -> None:
    mark = mark_of(GIVEN)
    require_seen(rules.asked(rules.acknowledged(GIVEN, ACT), "Hvad?", ACT), mark)
    require_seen(GIVEN, "")
    again = rules.given_again(GIVEN, replace(GIVEN, instruction="Mere"), ACT)
    reported = in_state(AssignmentState.REPORTED)
    for changed in (again, reported):
        with pytest.raises(TooLate, match="assignment-changed"):
            require_seen(changed, mark)


def test_given_anew_it_is_acknowledged_anew() -> None:
    back = rules.sent_back(rules.acknowledged(GIVEN, ACT), "For lidt tid", ACT)
    wanted = replace(GIVEN, title="indføre nøgler", due=date(2027, 6, 1))
    again = rules.given_again(back, wanted, Act("mette", NOW, TODAY))
    assert (again.state, again.due) == (AssignmentState.ASSIGNED, date(2027, 6, 1))
    assert (again.acknowledged_by, again.reason) == (None, "")


# -- who


def organisation(*away: str, deputies: bool = True) -> Organisation:
    people = ("mette", "anders", "lone", "nina", "bo", "sara")
    return Organisation(
        people=tuple(Person(key, key.title(), f"{key}@example.dk") for key in people),
        units=(
            Unit("sales", Localized("Salg", "Sales"), role_id="head", head_id="lone"),
            Unit("shop", Localized("Butik", "Shop"), parent_id="sales"),
            Unit("finance", Localized("Økonomi", "Finance"), role_id="head", head_id="bo"),
            Unit("loose", Localized("Løs", "Loose")),
        ),
        roles=(Role("function", Localized("F", "F")), Role("head", Localized("L", "H"))),
        assignments=(
            Held("h1", "function", date(2020, 1, 1), person_id="mette"),
            Held(
                "h2",
                "head",
                date(2020, 1, 1),
                person_id="lone",
                deputy_id="sara" if deputies else None,
                unit_id="sales",
            ),
        ),
        absences=tuple(Absence(one, one, TODAY, TODAY) for one in away),
    )


def test_a_unit_is_answered_for_by_its_head_and_by_the_deputy_of_one_who_is_away() -> None:
    here, away = organisation(), organisation("lone")
    assert people_of_unit(here, "sales", TODAY).able == {"lone"}
    covered = people_of_unit(away, "sales", TODAY)
    assert covered.able == {"lone", "sara"}
    assert covered.acting is not None
    assert covered.acting.id == "sara"
    both = people_of_unit(organisation("lone", "sara"), "sales", TODAY)
    assert both.acting is not None
    assert both.acting.id == "lone"
    named = replace(here, absences=(Absence("a", "lone", TODAY, TODAY, deputy_id="nina"),))
    assert people_of_unit(named, "sales", TODAY).able == {"lone", "nina"}


def test_a_unit_without_a_head_is_the_one_s_above_it() -> None:
    assert people_of_unit(organisation(), "shop", TODAY).able == {"lone"}
    assert people_of_unit(organisation(), "loose", TODAY).able == frozenset()


MAY = {
    Step.ACKNOWLEDGE: {"lone"},
    Step.START: {"lone"},
    Step.SEND_BACK: {"lone"},
    Step.ASK: {"lone"},
    Step.REPORT: {"lone"},
    Step.ANSWER: {"mette"},
    Step.ACCEPT: {"mette"},
    Step.RETURN: {"mette"},
    Step.AGAIN: {"mette"},
    Step.WITHDRAW: {"mette"},
    Step.EFFECT: {"mette", "nina"},
    Step.DEVIATE: {"lone", "mette"},
}


@pytest.mark.parametrize("step", Step)
def test_each_step_is_for_those_whose_it_is(step: Step) -> None:
    asked = replace(GIVEN, effect=EffectCheck(date(2027, 6, 1), Bearer(person_id="nina")))
    for key in ("mette", "anders", "lone", "nina", "bo", "sara", ""):
        hands = hands_of(organisation(), asked, key, TODAY, FUNCTION)
        if key in MAY[step]:
            hands.require(step, asked)
        else:
            with pytest.raises(NotAllowed):
                hands.require(step, asked)


def test_the_doer_does_not_judge_the_effect() -> None:
    asked = EffectCheck(date(2027, 6, 1), Bearer(person_id="sara"))
    done = replace(rules.reported(GIVEN, said(Answer.YES, Answer.YES, by="sara")), effect=asked)
    for key in ("sara", "lone"):
        hands = hands_of(organisation(), done, key, TODAY, (key,))
        with pytest.raises(NotAllowed, match="effect-own"):
            hands.require(Step.EFFECT, done)
    with pytest.raises(NotAllowed, match=r"assignment-effect$"):
        hands_of(organisation(), done, "bo", TODAY, FUNCTION).require(Step.EFFECT, done)
    sales = people_of_unit(organisation(), "sales", TODAY)
    assert not can_judge_effect(organisation(), Bearer(person_id="lone"), sales, TODAY)
    assert can_judge_effect(organisation(), Bearer(role_id="function"), sales, TODAY)


def test_nobody_accepts_their_own_feedback_where_another_can() -> None:
    own = rules.reported(GIVEN, said(Answer.YES, Answer.YES, by="lone"))
    two = hands_of(organisation(), own, "lone", TODAY, ("lone", "mette"))
    with pytest.raises(NotAllowed, match="judge-own"):
        two.require(Step.ACCEPT, own)
    alone = hands_of(organisation(), own, "lone", TODAY, ("lone",))
    alone.require(Step.ACCEPT, own)


def test_the_sums_count_each_assignment_once() -> None:
    no = rules.reported(GIVEN, said(Answer.NO, Answer.PARTLY, "Nej"))
    late = replace(GIVEN, due=TODAY - timedelta(days=1))
    every = [in_state(state) for state in AssignmentState] + [no, late]
    assert sums_of(every, TODAY) == Sums(
        total=9, yes=3, partly=0, no=1, sent_back=1, silent=4, late=1, withdrawn=1
    )
