"""Who is given a month's anchor of the audit log (reliability.md §3).

Those who chair a committee and keep its papers, and the place where it is told things: there all
of them stand in one thread.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.cards.anchors import anchor_card
from bot.cards.elements import Card
from bot.domain.audit_events import AuditAnchored
from bot.domain.committee_people import acting_in, chair_of, secretaries_of
from bot.domain.committees import BoundPlace, Committee
from bot.domain.delivery import Destination
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.services.notices import Follow, Notice, Posting, ReadingRule
from bot.services.ports import UnitOfWork
from bot.texts import Texts

KEPT = "audit.anchor"
POSTED = "audit.anchor-posted"
THREAD = "audit-anchors"
"""What every posting is about."""

_KEEPS = timedelta(days=31)


async def anchored(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Give the anchor to whoever can keep it."""
    assert isinstance(event, AuditAnchored)
    on, subject = date.fromisoformat(event.on), event.subject()
    committees = [one for one in organisation.committees if not one.is_closed(on)]
    threads = await _threads(work)

    def card(texts: Texts) -> Card:
        return anchor_card(event, texts)

    return [
        *(
            Notice(KEPT, subject, person.id, card, keeps=_KEEPS)
            for person in _readers(organisation, committees, on)
        ),
        *(
            Posting(POSTED, THREAD, place, card, _key(event, place), _KEEPS, threads.get(place))
            for place in dict.fromkeys(place for one in committees for place in one.places)
        ),
    ]


def _readers(
    organisation: Organisation, committees: Sequence[Committee], on: date
) -> Sequence[Person]:
    """Return the committees' chairs and secretaries; without a committee, whoever would chair."""
    found: dict[str, Person] = {}
    for committee in committees:
        chair = chair_of(organisation, committee, on)
        for person in (chair, *secretaries_of(organisation, committee, on)):
            if person is not None:
                found.setdefault(person.id, person)
    return tuple(found.values()) or acting_in(organisation, organisation.wheel.chair_role, on)


async def _threads(work: UnitOfWork) -> Mapping[BoundPlace, str]:
    """Return the platform's id of the first posting in each place, once it is sent."""
    first: dict[BoundPlace, str] = {}
    for message in await work.outbox.copies(THREAD, POSTED):
        letter = await work.outbox.letter(message.id)
        if letter is not None and letter.platform_id:
            first.setdefault(_place(message.destination), letter.platform_id)
    return first


def _place(destination: Destination) -> BoundPlace:
    return BoundPlace(destination.platform, destination.tenant, destination.id)


def _key(event: AuditAnchored, place: BoundPlace) -> str:
    return f"{POSTED}:{event.month}:{place.platform}:{place.tenant}:{place.place_id}"


READING: Mapping[type[Event], ReadingRule] = {AuditAnchored: anchored}
