"""Assignments to be shown: one by its number, those nobody has answered, those of a decision."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.assignment_people import Hands, hands_of
from bot.domain.assignment_steps import Step, says_no
from bot.domain.assignments import Assignment, AssignmentState
from bot.domain.decisions import Decision
from bot.domain.errors import BadInput, NotAllowed
from bot.domain.inputs import Input
from bot.domain.organisation import Organisation
from bot.services.permissions import Ability, Concern, Standing, may, who_may
from bot.services.ports import KeptEvidence, Storage, UnitOfWork


@dataclass(frozen=True)
class View:
    """An assignment as it is shown.

    Args:
        assignment: as it stands.
        hands: what the reader has to do with it.
        decision, input: what it carries out, and what it is of.
        deviation: the number of what a "no" led to, or "".
    """

    assignment: Assignment
    hands: Hands
    decision: Decision | None = None
    input: Input | None = None
    deviation: str = ""

    @property
    def can(self) -> tuple[Step, ...]:
        """Return what the reader may do with it."""
        return self.hands.can(self.assignment)


@dataclass(frozen=True)
class Overview:
    """Who has not answered, across units and decisions; each list has the earliest deadline first.

    Args:
        silent: with a unit, without feedback.
        waiting: for the function: feedback to judge, what was sent back, questions.
        effects: of which it is not judged yet whether they worked.
        deviating: answered "no" to, without a deviation that follows it up.
        whole: the reader sees every unit's; else their own only.
        decisions: by id, for what the lists' assignments carry out.
    """

    silent: tuple[Assignment, ...] = ()
    waiting: tuple[Assignment, ...] = ()
    effects: tuple[Assignment, ...] = ()
    deviating: tuple[Assignment, ...] = ()
    whole: bool = False
    decisions: dict[str, Decision] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Tell whether there is anything at all."""
        return any((self.silent, self.waiting, self.effects, self.deviating))


@dataclass(frozen=True)
class Finding:
    """Finds assignments.

    Args:
        storage: where they are.
    """

    storage: Storage

    async def view(self, assignment_id: str, standing: Standing) -> View:
        """Return an assignment by its id.

        Raises:
            BadInput: there is none.
            NotAllowed: it does not concern the reader.
        """
        async with self.storage.read() as work:
            found = await work.assignments.find(assignment_id)
            if found is None:
                raise BadInput("assignment-none", text=assignment_id[:40])
            return await _view(work, found, standing)

    async def by_number(self, number: str, standing: Standing) -> View:
        """Return the assignment with the number that people type, "OP-12" or "12".

        Raises:
            BadInput, NotAllowed: as for `view`.
        """
        typed = number.strip().upper().replace(" ", "")
        wanted = f"OP-{typed}" if typed.isdecimal() else typed
        async with self.storage.read() as work:
            found = await work.assignments.by_number(wanted)
            if found is None:
                raise BadInput("assignment-none", text=number.strip()[:40])
            return await _view(work, found, standing)

    async def overview(self, standing: Standing) -> Overview:
        """Return who has not answered: of every unit for the function and the committee."""
        whole = may(standing, Ability.SEE_DECISION)
        async with self.storage.read() as work:
            every = await work.assignments.all()
            decisions = [one.decision_id for one in every if one.decision_id]
            known = {one: await work.decisions.find(one) for one in dict.fromkeys(decisions)}
        seen = sorted(
            (one for one in every if whole or _concerns(one, standing)),
            key=lambda one: (one.due, one.assigned_at, one.number),
        )
        effects = [one for one in seen if one.state is AssignmentState.ACCEPTED and one.effect]
        return Overview(
            silent=tuple(one for one in seen if one.is_with_unit),
            waiting=tuple(one for one in seen if waits_for_function(one)),
            effects=tuple(
                sorted(effects, key=lambda one: one.effect.due if one.effect else one.due)
            ),
            deviating=tuple(one for one in seen if says_no(one) and one.deviation_id is None),
            whole=whole,
            decisions={one: decision for one, decision in known.items() if decision},
        )

    async def of_decision(self, decision_id: str) -> Sequence[Assignment]:
        """Return the assignments that carry out a decision, the oldest first."""
        async with self.storage.read() as work:
            return await work.assignments.of_decisions([decision_id])

    async def evidence(self, assignment: Assignment) -> Sequence[KeptEvidence]:
        """Return the files that show what was reported, the oldest first."""
        ids = [one.evidence.file_id for one in assignment.feedback if one.evidence.file_id]
        async with self.storage.read() as work:
            found = [await work.wheel.evidence(one) for one in ids]
        return [one for one in found if one is not None]


def waits_for_function(assignment: Assignment) -> bool:
    """Tell whether it waits for a verdict, for being given anew, or for an answer."""
    if assignment.state in (AssignmentState.REPORTED, AssignmentState.SENT_BACK):
        return True
    unanswered = any(one.answered_at is None for one in assignment.questions)
    return assignment.is_with_unit and unanswered


def _effect_due(assignment: Assignment) -> date:
    return assignment.effect.due if assignment.effect else assignment.due


async def _view(work: UnitOfWork, found: Assignment, standing: Standing) -> View:
    """Return an assignment with what it belongs to.

    Raises:
        NotAllowed: it does not concern the reader.
    """
    hands = _hands(found, standing)
    concern = Concern(unit_ids=frozenset({found.unit_id}))
    if not hands.concerned and not may(replace(standing, concern=concern), Ability.SEE_DECISION):
        raise NotAllowed("not-allowed.assignment-see")
    decision = await work.decisions.find(found.decision_id) if found.decision_id else None
    about = await work.inputs.find(found.input_id) if found.input_id else None
    deviation = await work.deviations.find(found.deviation_id) if found.deviation_id else None
    return View(found, hands, decision, about, deviation.number if deviation else "")


def _hands(found: Assignment, standing: Standing) -> Hands:
    organisation: Organisation = standing.organisation
    functions = [p.id for p in who_may(organisation, Ability.ASSIGN, standing.on)]
    person_id = standing.person.id if standing.person else ""
    return hands_of(organisation, found, person_id, standing.on, functions)


def _concerns(found: Assignment, standing: Standing) -> bool:
    return _hands(found, standing).concerned
