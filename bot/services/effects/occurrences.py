"""A date of the wheel that waits for a committee's approval: approved, or sent back to R."""

from collections.abc import Sequence

from bot.domain.events import Event
from bot.domain.occurrence_hands import Act, hands_of
from bot.domain.occurrence_rules import decided as decided_by
from bot.domain.occurrences import OccurrenceState
from bot.domain.wheel_events import OccurrenceApproved, OccurrenceEvent, OccurrenceSentBack
from bot.services.effects.scene import Scene


async def decided(scene: Scene) -> Sequence[Event]:
    """Approve every part that waits, or send it back where the decision says no.

    What has been sent back or has lapsed meanwhile is left alone.
    """
    organisation = scene.organisation
    occurrence = organisation.wheel.occurrence.get(scene.about)
    if occurrence is None or occurrence.item_id not in organisation.wheel.item:
        return ()
    act = Act(scene.decider, scene.at, scene.on)
    hands = hands_of(organisation, occurrence, scene.on, small=False)
    letters = tuple(await scene.work.reminders.letters_about(occurrence.id))
    happened: list[OccurrenceEvent] = []
    for key, part in occurrence.parts.items():
        if part.state is not OccurrenceState.TO_APPROVE:
            continue
        by, remark = part.done_by or "", scene.event.number
        occurrence = decided_by(occurrence, key, remark, act, hands, adopted=scene.adopted)
        told = (occurrence.id, occurrence.item_id, key, act.by, scene.event.at, letters)
        if scene.adopted:
            happened.append(OccurrenceApproved(*told, done_by=by))
        else:
            happened.append(OccurrenceSentBack(*told, reason=remark, done_by=by))
    if happened:
        await scene.work.wheel.save(occurrence)
    return happened
