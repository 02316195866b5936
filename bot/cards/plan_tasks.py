"""A task of the plan by itself: what the plan says of it, and what may be done with it."""

from collections.abc import Sequence
from datetime import date

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
from bot.cards.plan_words import (
    bearer_line,
    due_text,
    fact,
    origin_line,
    state_text,
    title_of,
    value_text,
    years_text,
)
from bot.domain.organisation import Organisation
from bot.domain.plan import PlanTask
from bot.domain.plan_events import plan_subject
from bot.domain.plan_rules import Step
from bot.texts import Texts

SHOW, TASK = "plan.show", "plan.task"
_OPENS = frozenset(Step) - {Step.START}


def task_card(
    task: PlanTask,
    organisation: Organisation,
    texts: Texts,
    on: date,
    can: Sequence[Step],
    *,
    edits: bool = True,
    notice: str = "",
    why: str = "",
    happened: Sequence[Line] = (),
) -> Card:
    """Return a task with everything that the plan says of it.

    Args:
        task: as it stands.
        organisation: the data.
        texts: the reader's language.
        on: the local date.
        can: what there are buttons for.
        edits: there is a button that changes it.
        notice: said first.
        why: why the reader gets it.
        happened: what was just done to it, said first too.
    """
    body: list[Element] = [Text(plain(notice))] if notice else []
    body += [Text(line) for line in happened]
    whole = task.title.in_language(texts.language)
    if " ".join(whole.split()) != title_of(task, texts):
        body.append(Text(plain(whole)))
    body.append(Facts(tuple(_facts(task, organisation, texts, on))))
    kind = "plan.treatment-title" if task.treatment else "plan.task-title"
    return Card(
        texts(kind, title=title_of(task, texts)),
        why=why,
        body=tuple(body),
        controls=(*_step_buttons(task, can, edits, texts),),
    )


def outcome_card(
    task: PlanTask, by: str | None, organisation: Organisation, texts: Texts, on: date
) -> Card:
    """Return what its maker is told of a task that somebody has moved."""
    person = organisation.person.get(by or "")
    name = person.name if person else texts("plan.somebody-gone")
    said = texts(
        f"plan.told.{task.state.value}", person=name, date=texts.date_medium(task.deadline)
    )
    body: list[Element] = [Text(plain(said))]
    rows = []
    if task.reason:
        rows.append(fact(texts("plan.reason"), task.reason))
    rows += _evidence_facts(task, texts)
    if rows:
        body.append(Facts(tuple(rows)))
    return Card(
        texts("plan.task-title", title=title_of(task, texts)),
        why=texts("plan.why-outcome"),
        body=tuple(body),
        controls=(Button(texts("button.show-task"), TASK, task.id),),
    )


def task_choices_card(tasks: Sequence[PlanTask], texts: Texts) -> Card:
    """Return the tasks that may have been meant, each with a button that opens its form."""
    buttons = tuple(Button(title_of(t, texts), "plan.done", t.id, opens=True) for t in tasks)
    return Card(
        texts("plan.choose"), body=(Text(plain(texts("plan.which-done"))),), controls=buttons
    )


def _step_buttons(
    task: PlanTask, can: Sequence[Step], edits: bool, texts: Texts
) -> tuple[Button, ...]:
    leading = next((s for s in (Step.DONE, Step.VERIFY) if s in can), None)
    order = sorted(can, key=lambda step: step is not leading)
    buttons = [
        Button(
            texts(f"button.task-{step.value}"),
            f"plan.{step.value}",
            task.id,
            Style.PRIMARY if step is leading else Style.NORMAL,
            opens=step in _OPENS,
        )
        for step in order
    ]
    if edits and Step.POSTPONE in can:
        buttons.append(Button(texts("button.reassign"), "plan.hand-over", task.id, opens=True))
    if edits:
        buttons.append(Button(texts("button.edit-task"), "plan.edit", task.id, opens=True))
    if task.evidence.file_id:
        buttons.append(Button(texts("button.show-task"), TASK, task.id))
    subject = plan_subject(task.id)
    buttons.append(Button(texts("button.create-input"), "inputs.new", subject, opens=True))
    buttons.append(Button(texts("button.show-plan"), SHOW, "all//1"))
    return tuple(buttons)


def _facts(task: PlanTask, organisation: Organisation, texts: Texts, on: date) -> list[Fact]:
    rows = [
        fact(texts("plan.field.state"), state_text(task, texts, on)),
        fact(texts("plan.field.due"), due_text(task, texts)),
        Fact(
            texts("plan.field.responsible"),
            (bearer_line(task.responsible, organisation, texts, on, accountable=False),),
        ),
        Fact(
            texts("plan.field.accountable"),
            (bearer_line(task.accountable, organisation, texts, on, accountable=True),),
        ),
        fact(texts("plan.field.years"), years_text(task.years)),
        fact(texts("plan.field.priority"), texts(f"plan.priority.{task.priority.value}")),
    ]
    for name, amount in (("cost", task.cost), ("effort", task.effort)):
        if amount is not None:
            rows.append(fact(texts(f"plan.field.{name}"), str(amount)))
    if task.treatment is not None:
        rows += _treatment_facts(task, organisation, texts)
    if task.origin.words.variants() or task.origin.link or task.origin.subject:
        line = origin_line(task, organisation, texts)
        rows.append(Fact(texts("plan.field.origin"), (line,)))
    if task.reason:
        rows.append(fact(texts("plan.reason"), task.reason))
    rows += _evidence_facts(task, texts)
    for key, person_id, at in (
        ("plan.done-by", task.done_by, task.done_at),
        ("plan.verified-by", task.verified_by, task.verified_at),
    ):
        person = organisation.person.get(person_id or "")
        if person is not None and at is not None:
            rows.append(fact(texts(key), f"{person.name}, {texts.moment(at)}"))
    return rows


def _treatment_facts(task: PlanTask, organisation: Organisation, texts: Texts) -> list[Fact]:
    treatment = task.treatment
    assert treatment is not None
    values = {
        "risk": treatment.risk,
        "option": treatment.option,
        "control": treatment.control,
        "residual": treatment.residual,
        "accepted-until": treatment.accepted_until,
    }
    return [
        fact(texts(f"plan.field.{name}"), value_text(value, organisation, texts))
        for name, value in values.items()
        if value
    ]


def _evidence_facts(task: PlanTask, texts: Texts) -> list[Fact]:
    file = texts("plan.evidence-file-kept") if task.evidence.file_id else ""
    shown = [part for part in (task.evidence.text, task.evidence.link, file) if part]
    rows = [Fact(texts("plan.evidence"), tuple(plain(part) for part in shown))] if shown else []
    if task.answer:
        rows.append(fact(texts("plan.answer"), task.answer))
    return rows
