"""An import before and after: what changes, and what was found in the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Heading,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.findings import finding_sentence
from bot.cards.holders import role_name
from bot.cards.matrix import activity_name
from bot.cards.notice import notice_card
from bot.domain.finding import Finding, Severity
from bot.domain.imports import LetterChange
from bot.domain.organisation import Organisation
from bot.domain.paging import Page
from bot.domain.raci import Letters, format_letters
from bot.texts import Texts

SHOW = "imports.show"
CONFIRM = "imports.confirm"
DROP = "imports.drop"
UNDO = "imports.undo"
_MOST_LETTERS = 12


@dataclass(frozen=True)
class ImportShown:
    """An import as a card shows it.

    Args:
        id: of the import.
        name: the file's.
        organisation: the data, with the names that the file gives.
        changes: how many of each kind are added or changed.
        letters: the cells of the matrix that change.
        findings: the page of what was found.
        can_apply: there is something to apply, and nothing stands in its way.
        draft: the number of the draft that the letters are in, 0 for none yet.
    """

    id: str
    name: str
    organisation: Organisation
    changes: Mapping[str, int]
    letters: Sequence[LetterChange]
    findings: Page[Finding]
    can_apply: bool = False
    draft: int = 0


def preview_card(shown: ImportShown, texts: Texts, *, again: bool, to_draft: bool) -> Card:
    """Return what a file would change, with [Indlæs] and [Fortryd].

    Args:
        shown: the import.
        texts: the reader's language.
        again: it was shown before, and the data has changed since.
        to_draft: the letters would wait in a draft.
    """
    changes = any(shown.changes.values())
    told = "imports.refused" if changes and not shown.can_apply else "imports.unchanged-yet"
    body: list[Element] = [Text(plain(texts(told if changes else "imports.nothing")))]
    if again:
        body.insert(0, Text(plain(texts("imports.again")), Tone.WARNING))
    if shown.can_apply and to_draft and shown.letters:
        body.append(Text(plain(texts("imports.to-draft"))))
    controls: list[Control] = []
    if shown.can_apply:
        controls.append(Button(texts("button.import"), CONFIRM, shown.id, Style.PRIMARY))
    controls.append(Button(texts("button.import-drop"), DROP, shown.id))
    return Card(
        texts("imports.preview-title", name=shown.name),
        body=(*body, *_changes(shown, texts), *_findings(shown, texts)),
        controls=(*controls, *_more(shown, texts)),
        footer=_page(shown, texts),
    )


def applied_card(shown: ImportShown, texts: Texts) -> Card:
    """Return what a file has changed, with [Fortryd indlæsningen]."""
    body: list[Element] = []
    if shown.draft:
        body.append(Text(plain(texts("imports.applied-draft", version=shown.draft))))
    undo = (Button(texts("button.import-undo"), UNDO, shown.id),) if shown.id else ()
    title = texts("imports.applied-title", name=shown.name)
    return Card(title, body=(*body, *_changes(shown, texts)), controls=undo)


def dropped_card(name: str, texts: Texts) -> Card:
    """Return that a file was not imported."""
    return notice_card(texts("imports.dropped-title", name=name), texts("imports.dropped"))


def undone_card(name: str, texts: Texts) -> Card:
    """Return that an import was undone."""
    return notice_card(texts("imports.undone-title", name=name), texts("imports.undone"))


def _changes(shown: ImportShown, texts: Texts) -> tuple[Element, ...]:
    """Return how much changes, and the first cells that do."""
    facts = tuple(
        Fact(texts(f"change.{kind}"), (plain(str(count)),))
        for kind, count in shown.changes.items()
        if count
    )
    if not facts:
        return ()
    elements: list[Element] = [Heading(texts("imports.changes")), Facts(facts)]
    if shown.letters:
        lines = [_letter(change, shown, texts) for change in shown.letters[:_MOST_LETTERS]]
        if left := len(shown.letters) - _MOST_LETTERS:
            lines += [texts("imports.more-letters", n=left)] if left > 0 else []
        elements.append(Heading(texts("imports.letters")))
        elements += [Text(plain(line)) for line in lines]
    return tuple(elements)


def _letter(change: LetterChange, shown: ImportShown, texts: Texts) -> str:
    organisation = shown.organisation
    activity = organisation.activity.get(change.activity_id)
    role = organisation.role.get(change.role_id)
    return texts(
        "imports.letter",
        activity=activity_name(activity, texts) if activity else change.activity_id,
        role=role_name(role, texts) if role else change.role_id,
        before=_letters(change.before, texts),
        after=_letters(change.after, texts),
    )


def _letters(letters: Letters, texts: Texts) -> str:
    return format_letters(letters) or texts("imports.no-letter")


def _findings(shown: ImportShown, texts: Texts) -> tuple[Element, ...]:
    if not shown.findings.items:
        return ()
    lines = (
        Text(plain(_worded(finding, shown, texts)), _tone(finding))
        for finding in shown.findings.items
    )
    return (Heading(texts("imports.findings")), *lines)


def _tone(finding: Finding) -> Tone:
    """Return a finding's tone: its weight stands in a word, so no client is to add its own."""
    return Tone.MUTED if finding.severity is Severity.INFO else Tone.NORMAL


def _worded(finding: Finding, shown: ImportShown, texts: Texts) -> str:
    """Return a finding's sentence, its weight in a word."""
    weight = texts(f"severity.{finding.severity.value}")
    return f"{weight}: {finding_sentence(shown.organisation, finding, texts)}"


def _more(shown: ImportShown, texts: Texts) -> tuple[Control, ...]:
    page = shown.findings
    if page.number >= page.count:
        return ()
    return (Button(texts("button.more"), SHOW, f"{shown.id} {page.number + 1}"),)


def _page(shown: ImportShown, texts: Texts) -> str:
    page = shown.findings
    if page.count < 2:
        return ""
    return texts("imports.page", number=page.number, count=page.count)
