"""A vote by card at a meeting: a request for those present, which closes when all have answered."""

from datetime import timedelta

from bot.domain.approval_events import ApprovalAsked, VoteOpened
from bot.domain.approvals import Approval, ApprovalState, RosterSeat
from bot.domain.decisions import DecisionKind, Mode
from bot.domain.errors import BadInput
from bot.domain.meeting_people import taking_part
from bot.domain.meetings import AgendaItem
from bot.services.identifiers import new_id
from bot.services.meetings.case import Case

LONGEST = timedelta(hours=1)
"""How long a vote at a meeting waits for who has left the room."""


async def open_vote(case: Case, item: AgendaItem, about: str) -> Approval:
    """Put a matter to the vote among those present.

    Args:
        case: the meeting, that runs and has a quorum for the matter.
        item: complete.
        about: the record that is decided on, or "".

    Raises:
        BadInput: it is being voted on already.
    """
    await require_no_vote(case, item)
    now = case.act.at
    approval = Approval(
        new_id("approval"),
        await case.work.approvals.next_number(),
        item.title,
        DecisionKind.MATTER,
        case.act.by,
        now,
        case.committee.id,
        proposal=item.proposal,
        basis=item.basis,
        mode=Mode.MEETING,
        about=about,
        about_digest=item.about_digest,
        state=ApprovalState.VOTING,
        roster=present_roster(case, item),
        opens_at=now,
        closes_at=now + LONGEST,
        meeting_id=case.meeting.id,
        item_id=item.id,
        changed_at=now,
    )
    await case.work.approvals.save(approval)
    told = (approval.id, approval.number, approval.version, approval.digest, case.act.by)
    at = now.isoformat()
    asked = ApprovalAsked(
        *told, at, committee_id=case.committee.id, about=about, about_digest=item.about_digest
    )
    await case.journal.record(case.work, asked, case.cause)
    opened = VoteOpened(
        *told,
        at,
        closes_at=(now + LONGEST).isoformat(),
        roster=tuple((one.seat_id, one.holder_id or "", "") for one in approval.roster),
    )
    await case.journal.record(case.work, opened, case.cause)
    return approval


def present_roster(case: Case, item: AgendaItem) -> tuple[RosterSeat, ...]:
    """Return the voting seats with who takes part for each; one who is absent has nobody.

    Whoever has a conflict of interest is left out, with the seat.
    """
    roster: list[RosterSeat] = []
    for member in case.people.members:
        given = case.meeting.attendance.get(member.seat.id)
        there = taking_part(given) if given else None
        recused = {there, member.person.id if member.person and not there else None}
        if member.votes and not recused & set(item.recused):
            roster.append(RosterSeat(member.seat.id, there, None, member.seat.chair))
    return tuple(roster)


async def require_no_vote(case: Case, item: AgendaItem | None = None) -> None:
    """Let pass while nothing at the meeting, or no one item of it, is being voted on.

    Raises:
        BadInput: it is, on what.
    """
    for approval in await case.work.approvals.open():
        here = approval.meeting_id == case.meeting.id and approval.mode is Mode.MEETING
        if here and (item is None or approval.item_id == item.id):
            raise BadInput("meetings-vote-open", title=approval.title, number=approval.number)
