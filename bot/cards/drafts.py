"""A draft of the matrix: what it changes, what the rules say, and what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.cards.draft_outcomes import Outcome, outcome_text, show_button, status_text
from bot.cards.draft_rows import EDIT, activity_name, change_lines, edit_button, person_name
from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Heading,
    Picture,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.findings import finding_sentence
from bot.cards.notice import notice_card
from bot.domain.draft_approval import Needs, Version
from bot.domain.draft_findings import Judged
from bot.domain.drafts import Change, Draft, DraftStatus, changes, digest
from bot.domain.organisation import Organisation
from bot.texts import Texts

CHOOSE = "drafts.choose"
SHOW = "drafts.show"
PICTURE = "drafts.picture"
SUBMIT = "drafts.submit"
WITHDRAW = "drafts.withdraw"
DISCARD = "drafts.discard"
APPROVE = "drafts.approve"
SEND_BACK = "drafts.send-back"
REJECT = "drafts.reject"
CHANGES_PER_CARD = 12
_MOST_FINDINGS = 8


@dataclass(frozen=True)
class DraftView:
    """A draft as one person sees it.

    Args:
        organisation: with the version in use.
        draft: the draft.
        verdict: what the rules say of it.
        edits: the reader may edit.
        approves: the reader may approve.
        needs: what the reader's approval asks for; None when it is refused.
        own: it is refused because the reader has prepared the draft.
        page: which part of the changes is shown, from 1.
        asked: the reader gets the card unasked, to take a stand.
    """

    organisation: Organisation
    draft: Draft
    verdict: Judged
    edits: bool = False
    approves: bool = False
    needs: Needs | None = None
    own: bool = False
    page: int = 1
    asked: bool = False


def draft_card(view: DraftView, texts: Texts) -> Card:
    """Return the draft: what it changes, its findings, and what the reader may do."""
    draft, organisation = view.draft, view.organisation
    every = changes(organisation.matrix, draft)
    first = (view.page - 1) * CHANGES_PER_CARD
    shown = every[first : first + CHANGES_PER_CARD]
    body: list[Element] = [Text(plain(line)) for line in _history(view, texts)]
    body.append(Heading(texts.plural("drafts.changes", len(every))))
    if shown:
        body.append(
            Facts(tuple(_change_fact(change, organisation, draft, texts) for change in shown))
        )
    if draft.status is DraftStatus.SUBMITTED and view.approves and view.own:
        body.append(Text(plain(texts("error.not-allowed.self-approval")), Tone.WARNING))
    body += _findings(view.verdict, organisation, draft, texts)
    more: tuple[Control, ...] = ()
    if first + CHANGES_PER_CARD < len(every):
        more = (Button(texts("button.more"), SHOW, str(view.page + 1)),)
    return Card(
        texts("drafts.title", version=draft.version, status=status_text(draft.status, texts)),
        why=texts("drafts.why-approve") if view.asked else "",
        body=tuple(body),
        controls=(*_controls(view, bool(every), texts), *more),
        footer=texts("drafts.base", version=organisation.matrix.version),
    )


def no_draft_card(texts: Texts, *, edits: bool) -> Card:
    """Return that nothing is being changed."""
    card = notice_card(texts("drafts.none-title"), texts("drafts.none"))
    return replace(card, controls=(choose_button(texts),)) if edits else card


def choose_card(texts: Texts, *, draft: bool) -> Card:
    """Return how to begin, where a form cannot be opened by a typed command."""
    card = notice_card(texts("drafts.edit-title"), texts("drafts.choose-intro"))
    controls: tuple[Control, ...] = (choose_button(texts, Style.PRIMARY),)
    if draft:
        controls += (show_button(texts),)
    return replace(card, controls=controls)


def edit_card(name: str, activity_id: str, texts: Texts) -> Card:
    """Return a button that opens the row's form, where a typed command cannot open it."""
    button = edit_button(activity_id, texts, Style.PRIMARY)
    card = notice_card(texts("drafts.edit-title"), texts("drafts.edit-this", activity=name))
    return replace(card, controls=(button,))


def candidates_card(query: str, named: Sequence[tuple[str, str]], texts: Texts) -> Card:
    """Return the activities that may have been meant, each with a button that opens its form."""
    key = "drafts.which" if named else "drafts.no-such-activity"
    buttons = tuple(Button(name, EDIT, activity_id, opens=True) for activity_id, name in named)
    card = notice_card(texts("drafts.edit-title"), texts(key, query=query))
    return replace(card, controls=(*buttons, choose_button(texts)))


