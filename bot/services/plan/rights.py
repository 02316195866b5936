"""Who may give, change and verify a task, and who approves the plan (domain.md §2, "Plan task")."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.errors import BadInput, NotAllowed
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.domain.plan import Bearer, PlanTask
from bot.domain.plan_rules import Step, bears, steps
from bot.domain.raci import Letter
from bot.domain.wheel_people import COMMITTEE_ROLE
from bot.services.permissions import FUNCTION_ROLE, Ability, Standing, may, who_may


@dataclass(frozen=True)
class PlanRights:
    """What a person may do with the plan on a day.

    Args:
        organisation: as it stands.
        person: who asks; None for an account that is bound to nobody.
        on: the local date.
    """

    organisation: Organisation
    person: Person | None
    on: date

    @property
    def keeps(self) -> bool:
        """Tell whether the person keeps the plan: the function does."""
        return may(Standing(self.organisation, self.person, self.on), Ability.EDIT_PLAN)

    @property
    def approves(self) -> bool:
        """Tell whether the person may approve the plan."""
        return may(Standing(self.organisation, self.person, self.on), Ability.APPROVE_PLAN)

    @property
    def gives(self) -> bool:
        """Tell whether the person may give tasks to others: the function, and whoever has A."""
        return self.keeps or self._answers_for_something

    @property
    def own_accountable(self) -> Bearer:
        """Return who has A for what the person makes: the function as a role, else the person.

        Raises:
            BadInput: the account is bound to nobody.
        """
        if self.keeps and FUNCTION_ROLE in self.organisation.role:
            return Bearer(role_id=FUNCTION_ROLE)
        return Bearer(person_id=self._someone().id)

    def require_new(self, task: PlanTask) -> None:
        """Let pass who may make such a task.

        Raises:
            BadInput: the account is bound to nobody.
            NotAllowed: it is for somebody else, and the person may not give tasks.
        """
        person = self._someone()
        own = Bearer(person_id=person.id)
        if task.responsible == own and (task.accountable == own or self.gives):
            return
        if not self.gives:
            raise NotAllowed("not-allowed.plan-give")

    def edits(self, task: PlanTask) -> bool:
        """Tell whether the person may change what the plan says of a task: the function, R or A."""
        return self.keeps or self._bears(task, accountable=False) or self.answers_for(task)

    def sees_evidence(self, task: PlanTask) -> bool:
        """Tell whether the person may see the file that shows that a task is done."""
        standing = Standing(self.organisation, self.person, self.on)
        doer = self.person is not None and self.person.id == task.done_by
        return doer or self.edits(task) or may(standing, Ability.SEE_EVIDENCE)

    def answers_for(self, task: PlanTask) -> bool:
        """Tell whether the person has A for a task."""
        return self._bears(task, accountable=True)

    def can(self, task: PlanTask) -> tuple[Step, ...]:
        """Return what the person may do with a task where it is."""
        return tuple(step for step in steps(task) if self._may(task, step))

    def require(self, task: PlanTask, step: Step | None = None) -> None:
        """Let pass who may take a step with a task, or change it.

        Raises:
            NotAllowed: with a sentence that says who can.
        """
        if step is Step.VERIFY:
            if self.person is not None and self.person.id == task.done_by:
                raise NotAllowed("not-allowed.plan-verify-own")
            if not self._may(task, step):
                raise NotAllowed("not-allowed.plan-verify")
        elif not self.edits(task):
            raise NotAllowed("not-allowed.plan-edit")

    def _may(self, task: PlanTask, step: Step) -> bool:
        if step is not Step.VERIFY:
            return self.edits(task)
        doer = self.person is not None and self.person.id == task.done_by
        return not doer and (self.keeps or self.answers_for(task))

    def _bears(self, task: PlanTask, *, accountable: bool) -> bool:
        if self.person is None:
            return False
        bearer = task.accountable if accountable else task.responsible
        return bears(self.organisation, bearer, self.person.id, self.on, accountable=accountable)

    @property
    def _answers_for_something(self) -> bool:
        if self.person is None:
            return False
        cells = self.organisation.matrix.cells.values()
        roles = {r for row in cells for r, letters in row.items() if Letter.ACCOUNTABLE in letters}
        chaired = self.organisation.wheel.chair_role if COMMITTEE_ROLE in roles else ""
        return any(
            bears(
                self.organisation, Bearer(role_id=role), self.person.id, self.on, accountable=True
            )
            for role in {*roles, chaired} - {"", COMMITTEE_ROLE}
        )

    def _someone(self) -> Person:
        if self.person is None:
            raise BadInput("account-unbound")
        return self.person


def plan_approvers(organisation: Organisation, on: date) -> tuple[Person, ...]:
    """Return who may approve the plan on the local date `on` and is at work."""
    people = who_may(organisation, Ability.APPROVE_PLAN, on)
    there = tuple(p for p in people if organisation.absence_of(p.id, on) is None)
    return there or people


def known_bearer(organisation: Organisation, bearer: Bearer) -> bool:
    """Tell whether the role or the person is there."""
    known: Mapping[str, object] = organisation.role if bearer.role_id else organisation.person
    return (bearer.role_id or bearer.person_id) in known
