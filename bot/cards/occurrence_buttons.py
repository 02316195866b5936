"""What may be pressed on the card of an occurrence, by who reads it and how far it is."""

from collections.abc import Iterator

from bot.cards.elements import Button, Style
from bot.domain.occurrence_marks import reference_to
from bot.domain.occurrences import ENDED, Occurrence, OccurrenceState
from bot.domain.wheel_events import occurrence_subject
from bot.domain.wheel_people import PartPeople
from bot.texts import Texts

_TO_DO = frozenset(OccurrenceState) - ENDED - {OccurrenceState.TO_APPROVE}
_UNTOUCHED = frozenset({OccurrenceState.PLANNED, OccurrenceState.REMINDED})


def controls_of(
    occurrence: Occurrence,
    people: PartPeople,
    texts: Texts,
    reader: str | None,
    *,
    whole: bool = False,
    details: bool = False,
) -> tuple[Button, ...]:
    """Return the buttons of a part.

    Args:
        occurrence: as it stands.
        people: of the part.
        texts: the reader's language.
        reader: the reader's id; None is who does the part.
        whole: the card is about several parts at once, which nobody does as one.
        details: those that are seldom needed too.
    """
    value = str(reference_to(occurrence, people.part.key))
    found: list[Button] = []
    if occurrence.is_open:
        found += _answering(occurrence, people, texts, reader, value)
        if occurrence.state in _TO_DO and people.part.state in _TO_DO:
            found += _working(people, texts, reader, value, whole=whole, details=details)
        found.append(Button(texts("button.calendar-file"), "calendars.file", occurrence.id))
    if details:
        subject = occurrence_subject(occurrence.id)
        found.append(Button(texts("button.create-task"), "plan.add", subject, opens=True))
        found.append(Button(texts("button.create-input"), "inputs.new", subject, opens=True))
        register = texts("button.register-deviation")
        found.append(Button(register, "deviations.new", subject, opens=True))
    else:
        found.append(Button(texts("button.see-details"), "occurrences.show", value))
    return tuple(found)


def _answering(
    occurrence: Occurrence, people: PartPeople, texts: Texts, reader: str | None, value: str
) -> Iterator[Button]:
    """Iterate over A's answers to a request, and an approver's to what was delivered."""
    if reader is None:
        return
    if occurrence.request and people.answers_for(reader):
        approve = texts("button.approve")
        yield Button(approve, "occurrences.grant", value, Style.PRIMARY)
        yield Button(texts("button.reject"), "occurrences.refuse", value, opens=True)
    elif people.part.state is OccurrenceState.TO_APPROVE and people.may_approve(reader):
        own = people.part.done_by == reader
        approve = texts("button.approve")
        yield Button(approve, "occurrences.approve", value, Style.PRIMARY, opens=own)
        yield Button(texts("button.send-back"), "occurrences.send-back", value, opens=True)


def _working(
    people: PartPeople,
    texts: Texts,
    reader: str | None,
    value: str,
    *,
    whole: bool,
    details: bool,
) -> Iterator[Button]:
    does = not whole and (reader is None or people.may_do(reader))
    if does:
        done = texts("button.mark-done")
        yield Button(done, "occurrences.done", value, Style.PRIMARY, opens=True)
        yield Button(texts("button.snooze"), "occurrences.snooze", value, opens=True)
    if does or people.answers_for(reader or ""):
        yield Button(texts("button.postpone"), "occurrences.postpone", value, opens=True)
        if not whole:
            yield Button(texts("button.reassign"), "occurrences.hand-over", value, opens=True)
        if details:
            yield Button(texts("button.lapse"), "occurrences.lapse", value, opens=True)
    if does and details and people.part.state in _UNTOUCHED:
        yield Button(texts("button.start"), "occurrences.start", value)
