"""Findings in words: ids become the names that the reader knows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.finding import Finding, Severity, named_params
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


def findings_page(found: Sequence[Finding], asked: str) -> Page[Finding]:
    """Return the page of findings that a button's value asks for; the first without one."""
    return page_of(found, FINDINGS_PER_PAGE, asked)


def finding_texts(
    organisation: Organisation, findings: Iterable[Finding], texts: Texts
) -> tuple[FindingText, ...]:
    """Return each finding with its sentence, ids replaced by `organisation`'s names."""
    return tuple(
        FindingText(finding, _message(organisation, finding, texts)) for finding in findings
    )


def _message(organisation: Organisation, finding: Finding, texts: Texts) -> str:
    params = named_params(finding, lambda kind, id_: _name(organisation, kind, id_, texts))
    shown = {
        name: value if isinstance(value, str | int) else texts.date_medium(value)
        for name, value in params.items()
    }
    return texts(f"finding.{finding.code}", **shown)


def _name(organisation: Organisation, kind: str, id_: str, texts: Texts) -> str:
    """Return a thing's name, or its id when the organisation does not know it."""
    if kind in {"person", "deputy"}:
        person = organisation.person.get(id_)
        contact = organisation.contact.get(id_)
        return person.name if person else contact.name if contact else id_
    if kind == "party":
        return organisation.party[id_].name if id_ in organisation.party else id_
    if kind == "agreement":
        titles = {agreement.id: agreement.title for agreement in organisation.agreements}
        return titles.get(id_, id_)
    if kind == "activity" and id_ in organisation.activity:
        activity = organisation.activity[id_]
        short = activity.short.in_language(texts.language)
        return short or activity.name.in_language(texts.language)
    named = organisation.role.get(id_) if kind == "role" else organisation.unit.get(id_)
    return named.name.in_language(texts.language).split(" (")[0] if named else id_
