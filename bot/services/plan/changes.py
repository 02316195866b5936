"""The annual plan: tasks are given, changed and carried out, and the plan is approved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.domain.cpr import mask_cpr
from bot.domain.errors import TooLate
from bot.domain.occurrences import Evidence
from bot.domain.plan import Plan, PlanTask
from bot.domain.plan_events import PlanTaskAdded, PlanTaskChanged, PlanTaskMoved
from bot.domain.plan_rules import STANDS, Step, authored, moved, restated, steps
from bot.domain.plan_variance import said_of
from bot.services.identifiers import new_id, still
from bot.services.journal import Cause
from bot.services.plan.sound import masked, require_sound
from bot.services.plan.versions import PlanVersions
from bot.services.ports import KeptEvidence, NewFile


@dataclass(frozen=True)
class AnnualPlan(PlanVersions):
    """Changes the plan. Each change is decided on the plan as it stands in its transaction."""

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
        async with self.changing() as (work, organisation):
            rights = self.rights(organisation, cause)
            now = self.clock.now()
            task = masked(
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
            require_sound(organisation, task)
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
        async with self.changing() as (work, organisation):
            rights = self.rights(organisation, cause)
            before = still(organisation.plan.task.get(task_id), seen_then)
            rights.require(before)
            task = restated(before, masked(replace(before, **changes)))
            require_sound(organisation, task)
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
                letters=tuple(await work.reminders.letters_about_task(task.id)),
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
        file: NewFile | None = None,
        answer: str = "",
    ) -> PlanTask:
        """Start, finish, postpone, cancel or verify a task; see `plan_rules.moved`.

        `file` shows that it is done, beside the evidence or alone.

        Raises:
            TooLate: it is gone, or not where that can be done any more.
            NotAllowed: the person may not, or verifies their own work.
            BadInput: a reason, evidence or a later deadline is missing.
        """
        async with self.changing() as (work, organisation):
            rights = self.rights(organisation, cause)
            before = _found(organisation.plan, task_id)
            if step not in steps(before):
                raise TooLate(STANDS[before.state])
            rights.require(before, step)
            kept = file.kept(new_id("evidence")) if file else None
            given = replace(evidence or Evidence(), file_id=kept.id if kept else None)
            shown = replace(given, text=mask_cpr(given.text))
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
            if kept is not None:
                await work.wheel.keep_evidence(kept)
            await work.plan.save_tasks([task])
            event = PlanTaskMoved(
                task.id,
                cause.actor,
                rights.on.isoformat(),
                now.isoformat(),
                state=task.state.value,
                reason=task.reason if step in (Step.POSTPONE, Step.CANCEL) else "",
                due=task.due.isoformat() if task.due else "",
                letters=tuple(await work.reminders.letters_about_task(task.id)),
            )
            await self.journal.record(work, event, cause)
        return task

    async def evidence(self, task: PlanTask) -> KeptEvidence | None:
        """Return the file that shows that a task is done."""
        if task.evidence.file_id is None:
            return None
        async with self.storage.read() as work:
            return await work.wheel.evidence(task.evidence.file_id)

    def require_step(self, task_id: str, step: Step, cause: Cause) -> PlanTask:
        """Return a task with which the person can take a step, for the step's form.

        Raises:
            TooLate, NotAllowed: as for `move`.
        """
        organisation = self.snapshots.current.organisation
        task = _found(organisation.plan, task_id)
        rights = self.rights(organisation, cause)
        if step not in steps(task):
            raise TooLate(STANDS[task.state])
        rights.require(task, step)
        return task


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


def _found(plan: Plan, task_id: str) -> PlanTask:
    task = plan.task.get(task_id)
    if task is None:
        raise TooLate("plan-gone")
    return task
