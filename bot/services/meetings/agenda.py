"""Makes a meeting's agenda: from live data until it is out, then as it was sent."""

from bot.domain.agenda_rules import Material, Wording, composed, printed
from bot.domain.agendas import Agenda
from bot.domain.language import LANGUAGES
from bot.domain.meeting_timeline import timeline_of
from bot.domain.meetings import AgendaItem, AgendaState, ItemState
from bot.services.meetings.scene import Scene
from bot.services.meetings.sources import ONCE, found_for
from bot.texts import Texts

OUT = frozenset({AgendaState.SENT, AgendaState.APPROVED})
"""The agenda is as it was sent, whatever has happened since."""


async def agenda_of(scene: Scene, texts: Texts, *, live: bool = False) -> Agenda:
    """Return a meeting's agenda.

    Args:
        scene: where it is made.
        texts: the reader's language.
        live: from the data of now, though it is out.
    """
    items = tuple(await scene.work.meetings.items(scene.meeting.id))
    previous = scene.previous
    wording = Wording(texts.language, texts.date_medium(previous.on) if previous else "")
    sections = scene.committee.agenda
    if scene.meeting.agenda_state in OUT and not live:
        entries = printed(sections, items, wording)
    else:
        found = {section.id: await found_for(section.id, scene, texts) for section in sections}
        # What was frozen as an item when the agenda went out is that item still.
        material = Material(sections, found, items, await _told(scene), ONCE)
        entries = composed(material, wording)
    return Agenda(
        scene.meeting,
        entries,
        timeline_of(scene.committee, scene.meeting.on, scene.organisation.wheel.calendar),
        tuple(item for item in items if item.state is ItemState.PROPOSED),
        previous.on if previous else None,
    )


async def agendas_of(scene: Scene) -> dict[str, Agenda]:
    """Return a meeting's agenda in each language, for whoever is told."""
    timezone = scene.organisation.profile.timezone
    return {language: await agenda_of(scene, Texts(language, timezone)) for language in LANGUAGES}


async def _told(scene: Scene) -> frozenset[str]:
    """Return the records of which the meeting before was told."""
    before = scene.previous
    if before is None:
        return frozenset()
    items = await scene.work.meetings.items(before.id)
    return frozenset(record for item in items if _was_told(item) for record in item.records)


def _was_told(item: AgendaItem) -> bool:
    return item.section_id in ONCE
