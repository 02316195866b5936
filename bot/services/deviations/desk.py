"""What people do with deviations: register, assess, explain, mend, verify, close and reopen."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

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
from bot.domain.deviation_people import FUNCTION, DeviationPeople
from bot.domain.deviation_rules import Step
from bot.domain.deviations import Deviation, DeviationState, Severity
from bot.domain.errors import BadInput, NotAllowed, TooLate
from bot.domain.language import localized
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.domain.plan import Bearer, Origin, PlanTask
from bot.domain.plan_events import PlanTaskAdded
from bot.services.deviations.register import NewDeviation, Noted, register, told
from bot.services.deviations.sources import Source, ask_of, source_of
from bot.services.identifiers import new_id, seen
from bot.services.journal import Cause, Journal
from bot.services.permissions import Ability, Concern, Standing, may
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots
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
class Case:
    """What one change of a deviation is judged by, in its transaction."""

    work: UnitOfWork
    organisation: Organisation
    deviation: Deviation
    people: DeviationPeople
    person: Person
    act: Act
    noted: Noted

    def require(self, step: Step) -> None:
        """Let pass whoever may take a step that can be taken.

        Raises:
            TooLate: it is not where that can be done.
            NotAllowed: with a sentence that says who can.
        """
        plan = self.organisation.plan
        rules.require(self.deviation, step, plan)
        if self.people.may(step, self.person):
            return
        if step in (Step.VERIFY, Step.CLOSE) and self.deviation.effect is not None:
            rules.require_not_doer(self.deviation, self.person.id, plan)
        raise NotAllowed(f"not-allowed.deviation-{step.value}")


@dataclass(frozen=True)
class Deviations:
    """Takes what people do with deviations.

    `TooLate` says what has become of a deviation; `NotAllowed` who may. Whatever looks like a CPR
    number is masked.
    """

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    # -- seen

    async def find(self, deviation_id: str, standing: Standing) -> Deviation:
        """Return a deviation for whoever may see it.

        Raises:
            BadInput: there is none.
            NotAllowed: it doesn't concern the reader.
        """
        async with self.storage.read() as work:
            return _seen(await work.deviations.find(deviation_id), standing)

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
            return _seen(await work.deviations.by_number(number), standing, number)

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
            noted = Noted(cause.actor if known else None, *self._now(organisation))
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
        async with self._changing(deviation_id, cause, seen_then) as case:
            case.require(Step.ASSESS)
            done_at_once = mask_cpr(correction.strip())
            after = rules.assessed(case.deviation, severity, owner, due, done_at_once, case.act)
            more = {"severity": severity.value, "owner": str(owner), "due": due.isoformat()}
            await self._keep(case, after, cause, told(DeviationAssessed, after, case.noted, **more))
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
        async with self._changing(deviation_id, cause, seen_then) as case:
            case.require(Step.CAUSE)
            after = rules.cause_found(
                case.deviation,
                mask_cpr(why),
                elsewhere=elsewhere,
                act=case.act,
                question=mask_cpr(question),
            )
            event = told(DeviationCauseFound, after, case.noted, elsewhere=elsewhere)
            await self._keep(case, after, cause, event)
        return after

    async def decide(
        self, deviation_id: str, seen_then: str, action: Action, cause: Cause
    ) -> Deviation:
        """Decide a corrective action, which becomes a task of the plan.

        Raises:
            TooLate, NotAllowed: see `Deviations`.
            FieldErrors: a day is wrong, or the doer is asked whether it worked.
        """
        async with self._changing(deviation_id, cause, seen_then, plan=True) as case:
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
            await self._keep(case, after, cause, event)
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
        async with self._changing(deviation_id, cause, seen_then) as case:
            case.require(Step.VERIFY)
            said, plan = mask_cpr(comment), case.organisation.plan
            after = rules.verified(case.deviation, answer, said, again, plan, case.act)
            await self._keep(case, after, cause, *_verdict(after, answer, case.noted))
        return after

    async def close(
        self, deviation_id: str, seen_then: str, reason: str, cause: Cause
    ) -> Deviation:
        """Close it with a reason: without an action, or although its actions worked only in part.

        Raises:
            TooLate, NotAllowed: see `Deviations`.
            FieldErrors: no reason is given.
        """
        async with self._changing(deviation_id, cause, seen_then) as case:
            case.require(Step.CLOSE)
            plan = case.organisation.plan
            without = case.deviation.state is not DeviationState.VERIFIED
            after = rules.closed(case.deviation, mask_cpr(reason), plan, case.act)
            event = told(DeviationClosed, after, case.noted, without_action=without)
            await self._keep(case, after, cause, event)
        return after

    async def reopen(
        self, deviation_id: str, seen_then: str, reason: str, cause: Cause
    ) -> Deviation:
        """Open it again, as it has come back or its actions worked too little.

        Raises:
            TooLate, NotAllowed: see `Deviations`.
            FieldErrors: no reason is given.
        """
        async with self._changing(deviation_id, cause, seen_then) as case:
            case.require(Step.REOPEN)
            after = rules.reopened(case.deviation, mask_cpr(reason), case.act)
            event = told(DeviationReopened, after, case.noted, times=after.reopened)
            await self._keep(case, after, cause, event)
        return after

    async def require_step(self, deviation_id: str, step: Step, cause: Cause) -> Deviation:
        """Return a deviation with which the person can take a step, for the step's form.

        Raises:
            TooLate, NotAllowed: see `Deviations`.
        """
        async with self.storage.read() as work:
            case = await self._case(work, await work.deviations.find(deviation_id), cause)
            case.require(step)
            return case.deviation

    # -- how

    @asynccontextmanager
    async def _changing(
        self, deviation_id: str, cause: Cause, seen_then: str, *, plan: bool = False
    ) -> AsyncIterator[Case]:
        """Open a transaction in which nobody else changes the deviation.

        The plan is claimed first where it is changed too, as it is when a task is done.
        """
        async with self.storage.begin() as work:
            if plan:
                await work.claim()
            case = await self._case(work, await work.deviations.lock(deviation_id), cause)
            if stamp(case.deviation) != seen_then:
                raise TooLate("deviation-changed")
            yield case
            await work.commit()

    async def _case(self, work: UnitOfWork, found: Deviation | None, cause: Cause) -> Case:
        organisation = await work.organisation()
        person = organisation.person.get(cause.actor)
        if found is None:
            raise TooLate("deviation-gone")
        if person is None:
            raise BadInput("account-unbound")
        at, on = self._now(organisation)
        people = DeviationPeople(found, organisation, on)
        act, noted = Act(person.id, at, on), Noted(person.id, at, on)
        return Case(work, organisation, found, people, person, act, noted)

    async def _keep(
        self, case: Case, after: Deviation, cause: Cause, *events: DeviationEvent
    ) -> None:
        await case.work.deviations.save(after)
        for event in events:
            await self.journal.record(case.work, event, cause)

    def _now(self, organisation: Organisation) -> tuple[datetime, date]:
        now = self.clock.now()
        return now, now.astimezone(ZoneInfo(organisation.profile.timezone)).date()


def stamp(deviation: Deviation) -> str:
    """Return what tells a deviation from how it is after a change, for a form to carry.

    That an agenda lists it is no change of it.
    """
    return seen(replace(deviation, presented_in=(), handled_in=()))


def sees(deviation: Deviation, standing: Standing) -> bool:
    """Tell whether a deviation concerns the reader."""
    people = DeviationPeople(deviation, standing.organisation, standing.on)
    unit = frozenset({deviation.unit_id} if deviation.unit_id else ())
    concern = Concern(unit_ids=unit, responsible_ids=people.concerned)
    judges = people.judges(standing.person)
    return judges or may(replace(standing, concern=concern), Ability.SEE_DEVIATION)


def _seen(found: Deviation | None, standing: Standing, number: str = "") -> Deviation:
    if found is None:
        raise BadInput("deviation-none", number=number or "–")
    if not sees(found, standing):
        raise NotAllowed("not-allowed.see-deviation")
    return found


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
