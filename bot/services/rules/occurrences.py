"""Who hears of the work on a date of the wheel, and whose copies of its card show it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.cards.elements import Card
from bot.cards.occurrence_events import own_card, told_card
from bot.domain.events import Event
from bot.domain.occurrences import DELIVERED, Occurrence
from bot.domain.organisation import Organisation
from bot.domain.wheel_events import (
    OCCURRENCE_EVENTS,
    EvidenceAwaited,
    OccurrenceApproved,
    OccurrenceAsked,
    OccurrenceDelivered,
    OccurrenceEvent,
    OccurrenceGranted,
    OccurrenceHandedOver,
    OccurrenceLapsed,
    OccurrencePostponed,
    OccurrenceRefused,
    OccurrenceSentBack,
    OccurrenceSettled,
    OccurrenceSnoozed,
    occurrence_subject,
)
from bot.domain.wheel_people import PartPeople, responsible_for
from bot.services.notices import Follow, Notice, Replacement, Rule
from bot.texts import Texts

TO_DO = "occurrences.to-do"
TO_APPROVE = "occurrences.to-approve"
REQUEST = "occurrences.request"
TOLD = "occurrences.told"

_ACTED = (
    OccurrenceSnoozed,
    OccurrenceHandedOver,
    EvidenceAwaited,
    OccurrenceDelivered,
    OccurrenceApproved,
)
"""After these who acted is left in peace; the others' pending reminders stay."""

_MOVED = (OccurrencePostponed, OccurrenceGranted, OccurrenceLapsed, OccurrenceSettled)
"""After these no pending reminder is right."""


def part_subject(occurrence_id: str, part: str) -> str:
    """Return what the cards to somebody who does or approves a part are about."""
    return f"{occurrence_subject(occurrence_id)}/part/{part}"


def request_subject(occurrence_id: str) -> str:
    """Return what the cards to A about a request are about."""
    return f"{occurrence_subject(occurrence_id)}/request"


