"""What an agenda tells of deviations: new at one meeting, handled at a later one, else the status.

What is listed is noted when the agenda goes out (`services/deviations/following`).
"""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from bot.cards.deviations import state_of
from bot.domain.agendas import AgendaLine, Found
from bot.domain.deviation_agenda import Listing, listing
from bot.domain.deviations import Deviation, Severity
from bot.domain.meetings import MeetingState
from bot.services.meetings.scene import Scene
from bot.texts import Texts

_GRAVEST = tuple(reversed(Severity))


async def new(scene: Scene, texts: Texts) -> Found:
    """Tell of the deviations of which the committee has not been told."""
    return Found(tuple(_lines(await _listed(scene, Listing.NEW), scene, texts)))


async def handled(scene: Scene, texts: Texts) -> Found:
    """Tell of the deviations that have been closed since."""
    return Found(tuple(_lines(await _listed(scene, Listing.HANDLED), scene, texts)))


async def still_open(scene: Scene, texts: Texts) -> Sequence[AgendaLine]:
    """Tell how far the deviations are of which the committee was told before."""
    return tuple(_lines(await _listed(scene, Listing.OPEN), scene, texts))


async def _listed(scene: Scene, where: Listing) -> Sequence[Deviation]:
    """Return the deviations that belong there, the gravest first."""
    others = {
        one.id
        for one in scene.meetings
        if one.id != scene.meeting.id and one.state is not MeetingState.CANCELLED
    }
    every = await scene.work.deviations.all()
    found = [one for one in every if listing(one, scene.meeting.id, others) is where]
    return sorted(found, key=lambda one: (_gravity(one), one.registered_at, one.id))


def _gravity(deviation: Deviation) -> int:
    return _GRAVEST.index(deviation.severity) if deviation.severity else len(_GRAVEST)


def _lines(found: Sequence[Deviation], scene: Scene, texts: Texts) -> Iterator[AgendaLine]:
    for one in found:
        text = texts(
            "deviations.agenda", number=one.number, title=one.title, told=_told(one, scene, texts)
        )
        yield AgendaLine(text, one.subject)


def _told(one: Deviation, scene: Scene, texts: Texts) -> str:
    """Return how grave it is, where it is, and by when; of a closed one, what came of it."""
    grave = texts(f"deviations.severity.{one.severity.value}").lower() if one.severity else ""
    parts = [grave, _state(one, scene, texts)]
    if one.is_open and one.due is not None:
        parts.append(texts("deviations.agenda-due", date=texts.date_medium(one.due)))
    verdict = one.effect.verdict if one.effect else None
    if not one.is_open and verdict is not None:
        answer = texts(f"deviations.effect.{verdict.value}").lower()
        parts.append(texts("deviations.agenda-effect", answer=answer))
    elif not one.is_open:
        parts.append(texts("deviations.agenda-no-action", reason=one.reason))
    return ", ".join(part for part in parts if part)


def _state(one: Deviation, scene: Scene, texts: Texts) -> str:
    if one.closed_at is None:
        return state_of(one, texts).lower()
    zone = ZoneInfo(scene.organisation.profile.timezone)
    day = texts.date_medium(one.closed_at.astimezone(zone).date())
    return texts("deviations.agenda-closed", date=day)
