"""Who hears of an ask: each who is asked, once, and whoever asked, as the answers come in.

One edit shows what has come meanwhile: the outbox drops the older of two that wait.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from bot.cards.asks import Shown, question_card, status_card
from bot.cards.elements import Card
from bot.domain.ask_events import (
    ASK_EVENTS,
    AskAnswered,
    AskClosed,
    AskEvent,
    AskStarted,
    question_subject,
)
from bot.domain.ask_people import Asked
from bot.domain.asks import Ask
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.services.notices import Follow, Notice, ReadingRule, Replacement
from bot.services.ports import UnitOfWork
from bot.texts import Texts

QUESTION = "asks.question"
STATUS = "asks.status"
COMPLETE = "asks.complete"


async def followed(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Ask everybody, and show who asked how it stands."""
    assert isinstance(event, AskEvent)
    ask = await work.asks.find(event.ask_id)
    if ask is None:
        return ()
    origin = await _origin(work, ask)
    return tuple(_Telling(event, ask, organisation, origin).follows())


@dataclass(frozen=True)
class _Telling:
    """An event with the ask as it is after it."""

    event: AskEvent
    ask: Ask
    organisation: Organisation
    origin: str

    def follows(self) -> Iterator[Follow]:
        """Yield the new cards in place of earlier ones, and then whom a message is sent."""
        subject = self.event.subject()
        match self.event:
            case AskStarted():
                for reader in dict.fromkeys(self.ask.told.values()):
                    yield Notice(
                        QUESTION,
                        question_subject(self.ask.id, reader),
                        reader,
                        partial(self._question, reader, asked=True),
                    )
                yield Notice(STATUS, subject, self.ask.asked_by, self._watched)
            case AskAnswered():
                for reader in self._shown_to(self.event.keys):
                    yield self._question_anew(reader)
                yield self._status_anew()
                if self.event.complete and self.event.by != self.ask.asked_by:
                    key = f"{COMPLETE}:{subject}"
                    yield Notice(COMPLETE, subject, self.ask.asked_by, self._complete, key)
            case AskClosed():
                for reader in dict.fromkeys(self.ask.told.values()):
                    yield self._question_anew(reader, cancels=True)
                yield self._status_anew()

    def _shown_to(self, keys: Sequence[str]) -> Sequence[str]:
        """Return whose cards show the answers for some keys."""
        return tuple(dict.fromkeys(self.ask.told[key] for key in keys if key in self.ask.told))

    def _question_anew(self, reader: str, *, cancels: bool = False) -> Replacement:
        return Replacement(
            question_subject(self.ask.id, reader),
            partial(self._question, reader),
            QUESTION,
            self._version,
            cancels=cancels,
        )

    def _status_anew(self) -> Replacement:
        """Show the counts on the card of whoever asked; a card that waits is sent as it is now."""
        subject = self.event.subject()
        return Replacement(subject, self._watched, None, self._version, cancels=False)

    def _question(self, reader: str, texts: Texts, *, asked: bool = False) -> Card:
        """Return what one is asked; first told, it says why they get it."""
        told = [key for key, person in self.ask.told.items() if person == reader]
        people = Asked(self.organisation, self._on)
        own = people.keys_of(self.ask, reader)
        keys = tuple(dict.fromkeys((*told, *own)))
        shown = Shown(self.ask, self.organisation, self._on, keys)
        why = ""
        if asked:
            name = shown.name(keys[0], texts)
            audience = self.ask.audience.value
            why = (
                texts("asks.why.one", name=name)
                if len(keys) == 1
                else texts.plural(f"asks.why.{audience}", len(keys))
            )
        return question_card(shown, texts, why=why)

    def _watched(self, texts: Texts) -> Card:
        return self._status(texts, texts("asks.why.status"))

    def _complete(self, texts: Texts) -> Card:
        return self._status(texts, texts("asks.why.complete"))

    def _status(self, texts: Texts, why: str) -> Card:
        """Return how it stands to whoever asked, who may close it."""
        shown = Shown(
            self.ask,
            self.organisation,
            self._on,
            whole=True,
            closes=self.ask.closed_at is None,
            origin=self.origin,
        )
        return status_card(shown, texts, why=why)

    @property
    def _on(self) -> date:
        return date.fromisoformat(self.event.on)

    @property
    def _version(self) -> str:
        return f"{self.event.kind}:{self.event.at}:{len(self.ask.answers)}"


async def _origin(work: UnitOfWork, ask: Ask) -> str:
    kind, _, id_ = ask.origin.partition("/")
    if kind == "deviation":
        deviation = await work.deviations.find(id_)
        return f"{deviation.number} {deviation.title}" if deviation else ""
    if kind == "input":
        found = await work.inputs.find(id_)
        return f"{found.number} {found.title}" if found else ""
    return ""


READING: Mapping[type[Event], ReadingRule] = dict.fromkeys(ASK_EVENTS, followed)