def followed(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show what happened on every copy, and tell those whom it concerns."""
    assert isinstance(event, OccurrenceEvent)
    occurrence = organisation.wheel.occurrence.get(event.occurrence_id)
    if occurrence is None:
        return ()
    scene = _Scene(event, occurrence, organisation)
    return (*scene.replacements(), *scene.notices())


class _Scene:
    """An event with all that its followers are made of."""

    def __init__(
        self, event: OccurrenceEvent, occurrence: Occurrence, organisation: Organisation
    ) -> None:
        self._event = event
        self._occurrence = occurrence
        self._organisation = organisation
        zone = ZoneInfo(organisation.profile.timezone)
        self._on = datetime.fromisoformat(event.at).astimezone(zone).date()
        self._parts = responsible_for(organisation, occurrence, self._on)

    def replacements(self) -> Iterator[Replacement]:
        """Iterate over what stands on the copies now; pending reminders are dropped."""
        about, event = self._occurrence.id, self._event
        moved = isinstance(event, _MOVED) or not self._occurrence.is_open
        acted = isinstance(event, _ACTED)
        subject = occurrence_subject(about)
        yield self._replaced(
            subject, None, cancels=moved or acted, spared=() if moved else self._still_owing()
        )
        for people in self._parts:
            key = people.part.key
            over = people.part.state in DELIVERED or not self._occurrence.is_open
            parts = part_subject(about, key)
            approved = isinstance(event, OccurrenceApproved | OccurrenceSentBack)
            yield self._replaced(parts, key, TO_DO, cancels=over)
            yield self._replaced(parts, key, TO_APPROVE, cancels=approved and key == event.part)
        answered = self._occurrence.request is None
        yield self._replaced(request_subject(about), None, cancels=answered)

    def notices(self) -> Iterator[Notice]:
        """Iterate over what people are told who did not do it themselves."""
        event, about = self._event, self._occurrence.id
        match event:
            case OccurrenceHandedOver(to=to, part=part, before=before):
                yield from self._cards(TO_DO, part_subject(about, part), (to,), part)
                yield from self._told(person for person in before if person != to)
            case OccurrenceDelivered(approvers=approvers, part=part):
                yield from self._cards(TO_APPROVE, part_subject(about, part), approvers, part)
            case OccurrenceApproved(done_by=by):
                yield from self._told((by,))
            case OccurrenceSentBack(done_by=by, part=part):
                doing = tuple(dict.fromkeys((by, *self._doing(part))))
                yield from self._cards(TO_DO, part_subject(about, part), doing, part)
            case OccurrenceAsked():
                accountable = self._parts[0].accountable if self._parts else ()
                readers = tuple(actor.person_id for actor in accountable)
                yield from self._cards(REQUEST, request_subject(about), readers, None)
            case OccurrenceRefused(asked_by=by):
                yield from self._told((by,))
            case OccurrenceGranted(asked_by=by):
                yield from self._told((by, *self._doing()))
            case OccurrencePostponed() | OccurrenceLapsed():
                yield from self._told(self._doing())
            case _:
                return

    def _replaced(
        self,
        subject: str,
        part: str | None,
        kind: str | None = None,
        *,
        cancels: bool,
        spared: Sequence[str] = (),
    ) -> Replacement:
        return Replacement(
            subject,
            self._told_card(),
            kind,
            version=f"{self._event.kind}:{self._event.at}",
            own=lambda reader, texts: self._own(reader, part, texts),
            cancels=cancels,
            spared=spared,
        )

    def _cards(
        self, kind: str, subject: str, readers: Sequence[str], part: str | None
    ) -> Iterator[Notice]:
        for reader in readers:
            if reader != self._event.by:
                card = partial(self._own, reader, part)
                yield Notice(kind, subject, reader, card, self._key(kind, subject, reader))

    def _told(self, readers: Iterator[str] | Sequence[str]) -> Iterator[Notice]:
        subject = f"{self._event.subject()}/told"
        for reader in dict.fromkeys(readers):
            if reader and reader != self._event.by:
                key = self._key(TOLD, subject, reader)
                yield Notice(TOLD, subject, reader, self._told_card(), key)

    def _key(self, kind: str, subject: str, reader: str) -> str:
        return f"{kind}:{subject}:{self._event.kind}:{self._event.at}:{reader}"

    def _own(self, reader: str, part: str | None, texts: Texts) -> Card:
        event, occurrence, organisation = self._event, self._occurrence, self._organisation
        return own_card(event, occurrence, reader, organisation, texts, self._on, part)

    def _told_card(self) -> Callable[[Texts], Card]:
        event, occurrence, organisation = self._event, self._occurrence, self._organisation
        return lambda texts: told_card(event, occurrence, organisation, texts, self._on)

    def _doing(self, key: str | None = None) -> tuple[str, ...]:
        """Return who is meant to do the part, or any part."""
        parts = (people for people in self._parts if key is None or people.part.key == key)
        return tuple(actor.person_id for people in parts for actor in people.responsible)

    def _still_owing(self) -> tuple[str, ...]:
        """Return whose pending reminders are still right: of those who owe another part, and A."""
        if self._occurrence.state in DELIVERED:
            return ()
        others = (people for people in self._parts if people.part.key != self._event.part)
        owing = {
            actor.person_id
            for people in others
            if _is_owed(people, self._on)
            for actor in people.responsible
        }
        accountable = self._parts[0].accountable if self._parts else ()
        owing |= {a.person_id for a in accountable if a.person_id != self._event.by}
        return tuple(sorted(owing))


def _is_owed(people: PartPeople, on: date) -> bool:
    snoozed = people.part.snoozed_until
    return people.part.state not in DELIVERED and (snoozed is None or snoozed <= on)


RULES: Mapping[type[Event], Rule] = dict.fromkeys(OCCURRENCE_EVENTS, followed)
