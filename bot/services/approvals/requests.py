"""Requests are asked, answered by those consulted, revised, withdrawn and taken to a meeting."""

import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain import approval_rules as rules
from bot.domain.approval_events import (
    ApprovalAsked,
    ApprovalEvent,
    ApprovalRevised,
    ApprovalWithdrawn,
    ConsultationAnswered,
)
from bot.domain.approval_people import Forum, consulted_on
from bot.domain.approvals import Approval, ApprovalState
from bot.domain.cpr import mask_cpr
from bot.domain.decisions import DecisionKind, Proposal
from bot.domain.errors import BadInput, FieldErrors
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.domain.papers import LARGEST_PAPER, Basis, Paper, digest_of
from bot.services.approvals.cases import Case, Cases
from bot.services.approvals.outcomes import moved, opened
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.ports import UnitOfWork

_LINK = re.compile(r"https?://[^\s<>\"]{3,1000}", re.IGNORECASE)
_MOST_LINKS = 10


@dataclass(frozen=True)
class NewFile:
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Grounds:
    """What a request rests on, as it was handed in: words, addresses and files."""

    text: str = ""
    links: tuple[str, ...] = ()
    files: tuple[NewFile, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for.

    Args:
        title: in a few words.
        kind: a matter, a document or resources.
        proposal: what, how, who, when, and what it costs.
        grounds: what it rests on.
        committee_id, approver_role: who decides; one of them.
        urgent: with the shorter time to answer.
        wished: the last local day to answer, if one is named.
        consulted: who is asked first, by id.
        activity_id: whose C in the matrix are asked first too.
        about, about_digest: the record that it is about, or "".
        authors: who else wrote what is decided on.
        id: of the request, where it was chosen before; a random one else.
    """

    title: str
    proposal: Proposal
    grounds: Grounds = field(default_factory=Grounds)
    kind: DecisionKind = DecisionKind.MATTER
    committee_id: str | None = None
    approver_role: str | None = None
    urgent: bool = False
    wished: date | None = None
    consulted: tuple[str, ...] = ()
    activity_id: str | None = None
    about: str = ""
    about_digest: str = ""
    authors: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True)
class Requests:
    """Takes requests for decisions."""

    cases: Cases

    async def ask(self, wanted: Wanted, cause: Cause) -> Approval:
        """Ask for a decision: those who are consulted are asked first, else the vote opens.

        Raises:
            NotAllowed: the account is bound to nobody, or nobody decides that.
            BadInput: nobody holds a seat, or what it is about waits for a decision already.
            FieldErrors: what is missing or wrong, by field.
        """
        async with self.cases.storage.begin() as work:
            organisation = await work.organisation()
            approval = await self.put(work, organisation, wanted, cause)
            await work.commit()
        return approval

    async def put(
        self, work: UnitOfWork, organisation: Organisation, wanted: Wanted, cause: Cause
    ) -> Approval:
        """Ask for a decision in the caller's transaction; see `ask`."""
        act = self.cases.act(organisation, cause)
        for other in await work.approvals.about(wanted.about) if wanted.about else ():
            if other.is_open:
                raise BadInput("approval-waits-already", number=other.number)
        approval, papers = _draft(wanted, act)
        forum = self.cases.forum(organisation, approval)
        consulted = _consulted(organisation, wanted, act)
        approval = _submitted(approval, consulted, wanted.wished, act, forum)
        approval = replace(approval, number=await work.approvals.next_number())
        await work.approvals.save(approval)
        for paper, content in papers:
            await work.papers.add(paper, content)
        case = Case(work, organisation, approval, forum, act, cause)
        asked = case.told(
            ApprovalAsked,
            approval,
            committee_id=approval.committee_id or "",
            approver_role=approval.approver_role or "",
            about=approval.about,
            about_digest=approval.about_digest,
            urgent=approval.urgent,
            consulted=consulted,
        )
        await self._record(case, asked)
        if approval.state is ApprovalState.VOTING:
            await self._record(case, opened(case, approval))
        return approval

    async def answer(self, approval_id: str, said: str, cause: Cause) -> Approval:
        """Take the remarks of somebody who is consulted; "" for none.

        Raises:
            TooLate: the consultation is over.
            NotAllowed: somebody else was asked.
        """
        async with self.cases.changing(approval_id, cause) as case:
            after = rules.answer(case.approval, mask_cpr(said), case.act, case.forum)
            await case.work.approvals.save(after)
            remarks = bool(said.strip())
            await self._record(case, case.told(ConsultationAnswered, after, remarks=remarks))
            if after.state is not ApprovalState.CONSULTING:
                await self._record(case, opened(case, after))
            await case.work.commit()
        return after

    async def revise(
        self,
        approval_id: str,
        seen: int,
        title: str,
        proposal: Proposal,
        grounds: Grounds,
        cause: Cause,
    ) -> Approval:
        """Put a new version to the vote; files of the one before stay with it.

        Args:
            approval_id: the request.
            seen: the version that was revised.
            title, proposal, grounds: what the new one says; files are added to those there are.
            cause: who does it.

        Raises:
            TooLate: it has ended, or has a newer version.
            NotAllowed: somebody else than the secretary or the asker.
            BadInput, FieldErrors: it says nothing new, or something is missing or wrong.
        """
        async with self.cases.changing(approval_id, cause) as case:
            before = case.approval
            rules.require_version(before, seen, case.act)
            basis, papers = _kept(grounds, approval_id, case.act)
            basis = replace(basis, papers=(*before.basis.papers, *basis.papers))
            said = rules.Version(
                mask_cpr(title.strip()), _masked(proposal), basis, before.about_digest
            )
            after = rules.revise(before, said, case.act, case.forum)
            await case.work.approvals.save(after)
            for paper, content in papers:
                await case.work.papers.add(paper, content)
            voided = len(before.votes)
            await self._record(case, case.told(ApprovalRevised, after, voided=voided))
            if after.state is not ApprovalState.CONSULTING:
                await self._record(case, opened(case, after))
            await case.work.commit()
        return after

    async def withdraw(self, approval_id: str, cause: Cause) -> Approval:
        """Take a request back.

        Raises:
            TooLate: it has ended.
            NotAllowed: somebody else asked.
        """
        async with self.cases.changing(approval_id, cause) as case:
            after = rules.withdraw(case.approval, case.act, case.forum)
            await case.work.approvals.save(after)
            await self._record(case, case.told(ApprovalWithdrawn, after))
            await case.work.commit()
        return after

    async def move_to_agenda(self, approval_id: str, cause: Cause) -> Approval:
        """Take a matter out of writing and to the next meeting.

        Raises:
            TooLate: it has ended.
            NotAllowed: the person may not.
        """
        async with self.cases.changing(approval_id, cause) as case:
            after = rules.move_to_agenda(case.approval, case.act, case.forum)
            await case.work.approvals.save(after)
            await self._record(case, moved(case, after, "wish"))
            await case.work.commit()
        return after

    async def _record(self, case: Case, event: ApprovalEvent) -> None:
        await self.cases.journal.record(case.work, event, case.cause)


def _draft(wanted: Wanted, act: Act) -> tuple[Approval, Sequence[tuple[Paper, bytes]]]:
    """Return the request as a draft, with the files that belong to it."""
    approval_id = wanted.id or new_id("approval")
    basis, papers = _kept(wanted.grounds, approval_id, act)
    return (
        Approval(
            id=approval_id,
            number="",
            title=mask_cpr(wanted.title.strip()),
            kind=wanted.kind,
            asked_by=act.by,
            asked_at=act.at,
            committee_id=wanted.committee_id,
            approver_role=wanted.approver_role,
            proposal=_masked(wanted.proposal),
            basis=basis,
            urgent=wanted.urgent,
            about=wanted.about,
            about_digest=wanted.about_digest,
            authors=tuple(dict.fromkeys((act.by, *wanted.authors))),
            changed_at=act.at,
        ),
        papers,
    )


def _submitted(
    approval: Approval, consulted: Sequence[str], wished: date | None, act: Act, forum: Forum
) -> Approval:
    try:
        return rules.submit(approval, consulted, wished, act, forum)
    except BadInput as error:
        if error.key.startswith("approval-deadline"):
            raise FieldErrors({"deadline": error}) from error
        raise


def _consulted(organisation: Organisation, wanted: Wanted, act: Act) -> tuple[str, ...]:
    """Return who is asked first: whom the asker names, and C of the row; never the asker."""
    named = [p for p in wanted.consulted if p in organisation.person and p != act.by]
    row = (
        consulted_on(organisation, wanted.activity_id, act.on, but=(act.by,))
        if wanted.activity_id
        else ()
    )
    return tuple(dict.fromkeys((*named, *row)))


def _kept(
    grounds: Grounds, approval_id: str, act: Act
) -> tuple[Basis, Sequence[tuple[Paper, bytes]]]:
    """Return the basis as it is kept, and its files with their content.

    Raises:
        FieldErrors: an address is none, or a file is empty or too large.
    """
    links = tuple(dict.fromkeys(link.strip() for link in grounds.links if link.strip()))
    if len(links) > _MOST_LINKS or not all(_LINK.fullmatch(link) for link in links):
        raise FieldErrors({"links": BadInput("approval-links", n=_MOST_LINKS)})
    papers = [(_paper(file, approval_id, act), file.content) for file in grounds.files]
    text = mask_cpr(grounds.text.strip())
    masked = tuple(mask_cpr(link) for link in links)
    return Basis(text, masked, tuple(paper for paper, _ in papers)), papers


def _paper(file: NewFile, approval_id: str, act: Act) -> Paper:
    if not file.content:
        raise FieldErrors({"basis": BadInput("approval-file-empty")})
    if len(file.content) > LARGEST_PAPER:
        megabytes = LARGEST_PAPER // (1024 * 1024)
        raise FieldErrors({"basis": BadInput("approval-file-big", megabytes=megabytes)})
    media_type, _ = mimetypes.guess_type(file.name)
    return Paper(
        id=new_id("paper"),
        subject=f"approval/{approval_id}",
        name=file.name[-200:],
        media_type=media_type or "application/octet-stream",
        size=len(file.content),
        sha256=digest_of(file.content),
        by=act.by,
        at=act.at,
    )


def _masked(proposal: Proposal) -> Proposal:
    """Return a proposal without what looks like a CPR number in its words (domain.md §3)."""
    return replace(
        proposal, what=mask_cpr(proposal.what.strip()), how=mask_cpr(proposal.how.strip())
    )
