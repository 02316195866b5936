"""Rows of a draft in words: the old letters, and the new ones."""

from collections.abc import Sequence

from bot.cards.elements import Button, Element, Fact, Facts, Line, Style, plain
from bot.cards.holders import role_name
from bot.domain.drafts import Change, Draft, Row, changes
from bot.domain.organisation import Organisation
from bot.domain.raci import Letter, format_letters
from bot.texts import Texts

EDIT = "drafts.edit"
_MOST_NOTED = 20


def activity_note(
    activity_id: str, organisation: Organisation, texts: Texts
) -> tuple[Element, ...]:
    """Return what the open draft would change in one activity, for those who may edit."""
    lines = [
        line
        for change in _open_changes(organisation)
        if change.activity_id == activity_id
        for line in change_lines(change, organisation, texts)
    ]
    return _note(lines, organisation, texts)


def role_note(role_id: str, organisation: Organisation, texts: Texts) -> tuple[Element, ...]:
    """Return which letters of one role the open draft would change, for those who may edit."""
    lines = []
    for change in _open_changes(organisation):
        old, new = (format_letters(row.get(role_id, frozenset())) for row in change.rows)
        if old != new:
            name = activity_name(organisation, organisation.draft, change.activity_id, texts)
            lines.append(plain(f"{name}: {old or '–'} → {new or '–'}"))
    return _note(lines, organisation, texts)


def edit_button(activity_id: str, texts: Texts, style: Style = Style.NORMAL) -> Button:
    """Return the button that opens the row's form."""
    return Button(texts("drafts.button.edit"), EDIT, activity_id, style, opens=True)


def _open_changes(organisation: Organisation) -> tuple[Change, ...]:
    draft = organisation.draft
    return changes(organisation.matrix, draft) if draft else ()


def _note(lines: Sequence[Line], organisation: Organisation, texts: Texts) -> tuple[Element, ...]:
    if not lines or organisation.draft is None:
        return ()
    label = texts("drafts.changes-this", version=organisation.draft.version)
    return (Facts((Fact(label, tuple(lines[:_MOST_NOTED])),)),)


def person_name(organisation: Organisation, person_id: str | None, texts: Texts) -> str:
    """Return a person's name; one who was deleted is somebody."""
    person = organisation.person.get(person_id or "")
    return person.name if person else texts("drafts.somebody")


def row_lines(row: Row, organisation: Organisation, texts: Texts) -> tuple[Line, ...]:
    """Return a row as lines, one for each letter that a role has."""
    lines = []
    for letter in Letter:
        names = [
            role_text(r, organisation, texts) for r, letters in row.items() if letter in letters
        ]
        if names:
            lines.append(plain(f"{texts(f'raci.{letter.value}')}: {', '.join(names)}"))
    return tuple(lines) or (plain(texts("matrix.nobody")),)


def change_lines(change: Change, organisation: Organisation, texts: Texts) -> tuple[Line, ...]:
    """Return what a draft changes in one row."""
    if change.row.retires:
        return (plain(texts("drafts.retires")),)
    lines = letter_lines(change.before, change.after, organisation, texts)
    return (plain(texts("drafts.adds")), *lines) if change.row.added else lines


def letter_lines(
    before: Row, after: Row, organisation: Organisation, texts: Texts
) -> tuple[Line, ...]:
    """Return each role whose letters differ: the old ones, an arrow, the new ones."""
    lines = []
    for role in dict.fromkeys((*before, *after)):
        old, new = (
            format_letters(before.get(role, frozenset())),
            format_letters(after.get(role, frozenset())),
        )
        if old != new:
            name = role_text(role, organisation, texts)
            lines.append(plain(f"{name}: {old or '–'} → {new or '–'}"))
    return tuple(lines) or (plain(texts("drafts.no-letters-change")),)


def activity_name(
    organisation: Organisation, draft: Draft | None, activity_id: str, texts: Texts
) -> str:
    """Return what the reader calls an activity, one that the draft adds included."""
    row = draft.rows.get(activity_id) if draft else None
    activity = organisation.activity.get(activity_id) or (row.added if row else None)
    if activity is None:
        return activity_id
    short = activity.short.in_language(texts.language)
    return short or activity.name.in_language(texts.language)


def role_text(role_id: str, organisation: Organisation, texts: Texts) -> str:
    """Return what the reader calls a role."""
    role = organisation.role.get(role_id)
    return role_name(role, texts) if role else role_id
