"""Terms of reference that were decided on: in force, or a draft again."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.committee_events import TermsMoved
from bot.domain.committees import Terms, TermsState
from bot.domain.decisions import Outcome
from bot.domain.events import Event
from bot.domain.terms import (
    brought_into_force,
    following,
    frequency_of,
    in_force,
    terms_digest,
    terms_named,
)
from bot.domain.wheel_events import WheelItemSaved
from bot.services.effects.scene import Scene
from bot.services.identifiers import differences

_STILL_WAITING = frozenset({Outcome.DEFERRED.value, Outcome.REFERRED.value})


async def decided(scene: Scene) -> Sequence[Event]:
    """Bring a version into force, in place of the one before, or make it a draft again.

    The meetings of the wheel follow what it says of them. A version that is no longer waiting, or
    that waits for somebody else's decision, is left alone.
    """
    named = terms_named(f"terms/{scene.about}")
    if named is None or scene.event.outcome in _STILL_WAITING:
        return ()
    committee_id, version = named
    versions = await scene.work.committees.terms_of(committee_id)
    terms = next((one for one in versions if one.version == version), None)
    if terms is None or terms.state is not TermsState.TO_APPROVE:
        return ()
    if not scene.adopted:
        return [await _moved(scene, terms, replace(terms, state=TermsState.DRAFT))]
    happened: list[Event] = []
    before = in_force(versions)
    if before is not None:
        replaced = replace(before, state=TermsState.REPLACED, changed_at=scene.at)
        happened.append(await _moved(scene, before, replaced))
    valid = brought_into_force(terms, scene.event.by, scene.at, scene.on, scene.event.decision_id)
    happened.append(await _moved(scene, terms, valid))
    return [*happened, *await _series(scene, valid)]


async def _moved(scene: Scene, before: Terms, after: Terms) -> TermsMoved:
    await scene.work.committees.save_terms(after)
    return TermsMoved(
        after.committee_id,
        after.version,
        before.state.value,
        after.state.value,
        terms_digest(after),
        after.decision_id or "",
    )


async def _series(scene: Scene, terms: Terms) -> Sequence[Event]:
    """Let the meetings of the wheel follow terms that are in force now."""
    committee = scene.organisation.committee.get(terms.committee_id)
    frequency = frequency_of(terms)
    items = scene.organisation.wheel.item
    item = items.get(committee.series.item_id or "") if committee else None
    if item is None or frequency is None:
        return ()
    wanted = following(item, frequency, scene.on)
    if wanted == item:
        return ()
    await scene.work.wheel.save_items([wanted])
    return [WheelItemSaved(item.id, differences(item, wanted))]
