"""The annual plan: its tasks, who may do what with them, and its approval."""

from bot.services.plan.changes import AnnualPlan, added
from bot.services.plan.findings import PlanFindings
from bot.services.plan.rights import PlanRights, plan_approvers
from bot.services.plan.versions import is_changed, next_version

__all__ = [
    "AnnualPlan",
    "PlanFindings",
    "PlanRights",
    "added",
    "is_changed",
    "next_version",
    "plan_approvers",
]
