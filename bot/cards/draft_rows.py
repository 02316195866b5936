"""Rows of a draft in words: the old letters, and the new ones."""

from bot.cards.elements import Element, Fact, Facts, Line, plain
from bot.cards.holders import role_name
from bot.domain.drafts import Change, Draft, Row, changes
from bot.domain.organisation import Organisation
from bot.domain.raci import Letter, format_letters
from bot.texts import Texts


def look_up_note(activity_id: str, organisation: Organisation, texts: Texts) -> tuple[Element, ...]:
    """Return what the open draft would change in one activity, for those who may edit."""
    draft = organisation.draft
    if draft is None:
        return ()
    found = [c for c in changes(organisation.matrix, draft) if c.activity_id == activity_id]
    if not found:
        return ()
    label = texts("drafts.changes-this", version=draft.version)
    return (Facts((Fact(label, change_lines(found[0], organisation, texts)),)),)


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
