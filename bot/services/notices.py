"""What may follow from an event: a notice to a person, or new cards in place of earlier ones."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.cards.elements import Card
from bot.domain.committees import BoundPlace
from bot.domain.delivery import Lane, Message, WhenUnknown
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.services.ports import UnitOfWork
from bot.texts import Texts

MakeCard = Callable[[Texts], Card]
MakeOwnCard = Callable[[str, Texts], Card]
"""Makes the card of one reader, by the person's id."""
MakeCopysCard = Callable[[Message, Texts], Card]
"""Makes the card of one copy, from the message that was sent."""


@dataclass(frozen=True)
class Notice:
    """A message to a person.

    Args:
        kind: its name, for the operator and for replacing its copies ("matrix.to-approve").
        subject: what it is about ("matrix/4").
        person_id: the reader.
        card: makes it in the reader's language.
        key: what makes it the same notice; (kind, subject, reader) when empty.
        keeps: for how long after the event it is still worth sending.
        lane: urgent or normal.
        when_unknown: what to do when nobody can tell whether it arrived.
        id: the message's own random id, where its card carries it; a new one when empty.
    """

    kind: str
    subject: str
    person_id: str
    card: MakeCard
    key: str = ""
    keeps: timedelta = timedelta(days=7)
    lane: Lane = Lane.NORMAL
    when_unknown: WhenUnknown = WhenUnknown.HOLD
    id: str = ""


@dataclass(frozen=True)
class Posting:
    """A message to everyone in a place, in the organisation's language.

    It names nobody who is late (domain.md §3).

    Args:
        kind, subject: as in `Notice`.
        place: where it is said; nothing is on a platform that is not set up.
        card: makes it.
        key: what makes it the same posting; (kind, subject, place) when empty.
        keeps: for how long after the event it is still worth sending.
        thread: the platform's id of the message under which it stands; None for one of its own.
    """

    kind: str
    subject: str
    place: BoundPlace
    card: MakeCard
    key: str = ""
    keeps: timedelta = timedelta(days=7)
    thread: str | None = None


@dataclass(frozen=True)
class Replacement:
    """Shows `card` wherever a copy of the notices about `subject` stands; pending ones are dropped.

    Args:
        subject: what the notices are about.
        card: makes it in each reader's language.
        kind: only notices of this kind; all when None.
        version: tells this replacement from an earlier one of the same copies.
        own: makes the card of a person's copy instead, where readers see different ones.
        cancels: drop what is pending; otherwise it is sent, and replaced then.
        spared: people whose pending notices are not dropped.
        each: makes the card of each copy instead, where it carries the copy's own id.
        person_id: only this reader's copies; everybody's when None.
    """

    subject: str
    card: MakeCard
    kind: str | None = None
    version: str = "1"
    own: MakeOwnCard | None = None
    cancels: bool = True
    spared: Collection[str] = ()
    each: MakeCopysCard | None = None
    person_id: str | None = None


Follow = Notice | Posting | Replacement
Rule = Callable[[Event, Organisation], Sequence[Follow]]
ReadingRule = Callable[[UnitOfWork, Event, Organisation], Awaitable[Sequence[Follow]]]
"""A rule about what `Organisation` does not hold: it reads that in the event's transaction."""


@dataclass(frozen=True)
class Watch:
    """A rule about many kinds of events: it sees from the event itself whether it is concerned.

    Args:
        concerns: tells it, without reading anything.
        rule: what follows.
    """

    concerns: Callable[[Event], bool]
    rule: ReadingRule
