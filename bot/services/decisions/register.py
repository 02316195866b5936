"""Finds decisions, for whoever may see them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.approvals import Approval, Vote
from bot.domain.assignments import Assignment
from bot.domain.decisions import Decision
from bot.domain.errors import BadInput, NotAllowed
from bot.domain.meeting_people import people_of_meeting
from bot.domain.meetings import AgendaItem
from bot.domain.papers import Paper
from bot.services.permissions import Ability, Standing, may
from bot.services.ports import AuditEntry, KeptEvidence, Storage, UnitOfWork


@dataclass(frozen=True)
class Evidence:
    """Everything that is kept of a decision.

    Args:
        decision: the decision.
        papers: the files that it rests on, with their content.
        votes: every vote ever cast, with the version it was for.
        audit: what the log says of it.
        assignments: what units were given to carry it out, the oldest first.
        shown: the files that show what they did, with the number of the assignment.
    """

    decision: Decision
    papers: Sequence[tuple[Paper, bytes]] = ()
    votes: Sequence[tuple[int, Vote]] = ()
    audit: Sequence[AuditEntry] = field(default_factory=tuple)
    assignments: Sequence[Assignment] = field(default_factory=tuple)
    shown: Sequence[tuple[str, KeptEvidence]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Register:
    """Finds decisions.

    Args:
        storage: where they are.
    """

    storage: Storage

    async def search(self, words: str, standing: Standing) -> Sequence[Decision]:
        """Return the decisions that have every word in them, the newest first; all without words.

        Raises:
            NotAllowed: the reader may see none at all.
        """
        committees = _seen(standing)
        async with self.storage.read() as work:
            every = await work.decisions.all(committees)
        wanted = words.casefold().split()
        return [one for one in every if all(word in _text(one) for word in wanted)]

    async def find(self, decision_id: str, standing: Standing) -> Decision:
        """Return a decision by its id.

        Raises:
            BadInput: there is none.
            NotAllowed: the reader may not see it.
        """
        async with self.storage.read() as work:
            return _require(await work.decisions.find(decision_id), standing, "")

    async def by_number(self, number: str, standing: Standing) -> Decision | None:
        """Return the decision with a number, None when there is none.

        Raises:
            NotAllowed: the reader may not see it.
        """
        async with self.storage.read() as work:
            found = await work.decisions.by_number(number)
        return _require(found, standing, number) if found else None

    async def evidence(self, decision_id: str, standing: Standing) -> Evidence:
        """Return everything that is kept of a decision.

        Raises:
            BadInput, NotAllowed: as for `find`.
        """
        async with self.storage.read() as work:
            decision = _require(await work.decisions.find(decision_id), standing, "")
            approval_id = decision.approval_id
            approval = await work.approvals.find(approval_id) if approval_id else None
            item = await work.meetings.item(decision.item_id) if decision.item_id else None
            given = await work.assignments.of_decisions([decision.id])
            subjects = {one.subject for one in given}
            return Evidence(
                decision,
                await _papers(work, decision, approval, item),
                await work.approvals.history(approval_id) if approval_id else (),
                [
                    entry
                    async for entry in work.audit.entries()
                    if entry.record.subject in subjects or _concerns(entry, decision)
                ],
                given,
                await _shown(work, given),
            )


async def _papers(
    work: UnitOfWork, decision: Decision, approval: Approval | None, item: AgendaItem | None
) -> Sequence[tuple[Paper, bytes]]:
    every = [*decision.basis.papers]
    every += approval.basis.papers if approval else ()
    every += item.papers if item else ()
    kept = {paper.id: paper for paper in every}
    found = [(paper, await work.papers.content(paper.id)) for paper in kept.values()]
    return [(paper, content) for paper, content in found if content is not None]


async def _shown(
    work: UnitOfWork, given: Sequence[Assignment]
) -> Sequence[tuple[str, KeptEvidence]]:
    """Return the files that show what units did, with the numbers of their assignments."""
    ids = [(one.number, said.evidence.file_id) for one in given for said in one.feedback]
    found = [(number, await work.wheel.evidence(id_)) for number, id_ in ids if id_]
    return [(number, kept) for number, kept in found if kept is not None]


def _concerns(entry: AuditEntry, decision: Decision) -> bool:
    """Tell whether an entry of the log is about a decision, or what it was made of."""
    subject = entry.record.subject
    if subject in (f"decision/{decision.number}", decision.about or "-"):
        return True
    if decision.item_id and entry.record.data.get("item_id") == decision.item_id:
        return True
    if not decision.approval_id:
        return False
    approval = f"approval/{decision.approval_id}"
    return subject == approval or subject.startswith(f"{approval}/")


def _text(decision: Decision) -> str:
    proposal = decision.proposal
    return f"{decision.number} {decision.title} {proposal.what} {proposal.how}".casefold()


def _seen(standing: Standing) -> frozenset[str] | None:
    """Return of which committees the reader may see decisions; None for every one.

    Raises:
        NotAllowed: of none.
    """
    if may(standing, Ability.SEE_DECISION):
        return None
    person, organisation = standing.person, standing.organisation
    found = frozenset(
        one.id
        for one in organisation.committees
        if person and person.id in people_of_meeting(organisation, one, standing.on).concerned
    )
    if not found:
        raise NotAllowed("not-allowed.see-decision")
    return found


def _require(decision: Decision | None, standing: Standing, number: str) -> Decision:
    committees = _seen(standing)
    if decision is None:
        raise BadInput("decision-none", number=number or "–")
    if committees is not None and decision.committee_id not in committees:
        raise NotAllowed("not-allowed.see-decision")
    return decision
