"""What may become of a task, and how a plan differs from its approved version."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput, NotAllowed, TooLate
from bot.domain.language import Localized
from bot.domain.occurrences import Evidence
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Assignment, Person, Role
from bot.domain.plan import (
    Bearer,
    Plan,
    PlanTask,
    PlanVersion,
    Priority,
    TaskState,
    Treatment,
    TreatmentOption,
)
from bot.domain.plan_rules import (
    Step,
    bears,
    check_treatment,
    check_years,
    message_link,
    moved,
    people_of,
    restated,
    steps,
)
from bot.domain.plan_values import read_amount, read_day, read_years
from bot.domain.plan_variance import (
    Difference,
    approved_task,
    authors,
    digest,
    said_of,
    variance,
)

AT = datetime(2027, 3, 9, 13, 30, tzinfo=UTC)
TODAY = date(2027, 3, 9)
ADMIN, FUNCTION = Bearer(role_id="system-administrator"), Bearer(role_id="infosec-function")
MFA = PlanTask("p-mfa", Localized("MFA"), ADMIN, FUNCTION, (2027,))
BEARERS = st.sampled_from((ADMIN, FUNCTION, Bearer(person_id="person-1")))


@st.composite
def tasks(draw: st.DrawFn, task_id: str) -> PlanTask:
    """Return a task with anything that the plan may say of it."""
    treatment = None
    if draw(st.booleans()):
        option = draw(st.sampled_from(TreatmentOption))
        treatment = Treatment("Tyveri", option, accepted_until=date(2027, 12, 31))
    return PlanTask(
        task_id,
        Localized(draw(st.sampled_from(("A", "B")))),
        draw(BEARERS),
        draw(BEARERS),
        draw(st.sampled_from(((2027,), (2027, 2028)))),
        due=draw(st.none() | st.dates(date(2027, 1, 1), date(2027, 12, 31))),
        priority=draw(st.sampled_from(Priority)),
        cost=draw(st.none() | st.integers(0, 10)),
        treatment=treatment,
        state=draw(st.sampled_from(TaskState)),
    )


@st.composite
def plans(draw: st.DrawFn) -> tuple[PlanTask, ...]:
    """Return the tasks of a plan."""
    ids = draw(st.lists(st.sampled_from("abcde"), unique=True))
    return tuple(draw(tasks(task_id)) for task_id in ids)


@given(plans(), plans())
def test_variance_is_what_was_added_removed_and_said_otherwise(
    then: tuple[PlanTask, ...], now: tuple[PlanTask, ...]
) -> None:
    found = variance(Plan(now, PlanVersion(1, "anders", AT, then)))
    before = {t.id: said_of(t) for t in then if t.state is not TaskState.CANCELLED}
    after = {t.id: said_of(t) for t in now if t.state is not TaskState.CANCELLED}
    by_kind = {kind: {v.task.id for v in found if v.difference is kind} for kind in Difference}
    assert by_kind[Difference.ADDED] == after.keys() - before.keys()
    assert by_kind[Difference.REMOVED] == before.keys() - after.keys()
    both = before.keys() & after.keys()
    assert by_kind[Difference.CHANGED] == {i for i in both if before[i] != after[i]}
    for one in found:
        undone = {**after.get(one.task.id, {}), **{f.name: f.before for f in one.fields}}
        if one.difference is Difference.CHANGED:
            said = {name: value for name, value in undone.items() if value is not None}
            assert said == {n: v for n, v in before[one.task.id].items() if v is not None}


@given(plans())
def test_an_approved_plan_has_no_variance_and_no_authors(tasks_: tuple[PlanTask, ...]) -> None:
    written = tuple(replace(task, authors=("mette",)) for task in tasks_)
    approved = tuple(approved_task(task) for task in written)
    plan = Plan(approved, PlanVersion(1, "anders", AT, approved))
    assert variance(plan) == ()
    assert authors(plan) == ()
    assert digest(plan) == digest(Plan(written))
    assert TaskState.PROPOSED not in {task.state for task in approved}


def test_progress_is_no_variance() -> None:
    done = moved(MFA, Step.DONE, "jonas", AT, evidence=Evidence("Log"))
    assert variance(Plan((done,), PlanVersion(1, "anders", AT, (MFA,)))) == ()


def test_before_the_first_approval_there_is_nothing_to_differ_from() -> None:
    assert variance(Plan((MFA,))) == ()


def test_an_accepted_risk_is_accepted_with_the_plan_and_expires() -> None:
    treatment = Treatment("Tyveri", TreatmentOption.ACCEPT, accepted_until=date(2027, 6, 30))
    task = approved_task(replace(MFA, treatment=treatment))
    assert task.state is TaskState.ACCEPTED
    assert not task.has_expired(date(2027, 6, 30))
    assert task.has_expired(date(2027, 7, 1))
    assert steps(task) == (Step.CANCEL,)
    with pytest.raises(BadInput, match="plan-acceptance-open"):
        check_treatment(replace(treatment, accepted_until=None))


@pytest.mark.parametrize("step", Step)
def test_a_second_press_is_too_late(step: Step) -> None:
    ended = replace(MFA, state=TaskState.CANCELLED)
    with pytest.raises(TooLate, match="plan-is-cancelled"):
        moved(ended, step, "jonas", AT, reason="x", due=date(2029, 1, 1), evidence=Evidence("x"))


def test_each_step_asks_for_what_it_needs() -> None:
    with pytest.raises(BadInput, match="plan-evidence-missing"):
        moved(MFA, Step.DONE, "jonas", AT, evidence=Evidence())
    with pytest.raises(BadInput, match="plan-reason-missing"):
        moved(MFA, Step.CANCEL, "jonas", AT)
    for due in (None, date(2027, 12, 31)):
        with pytest.raises(BadInput, match="plan-not-later"):
            moved(MFA, Step.POSTPONE, "jonas", AT, reason="Syg", due=due)


def test_a_postponed_task_runs_in_the_years_up_to_its_new_deadline() -> None:
    later = moved(MFA, Step.POSTPONE, "jonas", AT, reason="Syg", due=date(2029, 2, 1))
    assert later.years == (2027, 2028, 2029)
    assert (later.state, later.authors) == (TaskState.POSTPONED, ("jonas",))
    with pytest.raises(BadInput, match="plan-years"):
        moved(MFA, Step.POSTPONE, "jonas", AT, reason="Syg", due=date(2032, 2, 1))


def test_only_a_treatment_item_is_verified_and_not_by_the_doer() -> None:
    done = moved(MFA, Step.DONE, "jonas", AT, evidence=Evidence("Log"))
    assert steps(done) == ()
    treated = replace(done, treatment=Treatment("Tyveri"))
    assert steps(treated) == (Step.VERIFY,)
    with pytest.raises(NotAllowed):
        moved(treated, Step.VERIFY, "jonas", AT)
    assert moved(treated, Step.VERIFY, "mette", AT).state is TaskState.VERIFIED


@pytest.mark.parametrize("years", [(), (2027, 2032), (1999,), (2101,)])
def test_years_that_a_plan_does_not_reach(years: tuple[int, ...]) -> None:
    with pytest.raises(BadInput, match="plan-years"):
        check_years(years)


def test_years_stand_in_order_once() -> None:
    assert check_years((2031, 2027, 2027)) == (2027, 2031)


def test_a_committee_as_a_means_its_chair_and_deputies_act_for_who_is_away() -> None:
    people = tuple(Person(key, key, f"{key}@example.dk") for key in ("anders", "bo", "karin"))
    held = {"top-management": ("anders", "karin"), "infosec-committee": ("bo", None)}
    known = Organisation(
        people=people,
        roles=tuple(Role(role, Localized(role)) for role in held),
        assignments=tuple(
            Assignment(role, role, TODAY, person_id=who, deputy_id=deputy)
            for role, (who, deputy) in held.items()
        ),
    )
    committee = Bearer(role_id="infosec-committee")
    chair = people_of(known, committee, TODAY, accountable=True)
    assert [person.id for person in chair] == ["anders"]
    assert not bears(known, committee, "bo", TODAY, accountable=True)
    away = replace(known, absences=(Absence("x", "anders", TODAY, TODAY),))
    assert [p.id for p in people_of(away, committee, TODAY, accountable=True)] == ["karin"]


@pytest.mark.parametrize(
    "link",
    [
        "https://x.slack.com/archives/C1/p1?thread_ts=1.2&cid=C1",
        "https://teams.microsoft.com/l/message/19:a@thread.v2/1?context=%7B%7D",
        "https://teams.cloud.microsoft/l/message/1",
        "http://127.0.0.1:8080/?person=nina#m-1",
    ],
)
def test_a_platform_s_own_address_is_kept(link: str) -> None:
    assert message_link(link) == link


@pytest.mark.parametrize(
    "link",
    [
        *("javascript:alert(1)", "https://evil.example/slack.com/", "https://slack.com.evil/x"),
        *("http://x.slack.com/a", "https://x.slack.com/a b", "https://x.slack.com/" + "a" * 1000),
    ],
)
def test_any_other_address_is_dropped(link: str) -> None:
    assert message_link(link) == ""


# -- values as people write them


@pytest.mark.parametrize(
    ("text", "amount"), [("125.000 kr.", 125_000), ("80 timer", 80), ("0", 0), ("  ", None)]
)
def test_amounts(text: str, amount: int | None) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize("text", ["-1", "mange", "1.5", "99999999999", "1e9"])
def test_no_amounts(text: str) -> None:
    with pytest.raises(BadInput):
        read_amount(text)


@given(st.sets(st.integers(2000, 2100), min_size=1, max_size=5))
def test_years_are_read_as_they_are_written(years: set[int]) -> None:
    assert read_years(", ".join(map(str, years)), None, TODAY) == tuple(sorted(years))


def test_years_of_a_range_a_deadline_and_nothing() -> None:
    assert read_years("2027 - 2029", date(2030, 1, 1), TODAY) == (2027, 2028, 2029, 2030)
    assert read_years("", None, TODAY) == (2027,)
    with pytest.raises(BadInput):
        read_years("27", None, TODAY)


@given(st.dates(date(1000, 1, 1)))
def test_a_date_is_read_in_every_form(day: date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"):
        assert read_day(day.strftime(form)) == day


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    try:
        read_day(text)
        read_amount(text)
        read_years(text, None, TODAY)
    except BadInput:
        pass


@pytest.mark.parametrize(
    ("before", "option", "after"),
    [
        (TaskState.ACCEPTED, TreatmentOption.REDUCE, TaskState.PROPOSED),
        (TaskState.ACCEPTED, TreatmentOption.ACCEPT, TaskState.ACCEPTED),
        (TaskState.CANCELLED, TreatmentOption.REDUCE, TaskState.CANCELLED),
    ],
)
def test_a_risk_that_is_borne_no_more_is_proposed_anew(
    before: TaskState, option: TreatmentOption, after: TaskState
) -> None:
    until = date(2027, 12, 31)
    borne = Treatment("Tyveri", TreatmentOption.ACCEPT, accepted_until=until)
    task = replace(MFA, treatment=borne, state=before)
    changed = replace(task, treatment=replace(borne, option=option))
    assert restated(task, changed).state is after
    reduced = replace(MFA, treatment=replace(borne, option=TreatmentOption.REDUCE))
    begun = replace(reduced, state=TaskState.STARTED)
    assert restated(begun, replace(begun, treatment=borne)).state is TaskState.PROPOSED
