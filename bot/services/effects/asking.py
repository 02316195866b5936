"""What is put to the vote must be what stands, and be fit to come into force."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.approval_events import ApprovalAsked
from bot.domain.draft_findings import judged
from bot.domain.drafts import DraftStatus, digest
from bot.domain.errors import BadInput, TooLate
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.domain.plan_approval import is_changed, next_version
from bot.domain.plan_variance import digest as plan_digest
from bot.services.journal import Cause
from bot.services.permissions import Ability, role_approves
from bot.services.ports import Clock, UnitOfWork


@dataclass(frozen=True)
class _Asked:
    """A version that is put to the vote: which one, as it read, on the local date `on`.

    `role_id` is the role of the committee that is to decide, or of the one approver.
    """

    organisation: Organisation
    number: str
    digest: str
    on: date
    role_id: str | None


@dataclass(frozen=True)
class Askable:
    """Lets only what may come into force be put to the vote; the journal calls it.

    Args:
        clock: the time.
    """

    clock: Clock

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Look at the version that is asked about.

        Raises:
            TooLate: it has changed since it was read, or waits for nobody's approval.
            BadInput: the matrix's rules stand in its way, or it is somebody else's to approve.
        """
        if not isinstance(event, ApprovalAsked):
            return ()
        prefix, _, number = event.about.partition("/")
        check = _CHECKS.get(prefix)
        if check is not None:
            await work.claim()
            organisation = await work.organisation()
            committee = organisation.committee.get(event.committee_id)
            role = committee.role_id if committee else event.approver_role
            on = self.clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()
            await check(_Asked(organisation, number, event.about_digest, on, role))
        return ()


async def _plan(asked: _Asked) -> None:
    _require_approver(asked, Ability.APPROVE_PLAN)
    plan = asked.organisation.plan
    known = is_changed(plan) and asked.number == str(next_version(plan))
    if not known or plan_digest(plan) != asked.digest:
        raise TooLate("plan-changed")


async def _matrix(asked: _Asked) -> None:
    _require_approver(asked, Ability.APPROVE_MATRIX)
    draft = asked.organisation.draft
    if draft is None or asked.number != str(draft.version):
        raise BadInput("draft-none")
    now = digest(asked.organisation.matrix, draft)
    if draft.status is not DraftStatus.SUBMITTED or now != asked.digest:
        raise TooLate("draft-changed", version=draft.version)
    verdict = await asyncio.to_thread(judged, asked.organisation, draft, asked.on)
    if verdict.blocking:
        raise BadInput("draft-has-errors", n=len(verdict.blocking))
    if verdict.exceptional:
        raise BadInput("draft-needs-exception", n=len(verdict.exceptional))


def _require_approver(asked: _Asked, ability: Ability) -> None:
    if not role_approves(asked.organisation, asked.role_id, ability):
        raise BadInput(f"approval-forum-{ability.value}")


_CHECKS: Mapping[str, Callable[[_Asked], Awaitable[None]]] = {
    "plan-version": _plan,
    "matrix": _matrix,
}
