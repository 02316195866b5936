"""Votes on a request: cast, changed, taken back, sent back, and counted at the close.

Functions return and raise as those of `approval_rules`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.approval_people import Forum
from bot.domain.approval_rules import (
    is_under_way,
    only_chair,
    require_steward,
    require_unended,
)
from bot.domain.approval_tally import (
    FOR,
    Count,
    acting_for,
    counted,
    seat_of,
    still_holds,
    unanswered,
)
from bot.domain.approvals import Approval, ApprovalState, Choice, RosterSeat, SentBack, Vote
from bot.domain.decisions import Mode
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.occurrence_hands import Act


@dataclass(frozen=True)
class Closed:
    """A request at the end of its vote, with what the votes came to; None where nobody voted."""

    approval: Approval
    count: Count | None


def cast(
    approval: Approval, choice: Choice, remark: str, seen: str, act: Act, forum: Forum
) -> Approval:
    """Take a vote, or another one in place of an earlier.

    Args:
        approval: as it stands, locked.
        choice: what is answered.
        remark: the reason or the remarks.
        seen: the digest of the version that the card showed.
        act: the voter's.
        forum: who decides today.

    Raises:
        TooLate: the vote is over, is paused, or is for another version.
        NotAllowed: the person has no vote in it, or none today.
        FieldErrors: a reason or remarks are missing, in `remark`.
    """
    seat = require_voter(approval, seen, act, forum)
    _require_remark(choice, remark)
    if forum.alone and choice in FOR:
        _require_other_author(approval, remark, act, forum)
    for_id = seat.holder_id if seat.holder_id != act.by else None
    vote = Vote(act.by, choice, approval.digest, act.at, remark.strip(), for_id)
    return replace(approval, votes={**approval.votes, act.by: vote}, changed_at=act.at)


def needs_control(approval: Approval, by: str, forum: Forum) -> bool:
    """Tell whether somebody may approve their own work, which takes a compensating control."""
    if not forum.alone or not forum.small or by not in approval.authors:
        return False
    others = {acting_for(seat, forum) for seat in forum.seats} - {by, None}
    return others <= set(approval.authors)


def take_back(approval: Approval, seen: str, act: Act, forum: Forum) -> Approval:
    """Take a vote back, as if it had not been cast.

    Raises:
        TooLate: as for `cast`, or there is none.
        NotAllowed: as for `cast`.
    """
    require_voter(approval, seen, act, forum)
    if act.by not in approval.votes:
        raise TooLate("approval-no-vote")
    left = {voter: vote for voter, vote in approval.votes.items() if voter != act.by}
    return replace(approval, votes=left, changed_at=act.at)


def require_voter(approval: Approval, seen: str, act: Act, forum: Forum) -> RosterSeat:
    """Return the seat for which somebody votes, as long as they may.

    Raises:
        TooLate, NotAllowed: as for `cast`.
    """
    seat = _require_seat(approval, act, forum)
    require_open(approval, act)
    if seen != approval.digest:
        raise TooLate("approval-superseded", version=approval.version)
    holder = approval.votes.get(seat.holder_id or "")
    if holder is not None and holder.voter_id != act.by:
        person = forum.called((holder.voter_id,))
        raise TooLate("approval-holder-voted", person=person, at=holder.at)
    return seat


def require_open(approval: Approval, act: Act) -> None:
    """Let pass a vote that is open.

    Raises:
        TooLate: it is over, paused, or has not begun.
    """
    require_unended(approval, act)
    if approval.state is ApprovalState.PAUSED and approval.sent_back is not None:
        raise TooLate("approval-paused", at=approval.sent_back.at)
    if approval.state is not ApprovalState.VOTING:
        raise TooLate("approval-unopened")
    if approval.closes_at is not None and act.at >= approval.closes_at:
        raise TooLate("approval-closed", at=approval.closes_at)


def send_back(approval: Approval, reason: str, seen: str, act: Act, forum: Forum) -> Approval:
    """Send a version back: the vote pauses until the secretary resumes it or there is a new one.

    Raises:
        TooLate, NotAllowed: as for `cast`.
        FieldErrors: the reason is missing, in `remark`.
    """
    require_voter(approval, seen, act, forum)
    if not reason.strip():
        raise FieldErrors({"remark": BadInput("approval-reason-missing")})
    return replace(
        approval,
        state=ApprovalState.PAUSED,
        sent_back=SentBack(act.by, reason.strip(), act.at),
        changed_at=act.at,
    )


def resume(approval: Approval, act: Act, forum: Forum) -> Approval:
    """Let a paused vote go on with the votes it has; there is a day to answer at least.

    Raises:
        TooLate: it is not paused.
        NotAllowed: somebody else than the secretary, or than the asker where one decides alone.
    """
    require_unended(approval, act)
    require_steward(approval, act, forum)
    if approval.state is not ApprovalState.PAUSED:
        raise TooLate("approval-not-paused")
    urgent = forum.timetable.closes(act.at, urgent=True)
    closes = max(approval.closes_at or urgent, urgent)
    return replace(
        approval,
        state=ApprovalState.VOTING,
        sent_back=None,
        closes_at=closes,
        changed_at=act.at,
    )


def extend(approval: Approval, at: datetime, forum: Forum) -> Approval:
    """Give one approver who has not answered in time another while; a committee's vote closes."""
    if not forum.alone or approval.closes_at is None or at < approval.closes_at:
        return approval
    closes = forum.timetable.closes(at, urgent=approval.urgent)
    return replace(approval, opens_at=at, closes_at=closes, changed_at=at)


