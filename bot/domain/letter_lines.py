"""What a line of a letter is to its reader, as things stand now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.ladders import state_of
from bot.domain.occurrences import DELIVERED, Occurrence, OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.reminders import Letter, Line, Recipient
from bot.domain.wheel import WheelItem
from bot.domain.wheel_people import Actor, PartPeople, people_on


class Concern(StrEnum):
    """Why a line stands in somebody's letter, the most pressing first."""

    LATE = "late"
    EVIDENCE = "evidence"
    APPROVE = "approve"
    OTHERS_LATE = "others-late"
    COMMITTEE = "committee"
    SOON = "soon"
    ACCOUNTABLE = "accountable"
    INFORMED = "informed"
    OVER = "over"


@dataclass(frozen=True)
class Told:
    """A line with what it is about.

    Args:
        concern: what it is to the reader.
        occurrence, item: what it is about.
        people: of the part, or of the first part for who reads of the whole.
        part: the part's key; "" for the whole.
        actor: the reader as R, with whom they stand in for; None in another letter of RACI.
    """

    concern: Concern
    occurrence: Occurrence
    item: WheelItem
    people: PartPeople
    part: str
    actor: Actor | None = None


def told_in(letter: Letter, organisation: Organisation, on: date) -> tuple[Told, ...]:
    """Return a letter's lines as they are on the local date `on`, the most pressing first.

    Several stages of one part are one line; what was dropped from the wheel is left out.
    """
    found = {(told.occurrence.id, told.part): told for told in _told(letter, organisation, on)}
    order = list(Concern)
    return tuple(sorted(found.values(), key=lambda t: (order.index(t.concern), t.occurrence.due)))


def _told(letter: Letter, organisation: Organisation, on: date) -> Iterator[Told]:
    for line in letter.lines:
        occurrence = organisation.wheel.occurrence.get(line.occurrence_id)
        item = organisation.wheel.item.get(occurrence.item_id) if occurrence else None
        if occurrence is None or item is None:
            continue
        people = people_on(organisation, on).part_of(occurrence, line.part)
        part = line.part
        if people is None:
            # A reads of the whole, whatever its parts.
            parts = people_on(organisation, on).parts_of(occurrence)
            if not parts:
                continue
            people = parts[0]
            part = people.part.key if len(parts) == 1 else part
        yield _one(line, letter.person_id, Told(Concern.OVER, occurrence, item, people, part), on)


def _one(line: Line, reader: str, told: Told, on: date) -> Told:
    people, occurrence = told.people, told.occurrence
    whole = told.part != people.part.key
    state = occurrence.state if whole else state_of(occurrence, people.part)
    late = occurrence.due < on
    if not occurrence.is_open:
        return told
    if state is OccurrenceState.TO_APPROVE and _among(people.hearing(Recipient.APPROVER), reader):
        return _as(told, Concern.APPROVE)
    actor = None if whole else _among(people.hearing(Recipient.RESPONSIBLE), reader)
    if actor is not None and state not in DELIVERED:
        if late:
            return _as(told, Concern.LATE, actor)
        awaited = state is OccurrenceState.AWAITING_EVIDENCE
        return _as(told, Concern.EVIDENCE if awaited else Concern.SOON, actor)
    if state in DELIVERED:
        return told
    if line.stage.startswith("committee"):
        return _as(told, Concern.COMMITTEE)
    if _among(people.hearing(Recipient.ACCOUNTABLE), reader):
        return _as(told, Concern.OTHERS_LATE if late else Concern.ACCOUNTABLE)
    return _as(told, Concern.INFORMED) if not line.stage else told


def _as(told: Told, concern: Concern, actor: Actor | None = None) -> Told:
    return Told(concern, told.occurrence, told.item, told.people, told.part, actor)


def _among(actors: tuple[Actor, ...], reader: str) -> Actor | None:
    return next((actor for actor in actors if actor.person_id == reader), None)
