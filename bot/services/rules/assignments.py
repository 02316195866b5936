"""Who hears of assignments: the unit of what it gets, the function of what the unit answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from bot.cards.assignment_words import person_name, unit_name
from bot.cards.assignments import Shown, assignment_card, given_text, place_card
from bot.cards.elements import Card
from bot.domain.assignment_events import (
    AssignmentAcknowledged,
    AssignmentAnswered,
    AssignmentAsked,
    AssignmentDeviated,
    AssignmentEvent,
    AssignmentGiven,
    AssignmentSentBack,
    AssignmentStarted,
    AssignmentWithdrawn,
    EffectAnswered,
    FeedbackJudged,
    FeedbackReturned,
)
from bot.domain.assignment_people import hands_of
from bot.domain.assignments import Answer, Assignment
from bot.domain.decisions import Decision
from bot.domain.events import Event
from bot.domain.inputs import Input
from bot.domain.organisation import Organisation
from bot.domain.unit_people import people_of_unit, place_of
from bot.services.notices import Follow, Notice, Posting, ReadingRule, Replacement
from bot.services.permissions import Ability, who_may
from bot.services.ports import UnitOfWork
from bot.texts import Texts

UNIT = "assignments.unit"
FUNCTION = "assignments.function"
PLACE = "assignments.place"


async def followed(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show an assignment anew wherever it stands, and tell those who are to do something."""
    assert isinstance(event, AssignmentEvent)
    found = await work.assignments.find(event.assignment_id)
    if found is None:
        return ()
    decision = await work.decisions.find(found.decision_id) if found.decision_id else None
    about = await work.inputs.find(found.input_id) if found.input_id else None
    deviation = await work.deviations.find(found.deviation_id) if found.deviation_id else None
    number = deviation.number if deviation else ""
    return tuple(_Telling(event, found, organisation, decision, about, number).follows())


@dataclass(frozen=True)
class _Telling:
    """An event with the assignment that it is about."""

    event: AssignmentEvent
    assignment: Assignment
    organisation: Organisation
    decision: Decision | None
    input: Input | None
    deviation: str

    def follows(self) -> Iterator[Follow]:
        """Yield the new card in place of earlier ones, and then whom a message is sent."""
        subject = self.event.subject()
        if not isinstance(self.event, AssignmentGiven) or self.event.again:
            version = f"{self.event.kind}:{self.event.at}"
            yield Replacement(subject, self._in_place, None, version, self._anew, cancels=False)
        place = place_of(self.organisation.unit.get(self.assignment.unit_id))
        if isinstance(self.event, AssignmentGiven) and not self.event.again and place is not None:
            yield Posting(PLACE, subject, place, self._in_place)
        for kind, readers, why in self._told():
            for reader in dict.fromkeys(readers):
                if reader != self.event.by or isinstance(self.event, AssignmentGiven):
                    key = f"{kind}:{subject}:{self.event.kind}:{self.event.at}:{reader}"
                    yield Notice(kind, subject, reader, partial(self._card, reader, why), key)

    def _told(self) -> Iterator[tuple[str, Iterable[str], str]]:
        """Yield what kind of message goes to whom, and why they get it."""
        match self.event:
            case AssignmentGiven(again=again):
                yield UNIT, self._unit, "again" if again else "given"
            case AssignmentSentBack():
                yield FUNCTION, self._functions, "sent-back"
            case AssignmentAsked():
                yield FUNCTION, self._functions, "asked"
            case AssignmentAnswered(question=place):
                asker = self.assignment.questions[place].by
                yield UNIT, (asker, *self._unit), "answered"
            case FeedbackReturned():
                yield FUNCTION, self._functions, "feedback"
            case FeedbackJudged(accepted=False):
                yield UNIT, (self.assignment.feedback[-1].by, *self._unit), "returned"
            case EffectAnswered(answer=Answer.NO.value):
                yield FUNCTION, self._functions, "effect-no"
            case AssignmentWithdrawn():
                yield UNIT, self._unit, "withdrawn"

    def _in_place(self, texts: Texts) -> Card:
        """Return what everyone in the unit's channel sees; it names nobody who is late."""
        shown = Shown(self.assignment, self.organisation, self._on, decision=self.decision)
        return place_card(shown, texts)

    def _anew(self, reader: str, texts: Texts) -> Card:
        return self._card(reader, "", texts)

    def _card(self, reader: str, why: str, texts: Texts) -> Card:
        functions = self._functions
        hands = hands_of(self.organisation, self.assignment, reader, self._on, functions)
        shown = Shown(
            self.assignment,
            self.organisation,
            self._on,
            hands.can(self.assignment),
            self.decision,
            self.input,
            self.deviation,
            tasks=hands.function,
        )
        said = {
            "person": person_name(self.event.by, self.organisation, texts),
            "unit": unit_name(self.assignment, self.organisation, texts),
        }
        if why == "given":
            told = texts("assignments.why.given", said=given_text(shown, texts))
        else:
            told = texts(f"assignments.why.{why}", **said) if why else ""
        return assignment_card(shown, texts, why=told)

    @property
    def _on(self) -> date:
        return date.fromisoformat(self.event.on)

    @property
    def _unit(self) -> tuple[str, ...]:
        acting = people_of_unit(self.organisation, self.assignment.unit_id, self._on).acting
        return (acting.id,) if acting else ()

    @property
    def _functions(self) -> tuple[str, ...]:
        people = who_may(self.organisation, Ability.ASSIGN, self._on)
        return tuple(person.id for person in people)


READING: Mapping[type[Event], ReadingRule] = dict.fromkeys(
    (
        AssignmentGiven,
        AssignmentAcknowledged,
        AssignmentStarted,
        AssignmentSentBack,
        AssignmentAsked,
        AssignmentAnswered,
        FeedbackReturned,
        FeedbackJudged,
        EffectAnswered,
        AssignmentWithdrawn,
        AssignmentDeviated,
    ),
    followed,
)
