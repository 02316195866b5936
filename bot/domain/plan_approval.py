"""The plan's approval as a version, whoever gives it: one person with a press, or a committee."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.plan import Plan, PlanTask, PlanVersion
from bot.domain.plan_events import PlanApproved
from bot.domain.plan_variance import approved_task, authors, digest


@dataclass(frozen=True)
class ApprovedPlan:
    """What an approval of the plan writes.

    Args:
        version: as it is kept.
        tasks: those that it decides on, as it leaves them.
        event: tells of it.
    """

    version: PlanVersion
    tasks: tuple[PlanTask, ...]
    event: PlanApproved


def approved_plan(
    plan: Plan, by: str, at: datetime, on: date, *, control: str = ""
) -> ApprovedPlan:
    """Return the approval of the plan as it stands; what was proposed is decided with it.

    Args:
        plan: with its tasks.
        by: who approves it, or stands for those who do.
        at: UTC.
        on: the local date.
        control: the compensating control, when an author approves.
    """
    tasks = tuple(approved_task(task) for task in plan.tasks)
    version = PlanVersion(next_version(plan), by, at, tasks, control)
    event = PlanApproved(
        version.version,
        digest(plan),
        by,
        at.isoformat(),
        on.isoformat(),
        authors(plan),
        len(tasks),
        control,
    )
    return ApprovedPlan(version, tuple(t for t in tasks if t != plan.task[t.id]), event)


def next_version(plan: Plan) -> int:
    """Return the number that the plan's next approval has."""
    return plan.approved.version + 1 if plan.approved else 1


def is_changed(plan: Plan) -> bool:
    """Tell whether the plan says anything else than its approved version."""
    if plan.approved is None:
        return bool(plan.tasks)
    return digest(plan) != digest(Plan(plan.approved.tasks))
