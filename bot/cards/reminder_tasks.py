"""What people are told of the plan: a task on its card, or as a line of a letter."""

from collections.abc import Sequence
from datetime import date

from bot.cards.elements import Card, Fact, Line, Option, plain
from bot.cards.occurrences import due_words
from bot.cards.plan_tasks import task_card
from bot.cards.plan_words import title_of
from bot.cards.reminder_words import due_sentence, whose_note
from bot.domain.letter_lines import Concern, ToldTask
from bot.domain.organisation import Organisation
from bot.domain.plan_rules import bears, steps
from bot.texts import Texts

_LONGEST_TITLE = 60


def single_task(
    told: ToldTask,
    reader: str,
    organisation: Organisation,
    texts: Texts,
    on: date,
    happened: Sequence[Line] = (),
) -> Card:
    """Return a task's own card as a reminder, with the buttons that its reader may press.

    Args:
        told: the task, and what it is to its reader.
        reader: the person's id.
        organisation, texts, on: as for a card.
        happened: what was just done to it.
    """
    task = told.task
    mine = bears(organisation, task.responsible, reader, on, accountable=False)
    theirs = mine or bears(organisation, task.accountable, reader, on, accountable=True)
    return task_card(
        task,
        organisation,
        texts,
        on,
        steps(task) if theirs else (),
        edits=theirs and told.concern is not Concern.OVER,
        why=task_why(told, organisation, texts, on),
        happened=happened,
    )


def task_why(told: ToldTask, organisation: Organisation, texts: Texts, on: date) -> str:
    """Return the reminder in a sentence or two."""
    if told.concern is Concern.OVER:
        return texts("reminders.why.over")
    title, due = title_of(told.task, texts), told.deadline
    why = texts(f"reminders.why.{told.concern.value}")
    if told.concern is Concern.RISK:
        key = "reminders.risk.expired" if due < on else "reminders.risk.expires"
        return f"{texts(key, task=title, date=texts.date_long(due))} {why}"
    said = due_sentence("activity", title, due, organisation, texts, on)
    return f"{said} {_note(told, organisation, texts, on) or why}"


def task_fact(told: ToldTask, organisation: Organisation, texts: Texts, on: date) -> Fact:
    """Return a line of a letter: what, by when, how late, and why it is the reader's."""
    kind = "plan.treatment-title" if told.task.treatment else "plan.task-title"
    label = texts(kind, title=title_of(told.task, texts))
    if told.concern is Concern.OVER:
        passed = told.task.is_open
        key = "reminders.over.planned" if passed else f"plan.state.{told.task.state.value}"
        return Fact(label, (plain(texts(key)),))
    if told.concern is Concern.RISK:
        day = texts.date_long(told.deadline)
        key = "reminders.risk.was-until" if told.deadline < on else "reminders.risk.until"
        return Fact(label, (plain(texts(key, date=day)),))
    far = told.concern is Concern.NEW
    due = due_words(told.deadline, organisation, texts, on)
    # What is new is due in months or years, and nobody counts the working days until then.
    words = [plain(texts.date_long(told.deadline) if far else due)]
    if note := _note(told, organisation, texts, on):
        words.append(plain(note))
    return Fact(label, tuple(words))


def task_option(told: ToldTask, texts: Texts) -> Option:
    """Return the choice that opens a task."""
    title = title_of(told.task, texts)[:_LONGEST_TITLE]
    label = texts("reminders.option", item=title, date=texts.date_short(told.deadline))
    return Option(label, told.task.id)


def _note(told: ToldTask, organisation: Organisation, texts: Texts, on: date) -> str:
    role_id = told.task.responsible.role_id or ""
    return whose_note(told.actor, told.people, role_id, organisation, texts, on)
