"""What was done to an occurrence, by whom and when, in words."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from bot.cards.elements import Card, Fact, Facts, Line, Text, plain
from bot.cards.occurrences import card_for, occurrence_title, people_of
from bot.domain.occurrences import Occurrence, OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.wheel_events import (
    EvidenceAttached,
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
    OccurrenceStarted,
)
from bot.texts import Texts

_SAID: Mapping[type[OccurrenceEvent], str] = {
    OccurrenceStarted: "started",
    OccurrenceSnoozed: "snoozed",
    OccurrencePostponed: "postponed",
    OccurrenceAsked: "asked",
    OccurrenceGranted: "granted",
    OccurrenceRefused: "refused",
    OccurrenceHandedOver: "handed-over",
    EvidenceAwaited: "awaited",
    EvidenceAttached: "attached",
    OccurrenceDelivered: "delivered",
    OccurrenceApproved: "approved",
    OccurrenceSentBack: "sent-back",
    OccurrenceLapsed: "lapsed",
    OccurrenceSettled: "settled",
}


def happened_lines(
    event: OccurrenceEvent, occurrence: Occurrence, organisation: Organisation, texts: Texts
) -> Iterator[Line]:
    """Iterate over what happened, and what it takes next."""
    person = _name(event.by, organisation)
    at = texts.moment(datetime.fromisoformat(event.at))
    said = _SAID[type(event)]
    match event:
        case OccurrenceSnoozed(until=until):
            day = texts.date_medium(date.fromisoformat(until))
            yield plain(texts("occurrences.told.snoozed", person=person, at=at, date=day))
        case OccurrencePostponed(before=before, due=due, along=along):
            days = {
                "before": texts.date_medium(date.fromisoformat(before)),
                "due": texts.date_medium(date.fromisoformat(due)),
            }
            key = "along" if along else "postponed"
            yield plain(texts(f"occurrences.told.{key}", person=person, at=at, **days))
        case OccurrenceHandedOver(to=to):
            other = _name(to, organisation)
            yield plain(texts("occurrences.told.handed-over", person=person, at=at, to=other))
        case (
            OccurrenceAsked(wish=wish) | OccurrenceGranted(wish=wish) | OccurrenceRefused(wish=wish)
        ):
            day = texts.date_medium(date.fromisoformat(event.due)) if event.due else ""
            yield plain(texts(f"occurrences.told.{said}-{wish}", person=person, at=at, date=day))
        case _:
            yield plain(texts(f"occurrences.told.{said}", person=person, at=at))
    yield from _next(event, occurrence, organisation, texts)


def _next(
    event: OccurrenceEvent, occurrence: Occurrence, organisation: Organisation, texts: Texts
) -> Iterator[Line]:
    """Iterate over what is still to come."""
    item = organisation.wheel.item[occurrence.item_id]
    match event:
        case EvidenceAwaited():
            demanded = item.evidence.in_language(texts.language)
            key = "missing-named" if demanded else "missing"
            yield plain(texts(f"occurrences.{key}", evidence=demanded))
        case OccurrenceDelivered(approvers=approvers) if approvers:
            names = ", ".join(_name(person, organisation) for person in approvers)
            yield plain(texts("occurrences.awaits-approval", people=names))
        case OccurrenceDelivered(part=part):
            if occurrence.part(part).state is OccurrenceState.TO_APPROVE:
                yield plain(texts("occurrences.awaits-nobody"))
        case OccurrenceApproved(control=control) if control:
            yield plain(texts("occurrences.control", control=control))


def told_card(
    event: OccurrenceEvent,
    occurrence: Occurrence,
    organisation: Organisation,
    texts: Texts,
    on: date,
) -> Card:
    """Return what somebody is told who need do nothing about it."""
    item = organisation.wheel.item[occurrence.item_id]
    people, _ = people_of(organisation, occurrence, event.part, on)
    lines = happened_lines(event, occurrence, organisation, texts)
    reason = occurrence.reason or people.part.remark
    body: list[Text | Facts] = [Text(line) for line in lines]
    if reason and not isinstance(event, OccurrenceDelivered):
        body.append(Facts((Fact(texts("occurrences.reason"), (plain(reason),)),)))
    return Card(
        occurrence_title(item, people, organisation, texts),
        why=texts("occurrences.why.concerned"),
        body=tuple(body),
        footer=texts("occurrences.footer-alone", date=texts.date_medium(occurrence.due)),
    )


def own_card(
    event: OccurrenceEvent,
    occurrence: Occurrence,
    reader: str,
    organisation: Organisation,
    texts: Texts,
    on: date,
    part: str | None = None,
) -> Card:
    """Return the occurrence's card as one person should see it after `event`."""
    happened = tuple(happened_lines(event, occurrence, organisation, texts))
    return card_for(occurrence, reader, organisation, texts, on, happened, part)


def _name(person_id: str, organisation: Organisation) -> str:
    person = organisation.person.get(person_id)
    return person.name if person else ""
