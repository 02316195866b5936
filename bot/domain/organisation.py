"""The organisation as one frozen picture: what look-ups read, rebuilt when the data changes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bot.domain.committees import Committee
from bot.domain.confirmations import Confirmation
from bot.domain.drafts import Draft
from bot.domain.parties import Agreement, Contact, Party
from bot.domain.people import Absence, Account, Assignment, Person, Role, Unit
from bot.domain.plan import Plan
from bot.domain.raci import Activity, Category, Duty, Matrix, MatrixStatus
from bot.domain.wheel import Wheel


@dataclass(frozen=True)
class Profile:
    """How the organisation has set Tovholder up. `timezone` is an IANA name."""

    name: str = ""
    language: str = "da"
    timezone: str = "Europe/Copenhagen"
    pack: str | None = None
    committee_channel: str | None = None


EMPTY_MATRIX = Matrix(version=0, status=MatrixStatus.IMPORTED, cells={})


@dataclass(frozen=True)
class Organisation:
    """Everything a look-up may need, as it stood at data version `version`.

    `confirmations` are those of `matrix`'s own version.
    """

    version: int = 0
    profile: Profile = field(default_factory=Profile)
    units: tuple[Unit, ...] = ()
    people: tuple[Person, ...] = ()
    roles: tuple[Role, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    absences: tuple[Absence, ...] = ()
    parties: tuple[Party, ...] = ()
    contacts: tuple[Contact, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    categories: tuple[Category, ...] = ()
    activities: tuple[Activity, ...] = ()
    matrix: Matrix = EMPTY_MATRIX
    draft: Draft | None = None
    confirmations: tuple[Confirmation, ...] = ()
    wheel: Wheel = field(default_factory=Wheel)
    plan: Plan = field(default_factory=Plan)
    committees: tuple[Committee, ...] = ()

    @cached_property
    def memory(self) -> dict[object, object]:
        """What others have worked out from this picture and need again."""
        return {}

    @cached_property
    def unit(self) -> Mapping[str, Unit]:
        """Units by id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def person(self) -> Mapping[str, Person]:
        """People by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def role(self) -> Mapping[str, Role]:
        """Roles by id."""
        return {role.id: role for role in self.roles}

    @cached_property
    def activity(self) -> Mapping[str, Activity]:
        """Activities by id."""
        return {activity.id: activity for activity in self.activities}

    @cached_property
    def committee(self) -> Mapping[str, Committee]:
        """Committees by id."""
        return {committee.id: committee for committee in self.committees}

    @cached_property
    def party(self) -> Mapping[str, Party]:
        """Third parties by id."""
        return {party.id: party for party in self.parties}

    @cached_property
    def contact(self) -> Mapping[str, Contact]:
        """Third parties' contacts by id."""
        return {contact.id: contact for contact in self.contacts}

    @cached_property
    def parties_of_role(self) -> Mapping[str, tuple[Party, ...]]:
        """Third parties by the external role they play."""
        found: dict[str, list[Party]] = defaultdict(list)
        for party in self.parties:
            if party.role_id:
                found[party.role_id].append(party)
        return {role: tuple(parties) for role, parties in found.items()}

    @cached_property
    def bound_to(self) -> Mapping[Account, Person]:
        """People by the platform account bound to them."""
        return {account: person for person in self.people for account in person.accounts}

    @cached_property
    def assignments_of_role(self) -> Mapping[str, tuple[Assignment, ...]]:
        """Assignments by role id, in the order they were made."""
        found: dict[str, list[Assignment]] = defaultdict(list)
        for assignment in self.assignments:
            found[assignment.role_id].append(assignment)
        return {role: tuple(items) for role, items in found.items()}

    @cached_property
    def duties_of_role(self) -> Mapping[str, tuple[Duty, ...]]:
        """A role's letters in every activity in which it has one, in the list's order, by role."""
        found: dict[str, list[Duty]] = defaultdict(list)
        for activity in self.activities:
            for role_id, letters in self.matrix.cells.get(activity.id, {}).items():
                if letters:
                    found[role_id].append(Duty(activity, letters))
        return {role: tuple(duties) for role, duties in found.items()}

    @cached_property
    def _absences_of(self) -> Mapping[str, tuple[Absence, ...]]:
        found: dict[str, list[Absence]] = defaultdict(list)
        for absence in self.absences:
            found[absence.person_id].append(absence)
        return {person: tuple(items) for person, items in found.items()}

    def absences_of(self, person_id: str) -> tuple[Absence, ...]:
        """Return the person's absences, past and to come, in the order they were registered."""
        return self._absences_of.get(person_id, ())

    def absence_of(self, person_id: str, on: date) -> Absence | None:
        """Return the person's absence that covers the local date `on`, the longest if several."""
        covering = [a for a in self._absences_of.get(person_id, ()) if a.covers(on)]
        return max(covering, key=lambda absence: absence.last, default=None)

    def stand_in_of(self, person_id: str, on: date) -> Absence | None:
        """Return the absence covering `on` for which the person has named a stand-in."""
        named = (
            absence
            for absence in self.absences_of(person_id)
            if absence.covers(on) and (absence.deputy_id or absence.deputy_contact_id)
        )
        return next(named, None)

    def agreements_of(self, party_id: str) -> tuple[Agreement, ...]:
        """Return the party's agreements, current or not."""
        return tuple(a for a in self.agreements if a.party_id == party_id)
