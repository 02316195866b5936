"""Approvals: a matter put to a committee's vote, or to a document's own approver.

A request carries what is decided on as a version with a digest; a vote is for that version alone
(reliability.md §2).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import rfc8785

from bot.domain.decisions import DecisionKind, Mode, Proposal
from bot.domain.papers import Basis


class ApprovalState(StrEnum):
    """Where a request is.

    CONSULTING: those consulted (C) are asked first. VOTING: members vote. PAUSED: somebody has
    sent it back; the secretary resumes or issues a new version. MOVED: without a quorum at the
    deadline, or by the chair, it went to the next agenda. The last four are its ends, with MOVED.
    """

    DRAFT = "draft"
    CONSULTING = "consulting"
    VOTING = "voting"
    PAUSED = "paused"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not-adopted"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


ENDED = frozenset(
    {
        ApprovalState.ADOPTED,
        ApprovalState.NOT_ADOPTED,
        ApprovalState.MOVED,
        ApprovalState.WITHDRAWN,
    }
)
"""Nobody votes any more."""


class Choice(StrEnum):
    """What a member answers. The first two are for, AGAINST needs a reason."""

    FOR = "for"
    FOR_WITH_REMARKS = "for-with-remarks"
    AGAINST = "against"
    ABSTAIN = "abstain"
    RECUSED = "recused"


@dataclass(frozen=True)
class RosterSeat:
    """A voting seat, frozen when the vote opens.

    Args:
        seat_id: the committee's seat, or "approver" for a document's one approver.
        holder_id: who sits in it; None when it is vacant, yet it counts towards the quorum.
        deputy_id: who votes for it while the holder is away.
        chair: the chair's.
    """

    seat_id: str
    holder_id: str | None
    deputy_id: str | None = None
    chair: bool = False


@dataclass(frozen=True)
class Consultation:
    """Somebody who is consulted (C) before the vote, and what they answered.

    Args:
        person_id: who is asked.
        answer: in words; "" for "no remarks", None until answered.
        at: when, UTC.
    """

    person_id: str
    answer: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Vote:
    """One person's vote on one version; a later one takes its place until the close.

    Args:
        voter_id: the person; one vote each, however many seats and platforms.
        choice: what they answered.
        digest: of the version voted on.
        at: UTC.
        remark: the reason or the remarks.
        for_id: the holder for whom a deputy votes.
    """

    voter_id: str
    choice: Choice
    digest: str
    at: datetime
    remark: str = ""
    for_id: str | None = None


@dataclass(frozen=True)
class SentBack:
    """Who sent a version back, why, and when (UTC)."""

    by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Approval:
    """A request for a decision.

    Args:
        id: random 128 bits; buttons carry it.
        number: for people to type: "G-12".
        title: in a few words.
        kind: what is asked for.
        committee_id: who decides, or
        approver_role: the role whose holder decides alone; one of the two is set.
        asked_by, asked_at: who asks, and when (UTC).
        proposal: what, how, who, when.
        basis: what it rests on.
        mode: how it is decided.
        urgent: with the shorter time to answer.
        version: from 1; a new one voids the votes.
        about: the record it is about ("occurrence/<id>", "plan-version/3"), or "".
        about_digest: of that record, when it has one of its own.
        state: where it is.
        consulted: who is asked first.
        consult_until: when the vote opens at the latest, UTC.
        roster: who votes, frozen when the vote opens.
        opens_at, closes_at: of the vote, UTC.
        votes: of this version, by voter.
        sent_back: while it is paused.
        meeting_id, item_id: the agenda item it belongs to or went to.
        decision_id: its decision.
        authors: who wrote what is decided on; they do not approve it alone (A.5.3).
        changed_at: UTC; tells a stale card from a fresh one.
        overtaken: it was withdrawn because what it is about was decided or written otherwise.
    """

    id: str
    number: str
    title: str
    kind: DecisionKind
    asked_by: str
    asked_at: datetime
    committee_id: str | None = None
    approver_role: str | None = None
    proposal: Proposal = field(default_factory=Proposal)
    basis: Basis = field(default_factory=Basis)
    mode: Mode = Mode.WRITTEN
    urgent: bool = False
    version: int = 1
    about: str = ""
    about_digest: str = ""
    state: ApprovalState = ApprovalState.DRAFT
    consulted: tuple[Consultation, ...] = ()
    consult_until: datetime | None = None
    roster: tuple[RosterSeat, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    votes: Mapping[str, Vote] = field(default_factory=dict)
    sent_back: SentBack | None = None
    meeting_id: str | None = None
    item_id: str | None = None
    decision_id: str | None = None
    authors: tuple[str, ...] = ()
    changed_at: datetime | None = None
    overtaken: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether it has not ended."""
        return self.state not in ENDED

    @property
    def digest(self) -> str:
        """Return the digest of the version as it stands."""
        return digest_of_version(self)


def digest_of_version(approval: Approval) -> str:
    """Return the SHA-256 of what is decided on, in hexadecimal.

    It covers everything a member is asked to agree to: the title, what, how, who, when, what is
    asked for, the words, links and files of the basis, and the record's own digest.
    """
    proposal, basis = approval.proposal, approval.basis
    said = {
        "about": approval.about,
        "about_digest": approval.about_digest,
        "cost": proposal.cost,
        "due": _iso(proposal.due),
        "effort": proposal.effort,
        "how": proposal.how,
        "kind": approval.kind.value,
        "links": list(basis.links),
        "papers": [[paper.name, paper.sha256] for paper in basis.papers],
        "text": basis.text,
        "title": approval.title,
        "version": approval.version,
        "what": proposal.what,
        "who": [str(bearer) for bearer in proposal.who],
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
