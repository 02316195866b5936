"""Requests to be shown: what waits for a person, one by its number, its files and its decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.approval_people import Forum
from bot.domain.approval_tally import acting_for, unanswered
from bot.domain.approvals import Approval, ApprovalState
from bot.domain.decisions import Decision
from bot.domain.errors import BadInput, NotAllowed
from bot.domain.organisation import Organisation
from bot.services.approvals.cases import Cases
from bot.services.permissions import Ability, Standing, may

_PATIENCE = timedelta(days=7)
_LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class View:
    """A request as it is shown.

    Args:
        approval: as it stands.
        forum: who decides today; None when nobody can any more.
        decision: what came of it, once it is decided.
    """

    approval: Approval
    forum: Forum | None
    decision: Decision | None = None


@dataclass(frozen=True)
class Waiting:
    """What waits for a person, the earliest deadline first.

    Args:
        votes: requests that the person has not answered.
        consulted: requests about which the person is asked first.
        paused: requests that were sent back, and the person keeps.
        asked: the person's own requests that have not ended.
    """

    votes: tuple[View, ...] = ()
    consulted: tuple[View, ...] = ()
    paused: tuple[View, ...] = ()
    asked: tuple[View, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything waits at all."""
        return any((self.votes, self.consulted, self.paused, self.asked))


@dataclass(frozen=True)
class Finding:
    """Finds requests."""

    cases: Cases

    async def waiting(self, organisation: Organisation, person_id: str) -> Waiting:
        """Return what waits for a person."""
        views = await self.going(organisation)
        ordered = sorted(views, key=lambda v: v.approval.closes_at or v.approval.asked_at)
        return Waiting(
            votes=tuple(v for v in ordered if owes_vote(v, person_id)),
            consulted=tuple(v for v in ordered if _owes_answer(v.approval, person_id)),
            paused=tuple(v for v in ordered if _keeps_paused(v, person_id)),
            asked=tuple(v for v in ordered if v.approval.asked_by == person_id),
        )

    async def going(self, organisation: Organisation) -> Sequence[View]:
        """Return the requests that have not ended, the oldest first."""
        async with self.cases.storage.read() as work:
            found = await work.approvals.open()
        return [View(one, self._forum(organisation, one)) for one in found]

    async def stuck(self, organisation: Organisation) -> Sequence[Approval]:
        """Return the requests that nobody can move on, or that nobody has for a week."""
        views = await self.going(organisation)
        now = self.cases.clock.now()
        return [view.approval for view in views if _is_stuck(view, now)]

    async def view(self, approval_id: str, organisation: Organisation) -> View:
        """Return a request by its id.

        Raises:
            BadInput: there is none.
        """
        async with self.cases.storage.read() as work:
            approval = await work.approvals.find(approval_id)
            decision = (
                await work.decisions.find(approval.decision_id)
                if approval and approval.decision_id
                else None
            )
        if approval is None:
            raise BadInput("approval-none", text=approval_id[:40])
        return self.seen(approval, organisation, decision)

    def seen(
        self, approval: Approval, organisation: Organisation, decision: Decision | None
    ) -> View:
        """Return a request that was just read or changed."""
        return View(approval, self._forum(organisation, approval), decision)

    async def by_number(self, number: str, organisation: Organisation) -> View:
        """Return a request by the number that people type, "G-12" or "12".

        Raises:
            BadInput: there is none.
        """
        wanted = number.strip().upper().replace(" ", "")
        wanted = f"G-{wanted}" if wanted.isdecimal() else wanted
        async with self.cases.storage.read() as work:
            approval = await work.approvals.by_number(wanted)
        if approval is None:
            raise BadInput("approval-none", text=number.strip()[:40])
        return await self.view(approval.id, organisation)

    async def papers(self, approval: Approval) -> Sequence[tuple[str, str, bytes]]:
        """Return the name, the type and the content of the files that a version rests on."""
        async with self.cases.storage.read() as work:
            found = [
                (paper.name, paper.media_type, await work.papers.content(paper.id))
                for paper in approval.basis.papers
            ]
        return [(name, media, content) for name, media, content in found if content is not None]

    def _forum(self, organisation: Organisation, approval: Approval) -> Forum | None:
        try:
            return self.cases.forum(organisation, approval)
        except NotAllowed:
            return None


def owes_vote(view: View, person_id: str) -> bool:
    """Tell whether a person is still to vote."""
    approval, forum = view.approval, view.forum
    if approval.state is not ApprovalState.VOTING or forum is None:
        return False
    return person_id in unanswered(approval, forum)


def require_reader(view: View, standing: Standing) -> None:
    """Let pass who may see a request: whom it concerns, the committee and the function.

    Raises:
        NotAllowed: anybody else.
    """
    person = standing.person
    if person is not None and person.id in _concerned(view):
        return
    if not may(standing, Ability.SEE_DECISION):
        raise NotAllowed("not-allowed.approval-see")


def _concerned(view: View) -> set[str]:
    approval, forum = view.approval, view.forum
    found = {approval.asked_by, *(one.person_id for one in approval.consulted), *approval.votes}
    for seat in (*approval.roster, *(forum.seats if forum else ())):
        found |= {p for p in (seat.holder_id, seat.deputy_id) if p}
    return found | set(forum.secretaries if forum else ())


def _owes_answer(approval: Approval, person_id: str) -> bool:
    if approval.state is not ApprovalState.CONSULTING:
        return False
    return any(one.person_id == person_id and one.answer is None for one in approval.consulted)


def _keeps_paused(view: View, person_id: str) -> bool:
    if view.approval.state is not ApprovalState.PAUSED or view.forum is None:
        return False
    keepers = view.forum.secretaries or (view.approval.asked_by,)
    return person_id in keepers


def _is_stuck(view: View, now: datetime) -> bool:
    approval, forum = view.approval, view.forum
    if forum is None:
        return True
    if approval.state is ApprovalState.PAUSED:
        return approval.sent_back is not None and now - approval.sent_back.at > _PATIENCE
    if approval.state is not ApprovalState.VOTING:
        return False
    late = approval.closes_at is not None and now - approval.closes_at > _LATE
    return late or not any(acting_for(seat, forum) for seat in approval.roster)
