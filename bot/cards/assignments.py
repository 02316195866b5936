"""An assignment as a card for its unit, the function and whoever judges its effect."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.cards.assignment_words import (
    answers_text,
    effect_text,
    person_name,
    short,
    unit_name,
)
from bot.cards.elements import (
    Button,
    Card,
    Element,
    Fact,
    Facts,
    Line,
    Style,
    Text,
    plain,
)
from bot.cards.plan_words import bearer_line, bearer_name, fact
from bot.domain.assignment_steps import Step, mark_of
from bot.domain.assignments import Assignment, AssignmentState, Feedback, Question
from bot.domain.decisions import Decision
from bot.domain.inputs import Input
from bot.domain.organisation import Organisation
from bot.domain.unit_people import people_of_unit
from bot.texts import Texts

SHOW = "assignments.show"
NEW_DEVIATION = "deviations.new"
NEW_TASK = "plan.add"
_LONGEST_VALUE = 1900
_MOST_PRIMARY = 2

_OPENS = frozenset(Step) - {Step.ACKNOWLEDGE, Step.START, Step.ACCEPT}
_PRIMARY = (Step.ACKNOWLEDGE, Step.REPORT, Step.ANSWER, Step.ACCEPT, Step.EFFECT)
_FOLLOWED_UP = frozenset(
    {AssignmentState.REPORTED, AssignmentState.ACCEPTED, AssignmentState.CLOSED}
)


@dataclass(frozen=True)
class Shown:
    """What a card shows.

    Args:
        assignment: as it stands.
        organisation: for names.
        on: the local date.
        can: what the reader may do with it.
        decision, input: what it carries out, and what it is of.
        deviation: the number of what a "no" led to, or "".
        tasks: the reader may make a task of it.
    """

    assignment: Assignment
    organisation: Organisation
    on: date
    can: tuple[Step, ...] = ()
    decision: Decision | None = None
    input: Input | None = None
    deviation: str = ""
    tasks: bool = False


def reference_of(assignment: Assignment) -> str:
    """Return what the buttons carry: the assignment, and what its card shows of it."""
    return f"{assignment.id}:{mark_of(assignment)}"


def assignment_title(assignment: Assignment, texts: Texts) -> str:
    """Return "Opgave OP-12: Indføre sikkerhedsnøgler"."""
    title = short(assignment.title)
    return texts("assignments.title", number=assignment.number, title=title)


def assignment_card(shown: Shown, texts: Texts, *, why: str = "", notice: str = "") -> Card:
    """Return an assignment with what the reader may do with it.

    Args:
        shown: the assignment, and who reads it.
        texts: the reader's language.
        why: why the reader gets it.
        notice: what has just been done, or is asked of the reader.
    """
    body: list[Element] = [Text(plain(notice))] if notice else []
    body.append(Facts(tuple(_facts(shown, texts))))
    return Card(
        assignment_title(shown.assignment, texts),
        why=why,
        body=tuple(body),
        controls=tuple(_buttons(shown, texts)),
        footer=_footer(shown, texts),
    )


def place_card(shown: Shown, texts: Texts) -> Card:
    """Return what everyone in the unit's channel sees of its assignment."""
    one = shown.assignment
    facts = (
        fact(texts("assignments.field.instruction"), one.instruction),
        fact(texts("assignments.field.due"), texts.date_medium(one.due)),
        fact(texts("assignments.field.state"), texts(f"assignments.state.{one.state.value}")),
    )
    return Card(
        assignment_title(one, texts),
        why=given_text(shown, texts),
        body=(Facts(facts),),
        controls=(Button(texts("assignments.button.show"), SHOW, one.id),),
        footer=texts("assignments.place-footer"),
    )


def given_text(shown: Shown, texts: Texts) -> str:
    """Return who has decided or given what to which unit by when."""
    assignment, organisation = shown.assignment, shown.organisation
    said = {
        "unit": unit_name(assignment, organisation, texts),
        "task": short(assignment.title),
        "date": texts.date_medium(assignment.due),
    }
    decided_by = shown.decision.committee_id if shown.decision else None
    committee = organisation.committee.get(decided_by or "")
    if committee is not None:
        name = committee.name.in_language(texts.language)
        return texts("assignments.given-committee", committee=name, **said)
    giver = person_name(assignment.assigned_by, organisation, texts)
    return texts("assignments.given-person", person=giver, **said)


def sent_to(one: Assignment, organisation: Organisation, texts: Texts, on: date) -> str:
    """Return who answers for the unit on the local date `on`, by name."""
    people = people_of_unit(organisation, one.unit_id, on)
    return people.acting.name if people.acting else texts("assignments.nobody")


