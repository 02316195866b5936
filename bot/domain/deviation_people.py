"""Who sees to a deviation, who judges its effect, and whom it concerns (domain.md §2 and §3)."""

from dataclasses import dataclass
from datetime import date

from bot.domain import deviation_rules as rules
from bot.domain.deviation_rules import Step
from bot.domain.deviations import Deviation
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.domain.plan import Bearer
from bot.domain.plan_rules import bears, people_of

FUNCTION = Bearer(role_id="infosec-function")
"""The information security function, which sees to every deviation that nobody else does."""


@dataclass(frozen=True)
class DeviationPeople:
    """Who has what to do with a deviation on a day.

    Args:
        deviation: as it stands.
        organisation: as it stands.
        on: the local date.
    """

    deviation: Deviation
    organisation: Organisation
    on: date

    @property
    def owners(self) -> tuple[Person, ...]:
        """Return who sees to it today: its owner, else the function."""
        found = people_of(self.organisation, self.deviation.owner, self.on)
        return found or people_of(self.organisation, FUNCTION, self.on)

    @property
    def asked(self) -> tuple[Person, ...]:
        """Return who is asked whether the actions worked: none of their doers.

        Where only doers are left, whoever sees to it is asked; else the function.
        """
        effect = self.deviation.effect
        if effect is None:
            return ()
        bearers = (effect.asked, self.deviation.owner, FUNCTION)
        doers = rules.doers(self.deviation, self.organisation.plan)
        for bearer in bearers:
            people = people_of(self.organisation, bearer, self.on)
            if free := tuple(person for person in people if person.id not in doers):
                return free
        return ()

    def leads(self, person: Person | None) -> bool:
        """Tell whether a person sees to it: the function, its owner, or who acts for them."""
        return self._bears(self.deviation.owner, person) or self._bears(FUNCTION, person)

    def judges(self, person: Person | None) -> bool:
        """Tell whether a person may say if the actions worked, unless they did one of them.

        It is whoever is asked, whoever sees to it, the head of the unit, or who registered it.
        """
        effect, unit = self.deviation.effect, self._unit_head
        if person is None or effect is None:
            return False
        return (
            self.leads(person)
            or self._bears(effect.asked, person)
            or (unit is not None and self._bears(unit, person))
            or person.id == self.deviation.registered_by
            or person in self.asked
        )

    def closes(self, person: Person | None) -> bool:
        """Tell whether a person may close or reopen it: the function alone."""
        return self._bears(FUNCTION, person)

    def steps(self, person: Person | None) -> tuple[Step, ...]:
        """Return what a person may do with it where it is."""
        plan = self.organisation.plan
        return tuple(
            step
            for step in Step
            if rules.can(self.deviation, step, plan) and self.may(step, person)
        )

    def may(self, step: Step, person: Person | None) -> bool:
        """Tell whether a step is a person's to take, wherever the deviation is."""
        doers = rules.doers(self.deviation, self.organisation.plan)
        did = person is not None and person.id in doers
        match step:
            case Step.VERIFY:
                return self.judges(person) and not did
            case Step.CLOSE if self.deviation.effect is not None:
                return self.leads(person) and not did
            case Step.CLOSE | Step.REOPEN:
                return self.closes(person)
        return self.leads(person)

    @property
    def concerned(self) -> frozenset[str]:
        """Return whom it concerns by name: they see it, wherever they work."""
        plan, effect = self.organisation.plan, self.deviation.effect
        bearers = [self.deviation.owner, *((effect.asked,) if effect else ())]
        bearers += [task.responsible for task in rules.actions(self.deviation, plan)]
        people = {p.id for b in bearers for p in people_of(self.organisation, b, self.on)}
        people |= {bearer.person_id for bearer in bearers if bearer.person_id}
        own = self.deviation.registered_by
        return frozenset(people | ({own} if own else set()))

    @property
    def _unit_head(self) -> Bearer | None:
        unit = self.organisation.unit.get(self.deviation.unit_id or "")
        return Bearer(person_id=unit.head_id) if unit and unit.head_id else None

    def _bears(self, bearer: Bearer, person: Person | None) -> bool:
        if person is None:
            return False
        return bears(self.organisation, bearer, person.id, self.on, accountable=False)
