"""What people are told of what is due: one thing on its card, or several in a letter."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.cards.dues import SHOW, due_card, due_fact, due_option
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
from bot.cards.occurrences import deadline_text, occurrence_card, occurrence_title
from bot.cards.plan_tasks import TASK
from bot.cards.reminder_tasks import single_task, task_fact, task_option
from bot.cards.reminder_words import due_sentence, whose_note
from bot.domain.dues import DueBook
from bot.domain.involvement import LetterNote
from bot.domain.letter_lines import AnyTold, Concern, Told, ToldDue, ToldTask, everything_in
from bot.domain.occurrence_marks import reference_to
from bot.domain.organisation import Organisation
from bot.domain.reminders import Letter
from bot.domain.wheel import ItemKind
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
    dues: DueBook | None = None,
) -> Card:
    """Return what one person is told on a day: a single occurrence's or task's own card, or all.

    Args:
        letter: what is told.
        organisation: as it stands.
        texts: the reader's language.
        on: the local date today.
        happened: what was just done to one of its lines.
        everything: long lists are not cut.
        dues: what is still owed of its lines beside the wheel and the plan.
    """
    lines = everything_in(letter, organisation, on, dues)
    if len(lines) == 1 and not letter.notes and lines[0].concern is not Concern.INFORMED:
        return _single(letter, lines[0], organisation, texts, on, happened)
    grouped = groupby(lines, lambda told: told.concern)
    sections: dict[Concern, tuple[AnyTold | LetterNote, ...]] = {
        concern: tuple(told) for concern, told in grouped
    }
    if letter.notes:
        told = sections.pop(Concern.INFORMED, ())
        sections[Concern.INFORMED] = (*told, *letter.notes)
    body: list[Element] = [Text(line) for line in happened]
    cut = False
    for concern, section in sections.items():
        shown = section if everything else section[:MOST_LINES]
        body.append(Heading(texts(f"reminders.section.{concern.value}")))
        body.append(Facts(tuple(_fact(one, organisation, texts, on) for one in shown)))
        if len(shown) < len(section):
            cut = True
            more = texts.plural("reminders.more", len(section) - len(shown))
            body.append(Text(plain(more), Tone.MUTED))
    if not lines and not letter.notes:
        body.append(Text(plain(texts("reminders.nothing-left"))))
    return Card(
        _title(letter, texts),
        why=texts("reminders.why-weekly" if letter.weekly else "reminders.why-several"),
        body=tuple(body),
        controls=_controls(letter, lines, organisation, texts, cut=cut),
        footer=texts("reminders.footer"),
    )


def _single(
    letter: Letter,
    told: AnyTold,
    organisation: Organisation,
    texts: Texts,
    on: date,
    happened: Sequence[Line],
) -> Card:
    if isinstance(told, ToldDue):
        return due_card(told, organisation, texts, happened)
    if isinstance(told, ToldTask):
        return single_task(told, letter.person_id, organisation, texts, on, happened)
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


def _fact(told: AnyTold | LetterNote, organisation: Organisation, texts: Texts, on: date) -> Fact:
    """Return a line: what, by when, how late, and why it is the reader's."""
    if isinstance(told, LetterNote):
        day = told.at.astimezone(ZoneInfo(organisation.profile.timezone)).date()
        return Fact(texts.date_medium(day), (plain(told.text),))
    if isinstance(told, ToldDue):
        return due_fact(told, organisation, texts)
    if isinstance(told, ToldTask):
        return task_fact(told, organisation, texts, on)
    label = occurrence_title(told.item, told.people, organisation, texts)
    if told.concern is Concern.OVER:
        state = told.occurrence.state if not told.occurrence.is_open else told.people.part.state
        return Fact(label, (plain(texts(f"reminders.over.{state.value}")),))
    words = [plain(deadline_text(told.occurrence, organisation, texts, on))]
    if note := _note(told, organisation, texts, on):
        words.append(plain(note))
    return Fact(label, tuple(words))


def _note(told: Told, organisation: Organisation, texts: Texts, on: date) -> str:
    role_id = told.item.responsible
    return whose_note(told.actor, told.people, role_id, organisation, texts, on)


def _why(told: Told, organisation: Organisation, texts: Texts, on: date) -> str:
    """Return the reminder in a sentence or two."""
    if told.concern is Concern.OVER:
        return texts("reminders.why.over")
    activity = occurrence_title(told.item, told.people, organisation, texts)
    what = "meeting" if told.item.kind is ItemKind.MEETING else "activity"
    said = due_sentence(what, activity, told.occurrence.due, organisation, texts, on)
    note = _note(told, organisation, texts, on) or texts(f"reminders.why.{told.concern.value}")
    return f"{said} {note}"


def _controls(
    letter: Letter,
    lines: Sequence[AnyTold],
    organisation: Organisation,
    texts: Texts,
    *,
    cut: bool,
) -> tuple[Control, ...]:
    """Return the choices of a line to open, and the way to those that are not shown."""
    left = [told for told in lines if told.concern is not Concern.OVER]
    options = tuple(
        Option(
            texts(
                "reminders.option",
                item=occurrence_title(told.item, told.people, organisation, texts),
                date=texts.date_short(told.occurrence.due),
            ),
            str(reference_to(told.occurrence, told.part)),
        )
        for told in left
        if isinstance(told, Told)
    )
    tasks = tuple(task_option(told, texts) for told in left if isinstance(told, ToldTask))
    controls: list[Control] = []
    if options:
        label = texts("reminders.open")
        controls.append(Select(label, "occurrences.show", options[:_MOST_OPTIONS]))
    if tasks:
        label = texts("reminders.open-task")
        controls.append(Select(label, TASK, tasks[:_MOST_OPTIONS]))
    owed = tuple(due_option(told, texts) for told in left if isinstance(told, ToldDue))
    if owed:
        controls.append(Select(texts("dues.choose"), SHOW, owed[:_MOST_OPTIONS]))
    if cut:
        controls.append(Button(texts("button.more"), "reminders.more", letter.id))
    return tuple(controls)
