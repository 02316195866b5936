"""Who gets which message of a morning, and what its copies show when something has happened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards.elements import Card, Line, Plain, Strong
from bot.cards.occurrence_events import happened_lines
from bot.cards.plan_words import title_of
from bot.cards.reminders import letter_card
from bot.domain.dues import DueBook
from bot.domain.events import Event
from bot.domain.letter_lines import Concern, everything_in
from bot.domain.organisation import Organisation
from bot.domain.plan import TaskState
from bot.domain.plan_events import PLAN_TASK_EVENTS, PlanTaskEvent, PlanTaskMoved
from bot.domain.reminder_events import RemindersTold, letter_subject
from bot.domain.reminders import Letter
from bot.domain.wheel_events import OCCURRENCE_EVENTS, OccurrenceEvent
from bot.services.notices import Follow, Notice, Replacement, Rule
from bot.texts import Texts

REMINDER = "reminders.told"
WEEKLY = "reminders.weekly"

Happening = OccurrenceEvent | PlanTaskEvent

_KEEPS = timedelta(days=5)
"""A reminder that could not be sent for so long is of no use: a newer one has taken its place."""


def told(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Send each reader's message."""
    assert isinstance(event, RemindersTold)
    on = date.fromisoformat(event.on)
    return [_notice(letter, organisation, on, event.dues) for letter in event.letters]


def happened(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show what happened to an occurrence in the letters that list it.

    One that waits to be sent is sent all the same for its other lines, unless none is left. Those
    that also tell of what stands beside the organisation's picture are for `rules.dues`.
    """
    assert isinstance(event, OccurrenceEvent)
    return [
        replacement(letter, event, organisation)
        for letter in event.letters
        if letter_subject(letter).startswith("letter/") and not letter.dues
    ]


def task_happened(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show what happened to a task of the plan in the letters that list it, or tell it alone."""
    assert isinstance(event, PlanTaskEvent)
    on = date.fromisoformat(event.on)
    found: list[Follow] = [
        replacement(letter, event, organisation)
        for letter in event.letters
        if letter_subject(letter).startswith("letter/") and not letter.dues
    ]
    return [*found, *_alone(event, organisation, on)]


RULES: Mapping[type[Event], Rule] = {
    RemindersTold: told,
    **dict.fromkeys(OCCURRENCE_EVENTS, happened),
    **dict.fromkeys(PLAN_TASK_EVENTS, task_happened),
}


def _notice(letter: Letter, organisation: Organisation, on: date, dues: DueBook) -> Notice:
    kind = WEEKLY if letter.weekly else REMINDER
    return Notice(
        kind,
        letter_subject(letter),
        letter.person_id,
        lambda texts: letter_card(letter, organisation, texts, on, dues=dues),
        key=f"{kind}:{letter.id}",
        keeps=_KEEPS,
    )


def replacement(
    letter: Letter, event: Happening, organisation: Organisation, dues: DueBook | None = None
) -> Replacement:
    """Return what shows in a letter that something has happened to one of its lines.

    Args:
        letter: which lists it.
        event: what happened.
        organisation: as it stands.
        dues: what is still owed of its lines beside the wheel and the plan.
    """
    on = _day_of(event, organisation)
    left = everything_in(letter, organisation, on, dues)
    return Replacement(
        letter_subject(letter),
        _shown_anew(letter, event, organisation, on, dues),
        version=f"{event.kind}:{event.at}",
        cancels=all(line.concern is Concern.OVER for line in left) and not letter.notes,
    )


def _day_of(event: Happening, organisation: Organisation) -> date:
    if isinstance(event, PlanTaskEvent):
        return date.fromisoformat(event.on)
    zone = ZoneInfo(organisation.profile.timezone)
    return datetime.fromisoformat(event.at).astimezone(zone).date()


def _alone(event: PlanTaskEvent, organisation: Organisation, on: date) -> Iterator[Replacement]:
    """Yield what stands now on the reminders that are about one task alone.

    Whose deadline is another now, or whose task it is no more, gets no reminder that still waits.
    """
    subject = event.subject()
    # The newest letter is the one by which a reader sees what the task is to them.
    letters = {o.person_id: o for o in reversed(event.letters) if letter_subject(o) == subject}
    cards = {
        person_id: _shown_anew(letter, event, organisation, on)
        for person_id, letter in letters.items()
    }
    if not cards:
        return
    any_card = next(iter(cards.values()))
    for kind in (REMINDER, WEEKLY):
        yield Replacement(
            subject,
            any_card,
            kind,
            version=f"{event.kind}:{event.at}",
            own=lambda reader, texts: cards.get(reader, any_card)(texts),
            cancels=event.ends_reminders,
        )


def _shown_anew(
    letter: Letter,
    event: Happening,
    organisation: Organisation,
    on: date,
    dues: DueBook | None = None,
) -> Callable[[Texts], Card]:
    lines = _task_lines if isinstance(event, PlanTaskEvent) else _occurrence_lines

    def card(texts: Texts) -> Card:
        happened = tuple(lines(event, organisation, texts))
        return letter_card(letter, organisation, texts, on, happened=happened, dues=dues)

    return card


def _occurrence_lines(event: Happening, organisation: Organisation, texts: Texts) -> Iterator[Line]:
    """Iterate over what happened, under the name of what it happened to."""
    assert isinstance(event, OccurrenceEvent)
    occurrence = organisation.wheel.occurrence.get(event.occurrence_id)
    if occurrence is None:
        return
    item = organisation.wheel.item[occurrence.item_id]
    label = item.label.in_language(texts.language)
    for number, line in enumerate(happened_lines(event, occurrence, organisation, texts)):
        yield (Strong(label), Plain(": "), *line) if number == 0 else line


def _task_lines(event: Happening, organisation: Organisation, texts: Texts) -> Iterator[Line]:
    """Iterate over who did what to a task, under its name."""
    assert isinstance(event, PlanTaskEvent)
    task = organisation.plan.task.get(event.task_id)
    person = organisation.person.get(event.by or "")
    if task is None or person is None:
        return
    state = task.state if isinstance(event, PlanTaskMoved) else TaskState.PROPOSED
    day = texts.date_medium(task.deadline)
    what = texts(f"plan.told.{state.value}", person=person.name, date=day)
    yield (Strong(title_of(task, texts)), Plain(": "), Plain(what))
