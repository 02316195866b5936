"""The annual plan, merged or apart, and what may be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Option,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.plan_tasks import SHOW, TASK
from bot.cards.plan_versions import approval_text, variance_elements
from bot.cards.plan_words import (
    bearer_name,
    due_text,
    state_text,
    title_of,
)
from bot.domain.organisation import Organisation
from bot.domain.paging import Page
from bot.domain.plan import PlanTask, Priority
from bot.domain.plan_variance import Variance
from bot.texts import Texts

VIEWS = ("all", "tasks", "treatments", "mine", "changes")
_LONGEST_OPTION = 70


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
        votes: a committee may be asked to approve it.
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
    votes: bool = False

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


def _controls(shown: Shown, texts: Texts) -> tuple[Control, ...]:
    found: list[Control] = []
    if shown.approves and shown.changed:
        found.append(
            Button(texts("button.approve-plan"), "plan.approve", shown.digest, Style.PRIMARY)
        )
    if shown.changed and shown.votes and (shown.submits or shown.approves):
        label = texts("approvals.button.to-vote")
        found.append(Button(label, "approvals.plan", shown.digest, opens=True))
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
