"""The plan as it was approved, and how it differs since."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.plan import Plan, PlanTask, PlanVersion, TaskState, TreatmentOption


def approved_task(task: PlanTask) -> PlanTask:
    """Return a task as the approval of the plan leaves it: what was proposed is decided."""
    decided = replace(task, authors=())
    if task.state is not TaskState.PROPOSED:
        return decided
    accepts = task.treatment is not None and task.treatment.option is TreatmentOption.ACCEPT
    return replace(decided, state=TaskState.ACCEPTED if accepts else TaskState.APPROVED)


def digest(plan: Plan) -> str:
    """Return what tells what the plan says from what any other says, for a button to carry."""
    said = [(task.id, _said(task), task.state is TaskState.CANCELLED) for task in plan.tasks]
    return hashlib.sha256(repr(sorted(said, key=lambda one: one[0])).encode()).hexdigest()[:16]


def authors(plan: Plan) -> tuple[str, ...]:
    """Return everybody who has changed what the plan says since it was approved."""
    return tuple(dict.fromkeys(author for task in plan.tasks for author in task.authors))


class Difference(StrEnum):
    """How a task differs from the approved plan."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class FieldChange:
    """One thing that the plan says of a task, then and now; values as `said_of` has them."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class Variance:
    """A task that differs from the approved plan. A cancelled one is removed from it."""

    task: PlanTask
    difference: Difference
    fields: tuple[FieldChange, ...] = ()


def variance(plan: Plan) -> tuple[Variance, ...]:
    """Return how the plan differs from the version approved last; nothing before the first."""
    if plan.approved is None:
        return ()
    return tuple(_differences(plan.tasks, plan.approved))


def _differences(tasks: Collection[PlanTask], approved: PlanVersion) -> Iterator[Variance]:
    then = {task.id: task for task in approved.tasks if not _cancelled(task)}
    now = {task.id: task for task in tasks if not _cancelled(task)}
    gone = {task.id: task for task in tasks if _cancelled(task)}
    for task in tasks:
        if task.id in now and task.id not in then:
            yield Variance(task, Difference.ADDED)
        elif task.id in now:
            fields = tuple(_field_changes(then[task.id], task))
            if fields:
                yield Variance(task, Difference.CHANGED, fields)
    for task_id, task in then.items():
        if task_id not in now:
            yield Variance(gone.get(task_id, task), Difference.REMOVED)


def _field_changes(then: PlanTask, now: PlanTask) -> Iterator[FieldChange]:
    before, after = said_of(then), said_of(now)
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield FieldChange(name, before.get(name), after.get(name))


def said_of(task: PlanTask) -> Mapping[str, object]:
    """Return what an approved plan says of a task, by name; how far the work is is no part of it.

    The deadline is None where the plan gives none of its own.
    """
    said: dict[str, object] = {
        "title": task.title,
        "years": task.years,
        "due": task.due,
        "responsible": task.responsible,
        "accountable": task.accountable,
        "priority": task.priority,
        "cost": task.cost,
        "effort": task.effort,
    }
    if task.treatment is not None:
        said |= {
            "risk": task.treatment.risk,
            "option": task.treatment.option,
            "control": task.treatment.control,
            "residual": task.treatment.residual,
            "accepted-until": task.treatment.accepted_until,
        }
    return said


def _said(task: PlanTask) -> tuple[tuple[str, object], ...]:
    return tuple(said_of(task).items())


def _cancelled(task: PlanTask) -> bool:
    return task.state is TaskState.CANCELLED
