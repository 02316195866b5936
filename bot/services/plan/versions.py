"""The plan's approval as a version."""

from dataclasses import dataclass

from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, TooLate
from bot.domain.organisation import Organisation
from bot.domain.plan import Plan, PlanVersion
from bot.domain.plan_approval import approved_plan, is_changed, next_version
from bot.domain.plan_events import PlanSubmitted
from bot.domain.plan_variance import authors, digest
from bot.services.in_force import bring_plan_into_force
from bot.services.journal import Cause
from bot.services.permissions import (
    Ability,
    Standing,
    may_approve_own,
    require,
    somebody_may_approve,
)
from bot.services.plan.desk import PlanDesk
from bot.services.plan.rights import plan_approvers


@dataclass(frozen=True)
class PlanVersions(PlanDesk):
    """Asks for the plan's approval, and takes it."""

    async def submit(self, seen_then: str, cause: Cause) -> int:
        """Ask for the plan's approval, and return how many are asked.

        Args:
            seen_then: the digest of the plan as it was shown.
            cause: who asks.

        Raises:
            TooLate: the plan has changed since.
            NotAllowed: the person does not keep the plan.
            BadInput: there is nothing to approve, or nobody who may approve it.
        """
        async with self.changing() as (work, organisation):
            on = self.today(organisation)
            person = organisation.person.get(cause.actor)
            require(Standing(organisation, person, on), Ability.EDIT_PLAN)
            plan = _as_seen(organisation.plan, seen_then)
            _require_changed(plan)
            asked = [p.id for p in plan_approvers(organisation, on)]
            if not asked:
                raise BadInput("plan-no-approver")
            if not somebody_may_approve(organisation, authors(plan), on, Ability.APPROVE_PLAN):
                raise BadInput("plan-no-other-approver")
            event = PlanSubmitted(
                next_version(plan),
                seen_then,
                cause.actor,
                self.clock.now().isoformat(),
                on.isoformat(),
                tuple(asked),
            )
            await self.journal.record(work, event, cause)
        return len(asked)

    def needs_control(self, seen_then: str, cause: Cause) -> bool:
        """Tell whether the approval takes a compensating control, because an author gives it.

        Raises:
            TooLate, NotAllowed, BadInput: as for `approve`.
        """
        organisation = self.snapshots.current.organisation
        return self._require_approval(organisation, seen_then, cause)

    async def approve(self, seen_then: str, control: str, cause: Cause) -> PlanVersion:
        """Approve the plan as a version; what was proposed is decided with it.

        Args:
            seen_then: the digest of the plan as it was shown.
            control: the compensating control, when an author approves.
            cause: who approves.

        Raises:
            TooLate: the plan has changed since it was shown, or is approved already.
            NotAllowed: the person may not approve, or has prepared it.
            BadInput: the control is missing.
        """
        async with self.changing() as (work, organisation):
            own = self._require_approval(organisation, seen_then, cause)
            control = mask_cpr(control.strip())
            if own and not control:
                raise BadInput("plan-control-missing")
            approved = approved_plan(
                organisation.plan,
                cause.actor,
                self.clock.now(),
                self.today(organisation),
                control=control if own else "",
            )
            await bring_plan_into_force(work, approved)
            await self.journal.record(work, approved.event, cause)
        return approved.version

    def _require_approval(self, organisation: Organisation, seen_then: str, cause: Cause) -> bool:
        """Tell whether the approver is an author; see `approve`."""
        on = self.today(organisation)
        person = organisation.person.get(cause.actor)
        require(Standing(organisation, person, on), Ability.APPROVE_PLAN)
        plan = _as_seen(organisation.plan, seen_then)
        _require_changed(plan)
        return may_approve_own(organisation, authors(plan), cause.actor, on, Ability.APPROVE_PLAN)


def _require_changed(plan: Plan) -> None:
    if not plan.tasks:
        raise BadInput("plan-empty")
    if plan.approved is not None and not is_changed(plan):
        raise TooLate("plan-approved-already", version=plan.approved.version)


def _as_seen(plan: Plan, seen_then: str) -> Plan:
    if digest(plan) != seen_then:
        raise TooLate("plan-changed")
    return plan
