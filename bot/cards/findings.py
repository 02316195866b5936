"""The result of `/raci check`: one sentence for each finding, its weight in a word."""

from collections.abc import Sequence
from typing import Protocol

from bot.cards.elements import Button, Card, Element, Heading, Style, Text, Tone, plain
from bot.cards.raci import version_text
from bot.domain.finding import Severity
from bot.domain.organisation import Organisation
from bot.texts import Texts

_TONES = {
    Severity.ERROR: Tone.WARNING,
    Severity.WARNING: Tone.NORMAL,
    Severity.INFO: Tone.MUTED,
}


class Worded(Protocol):
    """A finding in words."""

    @property
    def severity(self) -> Severity: ...

    @property
    def message(self) -> str: ...


def findings_card(
    shown: Sequence[Worded],
    organisation: Organisation,
    texts: Texts,
    *,
    total: int,
    following: int | None,
) -> Card:
    """Return the findings, grouped by how bad they are.

    Args:
        shown: this page's findings, the worst first.
        organisation: what was judged.
        texts: the reader's language.
        total: how many there are on all pages.
        following: the next page's number, or None on the last.
    """
    body: list[Element] = [Text(plain(texts.plural("findings.count", total)))]
    for severity in Severity:
        worded = [finding for finding in shown if finding.severity is severity]
        if worded:
            body.append(Heading(texts(f"findings.{severity.value}")))
        body += [Text(plain(finding.message), _TONES[severity]) for finding in worded]
    more = (
        (Button(texts("button.more"), "findings.show", str(following), Style.PRIMARY),)
        if following
        else ()
    )
    return Card(
        texts("findings.title"),
        body=tuple(body),
        controls=(*more, Button(texts("button.matrix"), "matrix.show", "1")),
        footer=version_text(organisation, texts),
    )
