"""The annual plan: its tasks, who may do what with them, and its approval."""

from bot.services.plan.changes import AnnualPlan, added
from bot.services.plan.findings import PlanFindings
from bot.services.plan.rights import PlanRights, plan_approvers

__all__ = [
    "AnnualPlan",
    "PlanFindings",
    "PlanRights",
    "added",
    "plan_approvers",
]
