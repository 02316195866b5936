"""Findings in words: ids become the names that the reader knows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.cards.findings import finding_sentence
from bot.domain.finding import Finding, Severity
from bot.domain.organisation import Organisation
from bot.domain.paging import Page, page_of
from bot.texts import Texts

FINDINGS_PER_PAGE = 12


@dataclass(frozen=True)
class FindingText:
    """A finding and its sentence in the reader's language."""

    finding: Finding
    message: str

    @property
    def severity(self) -> Severity:
        """Return how bad it is."""
        return self.finding.severity

    @property
    def mark(self) -> str:
        """Return what tells it from the others, whatever the language."""
        said = (self.finding.code, self.finding.where, sorted(self.finding.params.items()))
        return sha256(repr(said).encode()).hexdigest()[:16]


def findings_page(found: Sequence[Finding], asked: str) -> Page[Finding]:
    """Return the page of findings that a button's value asks for; the first without one."""
    return page_of(found, FINDINGS_PER_PAGE, asked)


def finding_texts(
    organisation: Organisation, findings: Iterable[Finding], texts: Texts
) -> tuple[FindingText, ...]:
    """Return each finding with its sentence, ids replaced by `organisation`'s names."""
    return tuple(
        FindingText(finding, finding_sentence(organisation, finding, texts)) for finding in findings
    )
