"""The annual plan: merged or apart, a task by itself, and how it differs from its approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Heading,
    Option,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.plan_words import (
    bearer_line,
    bearer_name,
    due_text,
    fact,
    origin_line,
    state_text,
    title_of,
    value_text,
    years_text,
)
from bot.domain.organisation import Organisation
from bot.domain.paging import Page
from bot.domain.plan import PlanTask, Priority
from bot.domain.plan_rules import Difference, Step, Variance, people_of
from bot.texts import Texts

SHOW, TASK = "plan.show", "plan.task"
VIEWS = ("all", "tasks", "treatments", "mine", "changes")
_LONGEST_OPTION = 70
_OPENS = frozenset(Step) - {Step.START}
_MOST_CHANGES = 15
_SOON = timedelta(days=28)


@dataclass(frozen=True)
class Shown:
    """What of the plan is shown, and what its reader may do with it.

    Args:
        view: one of `VIEWS`.
        page: the tasks on this page.
        year: only what runs in that year; None for all.
        today: the local date.
        changes: how the plan differs from its approved version.
        changed: the plan says something else than the approved version, or none is approved.
        digest: of what the plan says, for the buttons.
        adds, submits, approves: what the reader may do.
    """

    view: str
    page: Page[PlanTask]
    year: int | None
    today: date
    changes: Sequence[Variance]
    changed: bool
    digest: str
    adds: bool = False
    submits: bool = False
    approves: bool = False

    def value(self, view: str, number: int = 1) -> str:
        """Return what a button carries that shows a page of a view."""
        return f"{view}/{self.year or ''}/{number}"


def plan_card(shown: Shown, organisation: Organisation, texts: Texts, notice: str = "") -> Card:
    """Return a page of the plan."""
    body: list[Element] = [Text(plain(notice))] if notice else []
    body.append(Text(plain(approval_text(organisation, texts))))
    if shown.changes:
        body.append(Text(plain(texts.plural("plan.differs", len(shown.changes))), Tone.WARNING))
    if shown.view == "changes":
        body += variance_elements(shown.changes, organisation, texts)
    elif not shown.page.items:
        body.append(Text(plain(texts(f"plan.none.{shown.view}"))))
    else:
        by_id = {change.task.id: change for change in shown.changes}
        body.append(
            Facts(
                tuple(
                    _row(t, by_id.get(t.id), shown, organisation, texts) for t in shown.page.items
                )
            )
        )
    title = texts("plan.title-year", year=shown.year) if shown.year else texts("plan.title")
    if shown.page.count > 1:
        page = shown.page
        title = texts("plan.page", title=title, number=page.number, count=page.count)
    return Card(title, body=tuple(body), controls=_controls(shown, texts))


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
    """
    body: list[Element] = [Text(plain(notice))] if notice else []
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


def variance_elements(
    changes: Sequence[Variance], organisation: Organisation, texts: Texts
) -> list[Element]:
    """Return how the plan differs from its approved version."""
    if not changes:
        return [Text(plain(texts("plan.none.changes")))]
    found: list[Element] = []
    for difference in Difference:
        rows = [c for c in changes if c.difference is difference]
        if rows:
            found.append(Heading(texts(f"plan.difference.{difference.value}")))
            facts = (_variance_fact(c, organisation, texts) for c in rows[:_MOST_CHANGES])
            found.append(Facts(tuple(facts)))
        if len(rows) > _MOST_CHANGES:
            more = texts.plural("plan.more-changes", len(rows) - _MOST_CHANGES)
            found.append(Text(plain(more), Tone.MUTED))
    return found


def change_texts(change: Variance, organisation: Organisation, texts: Texts) -> tuple[str, ...]:
    """Return what differs of one task, a sentence for each thing."""
    task = change.task
    match change.difference:
        case Difference.ADDED:
            r = bearer_name(task.responsible, organisation, texts)
            return (texts("plan.row-added", r=r, due=due_text(task, texts)),)
        case Difference.REMOVED:
            return (
                texts("plan.row-cancelled", reason=task.reason)
                if task.reason
                else texts("plan.row-removed"),
            )
    return tuple(
        texts(
            "plan.row-changed",
            field=texts(f"plan.field.{field.name}"),
            before=value_text(field.before, organisation, texts),
            after=value_text(field.after, organisation, texts),
        )
        for field in change.fields
    )


def approval_text(organisation: Organisation, texts: Texts) -> str:
    """Return which version of the plan is approved, by whom and when."""
    approved = organisation.plan.approved
    if approved is None:
        return texts("plan.not-approved")
    person = organisation.person.get(approved.approved_by)
    return texts(
        "plan.approved",
        version=approved.version,
        person=person.name if person else texts("plan.somebody-gone"),
        moment=texts.moment(approved.approved_at),
    )


