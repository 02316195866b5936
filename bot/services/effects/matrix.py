"""A draft of the matrix that a committee decided on: in force, or back with its authors."""

import asyncio
from collections.abc import Sequence

from bot.domain.decision_events import DecisionWithoutEffect
from bot.domain.decisions import Outcome
from bot.domain.draft_findings import judged
from bot.domain.drafts import Draft, DraftStatus, Move, digest, moved
from bot.domain.events import Event, MatrixSentBack
from bot.domain.matrix_approval import approved_matrix
from bot.services.effects.scene import Scene
from bot.services.in_force import bring_matrix_into_force
from bot.services.permissions import Ability


async def decided(scene: Scene) -> Sequence[Event]:
    """Bring the draft that was adopted into force, or send it back where it was not.

    Its authors may go on with what was not adopted: no committee throws their work away. A draft
    that is no longer the one decided on, or that its rules stand in the way of by now, is left
    alone, and that is told where it was adopted.
    """
    if scene.event.outcome not in (Outcome.ADOPTED.value, Outcome.NOT_ADOPTED.value):
        return ()
    if not scene.may_decide(Ability.APPROVE_MATRIX):
        return [scene.without_effect(DecisionWithoutEffect.FORUM)] if scene.adopted else ()
    draft = await _decided_on(scene)
    if draft is None:
        left = scene.without_effect(DecisionWithoutEffect.CHANGED)
        return [left] if scene.adopted else ()
    return await (_adopted if scene.adopted else _sent_back)(scene, draft)


async def _decided_on(scene: Scene) -> Draft | None:
    """Return the draft, if it waits still and says what was decided on."""
    number = scene.about
    draft = await scene.work.drafts.find(int(number)) if number.isdecimal() else None
    if draft is None or draft.status is not DraftStatus.SUBMITTED:
        return None
    now = digest(scene.organisation.matrix, draft)
    return draft if now == await scene.decided_digest() else None


async def _adopted(scene: Scene, draft: Draft) -> Sequence[Event]:
    verdict = await asyncio.to_thread(judged, scene.organisation, draft, scene.on)
    if verdict.blocking or verdict.exceptional:
        return [scene.without_effect(DecisionWithoutEffect.FINDINGS)]
    by = scene.decider
    after = moved(draft, Move.APPROVE, by, scene.at)
    approved = approved_matrix(scene.organisation, after, by, scene.at, scene.on)
    await bring_matrix_into_force(scene.work, approved)
    return [approved.event]


async def _sent_back(scene: Scene, draft: Draft) -> Sequence[Event]:
    by, why = scene.decider, scene.event.number
    after = moved(draft, Move.SEND_BACK, by, scene.at, why)
    await scene.work.drafts.save(after)
    return [
        MatrixSentBack(
            after.version,
            after.submission,
            digest(scene.organisation.matrix, draft),
            by,
            scene.event.at,
            after.authors,
            after.reason,
        )
    ]
