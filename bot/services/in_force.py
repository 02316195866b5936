"""Writes what an approval brings into force, in the transaction of whoever approves."""

from bot.domain.matrix_approval import ApprovedMatrix
from bot.domain.plan_approval import ApprovedPlan
from bot.services.ports import UnitOfWork


async def bring_plan_into_force(work: UnitOfWork, approved: ApprovedPlan) -> None:
    """Keep the plan's version, with what it decides of its tasks."""
    await work.plan.save_tasks(approved.tasks)
    await work.plan.add_version(approved.version)


async def bring_matrix_into_force(work: UnitOfWork, approved: ApprovedMatrix) -> None:
    """Write the version, with the activities that it adds and retires."""
    await work.drafts.save(approved.draft)
    await work.activities.save_activities(approved.activities)
    await work.activities.add_matrix(approved.matrix)
    await work.drafts.freeze(approved.draft.version, approved.frozen)
