"""How the votes on a request fall: who stands for which seat, quorum, majority and ties.

One person has one vote, however many seats; where holder and deputy have both voted for a seat, the
holder's counts. Whoever has a conflict of interest is left out of the tally and of the seats that
the quorum is counted by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.approval_people import Forum
from bot.domain.approvals import Approval, Choice, RosterSeat, Vote
from bot.domain.committees import Majority, Tie
from bot.domain.decisions import Tally

FOR = frozenset({Choice.FOR, Choice.FOR_WITH_REMARKS})
"""What counts as for."""


class Lack(StrEnum):
    """Why the votes are no decision: too few, none of the chair's, or only the author's for it."""

    QUORUM = "quorum"
    CHAIR = "chair"
    AUTHOR = "author"


@dataclass(frozen=True)
class Count:
    """What the votes come to.

    Args:
        tally: how they fell.
        needed: how many seats must be represented.
        lack: why they are no decision; None when they are one.
        adopted: it is adopted; False where `lack` is set.
    """

    tally: Tally
    needed: int
    lack: Lack | None
    adopted: bool


def counted(approval: Approval, forum: Forum) -> Count:
    """Return what the votes on an approval come to, by the rules of its forum."""
    votes = counting_votes(approval)
    recused = _recused(approval.roster, votes)
    base = [seat for seat in approval.roster if seat.seat_id not in recused]
    cast = [vote for vote in votes if vote.choice is not Choice.RECUSED]
    tally = Tally(
        for_=sum(vote.choice in FOR for vote in cast),
        against=sum(vote.choice is Choice.AGAINST for vote in cast),
        abstained=sum(vote.choice is Choice.ABSTAIN for vote in cast),
        recused=len(votes) - len(cast),
        represented=len(cast),
        of=len(base),
    )
    needed = forum.quorum.needed(len(base))
    chair = _chairs_vote(approval.roster, cast, forum)
    adopted = _adopted(tally, forum, chair.choice if chair else None)
    chaired = chair is not None or not any(seat.chair for seat in base)
    lack = _lack(forum, len(cast), needed, chaired=chaired)
    if lack is None and adopted and _by_authors_alone(approval, forum, cast):
        lack = Lack.AUTHOR
    return Count(tally, needed, lack, adopted and lack is None)


def counting_votes(approval: Approval) -> tuple[Vote, ...]:
    """Return the votes that count: one of each person, and the holder's before the deputy's."""
    return tuple(
        vote for vote in approval.votes.values() if _seats_of(approval.roster, vote, approval.votes)
    )


def seat_of(roster: Sequence[RosterSeat], person_id: str) -> RosterSeat | None:
    """Return the seat that a person votes for: one they hold, else one they deputise for."""
    held = (seat for seat in roster if seat.holder_id == person_id)
    deputised = (seat for seat in roster if seat.deputy_id == person_id)
    return next(held, None) or next(deputised, None)


def unanswered(approval: Approval, forum: Forum) -> tuple[str, ...]:
    """Return who is still to vote: whoever acts for a seat for which nobody has voted.

    A seat that is vacant, or whose people have left it since the vote opened, waits for nobody.
    """
    waiting: dict[str, None] = {}
    for seat in approval.roster:
        acting = acting_for(seat, forum)
        if acting and not _is_answered(seat, approval.votes):
            waiting[acting] = None
    voted = {vote.voter_id for vote in counting_votes(approval)}
    return tuple(person for person in waiting if person not in voted)


def acting_for(seat: RosterSeat, forum: Forum) -> str | None:
    """Return who votes for a frozen seat today; None when nobody can.

    Whoever held it when the vote opened must hold it still.
    """
    holder, deputy = seat.holder_id, seat.deputy_id
    if holder is None or not still_holds(seat, forum):
        return None
    if holder not in forum.away:
        return holder
    if deputy is None or deputy in forum.away or deputy not in forum.people:
        return holder
    return deputy


def still_holds(seat: RosterSeat, forum: Forum) -> bool:
    """Tell whether the holder of a frozen seat works here and sits in it today."""
    place = "" if forum.alone else seat.seat_id
    return seat.holder_id in forum.people and (place, seat.holder_id) in forum.sitting


def _is_answered(seat: RosterSeat, votes: Mapping[str, Vote]) -> bool:
    if seat.holder_id in votes:
        return True
    vote = votes.get(seat.deputy_id or "")
    return vote is not None and vote.for_id == seat.holder_id


def _seats_of(
    roster: Sequence[RosterSeat], vote: Vote, votes: Mapping[str, Vote]
) -> tuple[RosterSeat, ...]:
    """Return the seats for which a vote stands."""
    held = tuple(seat for seat in roster if seat.holder_id == vote.voter_id)
    if held:
        return held
    return tuple(
        seat
        for seat in roster
        if seat.deputy_id == vote.voter_id
        and seat.holder_id == vote.for_id
        and seat.holder_id not in votes
    )


def _recused(roster: Sequence[RosterSeat], votes: Sequence[Vote]) -> frozenset[str]:
    by_voter = {vote.voter_id: vote for vote in votes}
    return frozenset(
        seat.seat_id
        for vote in votes
        if vote.choice is Choice.RECUSED
        for seat in _seats_of(roster, vote, by_voter)
    )


def _lack(forum: Forum, represented: int, needed: int, *, chaired: bool) -> Lack | None:
    """Return what the quorum lacks.

    `chaired`: the chair or the deputy has voted, or has left the matter for a conflict of interest.
    """
    if represented < needed:
        return Lack.QUORUM
    if forum.quorum.chair and not chaired:
        return Lack.CHAIR
    return None


def _adopted(tally: Tally, forum: Forum, chair: Choice | None) -> bool:
    yes, no = tally.for_, tally.against
    match forum.majority:
        case Majority.UNANIMITY:
            return yes > 0 and no == 0
        case Majority.TWO_THIRDS:
            return yes > 0 and yes * 3 >= (yes + no) * 2
        case Majority.ABSOLUTE:
            return yes * 2 > tally.of
        case Majority.SIMPLE:
            if yes != no:
                return yes > no
            return yes > 0 and forum.tie is Tie.CHAIR and chair in FOR


def _chairs_vote(roster: Sequence[RosterSeat], cast: Sequence[Vote], forum: Forum) -> Vote | None:
    """Return the vote of the chair, or of the deputy of one who is away.

    A deputy with a seat of their own has that seat's one vote, and chairs with it.
    """
    by_voter = {vote.voter_id: vote for vote in cast}
    for seat in roster:
        if not seat.chair:
            continue
        if vote := by_voter.get(seat.holder_id or ""):
            return vote
        vote = by_voter.get(seat.deputy_id or "")
        if vote and (vote.for_id == seat.holder_id or seat.holder_id in forum.away):
            return vote
    return None


def _by_authors_alone(approval: Approval, forum: Forum, cast: Sequence[Vote]) -> bool:
    """Tell whether nobody but its authors is for it (A.5.3); an approver's is judged by press."""
    if forum.alone:
        return False
    return all(vote.voter_id in approval.authors for vote in cast if vote.choice in FOR)