def decide_alone(
    approval: Approval, choice: Choice, reason: str, seen: str, act: Act, forum: Forum
) -> Closed:
    """Decide as the chair alone, where the terms allow it in an emergency.

    Raises:
        TooLate: it has ended, or has another version.
        NotAllowed: the terms do not allow it, somebody else chairs, or the chair wrote it or has a
            conflict of interest.
        FieldErrors: the reason is missing, in `remark`.
    """
    require_unended(approval, act)
    if not is_under_way(approval):
        raise TooLate("approval-unopened")
    if not forum.chair_decides:
        raise NotAllowed("not-allowed.approval-chair-alone")
    if act.by not in forum.chairs:
        raise only_chair(forum)
    if seen != approval.digest:
        raise TooLate("approval-superseded", version=approval.version)
    if act.by in approval.authors:
        raise NotAllowed("not-allowed.self-approval")
    own = approval.votes.get(act.by)
    if own is not None and own.choice is Choice.RECUSED:
        raise NotAllowed("not-allowed.approval-recused")
    if not reason.strip():
        raise FieldErrors({"remark": BadInput("approval-reason-missing")})
    adopted = choice in FOR
    after = replace(
        approval,
        mode=Mode.CHAIR,
        state=ApprovalState.ADOPTED if adopted else ApprovalState.NOT_ADOPTED,
        sent_back=None,
        changed_at=act.at,
    )
    return Closed(after, None)


def close_early(approval: Approval, at: datetime, forum: Forum) -> Closed | None:
    """Close a vote in which nobody is left to answer; None while it goes on.

    Where the votes are no decision it waits for its deadline: somebody may yet vote otherwise.
    """
    if approval.state is not ApprovalState.VOTING:
        return None
    if forum.alone:
        return _approvers_answer(approval, at, forum)
    if unanswered(approval, forum):
        return None
    count = counted(approval, forum)
    return None if count.lack else _closed(approval, count, at)


def close_due(approval: Approval, at: datetime, forum: Forum) -> Closed | None:
    """Close a committee's vote whose deadline has come; None while it goes on, or is over."""
    if approval.state is not ApprovalState.VOTING or approval.closes_at is None:
        return None
    if at < approval.closes_at or forum.alone:
        return None
    return _closed(approval, counted(approval, forum), at)


def _closed(approval: Approval, count: Count, at: datetime) -> Closed:
    state = ApprovalState.ADOPTED if count.adopted else ApprovalState.NOT_ADOPTED
    if count.lack:
        state = ApprovalState.MOVED
    return Closed(replace(approval, state=state, changed_at=at), count)


def _approvers_answer(approval: Approval, at: datetime, forum: Forum) -> Closed | None:
    """Return it closed by the first approver who is for it or against it."""
    told = [v for v in approval.votes.values() if v.choice in FOR or v.choice is Choice.AGAINST]
    return _closed(approval, counted(approval, forum), at) if told else None


def _require_seat(approval: Approval, act: Act, forum: Forum) -> RosterSeat:
    """Return the seat that a person votes for, by the roster and as things stand today."""
    roster = approval.roster or forum.seats
    held = [seat for seat in roster if seat.holder_id == act.by]
    if held:
        seat = next((seat for seat in held if still_holds(seat, forum)), None)
        if seat is None:
            raise NotAllowed("not-allowed.vote-removed")
        return seat
    if seat_of(roster, act.by) is None:
        raise NotAllowed("not-allowed.vote-outsider")
    if act.by not in forum.people:
        raise NotAllowed("not-allowed.vote-removed")
    return _deputised(roster, approval.votes, act, forum)


def _deputised(
    roster: Sequence[RosterSeat], votes: Collection[str], act: Act, forum: Forum
) -> RosterSeat:
    """Return the seat of somebody away for whom a person votes, one not voted for if any."""
    seats = [seat for seat in roster if seat.deputy_id == act.by]
    away = [s for s in seats if s.holder_id in forum.away and still_holds(s, forum)]
    still = [s for s in away if any(now.deputy_id == act.by for now in _now(s, forum))]
    if still:
        return min(still, key=lambda seat: seat.holder_id in votes)
    if away or not any(still_holds(seat, forum) for seat in seats):
        raise NotAllowed("not-allowed.vote-removed")
    people = forum.called({seat.holder_id for seat in seats if seat.holder_id})
    raise NotAllowed("not-allowed.vote-deputy", people=people)


def _now(seat: RosterSeat, forum: Forum) -> Sequence[RosterSeat]:
    """Return the seats of today that have the frozen seat's holder."""
    return [now for now in forum.seats if now.holder_id == seat.holder_id]


def _require_remark(choice: Choice, remark: str) -> None:
    if remark.strip():
        return
    if choice is Choice.AGAINST:
        raise FieldErrors({"remark": BadInput("approval-reason-missing")})
    if choice is Choice.FOR_WITH_REMARKS:
        raise FieldErrors({"remark": BadInput("approval-remark-missing")})


def _require_other_author(approval: Approval, remark: str, act: Act, forum: Forum) -> None:
    """Let an author approve only as the only one of a small organisation, who says what is done
    instead of a second pair of eyes (domain.md §3).
    """
    if act.by not in approval.authors:
        return
    if not needs_control(approval, act.by, forum):
        raise NotAllowed("not-allowed.self-approval")
    if not remark.strip():
        raise FieldErrors({"remark": BadInput("approval-control-missing")})
