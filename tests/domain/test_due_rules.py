"""What is owed in which state, by whom, and by when."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.asks import Affected, Ask, AskAnswer, AskState, Audience
from bot.domain.assignments import (
    Answer,
    Assignment,
    AssignmentState,
    EffectAnswer,
    EffectCheck,
    Feedback,
    Question,
)
from bot.domain.deviations import Deviation, DeviationState, Severity
from bot.domain.due_rules import (
    ask_dues,
    assignment_dues,
    deviation_dues,
    input_dues,
    involvement_dues,
)
from bot.domain.dues import Due, DueKind, record_of
from bot.domain.flows import Flow, FlowStep, StepKind
from bot.domain.inputs import Input, InputState, Mark, StepMark
from bot.domain.involvement import Consulted, Involvement
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Unit
from bot.domain.plan import Bearer
from bot.domain.wheel import System, Wheel
from bot.domain.wheel_people import people_on
from tests.domain.wheels import CALENDAR, organisation

MONDAY = datetime(2027, 3, 8, 9, tzinfo=UTC)
"""The week has no holidays; Easter begins on the 25th."""

METTE, ANDERS, BO = (Bearer(person_id=name) for name in ("mette", "anders", "bo"))
FUNCTION, CHAIR = Bearer(role_id="infosec-function"), Bearer(role_id="infosec-committee")
GIVEN = Assignment(
    "a-1",
    "OP-1",
    "it",
    "Ryd op",
    "Luk gamle adgange",
    date(2027, 3, 22),
    ANDERS,
    "mette",
    MONDAY,
)
FEEDBACK = Feedback(Answer.YES, Answer.YES, "bo", datetime(2027, 3, 12, 9, tzinfo=UTC))
ASK = Ask("s-1", "RS-1", "Rammer det os?", Audience.UNITS, ("it", "hr"), GIVEN.due, "mette", MONDAY)
DEVIATION = Deviation("d-1", "AFV-1", "Døren stod åben", MONDAY, BO)
STEPS = (
    FlowStep(1, "infosec-function", StepKind.TASK, Localized("Saml resultaterne")),
    FlowStep(2, "infosec-committee", StepKind.DECISION, Localized("Beslut"), act="decision_card"),
    FlowStep(3, "top-management", StepKind.TASK, Localized("Orientér"), act="never-built"),
)
INPUT = Input(
    "i-1", "IN-1", "in-risk", "Risici", Flow("f", Localized("Flow"), ("x",), STEPS), MONDAY
)


def known(**changes: object) -> Organisation:
    """Return an organisation whose unit `it` Bo leads; nobody leads `hr`."""
    units = (Unit("it", Localized("It", "IT"), head_id="bo"), Unit("hr", Localized("HR", "HR")))
    return organisation(**{"units": units, **changes})


def owed(dues: Iterable[Due]) -> Mapping[str, tuple[date, tuple[int, ...]]]:
    """Return by when what is owed, and how many working days before it is told."""
    return {due.key: (due.on, due.days_before) for due in dues}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (
            AssignmentState.ASSIGNED,
            {
                "acknowledge:assignment/a-1": (date(2027, 3, 10), (0,)),
                "feedback:assignment/a-1": (GIVEN.due, (3, 0)),
            },
        ),
        (AssignmentState.ACKNOWLEDGED, {"feedback:assignment/a-1": (GIVEN.due, (3, 0))}),
        (AssignmentState.STARTED, {"feedback:assignment/a-1": (GIVEN.due, (3, 0))}),
        (AssignmentState.REPORTED, {"judge:assignment/a-1": (date(2027, 3, 19), (0,))}),
        (AssignmentState.SENT_BACK, {"judge:assignment/a-1": (date(2027, 3, 16), (0,))}),
        (AssignmentState.ACCEPTED, {"effect:assignment/a-1": (date(2027, 5, 3), (0,))}),
        (AssignmentState.CLOSED, {}),
        (AssignmentState.WITHDRAWN, {}),
    ],
)
def test_an_assignment_owes_by_where_it_is(
    state: AssignmentState, expected: Mapping[str, tuple[date, tuple[int, ...]]]
) -> None:
    assignment = replace(
        GIVEN,
        state=state,
        feedback=(FEEDBACK,),
        effect=EffectCheck(date(2027, 5, 3), METTE),
        changed_at=datetime(2027, 3, 9, 9, tzinfo=UTC),
    )
    assert owed(assignment_dues(assignment, known())) == expected


def test_the_unit_owes_and_the_function_judges_and_another_says_whether_it_worked() -> None:
    reported = replace(GIVEN, state=AssignmentState.REPORTED, feedback=(FEEDBACK,))
    accepted = replace(
        GIVEN, state=AssignmentState.ACCEPTED, effect=EffectCheck(date(2027, 5, 3), METTE)
    )
    acknowledge, feedback = assignment_dues(GIVEN, known())
    assert acknowledge.by_unit and feedback.by_unit
    assert {due.accountable for due in (acknowledge, feedback)} == {(ANDERS,)}
    assert [due.responsible for due in assignment_dues(reported, known())] == [(FUNCTION,)]
    assert [due.responsible for due in assignment_dues(accepted, known())] == [(METTE,)]


def test_an_effect_that_has_its_verdict_is_asked_no_more() -> None:
    said = EffectAnswer(Answer.TOO_EARLY, "mette", MONDAY)
    early = EffectCheck(date(2027, 6, 1), METTE, (said,))
    accepted = replace(GIVEN, state=AssignmentState.ACCEPTED, effect=early)
    assert owed(assignment_dues(accepted, known())) == {
        "effect:assignment/a-1": (date(2027, 6, 1), (0,))
    }
    over = replace(early, answers=(replace(said, answer=Answer.PARTLY),))
    assert assignment_dues(replace(accepted, effect=over), known()) == ()
    assert assignment_dues(replace(accepted, effect=None), known()) == ()


def test_the_reminder_of_the_feedback_takes_over_from_the_acknowledgement() -> None:
    acknowledge, feedback = assignment_dues(GIVEN, known())
    assert acknowledge.ends == date(2027, 3, 17)
    assert acknowledge.is_shown(date(2027, 3, 16)) and not acknowledge.is_shown(date(2027, 3, 17))
    assert feedback.is_shown(date(2027, 3, 17))


def test_a_question_is_answered_by_the_function() -> None:
    question = Question("Hvilke adgange?", "bo", datetime(2027, 3, 9, 9, tzinfo=UTC))
    asked = replace(GIVEN, state=AssignmentState.STARTED, questions=(question,))
    assert owed(assignment_dues(asked, known()))["judge:assignment/a-1"][0] == date(2027, 3, 16)
    answered = replace(question, answered_by="mette", answered_at=MONDAY)
    assert [d.kind for d in assignment_dues(replace(asked, questions=(answered,)), known())] == [
        DueKind.FEEDBACK
    ]


def test_an_ask_is_owed_by_the_silent_alone() -> None:
    answer = AskAnswer(Affected.NO, "bo", MONDAY)
    assert set(owed(ask_dues(ASK, known()))) == {"ask:ask/s-1/it", "ask:ask/s-1/hr"}
    (left,) = ask_dues(replace(ASK, answers={"it": answer}), known())
    assert (left.key, left.on, left.unit_id, left.by_unit) == (
        "ask:ask/s-1/hr",
        GIVEN.due,
        "hr",
        True,
    )
    assert left.accountable == (METTE,)
    assert ask_dues(replace(ASK, state=AskState.CLOSED), known()) == ()


def test_an_ask_about_systems_is_owed_by_their_owners() -> None:
    systems = (System("crm", "CRM", "jonas"), System("erp", "ERP"))
    crm, erp = ask_dues(
        replace(ASK, audience=Audience.SYSTEMS, keys=("crm", "erp")),
        known(wheel=Wheel(CALENDAR, systems=systems)),
    )
    assert crm.responsible == (Bearer(person_id="jonas"),)
    assert erp.responsible == (Bearer(role_id="system-owner"),)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("deviation:deviation/d-1", date(2027, 3, 15), BO)),
        (
            {"state": DeviationState.ASSESSED, "severity": Severity.MAJOR},
            ("deviation:deviation/d-1", date(2027, 4, 7), BO),
        ),
        (
            {"state": DeviationState.CAUSE_FOUND},
            ("deviation:deviation/d-1", date(2027, 4, 7), BO),
        ),
        ({"state": DeviationState.ACTION_DECIDED}, None),
        ({"state": DeviationState.DONE}, ("effect:deviation/d-1", date(2027, 5, 3), METTE)),
        ({"state": DeviationState.VERIFIED}, None),
        ({"state": DeviationState.CLOSED}, None),
    ],
)
def test_a_deviation_owes_by_where_it_is(
    changes: Mapping[str, object], expected: tuple[str, date, Bearer] | None
) -> None:
    effect = EffectCheck(date(2027, 5, 3), METTE)
    deviation = replace(DEVIATION, due=date(2027, 4, 7), effect=effect)
    found = deviation_dues(replace(deviation, **changes), known())  # type: ignore[arg-type]
    assert [(due.key, due.on, due.responsible[0]) for due in found] == [
        one for one in (expected,) if one
    ]


@pytest.mark.parametrize("state", [InputState.RECEIVED, InputState.TRIAGE])
def test_an_input_is_looked_at_by_the_function(state: InputState) -> None:
    by = replace(INPUT, state=state, triage_by=date(2027, 3, 9))
    (due,) = input_dues(by, known())
    assert (due.kind, due.on, due.responsible) == (DueKind.TRIAGE, date(2027, 3, 9), (FUNCTION,))
    (due,) = input_dues(replace(by, triage_by=None), known())
    assert due.on == date(2027, 3, 15)


def test_an_inputs_own_step_is_listed_and_nobody_is_reminded_of_it() -> None:
    presented = replace(INPUT, state=InputState.PRESENTED)
    (due,) = input_dues(presented, known())
    assert (due.key, due.words.da, due.reminds) == ("step:input/i-1/1", "Saml resultaterne", False)
    done = {"1": StepMark(Mark.DONE, "mette", MONDAY)}
    # A decision carries itself out; an act that nothing carries out is such a step again.
    assert input_dues(replace(presented, marks=done), known()) == ()
    decided = {**done, "2": StepMark(Mark.DONE, None, MONDAY)}
    (due,) = input_dues(replace(presented, marks=decided), known())
    assert due.responsible == (Bearer(role_id="top-management"),)
    assert input_dues(replace(presented, state=InputState.CLOSED), known()) == ()


def test_who_is_consulted_owes_an_answer_until_there_is_one() -> None:
    asked = Involvement(
        "decision/d-1", "", "mette", MONDAY, (Consulted("bo"), Consulted("anders", "Fint", MONDAY))
    )
    (due,) = involvement_dues(asked, "2027-014", "Nøgler", known())
    assert (due.key, due.on) == ("consultation:decision/d-1/bo", date(2027, 3, 15))
    assert (due.responsible, due.accountable) == ((BO,), (METTE,))
    assert record_of(due.key) == "decision/d-1"


def test_a_head_who_is_away_is_stood_in_for() -> None:
    feedback = assignment_dues(GIVEN, known())[1]
    on = date(2027, 3, 17)
    away = Absence("b", "bo", on, on, deputy_id="sara")

    def hears(org: Organisation) -> list[tuple[str, str | None]]:
        people = people_on(org, on).of_due(feedback)
        return [(one.person_id, one.stands_for) for one in people.responsible]

    assert hears(known()) == [("bo", None)]
    assert hears(known(absences=(away,))) == [("sara", "bo")]
    assert hears(known(absences=(replace(away, deputy_id=None),))) == []
    headless = replace(feedback, unit_id="hr")
    assert people_on(known(), on).of_due(headless).responsible == ()
    # A committee that answers for something means its chair.
    chaired = replace(feedback, accountable=(CHAIR,))
    assert [a.person_id for a in people_on(known(), on).of_due(chaired).accountable] == ["anders"]
