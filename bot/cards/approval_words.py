"""What a request is about, as every card of it says it: what, how, who, when, and on what basis."""

from collections.abc import Iterator
from datetime import date

from bot.cards.elements import Fact, Line, plain
from bot.cards.holders import role_name
from bot.cards.plan_words import bearer_line
from bot.domain.approvals import Approval, Choice
from bot.domain.decisions import DecisionKind
from bot.domain.organisation import Organisation
from bot.domain.papers import Basis, Paper
from bot.texts import Texts

_KILO = 1024


def forum_name(approval: Approval, organisation: Organisation, texts: Texts) -> str:
    """Return who decides: the committee, or the role of the one approver."""
    committee = organisation.committee.get(approval.committee_id or "")
    if committee is not None:
        return committee.name.in_language(texts.language)
    role = organisation.role.get(approval.approver_role or "")
    return role_name(role, texts) if role else texts("approvals.nobody")


def name_of(person_id: str | None, organisation: Organisation, texts: Texts) -> str:
    """Return a person's name; of one who is gone, that they are."""
    person = organisation.person.get(person_id or "")
    return person.name if person else texts("plan.somebody-gone")


def matter_facts(
    approval: Approval, organisation: Organisation, texts: Texts, on: date
) -> tuple[Fact, ...]:
    """Return what is asked for, on what basis, and what those who were consulted said.

    Args:
        approval: as it stands.
        organisation: for names.
        texts: the reader's language.
        on: the local date, for who acts in a role.
    """
    return (
        *_proposal_facts(approval, organisation, texts, on),
        Fact(texts("approvals.basis"), tuple(_basis_lines(approval.basis, texts))),
        *_consulted_facts(approval, organisation, texts),
    )


def choice_text(choice: Choice, texts: Texts) -> str:
    """Return an answer as its button says it."""
    return texts(f"approvals.choice.{choice.value}")


def size_text(size: int, texts: Texts) -> str:
    """Return how large a file is, in kB or MB."""
    if size >= _KILO * _KILO:
        return texts("approvals.megabytes", n=round(size / (_KILO * _KILO)))
    return texts("approvals.kilobytes", n=max(1, round(size / _KILO)))


def _proposal_facts(
    approval: Approval, organisation: Organisation, texts: Texts, on: date
) -> Iterator[Fact]:
    proposal = approval.proposal
    yield Fact(texts("approvals.what"), (plain(proposal.what),))
    yield Fact(texts("approvals.how"), (plain(proposal.how),))
    who = tuple(
        bearer_line(bearer, organisation, texts, on, accountable=False) for bearer in proposal.who
    )
    yield Fact(texts("approvals.who"), who)
    if proposal.due is not None:
        yield Fact(texts("approvals.when"), (plain(texts.date_long(proposal.due)),))
    asked = []
    if proposal.cost is not None:
        asked.append(plain(texts("approvals.cost", n=proposal.cost)))
    if proposal.effort is not None:
        asked.append(plain(texts.plural("approvals.effort", proposal.effort)))
    if asked:
        yield Fact(texts("approvals.resources"), tuple(asked))
    if approval.kind is not DecisionKind.MATTER:
        yield Fact(
            texts("approvals.kind"), (plain(texts(f"approvals.kind.{approval.kind.value}")),)
        )


def _basis_lines(basis: Basis, texts: Texts) -> Iterator[Line]:
    if basis.text:
        yield plain(basis.text)
    for link in basis.links:
        yield plain(texts("approvals.unlocked", link=link) if basis.unlocked else link)
    for paper in basis.papers:
        yield plain(_paper_text(paper, texts))


def _paper_text(paper: Paper, texts: Texts) -> str:
    return texts(
        "approvals.paper",
        name=paper.name,
        size=size_text(paper.size, texts),
        fingerprint=paper.sha256[:12],
    )


def _consulted_facts(
    approval: Approval, organisation: Organisation, texts: Texts
) -> Iterator[Fact]:
    lines = []
    for one in approval.consulted:
        name = name_of(one.person_id, organisation, texts)
        if one.answer is None:
            lines.append(plain(texts("approvals.consulted-waits", person=name)))
        elif one.answer:
            lines.append(plain(texts("approvals.consulted-said", person=name, remark=one.answer)))
        else:
            lines.append(plain(texts("approvals.consulted-nothing", person=name)))
    if lines:
        yield Fact(texts("approvals.consulted"), tuple(lines))
