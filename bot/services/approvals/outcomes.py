"""What follows when a vote opens or ends: written and recorded in the transaction that ends it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.approval_events import ApprovalDecided, ApprovalEvent, ApprovalMoved, VoteOpened
from bot.domain.approval_voting import Closed
from bot.domain.approvals import Approval, ApprovalState
from bot.domain.decision_events import DecisionRecorded
from bot.domain.decisions import Decision, Mode, Outcome, Tally
from bot.domain.events import Event
from bot.services.approvals.cases import Case
from bot.services.identifiers import new_id

_OUTCOMES = {
    ApprovalState.ADOPTED: Outcome.ADOPTED,
    ApprovalState.NOT_ADOPTED: Outcome.NOT_ADOPTED,
}


@dataclass(frozen=True)
class Ended:
    """A request after its last step, with its decision where there is one."""

    approval: Approval
    events: Sequence[Event]
    decision: Decision | None = None


async def ended(case: Case, closed: Closed, remark: str = "") -> Ended:
    """Write what a closed vote comes to: a decision, or that it goes to the next agenda.

    Args:
        case: the request, locked.
        closed: what the votes came to.
        remark: the reason of a chair who decided alone.
    """
    approval = closed.approval
    if approval.state is ApprovalState.MOVED:
        why = closed.count.lack.value if closed.count and closed.count.lack else "voters"
        tally = closed.count.tally if closed.count else None
        await case.work.approvals.save(approval)
        return Ended(approval, (moved(case, approval, why, tally),))
    if approval.about:
        # What it decides on changes with it: whoever changes that is waited for before the audit
        # log is, so that nobody waits for both the other way round.
        await case.work.claim()
    decision = await case.work.decisions.add(_decision(case, closed, remark), case.act.on.year)
    approval = replace(approval, decision_id=decision.id)
    await case.work.approvals.save(approval)
    told = case.told(
        ApprovalDecided,
        approval,
        state=approval.state.value,
        mode=approval.mode.value,
        decision_id=decision.id,
    )
    return Ended(approval, (told, _recorded(case, approval, decision)), decision)


def moved(case: Case, approval: Approval, why: str, tally: Tally | None = None) -> ApprovalMoved:
    """Return that a request goes to the next agenda."""
    return case.told(
        ApprovalMoved,
        approval,
        committee_id=approval.committee_id or "",
        why=why,
        tally=_numbers(tally),
    )


def opened(case: Case, approval: Approval) -> ApprovalEvent:
    """Return that a version is put to the vote, or that nobody was left to vote on it."""
    if approval.state is ApprovalState.MOVED:
        return moved(case, approval, "voters")
    return case.told(
        VoteOpened,
        approval,
        closes_at=approval.closes_at.isoformat() if approval.closes_at else "",
        roster=tuple(
            (seat.seat_id, seat.holder_id or "", seat.deputy_id or "") for seat in approval.roster
        ),
        unanswered=tuple(one.person_id for one in approval.consulted if one.answer is None),
    )


def _decision(case: Case, closed: Closed, remark: str) -> Decision:
    approval = closed.approval
    spoken = approval.mode in (Mode.CHAIR, Mode.APPROVER)
    recorder = case.act.by if spoken else ""
    said = [vote.remark for vote in approval.votes.values() if vote.remark]
    return Decision(
        id=new_id("decision"),
        number="",
        committee_id=approval.committee_id,
        title=approval.title,
        kind=approval.kind,
        proposal=approval.proposal,
        basis=approval.basis,
        outcome=_OUTCOMES[approval.state],
        mode=approval.mode,
        decided_at=case.act.at,
        tally=closed.count.tally if closed.count and not spoken else None,
        recorded_by=recorder or None,
        remarks=(remark,) if remark else tuple(said),
        about=approval.about,
        digest=approval.digest,
        approval_id=approval.id,
        meeting_id=approval.meeting_id,
        item_id=approval.item_id,
    )


def _recorded(case: Case, approval: Approval, decision: Decision) -> DecisionRecorded:
    return DecisionRecorded(
        decision_id=decision.id,
        number=decision.number,
        committee_id=decision.committee_id or "",
        outcome=decision.outcome.value,
        mode=decision.mode.value,
        about=decision.about,
        digest=decision.digest,
        approval_id=approval.id,
        meeting_id=decision.meeting_id or "",
        item_id=decision.item_id or "",
        asked_by=approval.asked_by,
        by=decision.recorded_by,
        at=case.act.at.isoformat(),
        on=case.act.on.isoformat(),
        tally=_numbers(decision.tally),
    )


def _numbers(tally: Tally | None) -> tuple[int, ...]:
    if tally is None:
        return ()
    return (tally.for_, tally.against, tally.abstained, tally.recused)
