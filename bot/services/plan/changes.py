"""The annual plan: tasks are given, changed and carried out, and the plan is approved."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors, TooLate, TovholderError
from bot.domain.language import Localized
from bot.domain.occurrences import Evidence
from bot.domain.organisation import Organisation
from bot.domain.plan import Plan, PlanTask, PlanVersion
from bot.domain.plan_events import (
    PlanApproved,
    PlanSubmitted,
    PlanTaskAdded,
    PlanTaskChanged,
    PlanTaskMoved,
)
from bot.domain.plan_rules import (
    STANDS,
    Step,
    approved_task,
    authored,
    authors,
    check_treatment,
    check_years,
    digest,
    moved,
    said_of,
    steps,
)
from bot.services.identifiers import new_id, still
from bot.services.journal import Cause, Journal
from bot.services.permissions import (
    Ability,
    Standing,
    may_approve_own,
    require,
    somebody_may_approve,
)
from bot.services.plan.rights import PlanRights, known_bearer, plan_approvers
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots


@dataclass(frozen=True)
class AnnualPlan:
    """Changes the plan. Each change is decided on the plan as it stands in its transaction."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    async def add(self, wanted: PlanTask, cause: Cause) -> PlanTask:
        """Put a task in the plan.

        Args:
            wanted: with an empty id.
            cause: who makes it.

        Raises:
            BadInput: the account is bound to nobody.
            NotAllowed: it is for somebody else, and the person may not give tasks.
            FieldErrors: something that the plan needs is missing or wrong.
        """
        async with self._changing() as (work, organisation):
            rights = self._rights(organisation, cause)
            now = self.clock.now()
            task = _masked(
                replace(
                    wanted,
                    id=new_id("task"),
                    created_by=cause.actor,
                    created_at=now,
                    changed_at=now,
                    authors=(cause.actor,),
                )
            )
            rights.require_new(task)
            _require_sound(organisation, task)
            await work.plan.save_tasks([task])
            await self.journal.record(work, added(task, rights.on), cause)
        return task

    async def change(
        self, task_id: str, seen_then: str, changes: Mapping[str, Any], cause: Cause
    ) -> PlanTask:
        """Change what the plan says of a task.

        Args:
            task_id: the task.
            seen_then: tells what the form showed, from `identifiers.seen`.
            changes: new values by field name.
            cause: who changes it.

        Raises:
            TooLate: it is gone.
            Overtaken: it has changed since the form was opened.
            NotAllowed: the person is neither the function nor R nor A.
            FieldErrors: something that the plan needs is missing or wrong.
        """
        async with self._changing() as (work, organisation):
            rights = self._rights(organisation, cause)
            before = still(organisation.plan.task.get(task_id), seen_then)
            rights.require(before)
            task = _masked(replace(before, **changes))
            _require_sound(organisation, task)
            fields = tuple(n for n, v in said_of(task).items() if said_of(before).get(n) != v)
            if task == before:
                return before
            now = self.clock.now()
            task = replace(task, changed_at=now)
            task = authored(task, cause.actor) if fields else task
            await work.plan.save_tasks([task])
            event = PlanTaskChanged(
                task.id,
                cause.actor,
                rights.on.isoformat(),
                now.isoformat(),
                fields=fields,
                responsible=str(task.responsible),
                previous=str(before.responsible),
            )
            await self.journal.record(work, event, cause)
        return task

    async def move(
        self,
        task_id: str,
        step: Step,
        cause: Cause,
        *,
        reason: str = "",
        due: date | None = None,
        evidence: Evidence | None = None,
        answer: str = "",
    ) -> PlanTask:
        """Start, finish, postpone, cancel or verify a task; see `plan_rules.moved`.

        Raises:
            TooLate: it is gone, or not where that can be done any more.
            NotAllowed: the person may not, or verifies their own work.
            BadInput: a reason, evidence or a later deadline is missing.
        """
        async with self._changing() as (work, organisation):
            rights = self._rights(organisation, cause)
            before = _found(organisation.plan, task_id)
            if step not in steps(before):
                raise TooLate(STANDS[before.state])
            rights.require(before, step)
            shown = replace(evidence, text=mask_cpr(evidence.text)) if evidence else None
            now = self.clock.now()
            task = moved(
                before,
                step,
                cause.actor,
                now,
                reason=mask_cpr(reason),
                due=due,
                evidence=shown,
                answer=mask_cpr(answer),
            )
            await work.plan.save_tasks([task])
            event = PlanTaskMoved(
                task.id,
                cause.actor,
                rights.on.isoformat(),
                now.isoformat(),
                state=task.state.value,
                reason=task.reason if step in (Step.POSTPONE, Step.CANCEL) else "",
                due=task.due.isoformat() if task.due else "",
            )
            await self.journal.record(work, event, cause)
        return task

    def require_step(self, task_id: str, step: Step, cause: Cause) -> PlanTask:
        """Return a task with which the person can take a step, for the step's form.

        Raises:
            TooLate, NotAllowed: as for `move`.
        """
        organisation = self.snapshots.current.organisation
        task = _found(organisation.plan, task_id)
        rights = self._rights(organisation, cause)
        if step not in steps(task):
            raise TooLate(STANDS[task.state])
        rights.require(task, step)
        return task

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
        async with self._changing() as (work, organisation):
            on = self._today(organisation)
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
        async with self._changing() as (work, organisation):
            own = self._require_approval(organisation, seen_then, cause)
            control = mask_cpr(control.strip())
            if own and not control:
                raise BadInput("plan-control-missing")
            plan, now = organisation.plan, self.clock.now()
            wrote = authors(plan)
            tasks = tuple(approved_task(task) for task in plan.tasks)
            version = PlanVersion(
                next_version(plan), cause.actor, now, tasks, control if own else ""
            )
            await work.plan.save_tasks([t for t in tasks if t != plan.task[t.id]])
            await work.plan.add_version(version)
            event = PlanApproved(
                version.version,
                seen_then,
                cause.actor,
                now.isoformat(),
                self._today(organisation).isoformat(),
                wrote,
                len(tasks),
                version.control,
            )
            await self.journal.record(work, event, cause)
        return version

    def _require_approval(self, organisation: Organisation, seen_then: str, cause: Cause) -> bool:
        """Tell whether the approver is an author; see `approve`."""
        on = self._today(organisation)
        person = organisation.person.get(cause.actor)
        require(Standing(organisation, person, on), Ability.APPROVE_PLAN)
        plan = _as_seen(organisation.plan, seen_then)
        _require_changed(plan)
        return may_approve_own(organisation, authors(plan), cause.actor, on, Ability.APPROVE_PLAN)

    def _rights(self, organisation: Organisation, cause: Cause) -> PlanRights:
        person = organisation.person.get(cause.actor)
        return PlanRights(organisation, person, self._today(organisation))

    def _today(self, organisation: Organisation) -> date:
        return self.clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[tuple[UnitOfWork, Organisation]]:
        """Open a transaction in which nobody else changes what is decided on."""
        async with self.storage.begin() as work:
            await work.claim()
            yield work, await work.organisation()
            await work.commit()
        await self.snapshots.refresh()