def submitted_card(
    version: int,
    by: str,
    seen: str,
    changes: Sequence[Variance],
    organisation: Organisation,
    texts: Texts,
) -> Card:
    """Return what those who may approve the plan are asked."""
    person = organisation.person.get(by)
    name = person.name if person else texts("plan.somebody-gone")
    count = texts.plural("plan.tasks", len(organisation.plan.tasks))
    body: list[Element] = [Text(plain(texts("plan.asked-for", version=version, tasks=count)))]
    if organisation.plan.approved is not None:
        body += variance_elements(changes, organisation, texts)
    return Card(
        texts("plan.to-approve", version=version),
        why=texts("plan.why-approve", person=name),
        body=tuple(body),
        controls=(
            Button(texts("button.approve-plan"), "plan.approve", seen, Style.PRIMARY),
            Button(texts("button.show-plan"), SHOW, "all//1"),
        ),
    )


def approved_card(organisation: Organisation, texts: Texts) -> Card:
    """Return that the plan was approved, by whom and when; nothing is left to press."""
    approved = organisation.plan.approved
    body: list[Element] = [Text(plain(approval_text(organisation, texts)))]
    if approved is not None and approved.control:
        body.append(Facts((fact(texts("plan.control"), approved.control),)))
    return Card(texts("plan.approved-title"), body=tuple(body))


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


def due_tasks(
    organisation: Organisation, person_id: str, texts: Texts, on: date
) -> tuple[Element, ...]:
    """Return what a person is to do of the plan within four weeks or should have done, if anything.

    It stands in the Monday letter; `on` is the local date.
    """
    until = on + _SOON
    due = [
        task
        for task in organisation.plan.tasks
        if task.is_open
        and task.deadline <= until
        and any(p.id == person_id for p in people_of(organisation, task.responsible, on))
    ]
    if not due:
        return ()
    rows = (
        fact(
            title_of(task, texts),
            texts(
                "plan.due-line",
                date=texts.date_medium(task.deadline),
                state=state_text(task, texts, on),
            ),
        )
        for task in sorted(due, key=lambda task: (task.deadline, task.id))[:_MOST_CHANGES]
    )
    return (Heading(texts("plan.title")), Facts(tuple(rows)))


def _row(
    task: PlanTask,
    change: Variance | None,
    shown: Shown,
    organisation: Organisation,
    texts: Texts,
) -> Fact:
    parts = [
        state_text(task, texts, shown.today),
        texts("plan.row-due", due=due_text(task, texts)),
        texts("plan.row-r", name=bearer_name(task.responsible, organisation, texts)),
        texts("plan.row-a", name=bearer_name(task.accountable, organisation, texts)),
    ]
    if task.priority is not Priority.NORMAL:
        parts.append(texts(f"plan.row-priority.{task.priority.value}"))
    lines = [plain(" · ".join(parts))]
    if task.treatment is not None:
        option = texts(f"plan.option.{task.treatment.option.value}")
        lines.append(plain(texts("plan.row-risk", risk=task.treatment.risk, option=option)))
    if change is not None:
        mark = texts(f"plan.mark.{change.difference.value}")
        lines.append(plain(mark))
    return Fact(title_of(task, texts), tuple(lines))


def _variance_fact(change: Variance, organisation: Organisation, texts: Texts) -> Fact:
    lines = tuple(plain(text) for text in change_texts(change, organisation, texts))
    return Fact(title_of(change.task, texts), lines)


def _controls(shown: Shown, texts: Texts) -> tuple[Control, ...]:
    found: list[Control] = []
    if shown.approves and shown.changed:
        found.append(
            Button(texts("button.approve-plan"), "plan.approve", shown.digest, Style.PRIMARY)
        )
    if shown.page.items and shown.view != "changes":
        options = tuple(
            Option(title_of(task, texts)[:_LONGEST_OPTION], task.id) for task in shown.page.items
        )
        found.append(Select(texts("plan.choose"), TASK, options))
    if shown.page.following and shown.view != "changes":
        value = shown.value(shown.view, shown.page.following)
        found.append(Button(texts("button.more"), SHOW, value))
    if shown.adds:
        found.append(Button(texts("button.new-task"), "plan.add", "", opens=True))
    if shown.submits:
        found.append(Button(texts("button.new-treatment"), "plan.add-treatment", "", opens=True))
    found += [
        Button(texts(f"plan.view.{view}"), SHOW, shown.value(view))
        for view in VIEWS
        if view != shown.view and (view != "changes" or shown.changes)
    ]
    if shown.submits and shown.changed and not shown.approves:
        found.append(Button(texts("button.submit-plan"), "plan.submit", shown.digest))
    found.append(Button(texts("button.export-plan"), "plan.export", "xlsx"))
    return tuple(found)


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
    if edits:
        buttons.append(Button(texts("button.edit-task"), "plan.edit", task.id, opens=True))
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
    shown = [part for part in (task.evidence.text, task.evidence.link) if part]
    rows = [Fact(texts("plan.evidence"), tuple(plain(part) for part in shown))] if shown else []
    if task.answer:
        rows.append(fact(texts("plan.answer"), task.answer))
    return rows
