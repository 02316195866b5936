"""Who hears of a deviation: who sees to it, who judges its effect, and who registered it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from bot.cards.deviations import View, deviation_card
from bot.cards.elements import Card
from bot.domain.ask_events import AskAnswered, AskClosed, AskEvent, AskStarted
from bot.domain.asks import Ask
from bot.domain.deviation_events import (
    DEVIATION_EVENTS,
    DeviationActionDecided,
    DeviationAssessed,
    DeviationCauseFound,
    DeviationClosed,
    DeviationDone,
    DeviationEffectAsked,
    DeviationEvent,
    DeviationRegistered,
    DeviationReopened,
    DeviationVerified,
)
from bot.domain.deviation_people import DeviationPeople
from bot.domain.deviations import Deviation, DeviationState
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.services.notices import Follow, Notice, ReadingRule, Replacement
from bot.services.ports import UnitOfWork
from bot.texts import Texts

HANDLE = "deviations.handle"
EFFECT = "deviations.effect"
OUTCOME = "deviations.outcome"

_SAID: Mapping[type[DeviationEvent], str] = {
    DeviationRegistered: "registered",
    DeviationAssessed: "assessed",
    DeviationCauseFound: "cause-found",
    DeviationActionDecided: "action-decided",
    DeviationDone: "done",
    DeviationEffectAsked: "effect-asked",
    DeviationVerified: "verified",
    DeviationReopened: "reopened",
    DeviationClosed: "closed",
}
"""What is said first on a card after each event."""


async def followed(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show the deviation anew wherever it stands, and tell those who have something to do now."""
    assert isinstance(event, DeviationEvent)
    deviation = await work.deviations.find(event.deviation_id)
    if deviation is None:
        return ()
    people = DeviationPeople(deviation, organisation, date.fromisoformat(event.on))
    ask = await work.asks.find(deviation.ask_id) if deviation.ask_id else None
    return tuple(_Telling(event, deviation, people, ask).follows())


async def answered(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show on a deviation what comes of asking everybody else: when it begins and when it ends."""
    assert isinstance(event, AskEvent)
    kind, _, deviation_id = event.origin.partition("/")
    counting = isinstance(event, AskAnswered) and not event.complete
    deviation = await work.deviations.find(deviation_id) if kind == "deviation" else None
    if deviation is None or counting:
        return ()
    on, ask = date.fromisoformat(event.on), await work.asks.find(event.ask_id)
    people = DeviationPeople(deviation, organisation, on)

    def own(person_id: str, texts: Texts) -> Card:
        view = View(organisation, texts, on, ask)
        can = people.steps(organisation.person.get(person_id))
        return deviation_card(deviation, view, can)

    version = f"{event.kind}:{event.at}"
    subject, cards = deviation.subject, partial(own, "")
    return (Replacement(subject, cards, version=version, own=own, cancels=False),)


@dataclass(frozen=True)
class _Telling:
    """An event with the deviation as it is after it, and its people."""

    event: DeviationEvent
    deviation: Deviation
    people: DeviationPeople
    ask: Ask | None = None

    def follows(self) -> Iterator[Follow]:
        """Yield the new cards in place of earlier ones, and then whom a message is sent."""
        yield self._anew()
        match self.event:
            case DeviationRegistered() | DeviationReopened():
                yield from self._notices(HANDLE, self.people.owners, "deviations.why-owner")
            case DeviationAssessed():
                yield from self._notices(
                    HANDLE, self.people.owners, "deviations.why-owner", again=False
                )
            case DeviationDone():
                yield from self._notices(EFFECT, self.people.asked, "deviations.why-effect")
            case DeviationVerified() if self.deviation.state is DeviationState.VERIFIED:
                yield from self._notices(HANDLE, self.people.owners, "deviations.why-owner")
            case DeviationClosed():
                yield from self._notices(OUTCOME, self._told(), "deviations.why-outcome")

    def _anew(self) -> Replacement:
        """Show it as it is, to each with the buttons that are theirs; what waits is sent first."""

        def own(person_id: str, texts: Texts) -> Card:
            return self._card(person_id, texts, "")

        return Replacement(
            self.event.subject(),
            lambda texts: self._card("", texts, ""),
            version=f"{self.event.kind}:{self.event.at}",
            own=own,
            cancels=not self.deviation.is_open,
        )

    def _told(self) -> tuple[Person, ...]:
        """Return who registered it, and who sees to it."""
        maker = self.people.organisation.person.get(self.deviation.registered_by or "")
        return (*((maker,) if maker else ()), *self.people.owners)

    def _notices(
        self, kind: str, readers: Iterable[Person], why: str, *, again: bool = True
    ) -> Iterator[Follow]:
        """Yield a message to each reader; unless `again`, to those alone who have had none."""
        subject = self.event.subject()
        for reader_id in dict.fromkeys(person.id for person in readers):
            if reader_id == self.event.by:
                continue

            def card(texts: Texts, reader_id: str = reader_id) -> Card:
                return self._card(reader_id, texts, texts(why))

            key = f"{kind}:{subject}:{reader_id}"
            marked = f"{key}:{self.event.at}" if again and self._is_repeated() else key
            yield Notice(kind, subject, reader_id, card, marked)

    def _is_repeated(self) -> bool:
        """Tell whether its readers may have been told before."""
        return not isinstance(self.event, DeviationRegistered)

    def _card(self, reader_id: str, texts: Texts, why: str) -> Card:
        organisation = self.people.organisation
        reader = organisation.person.get(reader_id)
        view = View(organisation, texts, self.people.on, self.ask)
        can = self.people.steps(reader)
        return deviation_card(self.deviation, view, can, notice=self._said(texts), why=why)

    def _said(self, texts: Texts) -> str:
        """Return who did what, and when."""
        person = self.people.organisation.person.get(self.event.by or "")
        name = person.name if person else texts("deviations.somebody")
        moment = texts.moment(datetime.fromisoformat(self.event.at))
        return texts(f"deviations.told.{_SAID[type(self.event)]}", person=name, moment=moment)


READING: Mapping[type[Event], ReadingRule] = {
    **dict.fromkeys(DEVIATION_EVENTS, followed),
    **dict.fromkeys((AskStarted, AskAnswered, AskClosed), answered),
}