def _facts(shown: Shown, texts: Texts) -> Iterator[Fact]:
    one, organisation = shown.assignment, shown.organisation
    unit = unit_name(one, organisation, texts)
    yield fact(
        texts("assignments.field.unit"), f"{unit} ({sent_to(one, organisation, texts, shown.on)})"
    )
    if shown.decision is not None:
        said = f"{shown.decision.number} {short(shown.decision.title)}"
        yield fact(texts("assignments.field.decision"), said)
    if shown.input is not None:
        yield fact(
            texts("assignments.field.input"), f"{shown.input.number} {short(shown.input.title)}"
        )
    yield fact(texts("assignments.field.instruction"), one.instruction)
    yield fact(texts("assignments.field.due"), texts.date_medium(one.due))
    yield Fact(texts("assignments.field.state"), tuple(_state(shown, texts)))
    accountable = bearer_line(one.accountable, organisation, texts, shown.on, accountable=True)
    yield Fact(texts("assignments.field.accountable"), (accountable,))
    giver = person_name(one.assigned_by, organisation, texts)
    said = texts("assignments.by-at", person=giver, moment=texts.moment(one.assigned_at))
    yield fact(texts("assignments.field.given"), said)
    if one.questions:
        asked = (line for q in one.questions for line in _question(q, organisation, texts))
        yield Fact(texts("assignments.field.questions"), tuple(asked))
    for feedback in one.feedback:
        rows = _feedback(feedback, organisation, texts)
        yield Fact(texts("assignments.field.feedback"), tuple(rows))
    if one.effect is not None:
        yield Fact(texts("assignments.field.effect"), tuple(_effect(shown, texts)))
    if shown.deviation:
        yield fact(texts("assignments.field.deviation"), shown.deviation)


def _state(shown: Shown, texts: Texts) -> Iterator[Line]:
    one, organisation = shown.assignment, shown.organisation
    state = texts(f"assignments.state.{one.state.value}")
    if one.is_late(shown.on):
        state = texts("assignments.state-late", state=state)
    yield plain(state)
    if one.acknowledged_at is not None:
        by = person_name(one.acknowledged_by, organisation, texts)
        moment = texts.moment(one.acknowledged_at)
        yield plain(texts("assignments.acknowledged-by", person=by, moment=moment))
    if one.reason:
        yield plain(texts("assignments.reason", text=one.reason))


def _question(question: Question, organisation: Organisation, texts: Texts) -> Iterator[Line]:
    asker = person_name(question.by, organisation, texts)
    yield plain(texts("assignments.asked", person=asker, text=question.text))
    if question.answered_at is not None:
        by = person_name(question.answered_by, organisation, texts)
        yield plain(texts("assignments.answered", person=by, text=question.answer))


def _feedback(feedback: Feedback, organisation: Organisation, texts: Texts) -> Iterator[Line]:
    yield plain(answers_text(feedback, texts))
    if feedback.comment:
        yield plain(feedback.comment)
    evidence = feedback.evidence
    file = texts("assignments.file-kept") if evidence.file_id else ""
    shown = [part for part in (evidence.text, evidence.link, file) if part]
    if shown:
        yield plain(texts("assignments.shown", evidence=" · ".join(shown)))
    by = person_name(feedback.by, organisation, texts)
    yield plain(texts("assignments.by-at", person=by, moment=texts.moment(feedback.at)))
    if feedback.judged_at is not None:
        judge = person_name(feedback.judged_by, organisation, texts)
        key = "assignments.accepted-by" if feedback.accepted else "assignments.returned-by"
        moment = texts.moment(feedback.judged_at)
        yield plain(texts(key, person=judge, moment=moment, reason=feedback.reason))


def _effect(shown: Shown, texts: Texts) -> Iterator[Line]:
    effect, organisation = shown.assignment.effect, shown.organisation
    assert effect is not None
    for said in effect.answers:
        by = person_name(said.by, organisation, texts)
        answer = texts(f"assignments.answer.{said.answer.value}")
        moment = texts.moment(said.at)
        yield plain(texts("assignments.effect-by", answer=answer, person=by, moment=moment))
        if said.comment:
            yield plain(said.comment)
    if effect.verdict is None:
        asked = bearer_name(effect.asked, organisation, texts)
        due = effect_text(effect, texts)
        yield plain(texts("assignments.effect-asked", due=due, who=asked))


def _buttons(shown: Shown, texts: Texts) -> Iterator[Button]:
    one = shown.assignment
    primary = [step for step in _PRIMARY if step in shown.can][:_MOST_PRIMARY]
    for step in shown.can:
        if step is Step.DEVIATE:
            label = texts("assignments.button.deviate")
            yield Button(label, NEW_DEVIATION, one.subject, opens=True)
            continue
        yield Button(
            texts(f"assignments.button.{step.value}"),
            f"assignments.{step.value}",
            reference_of(one),
            Style.PRIMARY if step in primary else Style.NORMAL,
            opens=step in _OPENS,
        )
    if shown.tasks and one.state in _FOLLOWED_UP:
        item = f"{one.number} {short(one.title)}"
        value = f"{one.subject}\n{texts('plan.follow-up', item=item)}"[:_LONGEST_VALUE]
        yield Button(texts("button.create-task"), NEW_TASK, value, opens=True)
    if any(feedback.evidence.file_id for feedback in one.feedback):
        yield Button(texts("button.see-details"), SHOW, one.id)


def _footer(shown: Shown, texts: Texts) -> str:
    """Return by when and who else."""
    one, organisation = shown.assignment, shown.organisation
    if one.is_with_unit:
        accountable = bearer_name(one.accountable, organisation, texts)
        due = texts.date_medium(one.due)
        return texts("assignments.footer", date=due, accountable=accountable)
    return ""
