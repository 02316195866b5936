"""The result of `/raci check`: one sentence for each finding, its weight in a word."""

from collections.abc import Sequence
from typing import Protocol

from bot.cards.elements import (
    Button,
    Card,
    Element,
    Heading,
    Option,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.raci import version_text
from bot.domain.finding import Finding, Severity, named_params
from bot.domain.organisation import Organisation
from bot.texts import Texts

_TONES = {
    Severity.ERROR: Tone.WARNING,
    Severity.WARNING: Tone.NORMAL,
    Severity.INFO: Tone.MUTED,
}


FINDING = "finding/"
"""Begins the value of a button that makes a task of a finding; its mark follows."""

_LONGEST_OPTION = 70

_SEVERAL = {"people": "person", "units": "unit"}


class Worded(Protocol):
    """A finding in words."""

    @property
    def severity(self) -> Severity: ...

    @property
    def message(self) -> str: ...

    @property
    def mark(self) -> str: ...


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
        controls=(
            *more,
            Button(texts("button.matrix"), "matrix.show", "1"),
            *_task_choice(shown, texts),
        ),
        footer=version_text(organisation, texts),
    )


def _task_choice(shown: Sequence[Worded], texts: Texts) -> tuple[Select, ...]:
    """Return the choice of a finding to make a task of; none without findings."""
    options = tuple(
        Option(finding.message[:_LONGEST_OPTION], f"{FINDING}{finding.mark}") for finding in shown
    )
    return (Select(texts("findings.make-task"), "plan.add", options),) if options else ()


def finding_sentence(organisation: Organisation, finding: Finding, texts: Texts) -> str:
    """Return a finding's sentence, ids replaced by `organisation`'s names, its cell in front."""
    params = named_params(finding, lambda kind, id_: _name(organisation, kind, id_, texts))
    shown = {
        name: value if isinstance(value, str | int) else texts.date_medium(value)
        for name, value in params.items()
    }
    sentence = texts(f"finding.{finding.code}", **shown)
    place = shown.get("place")
    return texts("finding.at", place=place, message=sentence) if place else sentence


def _name(organisation: Organisation, kind: str, id_: str, texts: Texts) -> str:
    """Return a thing's name, or its id when the organisation does not know it."""
    if kind in _SEVERAL:
        return ", ".join(_name(organisation, _SEVERAL[kind], one, texts) for one in id_.split())
    if kind == "committee":
        committee = organisation.committee.get(id_)
        return committee.name.in_language(texts.language) if committee else id_
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
