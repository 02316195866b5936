"""Who hears of the annual plan: whoever gets a task, its maker, and those who approve."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from bot.cards.elements import Card
from bot.cards.plan_tasks import outcome_card, task_card
from bot.cards.plan_versions import approved_card, submitted_card
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer, PlanTask, TaskState
from bot.domain.plan_events import (
    PlanApproved,
    PlanSubmitted,
    PlanTaskAdded,
    PlanTaskChanged,
    PlanTaskEvent,
    PlanTaskMoved,
)
from bot.domain.plan_rules import Step, people_of, steps
from bot.domain.plan_variance import variance
from bot.services.notices import Follow, Notice, Replacement, Rule
from bot.texts import Texts

GIVEN = "plan.given"
OUTCOME = "plan.outcome"
TO_APPROVE = "plan.to-approve"
APPROVED = "plan.approved"

_TOLD = frozenset({TaskState.DONE, TaskState.POSTPONED, TaskState.CANCELLED, TaskState.VERIFIED})


def added(event: PlanTaskAdded, organisation: Organisation) -> Sequence[Follow]:
    """Tell whoever gets the task, and who has A for what others have given."""
    task = organisation.plan.task.get(event.task_id)
    return () if task is None else _given(event, task, task.responsible, organisation)


def changed(event: PlanTaskChanged, organisation: Organisation) -> Sequence[Follow]:
    """Show the task anew wherever it stands; tell whoever gets it only now."""
    task = organisation.plan.task.get(event.task_id)
    if task is None:
        return ()
    shown = _replacement(event, task, organisation)
    if event.responsible == event.previous:
        return (shown,)
    return (shown, *_given(event, task, task.responsible, organisation))


def moved(event: PlanTaskMoved, organisation: Organisation) -> Sequence[Follow]:
    """Show the task anew wherever it stands; tell its maker what became of it.

    Who has A hears that a deadline has moved, and that a treatment's effect is to be verified.
    """
    task = organisation.plan.task.get(event.task_id)
    if task is None:
        return ()
    on = date.fromisoformat(event.on)
    follows: list[Follow] = [_replacement(event, task, organisation)]
    told = {task.created_by} if task.state in _TOLD else set()
    if task.state is TaskState.POSTPONED or Step.VERIFY in steps(task):
        told |= {p.id for p in people_of(organisation, task.accountable, on, accountable=True)}
    if task.state in (TaskState.POSTPONED, TaskState.CANCELLED):
        told |= {p.id for p in people_of(organisation, task.responsible, on)}

    def card(texts: Texts) -> Card:
        return outcome_card(task, event.by, organisation, texts, on)

    for reader in sorted(told - {None, event.by}, key=str):
        key = f"{OUTCOME}:{event.subject()}:{event.at}:{reader}"
        follows.append(Notice(OUTCOME, event.subject(), str(reader), card, key))
    return follows


def submitted(event: PlanSubmitted, organisation: Organisation) -> Sequence[Follow]:
    """Put the plan before each of those who may approve it."""
    changes = variance(organisation.plan)

    def card(texts: Texts) -> Card:
        return submitted_card(event.version, event.by, event.digest, changes, organisation, texts)

    return tuple(
        Notice(
            TO_APPROVE,
            event.subject(),
            approver,
            card,
            f"{TO_APPROVE}:{event.subject()}:{event.at}:{approver}",
        )
        for approver in event.approvers
        if approver != event.by
    )


def approved(event: PlanApproved, organisation: Organisation) -> Sequence[Follow]:
    """Replace the cards of those who were asked, and tell those who prepared it."""

    def card(texts: Texts) -> Card:
        return approved_card(organisation, texts)

    notices = (
        Notice(APPROVED, event.subject(), author, card)
        for author in event.authors
        if author != event.by
    )
    return (Replacement(event.subject(), card, TO_APPROVE), *notices)


def _given(
    event: PlanTaskEvent, task: PlanTask, bearer: Bearer, organisation: Organisation
) -> Sequence[Follow]:
    """Tell who acts for R today; whoever gave the task to themselves knows."""
    on = date.fromisoformat(event.on)
    by = organisation.person.get(event.by or "")
    readers = (person.id for person in people_of(organisation, bearer, on))

    def card(texts: Texts) -> Card:
        why = texts("plan.why-given", person=by.name) if by else texts("plan.why-given-system")
        return task_card(task, organisation, texts, on, steps(task), why=why)

    return _notices(readers, event, card)


def _notices(
    readers: Iterable[str], event: PlanTaskEvent, card: Callable[[Texts], Card]
) -> Sequence[Follow]:
    subject = event.subject()
    return tuple(
        Notice(GIVEN, subject, reader, card, f"{GIVEN}:{subject}:{event.at}:{reader}")
        for reader in readers
        if reader != event.by
    )


def _replacement(event: PlanTaskEvent, task: PlanTask, organisation: Organisation) -> Replacement:
    on = date.fromisoformat(event.on)

    def card(texts: Texts) -> Card:
        person = organisation.person.get(event.by or "")
        said = ""
        if person is not None and isinstance(event, PlanTaskMoved):
            date_ = texts.date_medium(task.deadline)
            said = texts(f"plan.told.{task.state.value}", person=person.name, date=date_)
        edits = bool(steps(task))
        return task_card(task, organisation, texts, on, steps(task), edits=edits, notice=said)

    # A message that waits is sent and then shown anew: its reader has not heard of the task yet.
    return Replacement(event.subject(), card, GIVEN, event.at, cancels=not task.is_open)


Known = TypeVar("Known", bound=Event)


def _of(kind: type[Known], rule: Callable[[Known, Organisation], Sequence[Follow]]) -> Rule:
    def follow(event: Event, organisation: Organisation) -> Sequence[Follow]:
        return rule(event, organisation) if isinstance(event, kind) else ()

    return follow


RULES: Mapping[type[Event], Rule] = {
    PlanTaskAdded: _of(PlanTaskAdded, added),
    PlanTaskChanged: _of(PlanTaskChanged, changed),
    PlanTaskMoved: _of(PlanTaskMoved, moved),
    PlanSubmitted: _of(PlanSubmitted, submitted),
    PlanApproved: _of(PlanApproved, approved),
}
