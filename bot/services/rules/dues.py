"""What letters show of what is owed beside the wheel and the plan, once somebody has acted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards.elements import Card, Line, Plain, Strong
from bot.cards.reminders import letter_card
from bot.domain.dues import DueBook, record_of
from bot.domain.events import Event
from bot.domain.letter_lines import Concern, everything_in
from bot.domain.organisation import Organisation
from bot.domain.plan_events import PLAN_TASK_EVENTS, PlanTaskEvent
from bot.domain.reminder_events import letter_subject
from bot.domain.reminders import Letter
from bot.domain.wheel_events import OCCURRENCE_EVENTS, OccurrenceEvent
from bot.services.dues import CASES, all_keys, book_of
from bot.services.identifiers import new_id
from bot.services.notices import Follow, ReadingRule, Replacement, Watch
from bot.services.ports import Clock, UnitOfWork
from bot.services.rules.reminders import replacement
from bot.texts import Texts


async def happened(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show what happened to an occurrence or a task in the letters that tell of other dues too."""
    assert isinstance(event, OccurrenceEvent | PlanTaskEvent)
    letters = [letter for letter in event.letters if letter.dues]
    book = await _book(work, organisation, letters)
    return [replacement(letter, event, organisation, book) for letter in letters]


READING: Mapping[type[Event], ReadingRule] = {
    **dict.fromkeys(OCCURRENCE_EVENTS, happened),
    **dict.fromkeys(PLAN_TASK_EVENTS, happened),
}


def settling(clock: Clock) -> Watch:
    """Return what shows in letters that something is done, whatever event says so.

    Args:
        clock: tells the day on which it is shown.
    """
    return Watch(is_about_a_record, Settling(clock))


def is_about_a_record(event: Event) -> bool:
    """Tell whether an event is about a record of which something may be owed."""
    prefix, _, rest = event.subject().partition("/")
    return bool(rest) and prefix in (*CASES, "involvement")


@dataclass(frozen=True)
class Settling:
    """Shows in letters what is owed no more, and drops those that have nothing left to tell.

    It looks at the record as it stands in the event's transaction, so that no feature needs a word
    about reminders.

    Args:
        clock: the organisation's.
    """

    clock: Clock

    async def __call__(
        self, work: UnitOfWork, event: Event, organisation: Organisation
    ) -> Sequence[Follow]:
        """Replace the letters that tell of what is done or moved."""
        subject = record_of(f":{event.subject().removeprefix('involvement/')}")
        keys = await all_keys(work, subject)
        letters = await work.reminders.letters_about_dues(keys)
        if not letters:
            return ()
        book = await _book(work, organisation, letters)
        settled = [key for key in keys if key not in book.owed]
        changed = [letter for letter in letters if _has_changed(letter, keys, book)]
        await work.reminders.settle_dues(settled)
        return [self._shown_anew(letter, event, organisation, book) for letter in changed]

    def _shown_anew(
        self, letter: Letter, event: Event, organisation: Organisation, book: DueBook
    ) -> Replacement:
        now = self.clock.now()
        on = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
        left = everything_in(letter, organisation, on, book)

        def card(texts: Texts) -> Card:
            lines = _happened(event, organisation, book, now, texts)
            return letter_card(letter, organisation, texts, on, happened=lines, dues=book)

        return Replacement(
            letter_subject(letter),
            card,
            version=new_id("dues"),
            cancels=all(line.concern is Concern.OVER for line in left) and not letter.notes,
        )


def _has_changed(letter: Letter, keys: Collection[str], book: DueBook) -> bool:
    """Tell whether a letter tells of something that is owed no more, or by another day."""
    for line in letter.dues:
        due = book.owed.get(line.due_key)
        if line.due_key in keys and (due is None or _is_moved(line.stage, due.on.isoformat())):
            return True
    return False


def _is_moved(stage: str, on: str) -> bool:
    return "/" in stage and not stage.endswith(on)


async def _book(work: UnitOfWork, organisation: Organisation, letters: Sequence[Letter]) -> DueBook:
    records = {record_of(line.due_key) for letter in letters for line in letter.dues}
    return await book_of(work, organisation, records)


def _happened(
    event: Event, organisation: Organisation, book: DueBook, at: datetime, texts: Texts
) -> tuple[Line, ...]:
    """Return who did something to which record at `at` (UTC); nothing for what the system did."""
    person = organisation.person.get(str(getattr(event, "by", "")))
    title = book.titles.get(record_of(f":{event.subject().removeprefix('involvement/')}"))
    if person is None or title is None:
        return ()
    said = texts("dues.acted", person=person.name, moment=texts.moment(at))
    return ((Strong(title), Plain(": "), Plain(said)),)
