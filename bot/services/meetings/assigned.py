"""What units have done with what they were given, as the status of an agenda tells it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.cards.assignment_words import line_text, short, sums_text
from bot.domain.agendas import AgendaLine
from bot.domain.assignment_steps import OVER
from bot.domain.assignments import Assignment
from bot.domain.decisions import Decision
from bot.domain.inputs import Input
from bot.services.meetings.scene import Scene
from bot.texts import Texts


@dataclass(frozen=True)
class _Given:
    """Assignments that carry out one record, as an agenda tells of them."""

    decision: Decision | None = None
    input: Input | None = None
    assignments: list[Assignment] = field(default_factory=list)


async def assigned(scene: Scene, texts: Texts) -> Sequence[AgendaLine]:
    """Return the sums of each decision and input, and its assignments one by one.

    Those that are open, and those that ended since the meeting before.
    """
    every = await scene.work.assignments.all()
    told = [one for one in every if _is_told(one, scene)]
    if not told:
        return ()
    groups = await _grouped(scene, told)
    numbers = await _deviations(scene, told)
    return [line for given in groups for line in _lines(given, scene, texts, numbers)]


def _is_told(one: Assignment, scene: Scene) -> bool:
    if one.state not in OVER:
        return True
    if one.closed_at is None:
        return False
    zone = ZoneInfo(scene.organisation.profile.timezone)
    return one.closed_at.astimezone(zone).date() >= scene.since


async def _grouped(scene: Scene, told: Sequence[Assignment]) -> Sequence[_Given]:
    """Return the assignments that are this committee's by what they carry out, the oldest first."""
    found: dict[str, _Given] = {}
    for one in reversed(told):
        key = one.decision_id or one.input_id or one.origin
        if key not in found:
            decision = await scene.work.decisions.find(one.decision_id or "")
            about = await scene.work.inputs.find(one.input_id or "")
            found[key] = _Given(decision, about)
        found[key].assignments.append(one)
    return [given for given in found.values() if _committee_of(given, scene) == scene.committee.id]


def _committee_of(given: _Given, scene: Scene) -> str | None:
    """Return which committee is told: whose decision it was; of what is nobody's, the first."""
    about = given.decision or given.input
    if about is not None and about.committee_id:
        return about.committee_id
    open_ones = (one for one in scene.organisation.committees if not one.is_closed(scene.on))
    return next((one.id for one in open_ones), None)


async def _deviations(scene: Scene, told: Sequence[Assignment]) -> Mapping[str, str]:
    ids = [one.deviation_id for one in told if one.deviation_id]
    found = [await scene.work.deviations.find(one) for one in ids]
    return {one.id: one.number for one in found if one}


def _lines(
    given: _Given, scene: Scene, texts: Texts, numbers: Mapping[str, str]
) -> Iterator[AgendaLine]:
    sums = sums_text(given.assignments, texts, scene.on)
    if given.decision is not None:
        decision = given.decision
        said = texts(
            "assignments.line.sums",
            number=decision.number,
            title=short(decision.title),
            sums=sums,
        )
        yield AgendaLine(said, f"assignments/decision/{decision.id}")
    elif given.input is not None:
        about = given.input
        said = texts(
            "assignments.line.sums-input",
            number=about.number,
            title=short(about.title),
            sums=sums,
        )
        yield AgendaLine(said, f"assignments/input/{about.id}")
    for one in given.assignments:
        deviation = numbers.get(one.deviation_id or "", "")
        text = line_text(one, scene.organisation, texts, scene.on, deviation)
        yield AgendaLine(text, one.subject)
