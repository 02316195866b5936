"""Who gets which message of a morning, and what its copies show when something has happened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards.elements import Card, Line, Plain, Strong
from bot.cards.occurrence_events import happened_lines
from bot.cards.reminders import letter_card
from bot.domain.events import Event
from bot.domain.letter_lines import Concern, told_in
from bot.domain.organisation import Organisation
from bot.domain.reminder_events import RemindersTold, letter_subject
from bot.domain.reminders import Letter
from bot.domain.wheel_events import OCCURRENCE_EVENTS, OccurrenceEvent
from bot.services.notices import Follow, Notice, Replacement, Rule
from bot.texts import Texts

REMINDER = "reminders.told"
WEEKLY = "reminders.weekly"

_KEEPS = timedelta(days=5)
"""A reminder that could not be sent for so long is of no use: a newer one has taken its place."""


def told(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Send each reader's message."""
    assert isinstance(event, RemindersTold)
    on = date.fromisoformat(event.on)
    return [_notice(letter, organisation, on) for letter in event.letters]


def happened(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show what happened to an occurrence in the letters that list it.

    One that waits to be sent is sent all the same for its other lines, unless none is left.
    """
    assert isinstance(event, OccurrenceEvent)
    zone = ZoneInfo(organisation.profile.timezone)
    on = datetime.fromisoformat(event.at).astimezone(zone).date()
    return [
        _replacement(letter, event, organisation, on)
        for letter in event.letters
        if letter_subject(letter).startswith("letter/")
    ]


RULES: Mapping[type[Event], Rule] = {
    RemindersTold: told,
    **dict.fromkeys(OCCURRENCE_EVENTS, happened),
}


def _notice(letter: Letter, organisation: Organisation, on: date) -> Notice:
    kind = WEEKLY if letter.weekly else REMINDER
    return Notice(
        kind,
        letter_subject(letter),
        letter.person_id,
        lambda texts: letter_card(letter, organisation, texts, on),
        key=f"{kind}:{letter.id}",
        keeps=_KEEPS,
    )


def _replacement(
    letter: Letter, event: OccurrenceEvent, organisation: Organisation, on: date
) -> Replacement:
    card = _shown_anew(letter, event, organisation, on)
    lines = told_in(letter, organisation, on)
    return Replacement(
        letter_subject(letter),
        card,
        version=f"{event.kind}:{event.at}",
        cancels=all(line.concern is Concern.OVER for line in lines),
    )


def _shown_anew(
    letter: Letter, event: OccurrenceEvent, organisation: Organisation, on: date
) -> Callable[[Texts], Card]:
    def card(texts: Texts) -> Card:
        lines = tuple(_lines(event, organisation, texts))
        return letter_card(letter, organisation, texts, on, happened=lines)

    return card


def _lines(event: OccurrenceEvent, organisation: Organisation, texts: Texts) -> Iterator[Line]:
    """Iterate over what happened, under the name of what it happened to."""
    occurrence = organisation.wheel.occurrence.get(event.occurrence_id)
    if occurrence is None:
        return
    item = organisation.wheel.item[occurrence.item_id]
    label = item.label.in_language(texts.language)
    for number, line in enumerate(happened_lines(event, occurrence, organisation, texts)):
        yield (Strong(label), Plain(": "), *line) if number == 0 else line
