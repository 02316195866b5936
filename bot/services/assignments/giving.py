"""Assignments are given to units, given anew, and taken back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain import assignment_rules as rules
from bot.domain.assignment_events import AssignmentGiven, AssignmentWithdrawn
from bot.domain.assignment_people import can_judge_effect
from bot.domain.assignment_steps import OVER, Step, require_seen
from bot.domain.assignments import Assignment, EffectCheck
from bot.domain.cpr import mask_cpr
from bot.domain.decisions import Decision, Outcome
from bot.domain.errors import BadInput, FieldErrors, TovholderError
from bot.domain.holder_rules import is_retired
from bot.domain.inputs import Input
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer
from bot.domain.unit_people import people_of_unit
from bot.services.assignments.case import Cases, event_of
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.permissions import Ability, Standing, require
from bot.services.ports import UnitOfWork

_DECISION, _INPUT = "decision", "input"


@dataclass(frozen=True)
class Wanted:
    """What units are to do, as a form says it.

    Args:
        title, instruction: in a few words, and in full.
        due: a local date.
        accountable: who hears that it is late (A).
        units: the ids of those that are to do it.
        effect_due: when it is asked whether it worked; None for never.
        effect_by: who is asked that.
    """

    title: str
    instruction: str
    due: date
    accountable: Bearer
    units: tuple[str, ...] = ()
    effect_due: date | None = None
    effect_by: Bearer | None = None


@dataclass(frozen=True)
class Source:
    """The record that assignments come from: a decision, an input, or another by its subject."""

    decision: Decision | None = None
    input: Input | None = None
    origin: str = ""
    given: Sequence[Assignment] = field(default_factory=tuple)


@dataclass(frozen=True)
class Giving:
    """Gives assignments to units."""

    cases: Cases

    async def source(self, subject: str, cause: Cause) -> Source:
        """Return the record that assignments are to be given from, for the form.

        Raises:
            NotAllowed: the person gives no assignments.
            BadInput: the record is gone, or is a decision that nobody carries out.
        """
        async with self.cases.storage.read() as work:
            organisation = await work.organisation()
            self._require(organisation, cause)
            return await _source(work, subject)

    async def give(self, subject: str, wanted: Wanted, cause: Cause) -> Sequence[Assignment]:
        """Give each unit an assignment.

        Args:
            subject: the record they come from: "decision/<id>", "input/<id>" or another's.
            wanted: what is to be done.
            cause: who gives it.

        Returns:
            the assignments, in the order of the units.

        Raises:
            NotAllowed, BadInput: as for `source`.
            FieldErrors: what is missing or wrong, by field.
        """
        async with self.cases.storage.begin() as work:
            source = await _source(work, subject)
            if source.input is not None:
                await work.inputs.lock(source.input.id)
            # Two who give the same at once see each other's.
            await work.claim()
            organisation = await work.organisation()
            act = self._require(organisation, cause)
            source = await _source(work, subject)
            _require_sound(organisation, wanted, act.on, wanted.units, source.given)
            made = [
                _assignment(unit, wanted, source, act, await work.assignments.next_number())
                for unit in wanted.units
            ]
            for one in made:
                await work.assignments.save(one)
            for one in made:
                await self._record(work, one, act, cause)
            await work.commit()
        return made

    async def again(self, reference: str, wanted: Wanted, cause: Cause) -> Assignment:
        """Give an assignment anew, with another instruction, deadline or A.

        Raises:
            TooLate: it was reported on, is over, or has changed since the form was opened.
            NotAllowed: the person gives no assignments.
            FieldErrors: what is missing or wrong, by field.
        """
        async with self.cases.changing(reference, cause) as case:
            before = case.assignment
            case.hands.require(Step.AGAIN, before)
            require_seen(before, case.mark)
            _require_sound(case.organisation, wanted, case.act.on, (before.unit_id,), ())
            told = _assignment(before.unit_id, wanted, Source(), case.act, before.number)
            after = rules.given_again(before, told, case.act)
            await case.work.assignments.save(after)
            await self._record(case.work, after, case.act, cause, again=True)
        return after

    async def withdraw(self, reference: str, reason: str, cause: Cause) -> Assignment:
        """Take an assignment back.

        Raises:
            TooLate: its feedback was accepted, or it is over.
            NotAllowed: the person gives no assignments.
            FieldErrors: without a reason.
        """
        async with self.cases.changing(reference, cause) as case:
            case.hands.require(Step.WITHDRAW, case.assignment)
            after = rules.withdrawn(case.assignment, mask_cpr(reason), case.act)
            return await self.cases.save(case, after, AssignmentWithdrawn)

    def _require(self, organisation: Organisation, cause: Cause) -> Act:
        act = self.cases.act(organisation, cause)
        require(Standing(organisation, organisation.person[act.by], act.on), Ability.ASSIGN)
        return act

    async def _record(
        self, work: UnitOfWork, one: Assignment, act: Act, cause: Cause, *, again: bool = False
    ) -> None:
        event = event_of(
            AssignmentGiven,
            one,
            act,
            due=one.due.isoformat(),
            accountable=str(one.accountable),
            origin=one.origin,
            effect_due=one.effect.due.isoformat() if one.effect else "",
            again=again,
        )
        await self.cases.journal.record(work, event, cause)


async def _source(work: UnitOfWork, subject: str) -> Source:
    """Return the record; a decision about an input carries out the input too."""
    kind, _, id_ = subject.partition("/")
    if kind == _DECISION:
        decision = await work.decisions.find(id_)
        if decision is None:
            raise BadInput("decision-none", number="–")
        if decision.outcome is not Outcome.ADOPTED:
            raise BadInput("assignment-not-adopted", number=decision.number)
        about, _, input_id = decision.about.partition("/")
        found = await work.inputs.find(input_id) if about == _INPUT else None
        return Source(decision, found, given=await work.assignments.of_decisions([id_]))
    if kind == _INPUT:
        found = await work.inputs.find(id_)
        if found is None:
            raise BadInput("assignment-source-gone")
        return Source(input=found, given=await work.assignments.of_input(id_))
    every = await work.assignments.all() if subject else ()
    return Source(origin=subject, given=[one for one in every if one.origin == subject])


def _assignment(unit_id: str, wanted: Wanted, source: Source, act: Act, number: str) -> Assignment:
    effect = None
    if wanted.effect_due is not None and wanted.effect_by is not None:
        effect = EffectCheck(wanted.effect_due, wanted.effect_by)
    return Assignment(
        id=new_id("assignment"),
        number=number,
        unit_id=unit_id,
        title=mask_cpr(wanted.title.strip()),
        instruction=mask_cpr(wanted.instruction.strip()),
        due=wanted.due,
        accountable=wanted.accountable,
        assigned_by=act.by,
        assigned_at=act.at,
        decision_id=source.decision.id if source.decision else None,
        input_id=source.input.id if source.input else None,
        origin=source.origin,
        effect=effect,
        changed_at=act.at,
    )


def _require_sound(
    organisation: Organisation,
    wanted: Wanted,
    on: date,
    units: Collection[str],
    given: Sequence[Assignment],
) -> None:
    """Let pass what can be given.

    Raises:
        FieldErrors: what is missing or wrong, by field.
    """
    errors: dict[str, TovholderError] = {}
    for name in ("title", "instruction"):
        if not getattr(wanted, name).strip():
            errors[name] = BadInput("form-required")
    if wanted.due < on:
        errors["due"] = BadInput("assignment-due-past")
    if problem := _wrong_unit(organisation, wanted, on, units, given):
        errors["units"] = problem
    if not _known(organisation, wanted.accountable):
        errors["accountable"] = BadInput("form-required")
    errors |= _wrong_effect(organisation, wanted, on, units)
    if errors:
        raise FieldErrors(errors)


def _wrong_unit(
    organisation: Organisation,
    wanted: Wanted,
    on: date,
    units: Collection[str],
    given: Sequence[Assignment],
) -> TovholderError | None:
    """Return what is wrong with the units: nobody leads one, or it has the assignment already."""
    if not units:
        return BadInput("form-required")
    language = organisation.profile.language
    for unit_id in units:
        unit = organisation.unit.get(unit_id)
        if unit is None or is_retired(unit.closed_on, on):
            return BadInput("assignment-unit-closed")
        name = unit.name.in_language(language)
        if people_of_unit(organisation, unit_id, on).head is None:
            return BadInput("assignment-unit-headless", unit=name)
        same = (one for one in given if one.unit_id == unit_id and one.state not in OVER)
        for one in same:
            if one.title.casefold() == mask_cpr(wanted.title.strip()).casefold():
                return BadInput("assignment-unit-has", unit=name, number=one.number)
    return None


def _wrong_effect(
    organisation: Organisation, wanted: Wanted, on: date, units: Collection[str]
) -> Mapping[str, TovholderError]:
    """Return what is wrong with the question whether it worked."""
    if wanted.effect_due is None:
        return {}
    if wanted.effect_due <= wanted.due:
        return {"effect_due": BadInput("assignment-effect-date")}
    if wanted.effect_by is None or not _known(organisation, wanted.effect_by):
        return {"effect_by": BadInput("assignment-effect-nobody")}
    for unit_id in units:
        people = people_of_unit(organisation, unit_id, on)
        if not can_judge_effect(organisation, wanted.effect_by, people, on):
            return {"effect_by": BadInput("assignment-effect-doer")}
    return {}


def _known(organisation: Organisation, bearer: Bearer) -> bool:
    known: Mapping[str, object] = organisation.role if bearer.role_id else organisation.person
    return (bearer.role_id or bearer.person_id) in known


def anew(assignment: Assignment) -> Wanted:
    """Return what an assignment says, for the form in which it is given anew."""
    effect = assignment.effect
    return replace(
        Wanted(assignment.title, assignment.instruction, assignment.due, assignment.accountable),
        effect_due=effect.due if effect else None,
        effect_by=effect.asked if effect else None,
    )
