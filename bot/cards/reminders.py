"""What people are told of the annual wheel: one occurrence on a card, or several in a letter."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Heading,
    Line,
    Option,
    Select,
    Text,
    Tone,
    plain,
)
from bot.cards.holders import role_name
from bot.cards.occurrences import deadline_text, occurrence_card, occurrence_title
from bot.cards.plan import due_tasks
from bot.domain.letter_lines import Concern, Told, told_in
from bot.domain.occurrence_dates import workdays_between
from bot.domain.occurrence_marks import reference_to
from bot.domain.organisation import Organisation
from bot.domain.reminders import Letter
from bot.domain.wheel import ItemKind
from bot.domain.wheel_people import Gap
from bot.texts import Texts

MOST_LINES = 12
"""So many lines of a kind are shown; the rest is behind [Vis flere]."""

_MOST_OPTIONS = 100


def letter_card(
    letter: Letter,
    organisation: Organisation,
    texts: Texts,
    on: date,
    *,
    happened: Sequence[Line] = (),
    everything: bool = False,
) -> Card:
    """Return what one person is told on a day: a single occurrence's own card, else a letter.

    Args:
        letter: what is told.
        organisation: as it stands.
        texts: the reader's language.
        on: the local date today.
        happened: what was just done to one of its lines.
        everything: long lists are not cut.
    """
    lines = told_in(letter, organisation, on)
    tasks = due_tasks(organisation, letter.person_id, texts, on) if letter.weekly else ()
    if len(lines) == 1 and lines[0].concern is not Concern.INFORMED and not tasks:
        return _single(letter, lines[0], organisation, texts, on, happened)
    sections = [(concern, tuple(told)) for concern, told in groupby(lines, lambda t: t.concern)]
    body: list[Element] = [Text(line) for line in happened]
    cut = False
    for concern, told in sections:
        shown = told if everything else told[:MOST_LINES]
        body.append(Heading(texts(f"reminders.section.{concern.value}")))
        body.append(Facts(tuple(_fact(one, organisation, texts, on) for one in shown)))
        if len(shown) < len(told):
            cut = True
            more = texts.plural("reminders.more", len(told) - len(shown))
            body.append(Text(plain(more), Tone.MUTED))
    if not lines:
        body.append(Text(plain(texts("reminders.nothing-left"))))
    return Card(
        _title(letter, texts),
        why=texts("reminders.why-weekly" if letter.weekly else "reminders.why-several"),
        body=(*body, *tasks),
        controls=_controls(letter, lines, organisation, texts, cut=cut),
        footer=texts("reminders.footer"),
    )


def _single(
    letter: Letter,
    told: Told,
    organisation: Organisation,
    texts: Texts,
    on: date,
    happened: Sequence[Line],
) -> Card:
    return occurrence_card(
        told.occurrence,
        told.part,
        organisation,
        texts,
        on,
        _why(told, organisation, texts, on),
        reader=letter.person_id,
        happened=happened,
    )


def _title(letter: Letter, texts: Texts) -> str:
    if letter.weekly:
        return texts("reminders.title-weekly", week=letter.on.isocalendar().week)
    return texts("reminders.title", date=texts.date_medium(letter.on))


def _fact(told: Told, organisation: Organisation, texts: Texts, on: date) -> Fact:
    """Return a line: what, by when, how late, and why it is the reader's."""
    label = occurrence_title(told.item, told.people, organisation, texts)
    if told.concern is Concern.OVER:
        state = told.occurrence.state if not told.occurrence.is_open else told.people.part.state
        return Fact(label, (plain(texts(f"reminders.over.{state.value}")),))
    words = [plain(deadline_text(told.occurrence, organisation, texts, on))]
    if note := _note(told, organisation, texts, on):
        words.append(plain(note))
    return Fact(label, tuple(words))


def _note(told: Told, organisation: Organisation, texts: Texts, on: date) -> str:
    """Return why a line is the reader's who does not hold R: who is away, or what is vacant."""
    if told.actor is None:
        return ""
    if told.actor.stands_for is not None:
        away = organisation.person[told.actor.stands_for]
        absence = organisation.absence_of(away.id, on)
        until = texts.date_medium(absence.last) if absence else ""
        return texts("reminders.note.deputy", person=away.name, until=until)
    people = told.people
    if people.gap is None:
        return ""
    role = organisation.role.get(told.item.responsible)
    name = role_name(role, texts) if role else ""
    if people.gap is Gap.AWAY:
        return texts("reminders.note.away", person=organisation.person[people.missing].name)
    if people.gap is Gap.EXTERNAL:
        contact = organisation.contact.get(people.missing)
        return texts("reminders.note.external", person=contact.name if contact else name)
    if people.system_id is not None:
        return texts("reminders.note.no-owner")
    return texts("reminders.note.vacant", role=name)


def _why(told: Told, organisation: Organisation, texts: Texts, on: date) -> str:
    """Return the reminder in a sentence or two."""
    if told.concern is Concern.OVER:
        return texts("reminders.why.over")
    activity = occurrence_title(told.item, told.people, organisation, texts)
    what = "meeting" if told.item.kind is ItemKind.MEETING else "activity"
    due = told.occurrence.due
    count = workdays_between(organisation.wheel.calendar, on, due)
    if due == on:
        said = texts(f"reminders.today.{what}", activity=activity)
    else:
        key = f"reminders.overdue.{what}" if due < on else f"reminders.due.{what}"
        said = texts.plural(key, count, activity=activity, date=texts.date_long(due))
    note = _note(told, organisation, texts, on) or texts(f"reminders.why.{told.concern.value}")
    return f"{said} {note}"


def _controls(
    letter: Letter,
    lines: Sequence[Told],
    organisation: Organisation,
    texts: Texts,
    *,
    cut: bool,
) -> tuple[Control, ...]:
    """Return the choice of a line to open, and the way to those that are not shown."""
    options = tuple(
        Option(
            texts(
                "reminders.option",
                item=occurrence_title(told.item, told.people, organisation, texts),
                date=texts.date_short(told.occurrence.due),
            ),
            str(reference_to(told.occurrence, told.part)),
        )
        for told in lines
        if told.concern is not Concern.OVER
    )
    controls: list[Control] = []
    if options:
        label = texts("reminders.open")
        controls.append(Select(label, "occurrences.show", options[:_MOST_OPTIONS]))
    if cut:
        controls.append(Button(texts("button.more"), "reminders.more", letter.id))
    return tuple(controls)
