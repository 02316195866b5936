"""The annual plan as a committee adopted it: approved as the next version."""

from collections.abc import Sequence

from bot.domain.decision_events import DecisionWithoutEffect
from bot.domain.events import Event
from bot.domain.plan_approval import approved_plan, is_changed, next_version
from bot.domain.plan_variance import digest
from bot.services.effects.scene import Scene
from bot.services.in_force import bring_plan_into_force


async def decided(scene: Scene) -> Sequence[Event]:
    """Approve the plan that was adopted; one that was not stays a proposal, to be worked on.

    The plan that has changed since, or is approved already, is left alone, and that is told.
    """
    if not scene.adopted:
        return ()
    plan = scene.organisation.plan
    known = is_changed(plan) and scene.about == str(next_version(plan))
    if not known or digest(plan) != await scene.decided_digest():
        return [scene.without_effect(DecisionWithoutEffect.CHANGED)]
    approved = approved_plan(plan, scene.decider, scene.at, scene.on)
    await bring_plan_into_force(scene.work, approved)
    return [approved.event]