def added(task: PlanTask, on: date) -> PlanTaskAdded:
    """Return the event of a task that comes into the plan."""
    assert task.created_at is not None
    return PlanTaskAdded(
        task.id,
        task.created_by,
        on.isoformat(),
        task.created_at.isoformat(),
        responsible=str(task.responsible),
        accountable=str(task.accountable),
        due=task.due.isoformat() if task.due else "",
        origin=task.origin.subject,
    )


def next_version(plan: Plan) -> int:
    """Return the number that the plan's next approval has."""
    return plan.approved.version + 1 if plan.approved else 1


def is_changed(plan: Plan) -> bool:
    """Tell whether the plan says anything else than its approved version."""
    if plan.approved is None:
        return bool(plan.tasks)
    return digest(plan) != digest(Plan(plan.approved.tasks))


def _require_changed(plan: Plan) -> None:
    if not plan.tasks:
        raise BadInput("plan-empty")
    if plan.approved is not None and not is_changed(plan):
        raise TooLate("plan-approved-already", version=plan.approved.version)


def _as_seen(plan: Plan, seen_then: str) -> Plan:
    if digest(plan) != seen_then:
        raise TooLate("plan-changed")
    return plan


def _found(plan: Plan, task_id: str) -> PlanTask:
    task = plan.task.get(task_id)
    if task is None:
        raise TooLate("plan-gone")
    return task


def _masked(task: PlanTask) -> PlanTask:
    """Return a task without what looks like a CPR number in its free texts (domain.md §3)."""
    title = Localized(
        *(mask_cpr(text) if text else None for text in (task.title.da, task.title.en))
    )
    words = task.origin.words
    origin = Localized(*(mask_cpr(text) if text else None for text in (words.da, words.en)))
    treatment = task.treatment
    if treatment is not None:
        treatment = replace(
            treatment, risk=mask_cpr(treatment.risk), control=mask_cpr(treatment.control)
        )
    return replace(
        task, title=title, origin=replace(task.origin, words=origin), treatment=treatment
    )


def _require_sound(organisation: Organisation, task: PlanTask) -> None:
    """Let pass a task that the plan can hold.

    Raises:
        FieldErrors: by the form's field.
    """
    errors: dict[str, TovholderError] = {}
    if not task.title.variants():
        errors["title"] = BadInput("form-required")
    for name, bearer in (("responsible", task.responsible), ("accountable", task.accountable)):
        if not known_bearer(organisation, bearer):
            errors[name] = BadInput("plan-bearer-gone")
    role = organisation.role.get(task.accountable.role_id or "")
    if role is not None and not role.may_be_accountable:
        errors["accountable"] = BadInput("plan-external-accountable")
    try:
        check_years(task.years)
        if task.due and task.due.year not in task.years:
            errors["due"] = BadInput("plan-due-outside", year=task.due.year)
    except BadInput as error:
        errors["years"] = error
    if task.treatment is not None:
        try:
            check_treatment(task.treatment)
        except BadInput as error:
            field = "risk" if error.key == "plan-risk-missing" else "accepted_until"
            errors[field] = error
    if errors:
        raise FieldErrors(errors)
