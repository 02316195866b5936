"""Who may look at an input, decide about it, and mark its steps."""

from dataclasses import dataclass
from datetime import date

from bot.domain.committee_people import members_on
from bot.domain.errors import NotAllowed
from bot.domain.flows import FlowStep, StepKind
from bot.domain.holders import seats_of
from bot.domain.inputs import Input
from bot.domain.organisation import Organisation
from bot.domain.people import Person, RoleKind
from bot.services.permissions import Ability, Standing, may, who_may


@dataclass(frozen=True)
class InputRights:
    """What a person may do with inputs on a day.

    Args:
        organisation: as it stands.
        person: who asks; None for an account that is bound to nobody.
        on: the local date.
    """

    organisation: Organisation
    person: Person | None
    on: date

    @property
    def handles(self) -> bool:
        """Tell whether the person decides what becomes of inputs: the function does."""
        return may(Standing(self.organisation, self.person, self.on), Ability.HANDLE_INPUTS)

    def sees(self, item: Input) -> bool:
        """Tell whether the person may see an input.

        The function, whoever brought it, the committees and the roles of its flow that are no
        crowd may.
        """
        person = self.person
        if person is None:
            return False
        lanes = any(self._acts_in(role) for role in item.flow.lanes)
        return self.handles or item.received_by == person.id or lanes or self._sits

    def marks(self, step: FlowStep) -> bool:
        """Tell whether the person may mark a step: the function, or whoever's work it is."""
        own = step.kind is StepKind.TASK and self._acts_in(step.role_id)
        return self.handles or own

    def require_handling(self) -> None:
        """Let pass the function.

        Raises:
            NotAllowed: with a sentence that says who can.
        """
        if not self.handles:
            raise NotAllowed("not-allowed.handle-inputs")

    def require_seen(self, item: Input) -> None:
        """Let pass who may see an input.

        Raises:
            NotAllowed: with a sentence that says who can.
        """
        if not self.sees(item):
            raise NotAllowed("not-allowed.input-see")

    def require_marking(self, step: FlowStep) -> None:
        """Let pass who may mark a step.

        Raises:
            NotAllowed: with a sentence that says who can.
        """
        if not self.marks(step):
            raise NotAllowed("not-allowed.input-mark")

    def _acts_in(self, role_id: str) -> bool:
        """Tell whether the person acts in a role; one of many in a crowd acts for nobody else."""
        role = self.organisation.role.get(role_id)
        if role is None or role.each or role.kind is not RoleKind.INTERNAL or self.person is None:
            return False
        for seat in seats_of(self.organisation, role_id, self.on):
            acting = seat.deputy if seat.absence and seat.deputy else seat.person
            if acting is not None and acting.id == self.person.id:
                return True
        return False

    @property
    def _sits(self) -> bool:
        assert self.person is not None
        return any(
            member.acting is not None and member.acting.id == self.person.id
            for committee in self.organisation.committees
            if not committee.is_closed(self.on)
            for member in members_on(self.organisation, committee, self.on)
        )


def handling(organisation: Organisation, on: date) -> tuple[Person, ...]:
    """Return who looks at inputs on the local date `on` and is at work, else all who may."""
    people = who_may(organisation, Ability.HANDLE_INPUTS, on)
    there = tuple(p for p in people if organisation.absence_of(p.id, on) is None)
    return there or people
