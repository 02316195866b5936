"""The annual plan as a committee adopted it: approved as the next version."""

from collections.abc import Sequence

from bot.domain.decision_events import DecisionWithoutEffect
from bot.domain.events import Event
from bot.domain.plan_approval import approved_plan, is_changed, next_version
from bot.domain.plan_variance import digest
from bot.services.effects.scene import Scene
from bot.services.in_force import bring_plan_into_force
from bot.services.permissions import Ability


async def decided(scene: Scene) -> Sequence[Event]:
    """Approve the plan that was adopted; one that was not stays a proposal, to be worked on.

    The plan that has changed since, is approved already, or is somebody else's to approve is left
    alone, and that is told.
    """
    if not scene.adopted:
        return ()
    if not scene.may_decide(Ability.APPROVE_PLAN):
        return [scene.without_effect(DecisionWithoutEffect.FORUM)]
    plan = scene.organisation.plan
    known = is_changed(plan) and scene.about == str(next_version(plan))
    if not known or digest(plan) != await scene.decided_digest():
        return [scene.without_effect(DecisionWithoutEffect.CHANGED)]
    approved = approved_plan(plan, scene.decider, scene.at, scene.on)
    await bring_plan_into_force(scene.work, approved)
    return [approved.event]
