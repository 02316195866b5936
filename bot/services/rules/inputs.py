"""Who is asked to judge an input, and who hears what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from bot.cards.elements import Card
from bot.cards.inputs import Shown, input_card, told_card
from bot.domain.delivery import Lane
from bot.domain.events import Event
from bot.domain.flow_rules import current
from bot.domain.flows import FlowStep, Urgency
from bot.domain.input_events import (
    INPUT_EVENTS,
    InputClosed,
    InputEvent,
    InputReceived,
    InputTriaged,
)
from bot.domain.inputs import OVER, Input
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.services.inputs.matters import assignments_of, decisions_of
from bot.services.inputs.rights import InputRights, handling
from bot.services.notices import Follow, Notice, ReadingRule, Replacement
from bot.services.ports import UnitOfWork
from bot.texts import Texts

DESK, TOLD = "inputs.desk", "inputs.told"


async def followed(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Return what follows from an event of an input, as it stands in the transaction."""
    assert isinstance(event, InputEvent)
    item = await work.inputs.find(event.input_id)
    if item is None:
        return ()
    kind = (await work.flows.book()).type.get(item.type_id)
    decisions = await decisions_of(work, item)
    assignments = await assignments_of(work, item)
    on = date.fromisoformat(event.on)
    shown = Shown(item, kind, organisation, on, decisions=decisions, assignments=assignments)
    if isinstance(event, InputReceived):
        return _asked(shown, event, handling(organisation, on))
    return (_anew(shown, event), *_told(shown, event))


def _asked(shown: Shown, event: InputEvent, people: Iterable[Person]) -> Sequence[Follow]:
    """Ask the function what becomes of it; whoever brought it has the card already."""
    item = shown.item
    urgent = item.urgency is Urgency.IMMEDIATE
    return [
        Notice(
            DESK,
            item.subject,
            person.id,
            partial(_desk, shown, person.id),
            lane=Lane.URGENT if urgent else Lane.NORMAL,
        )
        for person in people
        if person.id != event.by
    ]


def _anew(shown: Shown, event: InputEvent) -> Replacement:
    """Show every copy of the function's card as the input stands now."""
    stands = f"{shown.item.state.value}:{len(shown.item.marks)}"
    return Replacement(
        shown.item.subject,
        partial(input_card, shown),
        DESK,
        f"{event.at}:{stands}",
        own=partial(_desk, shown),
        cancels=shown.item.state in OVER,
    )


def _told(shown: Shown, event: InputEvent) -> Sequence[Follow]:
    """Tell whoever brought it what was decided, and that it is over."""
    item = shown.item
    told = isinstance(event, InputTriaged | InputClosed)
    if not told or item.received_by is None or item.received_by == event.by:
        return ()
    subject = f"{item.subject}/told"
    key = f"{TOLD}:{subject}:{item.state.value}:{item.received_by}"

    def card(texts: Texts) -> Card:
        return told_card(shown, texts, texts("inputs.why-brought"))

    return (Notice(TOLD, subject, item.received_by, card, key),)


def _desk(shown: Shown, reader: str, texts: Texts) -> Card:
    person = shown.organisation.person.get(reader)
    rights = InputRights(shown.organisation, person, shown.on)
    mine = Shown(
        shown.item,
        shown.kind,
        shown.organisation,
        shown.on,
        rights.handles,
        _markable(shown.item, rights),
        shown.decisions,
        shown.assignments,
        reader,
    )
    return input_card(mine, texts, why=texts("inputs.why-function"))


def _markable(item: Input, rights: InputRights) -> tuple[FlowStep, ...]:
    return tuple(step for step in current(item) if rights.marks(step))


READING: Mapping[type[Event], ReadingRule] = dict.fromkeys(INPUT_EVENTS, followed)
