"""What others hear of a draft: its outcome, a row of theirs that changed, what is still wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards.draft_rows import activity_name, letter_lines, person_name
from bot.cards.elements import Button, Card, Element, Fact, Facts, Text, Tone, plain
from bot.cards.findings import finding_sentence
from bot.domain.drafts import DraftStatus, Row
from bot.domain.finding import Finding
from bot.domain.organisation import Organisation
from bot.texts import Texts

SHOW = "drafts.show"
_MOST_CHANGES = 12
_MOST_FINDINGS = 16


@dataclass(frozen=True)
class Outcome:
    """What somebody did with a submitted draft, or with one that was discarded.

    Args:
        status: what it became.
        version: its number.
        by: who did it.
        at: UTC.
        reason: why.
        control: the compensating control, when an author approved.
        changes: what came into force, as sentences of `change_facts`.
    """

    status: DraftStatus
    version: int
    by: str
    at: datetime
    reason: str = ""
    control: str = ""
    changes: tuple[tuple[str, Row, Row], ...] = ()


def outcome_card(outcome: Outcome, organisation: Organisation, texts: Texts) -> Card:
    """Return who did what with a draft, when and why; nothing is left to press."""
    body: list[Element] = [Text(plain(outcome_text(outcome, organisation, texts)))]
    if outcome.reason:
        body.append(Text(plain(texts("drafts.reason", reason=outcome.reason))))
    if outcome.control:
        body.append(Text(plain(texts("drafts.control", control=outcome.control)), Tone.WARNING))
    facts = tuple(
        Fact(
            activity_name(organisation, None, activity, texts),
            letter_lines(before, after, organisation, texts),
        )
        for activity, before, after in outcome.changes[:_MOST_CHANGES]
    )
    if facts:
        body.append(Facts(facts))
    left = len(outcome.changes) - len(facts)
    if left > 0:
        body.append(Text(plain(texts.plural("drafts.more-changes", left)), Tone.MUTED))
    title = texts(
        "drafts.title", version=outcome.version, status=status_text(outcome.status, texts)
    )
    return Card(title, body=tuple(body))


def outcome_text(outcome: Outcome, organisation: Organisation, texts: Texts) -> str:
    """Return who did what with a draft, and when, as one sentence."""
    return texts(
        f"drafts.outcome.{outcome.status.value}",
        version=outcome.version,
        person=person_name(organisation, outcome.by, texts),
        moment=texts.moment(outcome.at),
    )


def author_card(outcome: Outcome, organisation: Organisation, texts: Texts) -> Card:
    """Return what became of a draft, to one of those who had prepared it."""
    card = outcome_card(outcome, organisation, texts)
    again = outcome.status is DraftStatus.SENT_BACK
    controls = (show_button(texts),) if again else ()
    return replace(card, why=texts("drafts.why-author"), controls=controls)


def overwritten_card(
    activity: str, by: str, rows: tuple[Row, Row], organisation: Organisation, texts: Texts
) -> Card:
    """Return that somebody has changed a row that the reader had saved; nothing goes unseen.

    Args:
        activity: the row.
        by: who changed it.
        rows: as the reader had left it, and as it is now.
        organisation: for the names.
        texts: the reader's language.
    """
    name = activity_name(organisation, organisation.draft, activity, texts)
    person = person_name(organisation, by, texts)
    said = Text(plain(texts("drafts.overwritten", person=person, activity=name)))
    fact = Fact(name, letter_lines(*rows, organisation, texts))
    return Card(
        texts("drafts.overwritten-title"),
        why=texts("drafts.why-author"),
        body=(said, Facts((fact,))),
        controls=(show_button(texts),),
    )


def accountable_card(found: Sequence[Finding], organisation: Organisation, texts: Texts) -> Card:
    """Return the findings in the activities for which the reader is accountable (A)."""
    shown = found[:_MOST_FINDINGS]
    body: list[Element] = [
        Text(plain(finding_sentence(organisation, finding, texts))) for finding in shown
    ]
    if left := len(found) - len(shown):
        body.append(Text(plain(texts.plural("drafts.more-findings", left)), Tone.MUTED))
    return Card(
        texts("drafts.accountable-title"),
        why=texts("drafts.why-accountable", version=organisation.matrix.version),
        body=tuple(body),
        controls=(Button(texts("button.check"), "findings.show", "1"),),
    )


def show_button(texts: Texts) -> Button:
    """Return the button that shows the draft as it is now."""
    return Button(texts("drafts.button.show"), SHOW, "1")


def status_text(status: DraftStatus, texts: Texts) -> str:
    """Return where a draft is, in a word."""
    return texts(f"drafts.status.{status.value}")
