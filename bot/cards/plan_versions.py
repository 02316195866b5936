"""The plan as it was approved: how it differs since, and what its approvers are asked."""

from collections.abc import Sequence

from bot.cards.elements import (
    Button,
    Card,
    Element,
    Fact,
    Facts,
    Heading,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.plan_tasks import SHOW
from bot.cards.plan_words import bearer_name, due_text, fact, title_of, value_text
from bot.domain.organisation import Organisation
from bot.domain.plan_variance import Difference, Variance
from bot.texts import Texts

_MOST_CHANGES = 15


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


def _variance_fact(change: Variance, organisation: Organisation, texts: Texts) -> Fact:
    lines = tuple(plain(text) for text in change_texts(change, organisation, texts))
    return Fact(title_of(change.task, texts), lines)