def saved_card(name: str, view: DraftView, texts: Texts) -> Card:
    """Return that a row was saved, with the whole draft below."""
    card = draft_card(view, texts)
    said = Text(plain(texts("drafts.saved", activity=name)))
    return replace(card, body=(said, *card.body))


def unchanged_card(name: str, texts: Texts) -> Card:
    """Return that the row stood so already."""
    card = notice_card(texts("drafts.edit-title"), texts("drafts.unchanged", activity=name))
    return replace(card, controls=(show_button(texts),))


def submitted_card(
    view: DraftView, names: Sequence[str], unreachable: Sequence[str], texts: Texts
) -> Card:
    """Return to whom the draft went, and who of them cannot be reached."""
    card = draft_card(view, texts)
    said: list[Element] = [Text(plain(texts("drafts.sent-to", people=", ".join(names))))]
    if unreachable:
        told = texts("drafts.unreachable", people=", ".join(unreachable))
        said.append(Text(plain(told), Tone.WARNING))
    return replace(card, body=(*said, *card.body))


def picture_card(picture: Picture | None, draft: Draft, texts: Texts) -> Card:
    """Return the rows that the draft changes as a picture of the matrix as it would be."""
    title = texts("drafts.title", version=draft.version, status=status_text(draft.status, texts))
    body: tuple[Element, ...] = (picture,) if picture else (Text(plain(texts("drafts.empty"))),)
    return Card(title, body=body, controls=(show_button(texts),))


def choose_button(texts: Texts, style: Style = Style.NORMAL) -> Button:
    """Return the button that asks which activity to change."""
    return Button(texts("drafts.button.choose"), CHOOSE, style=style, opens=True)


def _history(view: DraftView, texts: Texts) -> Iterator[str]:
    draft, organisation = view.draft, view.organisation
    names = ", ".join(person_name(organisation, author, texts) for author in draft.authors)
    yield texts("drafts.authors", people=names)
    if draft.at and draft.status is not DraftStatus.DRAFT:
        outcome = Outcome(draft.status, draft.version, draft.by or "", draft.at)
        yield outcome_text(outcome, organisation, texts)
    if draft.reason and draft.status is not DraftStatus.DRAFT:
        yield texts("drafts.reason", reason=draft.reason)


def _change_fact(change: Change, organisation: Organisation, draft: Draft, texts: Texts) -> Fact:
    name = activity_name(organisation, draft, change.activity_id, texts)
    return Fact(name, change_lines(change, organisation, texts))


def _findings(
    verdict: Judged, organisation: Organisation, draft: Draft, texts: Texts
) -> Iterator[Element]:
    named = _with_added(organisation, draft)
    for key, found, tone in (
        ("drafts.blocking", verdict.blocking, Tone.WARNING),
        ("drafts.exceptional", verdict.exceptional, Tone.WARNING),
        ("drafts.new-findings", verdict.new, Tone.NORMAL),
    ):
        if not found:
            continue
        yield Heading(texts(key))
        for finding in found[:_MOST_FINDINGS]:
            yield Text(plain(finding_sentence(named, finding, texts)), tone)
        if left := len(found[_MOST_FINDINGS:]):
            yield Text(plain(texts.plural("drafts.more-findings", left)), Tone.MUTED)
    if verdict.known:
        yield Text(plain(texts.plural("drafts.known-findings", verdict.known)), Tone.MUTED)


def _with_added(organisation: Organisation, draft: Draft) -> Organisation:
    added = tuple(row.added for row in draft.rows.values() if row.added)
    return replace(organisation, activities=(*organisation.activities, *added))


def _controls(view: DraftView, anything: bool, texts: Texts) -> Iterator[Control]:
    draft = view.draft
    value = str(Version(draft.version, digest(view.organisation.matrix, draft)))
    if draft.status is DraftStatus.SUBMITTED and view.approves:
        if view.needs is not None:
            label = texts("drafts.button.approve")
            yield Button(label, APPROVE, value, Style.PRIMARY, opens=bool(view.needs))
        yield Button(texts("drafts.button.send-back"), SEND_BACK, value, opens=True)
        yield Button(texts("drafts.button.reject"), REJECT, value, Style.DANGER, opens=True)
    if draft.status is DraftStatus.SUBMITTED and view.edits:
        yield Button(texts("drafts.button.withdraw"), WITHDRAW, value)
    if draft.editable and view.edits:
        if anything and not view.verdict.blocking:
            yield Button(texts("drafts.button.submit"), SUBMIT, value, Style.PRIMARY)
        yield choose_button(texts)
        yield Button(texts("drafts.button.discard"), DISCARD, value, Style.DANGER, opens=True)
    if anything:
        yield Button(texts("drafts.button.picture"), PICTURE, "1")
