"""The life cycle of a request for a decision: who may do what to it, and when (domain.md §2).

Every function returns the request as it is afterwards. What is over, or has changed, raises
`TooLate`; who may not, `NotAllowed` with who may; what is missing, `BadInput` or `FieldErrors`.
Votes stand in `approval_voting`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.approval_people import Forum
from bot.domain.approval_tally import acting_for
from bot.domain.approvals import Approval, ApprovalState, Consultation
from bot.domain.decisions import Element, Mode, Proposal
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate, TovholderError
from bot.domain.occurrence_hands import Act
from bot.domain.papers import Basis

_ENDED = {
    ApprovalState.ADOPTED: "approval-adopted",
    ApprovalState.NOT_ADOPTED: "approval-not-adopted",
    ApprovalState.MOVED: "approval-moved",
    ApprovalState.WITHDRAWN: "approval-withdrawn",
}
_BEFORE_THE_END = frozenset({ApprovalState.CONSULTING, ApprovalState.VOTING, ApprovalState.PAUSED})


def missing(approval: Approval) -> tuple[Element, ...]:
    """Return what a request lacks before it can be put to the vote (001 §2)."""
    return approval.proposal.lacks(approval.basis)


def require_complete(approval: Approval) -> None:
    """Let pass what can be put to the vote (001 §2).

    Raises:
        FieldErrors: what is missing, by "title" or the element's name, and that it cannot be put
            to the vote without, by "".
    """
    errors: dict[str, TovholderError] = {
        element.value: BadInput(f"approval-lacks-{element.value}") for element in missing(approval)
    }
    if not approval.title.strip():
        errors["title"] = BadInput("form-required")
    if errors:
        raise FieldErrors({"": BadInput("approval-lacks"), **errors})


def submit(
    approval: Approval, consulted: Sequence[str], wished: date | None, act: Act, forum: Forum
) -> Approval:
    """Put a draft to those who are consulted, or to the vote where nobody is.

    Args:
        approval: a draft.
        consulted: who is asked first, by id.
        wished: the last local day to answer, where the asker named one.
        act: the asker's.
        forum: who decides.

    Raises:
        TooLate: it was sent already.
        NotAllowed: somebody else asks.
        FieldErrors: something is missing; see `require_complete`.
        BadInput: the committee decides at meetings only, or no seat is held.
    """
    if approval.state is not ApprovalState.DRAFT:
        raise TooLate("approval-sent", at=approval.changed_at or act.at)
    if act.by != approval.asked_by:
        raise NotAllowed("not-allowed.approval-asker", people=forum.called((approval.asked_by,)))
    require_complete(approval)
    if not forum.alone and not forum.written.allowed:
        raise BadInput("approval-meetings-only")
    _require_voters(forum)
    closes = forum.timetable.closes(act.at, urgent=approval.urgent, wished=wished)
    mode = Mode.APPROVER if forum.alone else Mode.WRITTEN
    asked = replace(approval, mode=mode, closes_at=closes)
    if not consulted:
        return _opened(asked, act.at, forum)
    return replace(
        asked,
        state=ApprovalState.CONSULTING,
        consulted=tuple(Consultation(person) for person in dict.fromkeys(consulted)),
        consult_until=forum.timetable.closes(act.at, urgent=approval.urgent),
        changed_at=act.at,
    )


def answer(approval: Approval, said: str, act: Act, forum: Forum) -> Approval:
    """Take the remarks of somebody who is consulted, "" for none; the last answer opens the vote.

    Raises:
        TooLate: the consultation is over.
        NotAllowed: somebody else was asked.
    """
    if act.by not in {asked.person_id for asked in approval.consulted}:
        raise NotAllowed("not-allowed.approval-consulted")
    require_unended(approval, act)
    if approval.state is not ApprovalState.CONSULTING:
        raise TooLate("approval-consulted", at=approval.opens_at or act.at)
    answers = tuple(
        Consultation(one.person_id, said.strip(), act.at) if one.person_id == act.by else one
        for one in approval.consulted
    )
    after = replace(approval, consulted=answers, changed_at=act.at)
    if any(one.answer is None for one in answers):
        return after
    return _opened(after, act.at, forum)


def open_vote(approval: Approval, at: datetime, forum: Forum) -> Approval:
    """Open the vote when the time for remarks is over; other requests are left as they are."""
    until = approval.consult_until
    if approval.state is not ApprovalState.CONSULTING or until is None or at < until:
        return approval
    return _opened(approval, at, forum)


def require_unended(approval: Approval, act: Act) -> None:
    """Let pass a request that has not ended.

    Raises:
        TooLate: it has ended: how and when.
    """
    if not approval.is_open:
        ended = approval.changed_at or act.at
        raise TooLate(_ENDED[approval.state], number=approval.number, at=ended)


@dataclass(frozen=True)
class Version:
    """What a new version says; `about_digest` is of the record it is about."""

    title: str
    proposal: Proposal
    basis: Basis
    about_digest: str = ""


def revise(approval: Approval, version: Version, act: Act, forum: Forum) -> Approval:
    """Put a new version to the vote; the votes for the one before are void.

    While people are consulted, it is still they who answer first.

    Raises:
        TooLate: it has ended, or says nothing new.
        NotAllowed: somebody else than the secretary or the asker.
        FieldErrors: something is missing.
    """
    require_unended(approval, act)
    if act.by != approval.asked_by:
        require_steward(approval, act, forum)
    after = replace(
        approval,
        title=version.title,
        proposal=version.proposal,
        basis=version.basis,
        about_digest=version.about_digest,
    )
    if after.digest == approval.digest:
        raise BadInput("approval-same")
    require_complete(after)
    _require_voters(forum)
    after = replace(
        after,
        version=approval.version + 1,
        votes={},
        sent_back=None,
        authors=tuple(dict.fromkeys((*approval.authors, act.by))),
        changed_at=act.at,
    )
    if approval.state is ApprovalState.CONSULTING:
        return after
    return _opened(replace(after, closes_at=None), act.at, forum)


def withdraw(approval: Approval, act: Act, forum: Forum) -> Approval:
    """Take a request back; the secretary may for an asker who has left.

    Raises:
        TooLate: it has ended.
        NotAllowed: somebody else asked.
    """
    require_unended(approval, act)
    gone = approval.asked_by not in forum.people
    if act.by != approval.asked_by and not (gone and act.by in forum.secretaries):
        raise NotAllowed("not-allowed.approval-asker", people=forum.called((approval.asked_by,)))
    return replace(approval, state=ApprovalState.WITHDRAWN, sent_back=None, changed_at=act.at)


def overtaken(approval: Approval, at: datetime) -> Approval:
    """Return an open request as it is once what it is about was decided or written otherwise."""
    return replace(
        approval, state=ApprovalState.WITHDRAWN, sent_back=None, overtaken=True, changed_at=at
    )


def move_to_agenda(approval: Approval, act: Act, forum: Forum) -> Approval:
    """Take a matter out of writing and to the next meeting.

    The chair may, and any member where the terms do not leave that to the chair.

    Raises:
        TooLate: it has ended.
        NotAllowed: the person may not.
    """
    require_unended(approval, act)
    members = {acting_for(seat, forum) for seat in forum.seats}
    may = set(forum.chairs) if forum.written.by_chair else {*forum.chairs, *members}
    if forum.alone or act.by not in may:
        raise only_chair(forum)
    return replace(approval, state=ApprovalState.MOVED, sent_back=None, changed_at=act.at)


def require_version(approval: Approval, seen: int, act: Act) -> None:
    """Let pass who saw the version as it is.

    Raises:
        TooLate: it has ended, or there is a newer one.
    """
    require_unended(approval, act)
    if seen != approval.version:
        raise TooLate("approval-superseded", version=approval.version)


def require_steward(approval: Approval, act: Act, forum: Forum) -> None:
    """Let pass who keeps the papers: the secretary, or the asker where one decides alone.

    Raises:
        NotAllowed: somebody else.
    """
    stewards = (approval.asked_by,) if forum.alone else forum.secretaries
    if act.by not in stewards:
        if not stewards:
            raise NotAllowed("not-allowed.approval-steward-vacant")
        raise NotAllowed("not-allowed.approval-steward", people=forum.called(stewards))


def is_under_way(approval: Approval) -> bool:
    """Tell whether somebody is asked, or it waits for a new version."""
    return approval.state in _BEFORE_THE_END


def _opened(approval: Approval, at: datetime, forum: Forum) -> Approval:
    """Return it put to the vote, with the roster of today and time enough to answer.

    Where nobody holds a seat any more it goes to the next agenda.
    """
    if not any(seat.holder_id for seat in forum.seats):
        return replace(approval, state=ApprovalState.MOVED, changed_at=at)
    soonest = forum.timetable.closes(at, urgent=approval.urgent)
    return replace(
        approval,
        state=ApprovalState.VOTING,
        roster=forum.seats,
        opens_at=at,
        closes_at=max(approval.closes_at or soonest, soonest),
        changed_at=at,
    )


def _require_voters(forum: Forum) -> None:
    if not any(seat.holder_id for seat in forum.seats):
        raise BadInput("approval-no-voters")


def only_chair(forum: Forum) -> NotAllowed:
    """Return the refusal of what the chair alone may do."""
    if not forum.chairs:
        return NotAllowed("not-allowed.approval-chair-vacant")
    return NotAllowed("not-allowed.approval-chair", people=forum.called(forum.chairs))
