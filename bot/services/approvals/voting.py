"""A press counts: the request is locked, the press judged, the vote written, and perhaps it closes.

Under READ COMMITTED the lock on the request's row orders the presses; one person's vote is one row
(reliability.md §2).
"""

from dataclasses import dataclass
from hashlib import sha256

from bot.domain import approval_voting as rules
from bot.domain.approval_events import (
    ApprovalResumed,
    ApprovalSentBack,
    VoteCast,
    VoteTakenBack,
)
from bot.domain.approvals import Approval, Choice, Vote
from bot.domain.cpr import mask_cpr
from bot.domain.decisions import Decision
from bot.services.approvals.cases import Case, Cases
from bot.services.approvals.outcomes import Ended, ended
from bot.services.approvals.presses import Decide, Presses
from bot.services.journal import Cause


@dataclass(frozen=True)
class Voted:
    """A request after a press, with the decision that the press made, if it did."""

    approval: Approval
    decision: Decision | None = None


@dataclass(frozen=True)
class Voting:
    """Takes what members answer. Every press names the version that its card showed."""

    cases: Cases
    presses: Presses

    async def cast(
        self,
        approval_id: str,
        version: int,
        choice: Choice,
        remark: str,
        cause: Cause,
        *,
        elsewhere: bool = False,
    ) -> Voted:
        """Take a vote, or another one in place of an earlier; the last one closes the vote.

        Where it is answered `elsewhere` than on the ballot, the ballot is shown anew.

        Raises:
            TooLate: the vote is over, is paused, or is for another version.
            NotAllowed: the person has no vote in it, or none today.
            FieldErrors: a reason or remarks are missing, in `remark`.
        """

        async def decide(case: Case) -> Ended:
            before = case.approval
            seen, said = _seen(case, version), mask_cpr(remark)
            after = rules.cast(before, choice, said, seen, case.act, case.forum)
            vote = after.votes[case.act.by]
            await case.work.approvals.cast(after.id, after.version, vote)
            changed = case.act.by in before.votes
            told = _cast(case, after, vote, changed=changed, elsewhere=elsewhere)
            closed = rules.close_early(after, case.act.at, case.forum)
            if closed is None:
                return Ended(after, (told,))
            end = await ended(case, closed)
            return Ended(end.approval, (told, *end.events), end.decision)

        return await self._press(approval_id, cause, decide)

    async def require_voter(self, approval_id: str, version: int, cause: Cause) -> None:
        """Let pass who may vote, for the form of an answer.

        Raises:
            TooLate, NotAllowed: as for `cast`.
        """
        case = await self.cases.look(approval_id, cause)
        rules.require_voter(case.approval, _seen(case, version), case.act, case.forum)

    async def take_back(
        self, approval_id: str, version: int, cause: Cause, *, elsewhere: bool = False
    ) -> Voted:
        """Take a vote back; `elsewhere` as for `cast`.

        Raises:
            TooLate, NotAllowed: as for `cast`.
        """

        async def decide(case: Case) -> Ended:
            seen = _seen(case, version)
            after = rules.take_back(case.approval, seen, case.act, case.forum)
            await case.work.approvals.uncast(after.id, after.version, case.act.by)
            return Ended(after, (case.told(VoteTakenBack, after, elsewhere=elsewhere),))

        return await self._press(approval_id, cause, decide)

    async def send_back(self, approval_id: str, version: int, reason: str, cause: Cause) -> Voted:
        """Send a version back; the vote pauses.

        Raises:
            TooLate, NotAllowed, FieldErrors: as for `cast`.
        """

        async def decide(case: Case) -> Ended:
            seen, why = _seen(case, version), mask_cpr(reason)
            after = rules.send_back(case.approval, why, seen, case.act, case.forum)
            await case.work.approvals.save(after)
            return Ended(after, (case.told(ApprovalSentBack, after),))

        return await self._press(approval_id, cause, decide)

    async def resume(self, approval_id: str, cause: Cause) -> Voted:
        """Let a paused vote go on.

        Raises:
            TooLate, NotAllowed: as for `approval_voting.resume`.
        """

        async def decide(case: Case) -> Ended:
            after = rules.resume(case.approval, case.act, case.forum)
            await case.work.approvals.save(after)
            closes = after.closes_at.isoformat() if after.closes_at else ""
            return Ended(after, (case.told(ApprovalResumed, after, closes_at=closes),))

        return await self._press(approval_id, cause, decide)

    async def decide_alone(
        self, approval_id: str, version: int, choice: Choice, reason: str, cause: Cause
    ) -> Voted:
        """Decide as the chair alone; the committee is told at once.

        Raises:
            TooLate, NotAllowed, FieldErrors: as for `approval_voting.decide_alone`.
        """

        async def decide(case: Case) -> Ended:
            seen, why = _seen(case, version), mask_cpr(reason).strip()
            before, act, forum = case.approval, case.act, case.forum
            return await ended(case, rules.decide_alone(before, choice, why, seen, act, forum), why)

        return await self._press(approval_id, cause, decide)

    async def _press(self, approval_id: str, cause: Cause, decide: Decide) -> Voted:
        end = await self.presses.make(approval_id, cause, decide)
        return Voted(end.approval, end.decision)


def _seen(case: Case, version: int) -> str:
    """Return the digest of the version that a card showed: what a version says never changes."""
    return case.approval.digest if version == case.approval.version else ""


def _cast(
    case: Case, approval: Approval, vote: Vote, *, changed: bool, elsewhere: bool
) -> VoteCast:
    remark = sha256(vote.remark.encode()).hexdigest() if vote.remark else ""
    return case.told(
        VoteCast,
        approval,
        choice=vote.choice.value,
        for_id=vote.for_id or "",
        changed=changed,
        remark_sha256=remark,
        elsewhere=elsewhere,
    )
