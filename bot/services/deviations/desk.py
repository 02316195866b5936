"""What people do with deviations: register, assess, explain, mend, verify, close and reopen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain import deviation_rules as rules
from bot.domain.asks import Ask
from bot.domain.assignments import Answer
from bot.domain.cpr import mask_cpr
from bot.domain.deviation_events import (
    DeviationActionDecided,
    DeviationAssessed,
    DeviationCauseFound,
    DeviationClosed,
    DeviationEffectAsked,
    DeviationEvent,
    DeviationReopened,
    DeviationVerified,
)
from bot.domain.deviation_people import FUNCTION
from bot.domain.deviation_rules import Step
from bot.domain.deviations import Deviation, DeviationState, Severity
from bot.domain.language import localized
from bot.domain.plan import Bearer, Origin, PlanTask
from bot.domain.plan_events import PlanTaskAdded
from bot.services.deviations.case import Case, DeviationDesk, seen_by, sees
from bot.services.deviations.register import NewDeviation, Noted, register, told
from bot.services.deviations.sources import Source, ask_of, source_of
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.permissions import Standing
from bot.texts import Texts


@dataclass(frozen=True)
class Action:
    """A corrective action, and when and of whom it is asked whether it worked."""

    title: str
    responsible: Bearer
    due: date
    effect_due: date
    asked: Bearer


@dataclass(frozen=True)
class Deviations(DeviationDesk):
    """Takes what people do with deviations.

    `TooLate` says what has become of a deviation; `NotAllowed` who may. Whatever looks like a CPR
    number is masked.
    """

    # -- seen

    async def find(self, deviation_id: str, standing: Standing) -> Deviation:
        """Return a deviation for whoever may see it.

        Raises:
            BadInput: there is none.
            NotAllowed: it doesn't concern the reader.
        """
        async with self.storage.read() as work:
            return seen_by(await work.deviations.find(deviation_id), standing)

    async def ask_of(self, deviation_id: str) -> Ask | None:
        """Return what everybody was asked because of a deviation."""
        async with self.storage.read() as work:
            return await ask_of(work, await work.deviations.find(deviation_id))

    async def by_number(self, number: str, standing: Standing) -> Deviation:
        """Return the deviation that people call `number`.

        Raises:
            BadInput, NotAllowed: as for `find`.
        """
        async with self.storage.read() as work:
            return seen_by(await work.deviations.by_number(number), standing, number)

    async def all(self, standing: Standing, *, closed: bool = False) -> Sequence[Deviation]:
        """Return the deviations that the reader may see, the newest first.

        Args:
            standing: who reads.
            closed: those that are closed, else those that are open.
        """
        async with self.storage.read() as work:
            every = await work.deviations.all()
        return [one for one in every if one.is_open is not closed and sees(one, standing)]

    async def source(self, subject: str, texts: Texts, standing: Standing) -> Source:
        """Return what is known of the record that a deviation comes from.

        Raises:
            BadInput: the record is gone.
            NotAllowed: it doesn't concern the reader.
        """
        async with self.storage.read() as work:
            return await source_of(work, subject, texts, standing)

    # -- changed

    async def register(self, wanted: NewDeviation, cause: Cause) -> Deviation:
        """Register a deviation. Anyone may, bound to a person or not.

        Raises:
            BadInput: nothing is said.
            TooLate: the same delivery has had its effect.
        """
        async with self.storage.begin() as work:
            organisation = await work.organisation()
            known = cause.actor in organisation.person
            noted = Noted(cause.actor if known else None, *self.now(organisation))
            deviation, event = await register(work, wanted, noted)
            await self.journal.record(work, event, cause)
            await work.commit()
        return deviation

    async def assess(
        self,
        deviation_id: str,
        seen_then: str,
        severity: Severity,
        owner: Bearer,
        due: date,
        correction: str,
        cause: Cause,
    ) -> Deviation:
        """Say how grave it is, who sees to it, by when, and what was done at once.

        Raises:
            TooLate, NotAllowed: see `Deviations`.
            FieldErrors: the day is gone.
        """
        async with self.changing(deviation_id, cause, seen_then) as case:
            case.require(Step.ASSESS)
            done_at_once = mask_cpr(correction.strip())
            after = rules.assessed(case.deviation, severity, owner, due, done_at_once, case.act)
            more = {"severity": severity.value, "owner": str(owner), "due": due.isoformat()}
            await self.keep(case, after, cause, told(DeviationAssessed, after, case.noted, **more))
        return after

    async def explain(
        self,
        deviation_id: str,
        seen_then: str,
        why: str,
        cause: Cause,
        *,
        elsewhere: bool,
        question: str = "",
    ) -> Deviation:
        """Say why it happened, and whether the same error is found elsewhere.

        If it may be, every unit is asked `question`; nobody is where it is empty.

        Raises:
            TooLate, NotAllowed: see `Deviations`.
            FieldErrors: no cause is given.
        """
        async with self.changing(deviation_id, cause, seen_then) as case:
            case.require(Step.CAUSE)
            after = rules.cause_found(
                case.deviation,
                mask_cpr(why),
                elsewhere=elsewhere,
                act=case.act,
                question=mask_cpr(question),
            )
            event = told(DeviationCauseFound, after, case.noted, elsewhere=elsewhere)
            await self.keep(case, after, cause, event)
        return after

    async def decide(
        self, deviation_id: str, seen_then: str, action: Action, cause: Cause
    ) -> Deviation:
        """Decide a corrective action, which becomes a task of the plan.

        Raises:
            TooLate, NotAllowed: see `Deviations`.
            FieldErrors: a day is wrong, or the doer is asked whether it worked.
        """
        async with self.changing(deviation_id, cause, seen_then, plan=True) as case:
            case.require(Step.ACT)
            task = _task(case, action)
            after = rules.decided(case.deviation, task, action.effect_due, action.asked, case.act)
            await case.work.plan.save_tasks([task])
            # Kept first: what follows from a task of the plan finds it among the deviation's own.
            await case.work.deviations.save(after)
            event = told(
                DeviationActionDecided,
                after,
                case.noted,
                task_id=task.id,
                effect_due=action.effect_due.isoformat(),
            )
            await self.journal.record(case.work, _added(task, case), cause)
            await self.keep(case, after, cause, event)
        await self.snapshots.refresh()
        return after

    async def verify(
        self,
        deviation_id: str,
        seen_then: str,
        answer: Answer,
        comment: str,
        again: date | None,
        cause: Cause,
    ) -> Deviation:
        """Answer »Har den virket?«; yes closes the deviation and no opens it again.

        Raises:
            TooLate: see `Deviations`.
            NotAllowed: it isn't the person's to say, or they did one of the actions.
            FieldErrors: the comment or the new date is missing.
        """
        async with self.changing(deviation_id, cause, seen_then) as case:
            case.require(Step.VERIFY)
            said, plan = mask_cpr(comment), case.organisation.plan
            after = rules.verified(case.deviation, answer, said, again, plan, case.act)
            await self.keep(case, after, cause, *_verdict(after, answer, case.noted))
        return after

    async def close(
        self, deviation_id: str, seen_then: str, reason: str, cause: Cause
    ) -> Deviation:
        """Close it with a reason: without an action, or although its actions worked only in part.

        Raises:
            TooLate, NotAllowed: see `Deviations`.
            FieldErrors: no reason is given.
        """
        async with self.changing(deviation_id, cause, seen_then) as case:
            case.require(Step.CLOSE)
            plan = case.organisation.plan
            without = case.deviation.state is not DeviationState.VERIFIED
            after = rules.closed(case.deviation, mask_cpr(reason), plan, case.act)
            event = told(DeviationClosed, after, case.noted, without_action=without)
            await self.keep(case, after, cause, event)
        return after

    async def reopen(
        self, deviation_id: str, seen_then: str, reason: str, cause: Cause
    ) -> Deviation:
        """Open it again, as it has come back or its actions worked too little.

        Raises:
            TooLate, NotAllowed: see `Deviations`.
            FieldErrors: no reason is given.
        """
        async with self.changing(deviation_id, cause, seen_then) as case:
            case.require(Step.REOPEN)
            after = rules.reopened(case.deviation, mask_cpr(reason), case.act)
            event = told(DeviationReopened, after, case.noted, times=after.reopened)
            await self.keep(case, after, cause, event)
        return after

    async def require_step(self, deviation_id: str, step: Step, cause: Cause) -> Deviation:
        """Return a deviation with which the person can take a step, for the step's form.

        Raises:
            TooLate, NotAllowed: see `Deviations`.
        """
        async with self.storage.read() as work:
            case = await self.case(work, await work.deviations.find(deviation_id), cause)
            case.require(step)
            return case.deviation


def _task(case: Case, action: Action) -> PlanTask:
    """Return the task of the plan that is a corrective action; who sees to the deviation has A."""
    profile, deviation = case.organisation.profile, case.deviation
    language = case.person.language or profile.language
    same = deviation.owner == action.responsible and deviation.owner.person_id is not None
    return PlanTask(
        new_id("task"),
        localized(language, mask_cpr(action.title.strip())),
        action.responsible,
        FUNCTION if same else deviation.owner,
        (action.due.year,),
        due=action.due,
        origin=Origin(subject=deviation.subject, link=deviation.origin.link),
        created_by=case.person.id,
        created_at=case.act.at,
        authors=(case.person.id,),
        changed_at=case.act.at,
    )


def _added(task: PlanTask, case: Case) -> PlanTaskAdded:
    return PlanTaskAdded(
        task.id,
        task.created_by,
        case.act.on.isoformat(),
        case.act.at.isoformat(),
        responsible=str(task.responsible),
        accountable=str(task.accountable),
        due=task.due.isoformat() if task.due else "",
        origin=task.origin.subject,
    )


def _verdict(after: Deviation, answer: Answer, noted: Noted) -> tuple[DeviationEvent, ...]:
    """Return what the answer came to."""
    match answer:
        case Answer.TOO_EARLY:
            due = after.effect.due.isoformat() if after.effect else ""
            return (told(DeviationEffectAsked, after, noted, effect_due=due),)
        case Answer.NO:
            return (told(DeviationReopened, after, noted, times=after.reopened),)
        case Answer.YES:
            found = told(DeviationVerified, after, noted, answer=answer.value)
            return (found, told(DeviationClosed, after, noted))
    return (told(DeviationVerified, after, noted, answer=answer.value),)
