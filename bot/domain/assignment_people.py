"""Who has what to do with an assignment: the unit, the function, who judges the effect, and A."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot.domain.assignment_steps import Step, doers_of, steps
from bot.domain.assignments import Assignment
from bot.domain.errors import NotAllowed
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer
from bot.domain.plan_rules import bears, people_of
from bot.domain.unit_people import UnitPeople, people_of_unit

_UNITS = frozenset({Step.ACKNOWLEDGE, Step.REPORT, Step.START, Step.SEND_BACK, Step.ASK})
_VERDICTS = frozenset({Step.ACCEPT, Step.RETURN})
_FUNCTIONS = frozenset({Step.ANSWER, *_VERDICTS, Step.AGAIN, Step.WITHDRAW})


@dataclass(frozen=True)
class Hands:
    """What one person has to do with an assignment on a day.

    Args:
        function: gives assignments, and judges what is reported.
        unit: answers for the unit.
        asked: is to say whether it worked.
        doer: did it or answers for whoever did, and so never says whether it worked.
        reporter: reported last, and others of the function could judge that.
        accountable: hears that it is late.
        head: who answers for the unit, by name; "" for nobody.
    """

    function: bool = False
    unit: bool = False
    asked: bool = False
    doer: bool = False
    reporter: bool = False
    accountable: bool = False
    head: str = ""

    @property
    def concerned(self) -> bool:
        """Tell whether it concerns the person at all."""
        return self.function or self.unit or self.asked or self.doer or self.accountable

    def can(self, assignment: Assignment) -> tuple[Step, ...]:
        """Return what the person may do with it where it is."""
        return tuple(step for step in steps(assignment) if self._may(step))

    def require(self, step: Step, assignment: Assignment) -> None:
        """Let pass who may take a step, whether or not it is too late for it.

        Raises:
            NotAllowed: with a sentence that says who can.
        """
        if self._may(step):
            return
        if step is Step.EFFECT:
            key = "assignment-effect-own" if self.doer else "assignment-effect"
            raise NotAllowed(f"not-allowed.{key}", number=assignment.number)
        if step in _VERDICTS and self.function:
            raise NotAllowed("not-allowed.assignment-judge-own", number=assignment.number)
        if step not in _UNITS:
            raise NotAllowed("not-allowed.assign")
        if not self.head:
            raise NotAllowed("not-allowed.assignment-unit-vacant", number=assignment.number)
        raise NotAllowed("not-allowed.assignment-unit", number=assignment.number, head=self.head)

    def _may(self, step: Step) -> bool:
        if step in _UNITS:
            return self.unit
        if step in _VERDICTS:
            return self.function and not self.reporter
        if step in _FUNCTIONS:
            return self.function
        if step is Step.EFFECT:
            return (self.asked or self.function) and not self.doer
        return self.function or self.unit


def hands_of(
    organisation: Organisation,
    assignment: Assignment,
    person_id: str,
    on: date,
    functions: Collection[str],
) -> Hands:
    """Return what a person has to do with an assignment on the local date `on`.

    Args:
        organisation: as it stands.
        assignment: the assignment.
        person_id: the person; "" for an account that is bound to nobody.
        on: the local date.
        functions: the ids of those who give assignments.
    """
    unit = people_of_unit(organisation, assignment.unit_id, on)
    effect = assignment.effect

    def borne(bearer: Bearer) -> bool:
        return bears(organisation, bearer, person_id, on, accountable=True)

    return Hands(
        function=person_id in functions,
        unit=person_id in unit.able,
        asked=effect is not None and borne(effect.asked),
        doer=person_id in unit.able or person_id in doers_of(assignment),
        reporter=bool(
            assignment.feedback
            and assignment.feedback[-1].by == person_id
            and set(functions) - {person_id}
        ),
        accountable=borne(assignment.accountable),
        head=unit.acting.name if unit.acting else "",
    )


def can_judge_effect(organisation: Organisation, asked: Bearer, unit: UnitPeople, on: date) -> bool:
    """Tell whether anybody who would be asked whether it worked is another than who does it."""
    people = people_of(organisation, asked, on, accountable=True)
    return any(person.id not in unit.able for person in people)
